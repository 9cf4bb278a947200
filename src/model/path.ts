// SPDX-License-Identifier: MIT
/**
 * Where a field lies that a word is about, as the C writes it: `'lock'`, `'zone.lock'`, `'zone[z].lock'` with `z` a
 * field of the thread's stack, `'pcp[cpu]'` with the CPU that the thread runs on, `'inside[self]'` with its place among
 * the threads, `'zone[0].lock'`, `'me.p'` for a field of its own stack. TypeScript holds memory and stack against it.
 */
import type { Then } from './code.ts';
import { word } from './code.ts';
import type { Domain } from './domain.ts';
import type { Arm, Facts, FlowOf, Self, Stmt } from './statement.ts';

/** Memory in which a `V` lies at `P`. */
export type InMemory<P extends string, V> = P extends `me.${string}` ? unknown : Lies<P, V>;
/** A stack that has what the path is read with, and the field itself where that is on the stack. */
export type OnStack<P extends string, V> = Indices<P> & (P extends `me.${infer R}` ? Lies<R, V> : unknown);
/** A statement about a `V` at `P`. `W`: the ways that it can go on. */
export type About<P extends string, V, W = never> = Stmt<InMemory<P, V>, OnStack<P, V>, FlowOf<Then<W>>>;

type Lies<P extends string, V> = P extends `${infer F}.${infer R}` ? Field<F, Lies<R, V>> : Field<P, V>;
type Field<F extends string, V> = F extends `${infer A}[${string}]` ? { [x in A]: V[] } : { [x in F]: V };
type Indices<P extends string> = P extends `${string}[${infer I}]${infer R}`
  ? Index<I> & Indices<R>
  : unknown;
type Index<I extends string> = I extends `${number}` | 'self' | 'cpu' ? unknown : { [x in I]: number | null };

type Keyed = Record<string | number, unknown>;
/** What a guard or an effect is given. */
export type Given = readonly [k: unknown, me: unknown, choice: string, self: Self];

/** What a path leads to, for the thread whose step it is. */
export interface Cell<V> {
  readonly get: (...given: Given) => V;
  readonly set: (given: Given, value: V) => void;
}

const keysOf = (path: string): string[] => [...path.matchAll(/[^.[\]]+|\[[^\]]+\]/g)].map(([key]) => key);
/** The field as lockdep would class it: `zone.lock` for `zone[z].lock`. */
export const fieldOf = (path: string): string => path.replaceAll(/\[[^\]]+\]/g, '');

export function cellAt<V>(path: string): Cell<V> {
  const keys = keysOf(path);
  const own = keys[0] === 'me' && keys.length > 1;
  const [last = '', ...outer] = (own ? keys.slice(1) : keys).toReversed();
  const keyOf = (key: string, given: Given) =>
    key.startsWith('[') ? indexOf(path, key.slice(1, -1), given) : key;
  const around = (given: Given) =>
    outer.reduceRight<unknown>((at, key) => (at as Keyed)[keyOf(key, given)], given[own ? 1 : 0]) as Keyed;
  return {
    get: (...given) => around(given)[keyOf(last, given)] as V,
    set: (given, value) => void (around(given)[keyOf(last, given)] = value),
  };
}

function indexOf(path: string, name: string, [, me, , self]: Given): number {
  if (/^\d+$/.test(name)) return Number(name);
  if (name === 'self') return self.index;
  const value = name === 'cpu' ? self.cpu : (me as Keyed)[name];
  if (typeof value === 'number') return value;
  throw new RangeError(
    `${path}: ${name === 'cpu' ? `${self.name} is on no shared CPU` : `${name} is ${String(value)}`}`,
  );
}

/** The domain that the memory declares there. */
export function domainAt(memory: object, path: string): Domain {
  const at = keysOf(path).reduce<Domain | undefined>(
    (d, key) => {
      if (d?.kind === 'array' || d?.kind === 'seq') return key.startsWith('[') ? d.of : undefined;
      return d?.kind === 'record' ? d.fields[key] : undefined;
    },
    { kind: 'record', fields: memory as Readonly<Record<string, Domain>>, initial: undefined },
  );
  if (!at) throw new RangeError(`${path}: memory has no such field`);
  return at;
}

/** A statement about what lies at a path: its text, what else is known of it, and the ways it can go. */
export const about = <P extends string, V, W = never>(
  name: string,
  text: Facts<unknown, unknown> & { readonly says: string },
  ...ways: readonly (Arm<unknown, unknown> | false | undefined)[]
): About<P, V, W> => word<unknown, unknown>(name, text, ...ways.filter((way) => !!way)) as never;
/** A way given by the author, for memory and stack of his own. */
export type Else = Arm<never, never>;
