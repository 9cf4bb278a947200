// SPDX-License-Identifier: MIT
/** A way into a fair component and once round it, past what fairness demands: by breadth-first searches, nearest first. */
import { checkAt } from '../watch/watch.ts';
import { count, nothingYet, open } from './rules.ts';
import type { DemandSet, Tally } from './rules.ts';
import type { Region } from './region.ts';
import type { Steps } from './steps.ts';

/** What a loop may be made of, and what it has to meet. */
export interface Rules {
  readonly steps: Steps;
  readonly demands: readonly DemandSet[];
  /** By state, the component it is in. */
  readonly member: Int32Array;
  /** By step, 1 if it is in no fair loop. */
  readonly dead: Uint8Array;
}
/** Steps (`edges`, as numbered in Steps), the state before each, and from which of them on they repeat. */
export interface Lasso {
  readonly states: readonly number[];
  readonly edges: readonly number[];
  /** Undefined where nothing can run at the end. */
  readonly loop: number | undefined;
}
/** Components tried for a shorter lasso once one is known. */
const TRIED = 64;

export function shortestLasso(r: Rules, region: Region, fair: readonly Int32Array[]): Lasso | undefined {
  const { depth } = region;
  const entries = fair.map((part) =>
    part.reduce((a, s) => ((depth[s] as number) < (depth[a] as number) ? s : a)),
  );
  const stems = entries.map((entry) => ({ entry, stem: walkTo(region, entry) }));
  stems.sort((a, b) => a.stem.length - b.stem.length || a.entry - b.entry);
  let best: Lasso | undefined;
  for (const { entry, stem } of stems.slice(0, TRIED)) {
    if (best && best.edges.length <= stem.length) break;
    const round = r.steps.enabled[entry] === 0 ? [] : loopAt(r, entry);
    const edges = [...stem, ...round];
    if (best && best.edges.length <= edges.length) continue;
    const from = startOf(region, entry);
    const states = [from, ...edges.map((e) => r.steps.to[e] as number)];
    best = { states, edges, loop: round.length === 0 ? undefined : stem.length };
  }
  return best;
}

function walkTo(region: Region, state: number): number[] {
  const walk: number[] = [];
  for (let s = state; (region.by[s] as number) >= 0; s = region.before[s] as number)
    walk.push(region.by[s] as number);
  return walk.toReversed();
}
function startOf(region: Region, state: number): number {
  let s = state;
  while ((region.by[s] as number) >= 0) s = region.before[s] as number;
  return s;
}

/** From `entry` to the nearest step that meets a demand, until none is open; then back. A way back may open others. */
function loopAt(r: Rules, entry: number): number[] {
  const path: number[] = [];
  const tallies = r.demands.map((d) => [d, nothingYet()] as const);
  let at = entry;
  const follow = (walk: readonly number[]) => {
    for (const e of walk) {
      for (const [d, tally] of tallies) count(d, tally, at, e);
      path.push(e);
      at = r.steps.to[e] as number;
    }
  };
  const isOpen = () => tallies.some(([d, tally]) => open(d, tally) !== 0);
  const settles = (s: number, e: number) => tallies.some(([d, tally]) => settlesOne(d, tally, s, e));
  do {
    while (isOpen()) follow(nearest(r, at, settles));
    if (at !== entry || path.length === 0) follow(nearest(r, at, (_, e) => r.steps.to[e] === entry));
  } while (isOpen());
  return path;
}

/** Does the step settle a demand that is open now? */
const settlesOne = (d: DemandSet, tally: Tally, from: number, e: number): boolean =>
  (open(d, tally) & (d.met(e) | (d.weak & ~d.offered(from, e)))) !== 0;

/** The shortest walk within the component that ends with a wanted step. */
function nearest(
  { steps: { first, to }, member, dead }: Rules,
  start: number,
  wanted: (from: number, e: number) => boolean,
): number[] {
  const came = new Map<number, readonly [number, number]>([[start, [-1, -1]]]);
  for (const s of came.keys())
    for (let e = first[s] as number; e < (first[s + 1] as number); e++) {
      const next = to[e] as number;
      if (dead[e] === 1 || member[next] !== member[start]) continue;
      if (wanted(s, e)) {
        const walk = [e];
        for (let back = came.get(s); back && back[1] >= 0; back = came.get(back[0])) walk.push(back[1]);
        return walk.toReversed();
      }
      if (!came.has(next)) came.set(next, [s, e]);
      checkAt(came.size);
    }
  throw new Error('a fair component does not hold what makes it fair');
}
