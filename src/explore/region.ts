// SPDX-License-Identifier: MIT
/** The part of the state graph in which a progress property is still waiting: its states, and ways in. */
import { checkAt, reserve } from '../watch/watch.ts';
import { wayTo } from './steps.ts';
import type { Steps, Walk } from './steps.ts';

/** States in which something is due. */
export interface Region {
  /** The nearest first. */
  readonly states: Int32Array;
  /** By state: -1 not in the region, -2 where it starts, else the step by which a shortest walk came into it. */
  readonly by: Int32Array;
  /** By state: the state before. */
  readonly before: Int32Array;
  /** By state: the length of that walk and of the way to where the wait begins, from an initial state on. */
  readonly depth: Int32Array;
}

/**
 * `due`: is the state one in which the property has not come true? `begins`: does the wait begin in it? Where that is not
 * said it begins in the initial states.
 */
export function regionOf(
  steps: Steps,
  due: (state: number) => boolean,
  begins?: (state: number) => boolean,
): Region {
  reserve(steps.count * 16);
  const by = new Int32Array(steps.count).fill(-1);
  const before = new Int32Array(steps.count).fill(-1);
  const depth = new Int32Array(steps.count);
  const states = new Int32Array(steps.count);
  let [n, head] = [0, 0];
  const enter = (s: number, level: number, e: number, from: number) => {
    if (!due(s)) return;
    by[s] = e;
    before[s] = from;
    depth[s] = level;
    states[n++] = s;
  };
  const { first, to, levels } = steps;
  const beginIn = (level: number) => {
    if (begins === undefined && level > 0) return;
    for (let s = levels[level] ?? steps.count; s < (levels[level + 1] ?? 0); s++) {
      checkAt(s);
      if ((begins?.(s) ?? true) && by[s] === -1) enter(s, level, -2, -1);
    }
  };
  // Of those that are equally far the ones in which a wait begins come first: the less of it there is to explain.
  beginIn(0);
  for (let level = 0; level + 1 < levels.length || head < n; level++) {
    const end = n;
    beginIn(level + 1);
    for (; head < end; head++) {
      checkAt(head);
      const s = states[head] as number;
      for (let e = first[s] as number; e < (first[s + 1] as number); e++)
        if (by[to[e] as number] === -1) enter(to[e] as number, level + 1, e, s);
    }
  }
  return { states: states.subarray(0, n), by, before, depth };
}

/** The steps from an initial state to a state of the region by the shortest walk on which the wait has begun. */
export function walkTo(steps: Steps, region: Region, state: number): Walk {
  const walk: number[] = [];
  let s = state;
  for (; region.by[s] !== -2; s = region.before[s] as number) walk.push(region.by[s] as number);
  const { start, edges } = wayTo(steps, s);
  return { start, edges: [...edges, ...walk.toReversed()] };
}
