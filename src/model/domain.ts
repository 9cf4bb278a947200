// SPDX-License-Identifier: MIT
/**
 * Declared domains (docs/semantics.md 2). A model states once what each field can hold; the TypeScript type, the
 * initial value and the packing into bits all follow from that one declaration.
 */

import { types } from 'node:util';
import { checkDomain, checkFields } from './declared.ts';
import { counted, within } from './limits.ts';
import type { Lock, LockKind } from './locks.ts';

declare const VALUE: unique symbol;

interface Declared<T> {
  readonly [VALUE]?: T;
  /** Set for a lock: who holds it (locks.ts). */
  readonly lock?: Lock;
}
/** A field of finitely many values: `bool`, `int`, `oneOf`, `id`, a lock. */
export interface Scalar<T> extends Declared<T> {
  readonly kind: 'scalar';
  /** Every value the field can hold, in the order in which they are packed. */
  readonly values: readonly T[];
  readonly initial: T;
  /** How the domain prints in an error: `int(0, 3)`. */
  readonly says: string;
  /** Set for a reference: the kind of object. */
  readonly refersTo?: string;
  /** Kept for the checker alone: no kernel instruction reads it, so it does not count as an access. */
  readonly ghost?: boolean;
}
export interface ArrayOf<T> extends Declared<T[]> {
  readonly kind: 'array';
  readonly of: Domain;
  readonly length: number;
  readonly initial: readonly T[];
}
/** A list whose length varies from 0 to `max`. */
export interface SeqOf<T> extends Declared<T[]> {
  readonly kind: 'seq';
  readonly of: Domain;
  readonly max: number;
  readonly initial: readonly T[];
  /** As for a scalar: its length then is no access either. */
  readonly ghost?: boolean;
}
export interface RecordOf<R> extends Declared<R> {
  readonly kind: 'record';
  readonly fields: Readonly<Record<string, Domain>>;
  readonly initial: R;
}
// `any` here only erases the value type of a domain whose values are not looked at.
// oxlint-disable-next-line no-explicit-any
export type Domain<T = any> = Scalar<T> | ArrayOf<T> | SeqOf<T> | RecordOf<T>;

/** The TypeScript type of the values of a domain. */
export type Value<D> = D extends { readonly [VALUE]?: infer T } ? T : never;
export type Fields = Readonly<Record<string, Domain>>;
export type Values<F extends Fields> = { -readonly [K in keyof F]: Value<F[K]> };

export const bool: Scalar<boolean> = { kind: 'scalar', values: [false, true], initial: false, says: 'bool' };

/** Whole numbers from `low` to `high`, both included. Starts at `low`. */
export function int(low: number, high: number): Scalar<number> {
  if (!Number.isInteger(low) || !Number.isInteger(high) || high < low)
    throw new RangeError(`int(${low}, ${high}): needs whole numbers, the lower first`);
  within('values', high - low + 1, () => `int(${low}, ${high}) has ${counted(high - low + 1)} values`);
  const values = Array.from({ length: high - low + 1 }, (_, i) => low + i);
  return { kind: 'scalar', values, initial: low, says: `int(${low}, ${high})` };
}

function size(what: string, n: number, of: 'values' | 'elements'): void {
  if (!Number.isInteger(n) || n < 0) throw new RangeError(`${what}: ${n} is no number of ${of}`);
  within(of, n, () => `${what} has ${counted(n)} ${of}`);
}

/** One of the named values. Starts at the first. */
export function oneOf<const T extends string>(...values: readonly [T, ...T[]]): Scalar<T> {
  if (new Set(values).size !== values.length)
    throw new RangeError(`oneOf(${values.join(', ')}): a value stands twice`);
  return { kind: 'scalar', values, initial: values[0], says: `oneOf(${values.join(', ')})` };
}

/** A reference to one of `count` interchangeable objects of a kind, or null. Starts at null. */
export function id(kind: string, count: number): Scalar<number | null> {
  size(`id('${kind}', ${count})`, count, 'values');
  const values: (number | null)[] = Array.from({ length: count + 1 }, (_, i) => (i === 0 ? null : i - 1));
  return { kind: 'scalar', values, initial: null, says: `id(${kind}, ${count})`, refersTo: kind };
}

/** What else a lock may say of itself: its class, or that lockdep looks away. */
export type LockFacts = Pick<Lock, 'class' | 'novalidate'>;
/** A lock with one holder: the holding thread's name, or null. */
export function lock(
  kind: LockKind,
  threads: readonly string[],
  facts: LockFacts = {},
): Scalar<string | null> {
  return {
    kind: 'scalar',
    values: [null, ...threads],
    initial: null,
    says: `${kind}(${threads.join(', ')})`,
    lock: { ...facts, kind, holders: (by) => (by === null ? [] : [{ by: by as string }]) },
  };
}
export const spinlock = (threads: readonly string[], facts?: LockFacts) => lock('spinlock', threads, facts);
export const mutex = (threads: readonly string[], facts?: LockFacts) => lock('mutex', threads, facts);

export function array<D extends Domain>(length: number, of: D): ArrayOf<Value<D>> {
  const where = `array(${length}, ...)`;
  size(where, length, 'elements');
  checkDomain(where, 'its element', of);
  return { kind: 'array', of, length, initial: Array.from({ length }, () => of.initial as Value<D>) };
}
export function seq<D extends Domain>(of: D, max: number): SeqOf<Value<D>> {
  const where = `seq(..., ${max})`;
  size(where, max, 'elements');
  checkDomain(where, 'its element', of);
  return { kind: 'seq', of, max, initial: [] };
}
export function record<F extends Fields>(fields: F): RecordOf<Values<F>> {
  checkFields('record(...)', fields);
  const initial = Object.fromEntries(
    Object.entries(fields).map(([name, d]) => [name, d.initial]),
  ) as Values<F>;
  return { kind: 'record', fields, initial };
}

/** The same domain, starting at another value. */
export function initially<D extends Domain>(domain: D, initial: Value<D>): D {
  checkDomain('initially(...)', 'what it is given', domain);
  const started = { ...domain, initial };
  check(started, initial, 'the initial value');
  return started;
}

/** The same domain, kept for the checker's eyes: guards of faults and properties may read it, the kernel does not. */
export function ghost<D extends Domain>(domain: D): D {
  checkDomain('ghost(...)', 'what it is given', domain);
  if (domain.kind === 'scalar') return { ...domain, ghost: true };
  if (domain.kind === 'record')
    return {
      ...domain,
      fields: Object.fromEntries(Object.entries(domain.fields).map(([n, d]) => [n, ghost(d)])),
    };
  if (domain.kind === 'seq') return { ...domain, ghost: true, of: ghost(domain.of) };
  return { ...domain, of: ghost(domain.of) };
}

/** A value that does not fit its domain: a mistake in the model, not a violation. */
export class DomainError extends Error {
  override readonly name = 'DomainError';
}

/** A value as an error tells it. JSON has no word for some, and calls others what they are not. */
export function show(value: unknown): string {
  if (typeof value === 'bigint') return `${value}n, a BigInt`;
  if (typeof value === 'function') return 'a function';
  if (typeof value !== 'object') return typeof value === 'string' ? JSON.stringify(value) : String(value);
  if (types.isBoxedPrimitive(value))
    return `an object made by new ${value.constructor.name}(${String(value)})`;
  return JSON.stringify(value, (_, part: unknown) => (isOutOfJson(part) ? show(part) : part)) ?? 'an object';
}
const isOutOfJson = (part: unknown): boolean =>
  typeof part === 'bigint' || (typeof part === 'number' && !Number.isFinite(part));

/** A copy in which no two parts are one object: a record or list put into two fields is two values from then on. */
export function copyOf<T>(value: T): T {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(copyOf) as T;
  const isPlain = Object.getPrototypeOf(value) === Object.prototype;
  if (!isPlain && types.isBoxedPrimitive(value)) return value;
  // A loop: this is most of what effects take that put records into fields.
  const copy: Record<string, unknown> = {};
  for (const key of Object.keys(value)) {
    const part = copyOf((value as Record<string, unknown>)[key]);
    if (key === '__proto__') Object.defineProperty(copy, key, { ...FIELD, value: part });
    else copy[key] = part;
  }
  return copy as T;
}
const FIELD = { writable: true, enumerable: true, configurable: true };

/** Equal to 0 and yet another value: states that differ in it alone would be one to some and two to others. */
export const MINUS_ZERO = '-0, which % gives of a negative number: add 0 to it';

/** Throws a {@link DomainError} naming the field if `value` is not one of `domain`'s. */
export function check(domain: Domain, value: unknown, field: string): void {
  const wrong = (expected: string) => new DomainError(`${field} is ${show(value)}, outside ${expected}`);
  if (domain.kind === 'scalar') {
    if (Object.is(value, -0)) throw new DomainError(`${field} is ${MINUS_ZERO}`);
    if (!domain.values.includes(value)) throw wrong(domain.says);
  } else if (domain.kind === 'record') {
    if (typeof value !== 'object' || value === null) throw wrong('its record');
    for (const key of Object.keys(value))
      if (!(key in domain.fields)) throw new DomainError(`${field}.${key} is not declared`);
    for (const [name, d] of Object.entries(domain.fields))
      check(d, (value as Fields)[name], `${field}.${name}`);
  } else {
    if (!Array.isArray(value)) throw wrong('its array');
    const longest = domain.kind === 'array' ? domain.length : domain.max;
    if (value.length > longest || (domain.kind === 'array' && value.length < longest))
      throw new DomainError(`${field} has ${value.length} elements, its domain ${longest}`);
    for (const key of Object.keys(value))
      if (!/^\d+$/.test(key))
        throw new DomainError(`${field}[${key}] is outside its ${domain.kind} of ${longest}`);
    for (let i = 0; i < value.length; i++) check(domain.of, value[i], `${field}[${i}]`);
  }
}
