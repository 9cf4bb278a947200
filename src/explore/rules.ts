// SPDX-License-Identifier: MIT
/**
 * What the fairness a property states asks of a loop, as sets of demands, a bit each. A demand is offered at some of the
 * loop's steps and met by some. A weak one wants to be met, or not to be offered once; a strong one to be met where it
 * is ever offered.
 */
import { threadSet, wordsOfThreads } from '../compile/bits.ts';
import type { Demands } from '../model/fairness.ts';
import { checkAt, reserve } from '../watch/watch.ts';
import type { Search } from './search.ts';
import type { Steps } from './steps.ts';

export interface DemandSet {
  readonly weak: number;
  readonly strong: number;
  /** Those on offer when step `e` is taken from `from`. */
  readonly offered: (from: number, e: number) => number;
  /** Those that step `e` meets. */
  readonly met: (e: number) => number;
}
/** What has to be known of the steps taken so far: the strong demands they offered, and whatever is settled. */
export interface Tally {
  seen: number;
  done: number;
}
export const nothingYet = (): Tally => ({ seen: 0, done: 0 });

export function count(d: DemandSet, tally: Tally, from: number, e: number): void {
  const offered = d.offered(from, e);
  tally.seen |= d.strong & offered;
  tally.done |= (d.weak & ~offered) | d.met(e);
}
/** The demands that are still to be met. */
export const open = (d: DemandSet, { seen, done }: Tally): number => (d.weak | seen) & ~done;

/** The demands on threads, a set for each 32 of them: a thread is offered a step where it can run. */
export function threadDemands(search: Search, steps: Steps, { weak, strong }: Demands): DemandSet[] {
  const { threadOf, compiled } = search.engine;
  const words = wordsOfThreads(compiled.program.threads.length);
  const [weaks, strongs] = [threadSet([...weak], words), threadSet([...strong], words)];
  return weaks.flatMap((weakly, word) => {
    const strongly = strongs[word] as number;
    const all = weakly | strongly;
    if (all === 0) return [];
    const bits = threadOf.map((t) => (t >> 5 === word ? all & (1 << (t & 31)) : 0));
    const taken = (e: number) => bits[steps.edge[e] as number] as number;
    const enabled = enabledIn(steps, taken);
    return [{ weak: weakly, strong: strongly, offered: (s: number) => enabled[s] as number, met: taken }];
  });
}

/** By state, what its steps meet, all in all. */
function enabledIn({ count: states, first }: Steps, met: (e: number) => number): Int32Array {
  reserve(states * 4);
  const enabled = new Int32Array(states);
  for (let s = 0; s < states; s++) {
    checkAt(s);
    let bits = 0;
    for (let e = first[s] as number; e < (first[s + 1] as number); e++) bits |= met(e);
    enabled[s] = bits;
  }
  return enabled;
}
