// SPDX-License-Identifier: MIT
/**
 * Runs code of a model's out of reach of clocks, lots and timers. With them the answer would hang on when it is asked:
 * run again, they seldom say another thing. What stands in their place passes everybody else's calls on, and is taken
 * away when this turn of the event loop ends: to put it there for each run would take longer than the run.
 */
import { copyOf } from './domain.ts';

const CLOCK = 'asks what time it is: a model has none but its steps';
const lots = (name: string) => `calls ${name}(): what may go one way or another is a choice`;
const later = (name: string) => `calls ${name}(): nothing waits for what is done later, write it at once`;

const classOf = (one: object) => Object.getPrototypeOf(one) as object;
/** Where each is found, by which name, and what is said of whoever calls it. */
const OUT_OF_REACH: readonly (readonly [holder: object, name: string, said: string])[] = [
  [Math, 'random', lots('Math.random')],
  [classOf(crypto), 'getRandomValues', lots('crypto.getRandomValues')],
  [classOf(crypto), 'randomUUID', lots('crypto.randomUUID')],
  [Date, 'now', CLOCK],
  [classOf(performance), 'now', CLOCK],
  [process, 'hrtime', CLOCK],
  [process.hrtime, 'bigint', CLOCK],
  [process, 'uptime', CLOCK],
  ...['setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask'].map(
    (name) => [globalThis, name, later(name)] as const,
  ),
  [process, 'nextTick', later('process.nextTick')],
];

type Refuse = (what: string) => never;
/** What becomes of a call: set while a model's code runs. */
let refuse: Refuse | undefined;
let closed = false;

/** `by`: throws, and sees to it that this is seen even where the model catches it. */
export function apart<T>(by: Refuse, code: () => T): T {
  if (!closed) close();
  const before = refuse;
  refuse = by;
  try {
    return code();
  } finally {
    refuse = before;
  }
}

type Callable = (...args: unknown[]) => unknown;
type Holder = Record<string, unknown>;

/** Puts the guards up. */
function close(): void {
  closed = true;
  const put = OUT_OF_REACH.map(([holder, name, said]) => {
    const was = (holder as Holder)[name] as Callable;
    return replace(holder, name, guarded(was, said));
  });
  put.push(replace(globalThis, 'Date', clockless(Date)), replace(globalThis, 'structuredClone', cloning()));
  // In the time of whoever reads this, not of the model: it is the one that stood there before.
  void Promise.resolve().then(() => {
    for (const back of put.toReversed()) back();
    closed = false;
  });
}

function replace(holder: object, name: string, by: unknown): () => void {
  const was = (holder as Holder)[name];
  (holder as Holder)[name] = by;
  // Unless somebody has put something else there meanwhile.
  return () => {
    if ((holder as Holder)[name] === by) (holder as Holder)[name] = was;
  };
}

/** Whether the caller of what is guarded is Node itself, which has a model's console.log() go out. */
function isNode(): boolean {
  const before = Error.stackTraceLimit;
  // This, the guard, its caller.
  Error.stackTraceLimit = 3;
  try {
    return / .*\bnode:internal\/.*$/.test(new Error().stack ?? '');
  } finally {
    Error.stackTraceLimit = before;
  }
}

const guarded = (was: Callable, said: string): Callable =>
  new Proxy(was, {
    apply: (target, self, args) => {
      if (refuse && !isNode()) refuse(said);
      return Reflect.apply(target, self, args);
    },
  });

/** A date that is given says what it always says: what is left out would be now. */
const clockless = (was: DateConstructor): DateConstructor =>
  new Proxy(was, {
    apply: (target) => {
      refuse?.(CLOCK);
      return target();
    },
    construct: (target, args: unknown[], as) => {
      if (args.length === 0) refuse?.(CLOCK);
      return Reflect.construct(target, args, as) as object;
    },
  });

/** It can't copy a draft, which is a proxy. */
function cloning(): typeof structuredClone {
  const clone = globalThis.structuredClone;
  return (value, options) => {
    if (!refuse) return clone(value, options);
    try {
      return clone(value, options);
    } catch {
      return clone(copyOf(value), options);
    }
  };
}
