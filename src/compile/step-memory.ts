// SPDX-License-Identifier: MIT
/** Where things lie in the memory that step code works on. */
import { WORD } from '../wasm/module.ts';
import { BATCH, ROWS, WIDEST, wordsOfThreads } from './bits.ts';
import type { Compiled } from './compile.ts';
import { leavesOf } from './tree.ts';

/** All in bytes. */
export interface StepMemory {
  /** States to be expanded, BATCH of them, and their parents. */
  readonly states: number;
  readonly stateParents: number;
  /** States that those came from, ROWS of them, and their masks. */
  readonly rows: number;
  readonly rowMasks: number;
  /** Successors, each followed by its edge, and the numbers of the states they come from. */
  readonly records: number;
  readonly parents: number;
  /** The first byte after the successors that a batch has room for. */
  readonly recordsEnd: number;
  /** The bits to note; numbers of the states that have one, and their masks, word by word. */
  readonly watch: number;
  readonly noted: number;
  readonly notes: number;
  /** What codes become: see least.ts. */
  readonly tables: number;
  /** The bits of the threads each waits for, and the bits of those that wait: so many words. */
  readonly waitWords: number;
  readonly waits: number;
  readonly waiting: number;
  /** Where the next successor goes, and how many states are noted. */
  readonly next: number;
  readonly noteCount: number;
}

/**
 * `known`: successors that one state may have at most by steps that are all known, which write them without a look at
 * what room there is. `grown`: there are others, of which that is not known.
 */
export function placesOf(
  { words, masks, threads, tables }: Readonly<Record<'words' | 'masks' | 'threads' | 'tables', number>>,
  known: number,
  grown: boolean,
): { places: StepMemory; end: number } {
  const waitWords = wordsOfThreads(threads);
  const rows = BATCH + (grown ? WIDEST : Math.min(known, WIDEST));
  let end = 0;
  const place = (n: number) => (end += n * WORD) - n * WORD;
  const places = {
    next: place(1),
    noteCount: place(1),
    waitWords,
    waiting: place(waitWords),
    waits: place(threads * waitWords),
    watch: place(masks),
    noted: place(BATCH),
    notes: place(masks * BATCH),
    states: place(BATCH * words),
    stateParents: place(BATCH),
    rows: place(ROWS * words),
    rowMasks: place(ROWS * masks),
    parents: place(rows + known),
    records: place(rows * (words + 1)),
    recordsEnd: place(2 * known * (words + 1)),
    tables: place(tables),
  };
  return { places, end };
}

/** Successors that one state may have by steps that are all known, by what each thread may do at most. */
export function widest({ recorded }: Compiled): number {
  let sum = 0;
  for (const ofThread of recorded) {
    let most = 0;
    for (const d of ofThread)
      if (d?.root && !d.overflow)
        for (const { outcomes } of leavesOf(d.root)) most = Math.max(most, outcomes.length);
    sum += most;
  }
  return sum;
}
