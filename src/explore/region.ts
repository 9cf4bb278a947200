// SPDX-License-Identifier: MIT
/** The part of the state graph in which a progress property is still waiting: its states, and ways in. */
import { checkAt, reserve } from '../watch/watch.ts';
import type { Steps } from './steps.ts';

/** States in which something is due, each with the step by which a shortest walk among such states came there. */
export interface Region {
  /** In breadth-first order. */
  readonly states: Int32Array;
  /** By state: -1 not in the region, -2 where it starts, else the step taken into it. */
  readonly by: Int32Array;
  /** By state: the state before. */
  readonly before: Int32Array;
  /** By state: the length of that walk. */
  readonly depth: Int32Array;
}

/** `due`: is the state one in which the property has not come true? `starts`: does the wait begin in it? */
export function regionOf(
  steps: Steps,
  due: (state: number) => boolean,
  starts: (state: number) => boolean,
): Region {
  reserve(steps.count * 16);
  const by = new Int32Array(steps.count).fill(-1);
  const before = new Int32Array(steps.count).fill(-1);
  const depth = new Int32Array(steps.count);
  const states = new Int32Array(steps.count);
  let n = 0;
  for (let s = 0; s < steps.count; s++) {
    checkAt(s);
    if (!starts(s) || !due(s)) continue;
    by[s] = -2;
    states[n++] = s;
  }
  for (let i = 0; i < n; i++) {
    checkAt(i);
    const s = states[i] as number;
    for (let e = steps.first[s] as number; e < (steps.first[s + 1] as number); e++) {
      const next = steps.to[e] as number;
      if (by[next] !== -1 || !due(next)) continue;
      by[next] = e;
      before[next] = s;
      depth[next] = (depth[s] as number) + 1;
      states[n++] = next;
    }
  }
  return { states: states.subarray(0, n), by, before, depth };
}
