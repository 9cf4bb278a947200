// SPDX-License-Identifier: MIT
/**
 * The states of a graph, each after those that its steps lead to: what is worked out from there backwards is then done in
 * one go. That can be for states from which every path ends. Those from which one goes round for ever come after them.
 */
import { checkAt, reserve } from '../watch/watch.ts';
import type { Edges } from './taken.ts';

export interface LastFirst {
  readonly states: Int32Array;
  /** So many come first, from which every path ends. Of the others, the last found come first. */
  readonly ending: number;
  readonly isEndless: (state: number) => boolean;
}

/** Not looked at; on the way from where it looks; every path ends; some path does not. */
const [UNKNOWN, HERE, ENDS, ENDLESS] = [0, 1, 2, 3];

/**
 * States lead mostly to states found later. So, from the last one back, nearly all that a state leads to is known when
 * its turn comes; where it is not, it is looked at first.
 */
export function lastFirst({ first, to }: Edges, count: number): LastFirst {
  reserve(5 * count);
  const states = new Int32Array(count);
  const known = new Uint8Array(count);
  let ending = 0;
  /** The way from where it looks, and the next step of each state on it. */
  const [way, next]: [number[], number[]] = [[], []];
  for (let root = count - 1; root >= 0; root--) {
    checkAt(root);
    if (known[root] !== UNKNOWN) continue;
    let from = first[root] as number;
    const last = first[root + 1] as number;
    while (from < last && known[to[from] as number] === ENDS) from++;
    if (from === last) {
      known[root] = ENDS;
      states[ending++] = root;
      continue;
    }
    way.push(root);
    next.push(from);
    while (way.length > 0) {
      const top = way.length - 1;
      const state = way[top] as number;
      const end = first[state + 1] as number;
      let e = next[top] as number;
      let found = ENDS;
      while (e < end && (found = known[to[e] as number] as number) === ENDS) e++;
      if (found === UNKNOWN) {
        known[state] = HERE;
        next[top] = e;
        way.push(to[e] as number);
        next.push(first[to[e] as number] as number);
        continue;
      }
      way.pop();
      next.pop();
      known[state] = e === end ? ENDS : ENDLESS;
      if (e === end) states[ending++] = state;
    }
  }
  let n = ending;
  for (let state = count - 1; n < count; state--) if (known[state] === ENDLESS) states[n++] = state;
  return { states, ending, isEndless: (state) => known[state] === ENDLESS };
}
