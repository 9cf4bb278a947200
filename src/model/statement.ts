// SPDX-License-Identifier: MIT
/**
 * What a function of a model is made of: statements as plain data, in the order of the C. Authors write them with
 * `code()` (code.ts) and the words of the vocabulary; `run()` (run.ts) lays them out as the flat states of a thread.
 */
import type { Context } from './cpu.ts';
import type { Fields } from './domain.ts';
import type { Acquires } from './locks.ts';
import type { Source } from './types.ts';

/** Whose step it is: what a word of the vocabulary knows of the thread that runs it. */
export interface Self {
  readonly name: string;
  readonly memory: Fields;
  /** All threads, and this one's place among them: `thread(memory, name, stack, { threads })`. */
  readonly threads: readonly string[];
  readonly index: number;
  /** The shared CPU it runs on, and in which context. */
  readonly cpu: number | undefined;
  readonly context: Context;
}

export type Guard<K, Me> = (k: K, me: Me, choice: string, self: Self) => boolean;
export type Effect<K, Me> = (k: K, me: Me, choice: string, self: Self) => unknown;
export type Fault = `fault(${string})`;

/** What a statement asks of the function it stands in: known to the compiler alone. */
export interface Flow {
  readonly gotos: string;
  readonly labels: string;
  readonly returns: string;
}
export interface NoFlow {
  readonly gotos: never;
  readonly labels: never;
  readonly returns: never;
}
declare const FLOW: unique symbol;

/** A statement over memory `K` by a thread whose stack has the fields `Me`. */
export interface Stmt<in K = unknown, in Me = unknown, out F extends Flow = NoFlow> {
  readonly is: Node<K, Me>;
  readonly [FLOW]: F;
}
/** A statement or a block of them; a fault, which ends the run; what a decision has left out is falsy. */
export type Item<K = unknown, Me = unknown> =
  Stmt<K, Me, Flow> | Fault | false | null | undefined | readonly Item<K, Me>[];

/** One way a statement can go. The first whose `when` is true is taken; `then` is done before what comes below. */
export interface Arm<K, Me> {
  readonly when?: Guard<K, Me>;
  /** The choice it is taken for. */
  readonly choice?: string;
  readonly does?: Effect<K, Me>;
  /** What taking it means, printed in brackets in a trace. */
  readonly note?: string;
  /** The C of this way, which a trace prints in place of the statement's own text: `goto out`. */
  readonly says?: string;
  /** The function that it stands in, where that is one called from here. */
  readonly at?: Source;
  readonly then?: Item<K, Me>;
}
/** What else is said of a step: see {@link StepInfo} of thread.ts. */
export interface Facts<K, Me> {
  readonly choices?: readonly string[] | ((k: K, me: Me, self: Self) => readonly string[]);
  readonly waitsFor?: (k: K, me: Me, self: Self) => readonly (string | null)[];
  readonly lock?: string;
  readonly acquires?: Acquires | readonly Acquires[];
  readonly primitive?: string;
  readonly mayWait?: boolean;
}

export interface Step<K, Me> {
  readonly kind: 'step';
  /** The state's name. Empty: it has that of the call, given with `as()`. */
  readonly name: string;
  readonly says: string;
  readonly facts: Facts<K, Me>;
  readonly arms: readonly Arm<K, Me>[];
}
export interface Call<K, Me> {
  readonly kind: 'call';
  readonly f: Fn<K, Me, string>;
  /** What is done for a value that it returns. */
  readonly arms: Readonly<Record<string, Item<K, Me>>>;
  /** What is done for those that have no arm, but '0'; or they are returned in turn, `'return'` with '0'. */
  readonly others?: Item<K, Me> | 'return' | 'return failures';
}
export type Node<K, Me> =
  | Step<K, Me>
  | Call<K, Me>
  | { readonly kind: 'inlined'; readonly at: Source; readonly body: Item<K, Me> }
  | { readonly kind: 'loop'; readonly body: Item<K, Me> }
  | { readonly kind: 'as'; readonly prefix: string; readonly body: Item<K, Me> }
  | { readonly kind: 'label'; readonly name: string }
  | { readonly kind: 'goto'; readonly label: string }
  | { readonly kind: 'return'; readonly value: string }
  | { readonly kind: 'end'; readonly name: string }
  | { readonly kind: 'break' | 'continue' };

/** A function of the kernel. `R`: the values it returns; `'0'` and `''` let its caller go on. */
export interface Fn<in K = unknown, in Me = unknown, out R extends string = never> {
  readonly at: Source;
  readonly body: Item<K, Me>;
  readonly returns?: R;
}

type Get<I, Part extends keyof Flow> = I extends { readonly [FLOW]: infer F extends Flow }
  ? F[Part]
  : I extends readonly (infer J)[]
    ? [I] extends [J]
      ? never
      : Get<J, Part>
    : never;
/** What a block asks of its function, together. */
export interface FlowOf<I> {
  readonly gotos: Get<I, 'gotos'>;
  readonly labels: Get<I, 'labels'>;
  readonly returns: Get<I, 'returns'>;
}
type Missing<G, L> = G extends L ? never : string extends G ? never : G;
/** `unknown` where every goto of a body has its label; else a type that names those that do not. */
export type Labelled<I> = [Missing<Get<I, 'gotos'>, Get<I, 'labels'>>] extends [never]
  ? unknown
  : { 'no such label': Missing<Get<I, 'gotos'>, Get<I, 'labels'>> };
/** The values that a call must have an arm for. */
export type Handled<R> = Exclude<R, '0' | ''>;

/** The one place where a statement gets the flow that the compiler knows it by. */
export const stmt = <K, Me, F extends Flow = NoFlow>(is: Node<K, Me>): Stmt<K, Me, F> =>
  ({ is }) as unknown as Stmt<K, Me, F>;

/** A block without its nesting and without what was left out. */
export function flat<K, Me>(item: Item<K, Me>): (Stmt<K, Me, Flow> | Fault)[] {
  if (!item) return [];
  if (Array.isArray(item)) return (item as readonly Item<K, Me>[]).flatMap((i) => flat(i));
  return [item as Stmt<K, Me, Flow> | Fault];
}

/** Statements of whichever memory and stack, for those who read them: `fn` has seen to it that they fit together. */
export type AnyItem = Item<never, never>;
export type AnyStmt = Stmt<never, never, Flow>;
export type AnyNode = Node<never, never>;
export type AnyFn = Fn<never, never, string>;
