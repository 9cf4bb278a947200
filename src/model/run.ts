// SPDX-License-Identifier: MIT
/**
 * Lays the functions that a thread runs out as the flat states of its region: a state for each statement that some
 * path reaches, in the order of the text. A function is laid out where it is called, each time anew. What a trace
 * prints as the call path is what was called. The states are those of `t.on()`: the machine knows nothing of functions.
 */
import type { Fields, Values } from './domain.ts';
import { checkCode, where } from './mistakes.ts';
import { flat } from './statement.ts';
import type { AnyItem, AnyNode, AnyStmt, Arm, Call, Fault, Fn, Self, Step } from './statement.ts';
import type { Candidate, Region, StepInfo, ThreadOf } from './thread.ts';
import type { Source } from './types.ts';

/** Guards and effects of whichever memory and stack: `fn` has seen to it that they fit. */
type Any = never;
/** A statement at its place: the functions that lead there, and where each of its arms goes on. */
interface Spot {
  readonly step: Step<Any, Any>;
  readonly path: readonly Source[];
  readonly name: string;
  readonly arms: readonly To[];
}
/** Where something leads: asked for when all is laid out, for a goto may go forward. A text is an end or a fault. */
type To = () => Spot | string;
interface Laid {
  readonly to: To;
  /** In the order of the text. */
  readonly spots: readonly Spot[];
}
/** Where a statement stands. */
interface Place {
  readonly path: readonly Source[];
  readonly prefix: string;
  readonly calling: readonly object[];
  readonly labels: Map<string, To>;
  readonly returns: (value: string) => To;
  readonly loop?: { readonly again: To; readonly after: To };
}

/** The region of a thread that runs `f`. Where that returns, whatever the value, the thread is in the final state `end`. */
export function run<M extends Fields, S extends Fields>(
  t: ThreadOf<M, S>,
  f: Fn<Values<M>, Values<S>, string>,
  end = 'returned',
): Region {
  checkCode(f);
  const done: To = () => end;
  const place: Place = { path: [f.at], prefix: '', calling: [f], labels: new Map(), returns: () => done };
  const { to, spots } = block(f.body, done, place);
  if (typeof to() === 'string') throw new RangeError(`${where(f.at)} ends before its first statement`);
  const reached = reachedFrom(to());
  const names = nameEach(spots.filter((spot) => reached.has(spot)));
  const nameOf = (target: Spot | string) =>
    typeof target === 'string' ? target : (names.get(target) as string);
  const states = [...names].map(([spot, name]) => [name, state(t as never, spot, nameOf)] as const);
  const ends = [...reached].filter((target) => typeof target === 'string' && !target.startsWith('fault('));
  return t.region(nameOf(to()), {
    ...Object.fromEntries(states),
    ...Object.fromEntries(ends.map((name) => [name, t.end()])),
  });
}

/** Statements, each going on to the one below, the last to `next`. */
function block(item: AnyItem, next: To, place: Place): Laid {
  return flat(item).reduceRight<Laid>(
    ({ to, spots }, s) => {
      const laid = statement(s, to, place);
      return { to: laid.to, spots: [...laid.spots, ...spots] };
    },
    { to: next, spots: [] },
  );
}

function statement(s: AnyStmt | Fault, next: To, place: Place): Laid {
  const jump = (to: To): Laid => ({ to, spots: [] });
  if (typeof s === 'string') return jump(() => s);
  const node: AnyNode = s.is;
  switch (node.kind) {
    case 'step':
      return step(node, next, place);
    case 'call':
      return call(node, next, place);
    case 'inlined':
      return block(node.body, next, { ...place, path: within(place.path, node.at) });
    case 'as':
      return block(node.body, next, { ...place, prefix: place.prefix + node.prefix });
    case 'loop': {
      const again: To = once(() => body.to(), place);
      const body: Laid = block(node.body, again, { ...place, loop: { again, after: next } });
      return { to: again, spots: body.spots };
    }
    case 'label':
      place.labels.set(node.name, next);
      return jump(next);
    case 'goto':
      return jump(once(() => (place.labels.get(node.label) as To)(), place));
    case 'return':
      return jump(place.returns(node.value));
    case 'end':
      return jump(() => node.name);
    case 'break':
      return jump(place.loop?.after as To);
    case 'continue':
      return jump(place.loop?.again as To);
  }
}

/** A statement of a function that the path leads through already, given to a helper of it, stands in that function. */
function within(path: readonly Source[], at: Source): readonly Source[] {
  const i = path.findLastIndex(({ func, file }) => func === at.func && file === at.file);
  return i < 0 ? [...path, at] : path.slice(0, i + 1);
}

function step(node: Step<Any, Any>, next: To, place: Place): Laid {
  const arms = node.arms.map((arm) => block(arm.then, next, place));
  const name = node.name === '' ? place.prefix.replace(/_$/, '') : place.prefix + node.name;
  if (name === '') throw new RangeError(`${where(place.path.at(-1) as Source)}: '${node.says}' has no name`);
  const spot: Spot = { step: node, path: place.path, name, arms: arms.map(({ to }) => to) };
  return { to: () => spot, spots: [spot, ...arms.flatMap(({ spots }) => spots)] };
}

function call({ f, arms, others }: Call<Any, Any>, next: To, place: Place): Laid {
  if (place.calling.includes(f))
    throw new RangeError(`${where(f.at)} calls itself: write a loop, or what one more turn of it does`);
  const laid = new Map(Object.entries(arms).map(([value, then]) => [value, block(then, next, place)]));
  const handedOn = others === 'return' || others === 'return failures';
  const rest = handedOn ? undefined : block(others, next, place);
  const returns = (value: string): To => {
    if (others === 'return') return place.returns(value);
    if (value === '0' || value === '') return laid.get(value)?.to ?? next;
    return handedOn ? place.returns(value) : ((laid.get(value) ?? rest)?.to ?? next);
  };
  const { path, prefix, calling } = place;
  const body = block(f.body, returns(''), {
    path: [...path, f.at],
    prefix,
    calling: [...calling, f],
    labels: new Map(),
    returns,
  });
  return { to: body.to, spots: [body, ...laid.values(), ...(rest ? [rest] : [])].flatMap((l) => l.spots) };
}

/** What leads back to itself without a statement between is a mistake. */
function once(get: To, { path }: Place): To {
  let busy = false;
  return () => {
    if (busy) throw new RangeError(`${where(path.at(-1) as Source)} goes round without a statement`);
    busy = true;
    const target = get();
    busy = false;
    return target;
  };
}

function reachedFrom(start: Spot | string): ReadonlySet<Spot | string> {
  const reached = new Set([start]);
  for (const at of reached) if (typeof at !== 'string') for (const to of at.arms) reached.add(to());
  return reached;
}

/**
 * The names of states. Where a function is called twice the statements of the later call get the name of the function
 * in front by which the two call paths differ.
 */
function nameEach(spots: readonly Spot[]): ReadonlyMap<Spot, string> {
  const taken = new Map<string, Spot>();
  for (const spot of spots) {
    const first = taken.get(spot.name);
    const name = first?.step === spot.step ? `${differs(first, spot)}${spot.name}` : spot.name;
    const other = taken.get(name);
    if (other) throw new RangeError(twice(name, other, spot));
    taken.set(name, spot);
  }
  return new Map([...taken].map(([name, spot]) => [spot, name]));
}
/** The innermost function, this one left aside, that the second call has and the first has not. */
function differs(first: Spot, second: Spot): string {
  const funcs = (spot: Spot) => spot.path.map(({ func }) => func).toReversed();
  const before = funcs(first);
  const func = funcs(second).find((name, i) => i > 0 && name !== before[i]);
  return func === undefined ? '' : `${func}_`;
}
function twice(name: string, first: Spot, second: Spot): string {
  const [a, b] = [first, second].map(({ path }) => where(path.at(-1) as Source));
  return first.step === second.step
    ? `${a} is called twice by ${where(first.path.at(-2) ?? (first.path[0] as Source))}, and '${name}' is the name of a statement in it: as('second_', call(...)) names those of one call`
    : `two statements are called '${name}': '${first.step.says}' in ${a}, '${second.step.says}' in ${b}`;
}

function state(t: ThreadOf<Fields, Fields>, spot: Spot, nameOf: (target: Spot | string) => string): object {
  const { says, facts, arms } = spot.step;
  const { choices, waitsFor, ...plain } = facts;
  const bound = (f: (k: Any, me: Any, self: Self) => unknown) => (k: object, me: object) =>
    f(k as Any, me as Any, t.self);
  const info = {
    at: sourceOf(spot.path),
    says,
    ...plain,
    ...(choices && { choices: typeof choices === 'function' ? bound(choices) : choices }),
    ...(waitsFor && { waitsFor: bound(waitsFor) }),
  } as StepInfo<object, object>;
  return t.on(
    info,
    ...arms.map((arm, i) => ({
      ...candidate(arm, t.self, nameOf((spot.arms[i] as To)())),
      ...(arm.says !== undefined && { says: arm.says }),
      ...(arm.at && { at: sourceOf([...spot.path, arm.at]) }),
    })),
  );
}

/** The innermost function, and those that called it. */
function sourceOf(path: readonly Source[]): Source {
  const { callers = [], ...at } = path.at(-1) as Source;
  const outer = path.slice(0, -1).flatMap((f) => [...(f.callers ?? []), f.func]);
  const all = [...outer, ...callers];
  return all.length > 0 ? { ...at, callers: all } : at;
}

function candidate(
  { when, choice, does, note }: Arm<Any, Any>,
  self: Self,
  target: string,
): Candidate<object, object> {
  const guard = when && ((k: object, me: object, c: string) => when(k as Any, me as Any, c, self));
  const chosen =
    choice === undefined
      ? guard
      : (k: object, me: object, c: string) => c === choice && (!guard || guard(k, me, c));
  return {
    ...(chosen && { guard: chosen }),
    // What it returns is looked at there: a promise is a mistake.
    ...(does && { effect: (k, me, c) => does(k as Any, me as Any, c, self) }),
    ...(note !== undefined && { note }),
    target,
  };
}
