// SPDX-License-Identifier: MIT
/** A way into a fair component and once round it, past what fairness demands: by breadth-first searches, nearest first. */
import { goodFor, siteOffered, siteTaken, threadsOffered, threadTaken } from './rules.ts';
import type { Rules } from './rules.ts';
import type { Region } from './region.ts';

/** Steps (`edges`, as numbered in Steps), the state before each, and from which of them on they repeat. */
export interface Lasso {
  readonly states: readonly number[];
  readonly edges: readonly number[];
  /** Undefined where nothing can run at the end. */
  readonly loop: number | undefined;
}
/** Components tried for a shorter lasso once one is known. */
const TRIED = 64;

export function shortestLasso(
  r: Rules,
  region: Region,
  member: Int32Array,
  dead: Uint8Array,
  fair: readonly Int32Array[],
): Lasso | undefined {
  const { depth } = region;
  const entries = fair.map((part) =>
    part.reduce((a, s) => ((depth[s] as number) < (depth[a] as number) ? s : a)),
  );
  const stems = entries.map((entry) => ({ entry, stem: walkTo(region, entry) }));
  stems.sort((a, b) => a.stem.length - b.stem.length || a.entry - b.entry);
  let best: Lasso | undefined;
  for (const { entry, stem } of stems.slice(0, TRIED)) {
    if (best && best.edges.length <= stem.length) break;
    const round = r.enabled[entry] === 0 ? [] : loopAt(r, member, dead, entry);
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
function loopAt(r: Rules, member: Int32Array, dead: Uint8Array, entry: number): number[] {
  const path: number[] = [];
  let [at, good, offered, taken, sites, met] = [entry, 0, 0, 0, 0, 0];
  const follow = (walk: readonly number[]) => {
    for (const e of walk) {
      good |= goodFor(r, at, e);
      offered |= threadsOffered(r, at);
      taken |= threadTaken(r, e);
      sites |= siteOffered(r, e);
      met |= siteTaken(r, e);
      path.push(e);
      at = r.steps.to[e] as number;
    }
  };
  const meets = (s: number, e: number) =>
    (goodFor(r, s, e) & ~good) !== 0 ||
    (threadTaken(r, e) & offered & ~taken) !== 0 ||
    (siteTaken(r, e) & sites & ~met) !== 0;
  const open = () => good !== r.demands.weak || (offered & ~taken) !== 0 || (sites & ~met) !== 0;
  do {
    while (open()) follow(nearest(r, member, dead, at, meets));
    if (at !== entry || path.length === 0)
      follow(nearest(r, member, dead, at, (_, e) => r.steps.to[e] === entry));
  } while (open());
  return path;
}

/** The shortest walk within the component that ends with a wanted step. */
function nearest(
  r: Rules,
  member: Int32Array,
  dead: Uint8Array,
  start: number,
  wanted: (from: number, e: number) => boolean,
): number[] {
  const { first, to } = r.steps;
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
    }
  throw new Error('a fair component does not hold what makes it fair');
}
