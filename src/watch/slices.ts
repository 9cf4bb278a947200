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

/** How long it runs before others may (ms). */
const SLICE = 100;

/** Runs to the end, and returns nothing; or up to where `stop` has a reason, and returns that. */
export async function inSlices<R>(search: Sliced, slices: Slices<R>): Promise<R | undefined> {
  const { stop, most = () => Infinity, eachBatch = false, told } = slices;
  let turned = true;
  for (let next = performance.now() + SLICE; !search.done;) {
    const why = stop(turned);
    if (why !== undefined) return why;
    search.run(most(), eachBatch ? 0 : performance.now() + SLICE);
    told?.();
    turned = !eachBatch || performance.now() >= next;
    if (!turned) continue;
    await new Promise(setImmediate);
    next = performance.now() + SLICE;
  }
  return undefined;
}
