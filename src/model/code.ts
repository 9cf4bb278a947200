// SPDX-License-Identifier: MIT
/**
 * What threads are written with: functions whose statements go on to the next, as in C (docs/notation.md). `code()`
 * types guards and effects: `const { fn, step, branch, call, goto, label, ret } = code<Kernel, Stack>()`.
 */
import { done, isRecord } from './answers.ts';
import { stmt } from './statement.ts';
import type {
  Arm,
  Effect,
  Facts,
  Flow,
  FlowOf,
  Fn,
  Guard,
  Handled,
  Item,
  Labelled,
  Stmt,
} from './statement.ts';
import type { Source } from './types.ts';

/** A file of the kernel, at a version: its functions, and `callers` that have no statement of their own. */
export const source =
  (file: string, version: string) =>
  (func: string, ...callers: readonly string[]): Source => ({
    func,
    file,
    version,
    ...(callers.length > 0 && { callers }),
  });

/** What a trace prints; and what else is known of the step: the choices it has, the primitive it is, what it waits for. */
export type Text<K, Me> = string | (Facts<K, Me> & { readonly says: string });
/** What a step does: a function, the fields of memory that it sets, or several of those in turn, what is falsy left out. */
export type Does<K, Me> = Effect<K, Me> | Partial<K> | false | null | undefined | readonly Does<K, Me>[];
/** An arm as it is written. */
export interface Way<K, Me> extends Omit<Arm<K, Me>, 'does'> {
  readonly does?: Does<K, Me>;
}
/** An arm, arms that a word gives, or nothing. */
export type Ways<K, Me> = Way<K, Me> | false | undefined | readonly Ways<K, Me>[];

/** What the ways of a statement lead to. */
export type Then<W> = W extends readonly (infer V)[]
  ? Then<V>
  : W extends { readonly then: infer T }
    ? T
    : never;
/** Of a goto, a label, a return. */
export interface Goes<L extends string> {
  readonly gotos: L;
  readonly labels: never;
  readonly returns: never;
}
export interface Labels<L extends string> {
  readonly gotos: never;
  readonly labels: L;
  readonly returns: never;
}
export interface Returns<R extends string> {
  readonly gotos: never;
  readonly labels: never;
  readonly returns: R;
}
type Arms<K, Me, R extends string> = { readonly [V in Handled<R>]: Item<K, Me> } & {
  readonly [V in Extract<R, '0'>]?: Item<K, Me>;
};
/** Values that the function never returns have no arm. */
type None<A, R extends string> = string extends R ? unknown : { readonly [V in Exclude<keyof A, R>]: never };

/** What a step does, as a function. What is neither function nor fields stays what it is: written.ts tells of it. */
const effectOf = <K, Me>(does: Does<K, Me>): Effect<K, Me> => {
  if (typeof does === 'function') return does;
  if (isRecord(does)) return (k) => void Object.assign(k as object, does);
  if (!Array.isArray(does)) return does as never;
  const inTurn = (does as readonly Does<K, Me>[]).filter(Boolean).map((one) => effectOf(one));
  const wrong = inTurn.find((one) => typeof one !== 'function');
  if (wrong !== undefined) return wrong;
  return (k, me, choice, self) => {
    const answers = inTurn.map((effect): unknown => {
      const answer: unknown = effect(k, me, choice, self);
      done(answer);
      return answer;
    });
    return answers.find(isRecord);
  };
};

const arms = <K, Me>(ways: Ways<K, Me>): Arm<K, Me>[] => {
  if (!ways) return [];
  if (Array.isArray(ways)) return (ways as readonly Ways<K, Me>[]).flatMap((w) => arms(w));
  const { does, ...way } = ways as Way<K, Me>;
  return [{ ...way, ...(doesSomething(does) && { does: effectOf(does) }) }];
};
/** Nothing, or a list of nothing, changes nothing: a mutant of it would be none. */
const doesSomething = <K, Me>(does: Does<K, Me> | undefined): does is Does<K, Me> =>
  Array.isArray(does) ? does.some((one) => doesSomething(one as Does<K, Me>)) : Boolean(does);

const isItem = <K, Me>(then: Item<K, Me> | Readonly<Record<string, Item<K, Me>>>): then is Item<K, Me> =>
  then !== undefined && (!then || typeof then === 'string' || Array.isArray(then) || 'is' in then);

function make<K, Me, F extends Flow>(name: string, text: Text<K, Me>, ways: Ways<K, Me>): Stmt<K, Me, F> {
  // Whether it is a text at all is looked at in written.ts, which knows the function.
  const { says, ...facts } = typeof text === 'object' ? text : { says: text };
  return stmt({ kind: 'step', name, says, facts, arms: arms(ways) });
}

/** What a trace prints of an `if` that is true: `true: -EINVAL`. */
const whatItReturns = <K, Me>(then: Item<K, Me>): string =>
  typeof then === 'object' && then && 'is' in then && then.is.kind === 'return' && then.is.value !== ''
    ? `true: ${then.is.value}`
    : 'true';

/** Goes to a label of the same function. */
const goto = <const L extends string>(label: L): Stmt<unknown, unknown, Goes<L>> =>
  stmt({ kind: 'goto', label });
/** Where a `goto` leads: the statement below it. */
const label = <const L extends string>(name: L): Stmt<unknown, unknown, Labels<L>> =>
  stmt({ kind: 'label', name });
/** The first statement of the loop again, as `continue` does. */
const continue_: Stmt = stmt({ kind: 'continue' });
/** On after the loop, as `break` does. */
const break_: Stmt = stmt({ kind: 'break' });
/** The thread ends here, in a state of this name. */
const end = (name: string): Stmt => stmt({ kind: 'end', name });

/** Leaves the function, with a value; or with whatever another function returns: `return f();`. */
function ret(): Stmt<unknown, unknown, Returns<''>>;
function ret<const V extends string>(value: V): Stmt<unknown, unknown, Returns<V>>;
function ret<K, Me, R extends string>(f: Fn<K, Me, R>): Stmt<K, Me, Returns<R>>;
function ret<K, Me>(value: string | Fn<K, Me, string> = ''): Stmt<K, Me, Flow> {
  return stmt(
    typeof value === 'string'
      ? { kind: 'return', value }
      : { kind: 'call', f: value, arms: {}, others: 'return' },
  );
}

/** The notation for threads over memory `K` whose stack has the fields `Me`. */
export function code<K = object, Me = unknown>() {
  /** A function of the kernel. `at`: its name, file and version, `callers` for functions between that have no statement. */
  const fn = <const B extends Item<K, Me>>(
    at: Source & Labelled<B>,
    body: B,
  ): Fn<K, Me, FlowOf<B>['returns']> => ({ at, body });
  /** One statement of the C, and what it changes. */
  const step = (name: string, text: Text<K, Me>, does?: Does<K, Me>): Stmt<K, Me> =>
    make(name, text, { ...(does && { does }) });
  /** A statement that waits: it runs once `when` is true. */
  const wait_until = (name: string, text: Text<K, Me>, when: Guard<K, Me>, does?: Does<K, Me>): Stmt<K, Me> =>
    make(name, text, { when, ...(does && { does }) });
  /** A statement that goes one of several ways: the first whose `when` is true. */
  const branch = <const W extends Ways<K, Me>>(
    name: string,
    text: Text<K, Me>,
    ways: W,
  ): Stmt<K, Me, FlowOf<Then<W>>> => make(name, text, ways);
  /**
   * `if (c) then`, where `then` changes nothing in the same step. A trace prints `yes` or `no`; without them 'true', with
   * the value that `then` returns, or 'false'.
   */
  const if_ = <const T extends Item<K, Me>>(
    name: string,
    text: Text<K, Me>,
    when: Guard<K, Me>,
    then: T,
    yes = whatItReturns(then),
    no = 'false',
  ): Stmt<K, Me, FlowOf<T>> => make(name, text, [{ when, then, note: yes }, { note: no }]);
  /** A call. `if (err) return err;`: every value but '0' is returned. */
  function call<R extends string>(f: Fn<K, Me, R>, returned: typeof ret): Stmt<K, Me, Returns<Handled<R>>>;
  /** `failed`: what is done for every value but '0': `if (ret) goto out;`. */
  function call<const T extends Item<K, Me>>(f: Fn<K, Me, string>, failed: T): Stmt<K, Me, FlowOf<T>>;
  /** Each value that `f` returns, but '0', has an arm that says what is done then. */
  function call<R extends string, const A extends Arms<K, Me, R>>(
    f: Fn<K, Me, R>,
    ...returned: Handled<R> extends never ? [arms?: A & None<A, R>] : [arms: A & None<A, R>]
  ): Stmt<K, Me, FlowOf<A[keyof A]>>;
  function call(
    f: Fn<K, Me, string>,
    then?: Item<K, Me> | Readonly<Record<string, Item<K, Me>>> | typeof ret,
  ): Stmt<K, Me, Flow> {
    if (then === ret) return stmt({ kind: 'call', f, arms: {}, others: 'return failures' });
    const given = then as Exclude<typeof then, typeof ret>;
    return stmt(
      isItem(given) ? { kind: 'call', f, arms: {}, others: given } : { kind: 'call', f, arms: given ?? {} },
    );
  }
  /** Over and over, until a `break_`, a `goto` or a `ret`. */
  const loop = <const B extends Item<K, Me>>(body: B): Stmt<K, Me, FlowOf<B>> => stmt({ kind: 'loop', body });
  /**
   * The body of a small function, written where it is called. It shares the labels of the function around it. Inside a
   * helper, `inlined` of the function that it is called by: a statement of that one.
   */
  const inlined = <const B extends Item<K, Me>>(at: Source, body: B): Stmt<K, Me, FlowOf<B>> =>
    stmt({ kind: 'inlined', at, body });
  /** The names of the statements inside begin with `prefix`; one without a name gets the prefix as its name. */
  const as = <const B extends Item<K, Me>>(prefix: string, body: B): Stmt<K, Me, FlowOf<B>> =>
    stmt({ kind: 'as', prefix, body });
  const jumps = { goto, label, break_, continue_, end };
  return { fn, step, wait_until, branch, if_, call, ret, loop, inlined, as, ...jumps };
}

/** For words of the vocabulary: one statement, whatever the memory. */
export const word = <K, Me = unknown>(
  name: string,
  text: Text<K, Me>,
  ...ways: readonly Arm<K, Me>[]
): Stmt<K, Me> => make(name, text, ways);
