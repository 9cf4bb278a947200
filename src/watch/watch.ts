// SPDX-License-Identifier: MIT
/**
 * When to stop. Whoever loops for long asks {@link check} now and then; whoever needs much memory asks {@link reserve}.
 * Both throw {@link Stopped} when there is a reason, and who can say what is then unknown catches it. A signal, time and
 * memory are of the process: so there is one watch, and what is not watched (a library's user) never stops.
 */
import { setFlagsFromString, getHeapStatistics } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** Why something ended before its end; `memory`: none was to be had, whatever the limits. */
export type Reason = 'interrupt' | '--max-time' | '--max-memory' | 'memory';

/** Thrown out of what was not done to its end. */
export class Stopped extends Error {
  override readonly name = 'Stopped';
  readonly reason: Reason;

  constructor(why: Reason) {
    super(`stopped: ${why}`);
    this.reason = why;
  }
}

export interface Watched {
  /** True once the user has asked to stop. */
  readonly stopped: () => boolean;
  /** When time is up (ms, performance.now()). */
  readonly until?: number | undefined;
  /** Bytes of the process. */
  readonly maxMemory?: number | undefined;
  /** For tests, which count instead of waiting: between two looks, and after there is a reason (ms). */
  readonly pace?: { readonly look: number; readonly grace: number };
}

/** Between two looks; and what may still be read off after there is a reason: traces of what was found, most of all (ms). */
const PACE = { look: 20, grace: 300 };
/** The share of V8's heap that may be in use: a collection needs some room, and a full heap is the end. */
const HEAP = 0.9;

/** The clock itself: asked between a model's runs, where its name is guarded (src/model/apart.ts). */
const now = performance.now.bind(performance);

const NEVER: Watched = { stopped: () => false };
let watched: Watched = NEVER;
let nextLook = 0;
let since = Infinity;
let cause: Reason | undefined;
let onLook: (() => void) | undefined;

/** How much time there is (ms). */
export const timeLeft = (): number => (watched.until ?? Infinity) - now();

/** Starts to watch, until the next call. Nothing is watched after a call without what to watch. */
export function watch(what: Watched = NEVER): void {
  watched = what;
  [nextLook, since, cause, onLook] = [0, Infinity, undefined, undefined];
}

/** Watches while something runs; whoever watched before goes on after. */
export function watching<T>(what: Watched, run: () => T): T {
  const before = [watched, nextLook, since, cause, onLook] as const;
  watch(what);
  try {
    return run();
  } finally {
    [watched, nextLook, since, cause, onLook] = before;
  }
}

/**
 * Runs what tells of something that is found already: to stop there would lose it. It takes a moment; where it does not,
 * the other process ends this one (docs/decisions/0018).
 */
export const unhurried = <T>(run: () => T): T => watching(NEVER, run);

/** Runs something that takes long, and calls `tell` now and then meanwhile. */
export function telling<T>(tell: () => void, run: () => T): T {
  onLook = tell;
  try {
    return run();
  } finally {
    onLook = undefined;
  }
}

/** Why to stop, if there is a reason. Looks at most every few milliseconds, unless `atOnce`. */
export function reason(atOnce = false): Reason | undefined {
  const time = now();
  if (atOnce || time >= nextLook) {
    look(time);
    nextLook = now() + (watched.pace ?? PACE).look;
  }
  return cause;
}

/** Throws where there has been a reason to stop for longer than it takes to read off what there is. */
export function check(): void {
  if (now() < nextLook) return;
  const why = reason(true);
  onLook?.();
  const over = now() >= since + (watched.pace ?? PACE).grace;
  if (why !== undefined && (over || why.endsWith('memory'))) throw new Stopped(why);
}

/** The same every few thousandth time, for loops that do little each: `i` counts. */
export function checkAt(i: number): void {
  if ((i & 4095) === 0) check();
}

/** Throws where so many more bytes are over the limit. */
export function reserve(bytes: number): void {
  const most = watched.maxMemory ?? Infinity;
  if (most < Infinity && exceeds(most - bytes)) throw new Stopped('--max-memory');
}

/** Whether so many more bytes, and as many again for who works with them, stay within the limit. */
export function isRoomFor(bytes: number): boolean {
  const most = watched.maxMemory ?? Infinity;
  return most === Infinity || !exceeds(most - 2 * bytes);
}

/** What it returns, or why it ended before its end. */
export function orStopped<T>(run: () => T): T | Stopped {
  try {
    return run();
  } catch (error) {
    const stopped = asStopped(error);
    if (stopped) return stopped;
    throw error;
  }
}

/** An error as the reason to stop that it is, if it is one: no room for an array is one too. */
export function asStopped(error: unknown): Stopped | undefined {
  if (error instanceof Stopped) return error;
  const room = error instanceof RangeError && /allocat|memory|maximum size/i.test(error.message);
  return room ? new Stopped('memory') : undefined;
}

function look(time: number): void {
  const { stopped, until = Infinity, maxMemory = Infinity } = watched;
  if (cause === 'interrupt' || cause === '--max-time') return;
  if (stopped()) cause = 'interrupt';
  else if (time >= until) cause = '--max-time';
  else if (maxMemory < Infinity && exceeds(maxMemory)) cause = '--max-memory';
  else cause = fullHeap() ? 'memory' : undefined;
  since = cause === undefined ? Infinity : Math.min(since, time);
}

/** Is more in use, and not by what nobody needs any more? */
export function exceeds(bytes: number): boolean {
  if (process.memoryUsage.rss() <= bytes) return false;
  collect();
  return process.memoryUsage.rss() > bytes;
}

function fullHeap(): boolean {
  const full = () => {
    const { used_heap_size: used, heap_size_limit: limit } = getHeapStatistics();
    return used > HEAP * limit;
  };
  if (!full()) return false;
  collect();
  return full();
}

let gc: (() => void) | undefined;
/** Frees what nobody uses any more: it must not count. */
export function collect(): void {
  if (!gc) {
    setFlagsFromString('--expose-gc');
    gc = runInNewContext('gc') as () => void;
  }
  gc();
}
