// SPDX-License-Identifier: MIT
/**
 * The lasso that is told: a way into a fair component and once round it. A first one is found by breadth-first searches,
 * from the nearest states to the nearest step that meets a demand; then shorter ones are looked for (shorter.ts).
 */
import { checkAt } from '../watch/watch.ts';
import { walkTo } from './region.ts';
import type { Region } from './region.ts';
import { count, nothingYet, open } from './rules.ts';
import type { DemandSet, Tally } from './rules.ts';
import { shorter } from './shorter.ts';
import { isEnd } from './steps.ts';
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
/** A state and the steps that lead from it back to it, none where nothing can run there. */
export interface Round {
  readonly entry: number;
  readonly loop: readonly number[];
}
/** Steps from the initial state `start` on, as numbered in Steps, and from which of them on they repeat. */
export interface Lasso {
  readonly start: number;
  readonly edges: readonly number[];
  /** Undefined where nothing can run at the end. */
  readonly loop: number | undefined;
}
/** States from which to go round, before shorter ways are looked for. */
const TRIED = 64;

/** `ends`: states of the region where nothing can run. `fair`: its components that can be gone round fairly. */
export function shortestLasso(
  r: Rules,
  region: Region,
  ends: Int32Array,
  fair: readonly Int32Array[],
): Lasso | undefined {
  const found = nearestRound(r, region, ends, fair);
  if (!found) return undefined;
  const { entry, loop } = fair.length === 0 ? found : shorter(r, region, fair, found);
  const { start, edges: lead } = walkTo(r.steps, region, entry);
  return { start, edges: [...lead, ...loop], loop: loop.length === 0 ? undefined : lead.length };
}

function nearestRound(
  r: Rules,
  { depth }: Region,
  ends: Int32Array,
  fair: readonly Int32Array[],
): Round | undefined {
  const far = (s: number) => depth[s] as number;
  const entries = fair.map((part) => part.reduce((a, s) => (far(s) < far(a) ? s : a)));
  // Of those where nothing can run none but the nearest is told.
  if (ends.length > 0) entries.push(ends.reduce((a, s) => ((far(s) - far(a) || s - a) < 0 ? s : a)));
  entries.sort((a, b) => far(a) - far(b) || a - b);
  let [best, length]: [Round | undefined, number] = [undefined, Infinity];
  for (const entry of entries.slice(0, TRIED)) {
    if (length <= far(entry)) break;
    const loop = isEnd(r.steps, entry) ? [] : loopAt(r, entry);
    if (far(entry) + loop.length >= length) continue;
    [best, length] = [{ entry, loop }, far(entry) + loop.length];
  }
  return best;
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
