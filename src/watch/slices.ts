// SPDX-License-Identifier: MIT
/** Runs a search in slices, between which others may run, a handler of Ctrl-C among them. */

export interface Sliced {
  readonly done: boolean;
  /** Goes on until all is done, `most` are known, or the clock (ms, performance.now()) is past `until`: a batch at least. */
  readonly run: (most?: number, until?: number) => void;
}
export interface Slices<R> {
  /** Asked before each slice: why to stop. `turned`: others have run since it was asked last. */
  readonly stop: (turned: boolean) => R | undefined;
  /** How many states it may come to before it is asked again. Default: any number. */
  readonly most?: () => number;
  /** A slice is one batch: how far it gets must not hang on the clock. */
  readonly eachBatch?: boolean;
  /** Called after each slice. */
  readonly told?: () => void;
}
/** Something that stops now and then for others to run, and ends with what it returns. */
export type Turns<T> = Generator<void, T>;

/** How long it runs before others may (ms). */
const SLICE = 100;

/** Runs to the end, and returns nothing; or up to where `stop` has a reason, and returns that. */
export function* slicesOf<R>(search: Sliced, slices: Slices<R>): Turns<R | undefined> {
  const { stop, most = () => Infinity, eachBatch = false, told } = slices;
  let turned = true;
  for (let next = performance.now() + SLICE; !search.done;) {
    const why = stop(turned);
    if (why !== undefined) return why;
    search.run(most(), eachBatch ? 0 : performance.now() + SLICE);
    told?.();
    turned = !eachBatch || performance.now() >= next;
    if (!turned) continue;
    yield;
    next = performance.now() + SLICE;
  }
  return undefined;
}

/** The others run in between. */
export async function inTurns<T>(turns: Turns<T>): Promise<T> {
  for (;;) {
    const turn = turns.next();
    if (turn.done === true) return turn.value;
    await new Promise(setImmediate);
  }
}
/** Nobody else runs until it is done. */
export function atOnce<T>(turns: Turns<T>): T {
  for (;;) {
    const turn = turns.next();
    if (turn.done === true) return turn.value;
  }
}

export const inSlices = <R>(search: Sliced, slices: Slices<R>): Promise<R | undefined> =>
  inTurns(slicesOf(search, slices));
