// SPDX-License-Identifier: MIT
/**
 * What the fairness a property states asks of a loop, as sets of demands, a bit each. A demand is offered at some of the
 * loop's steps and met by some. A weak one wants to be met, or not to be offered once; a strong one to be met where it
 * is ever offered.
 */
import type { Demands } from '../model/fairness.ts';
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

/** The demands on threads: a thread is offered a step where it can run. */
export function threadDemands(
  { edge, enabled }: Steps,
  threadOf: Int32Array,
  { weak, strong }: Demands,
): DemandSet {
  const all = weak | strong;
  return {
    weak,
    strong,
    offered: (from) => all & (enabled[from] as number),
    met: (e) => all & (threadOf[edge[e] as number] as number),
  };
}
