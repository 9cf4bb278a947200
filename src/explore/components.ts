// SPDX-License-Identifier: MIT
/** Strongly connected components (Tarjan 1972), without recursion: a state graph is deeper than any stack. */
import { checkAt, reserve } from '../watch/watch.ts';
import type { Steps } from './steps.ts';

/** Splits sets of states into components. `member[s]` names the set that state s is in; 0 is no set. */
export class Components {
  readonly member: Int32Array;
  private readonly steps: Steps;
  private readonly dead: Uint8Array;
  private readonly index: Int32Array;
  private readonly low: Int32Array;
  private readonly next: Int32Array;
  private readonly path: Int32Array;
  private readonly open: Int32Array;
  /** Where nothing can come back each state is a component: there are as many as states. */
  private readonly single = new Int32Array(1);
  private names = 1;

  /** `dead[e]` is 1 for a step that is not to be followed. */
  constructor(steps: Steps, states: Int32Array, dead: Uint8Array) {
    reserve(steps.count * 16 + states.length * 8);
    const make = () => new Int32Array(steps.count);
    this.steps = steps;
    this.dead = dead;
    [this.member, this.index, this.low, this.next] = [make(), make(), make(), make()];
    this.path = new Int32Array(states.length);
    this.open = new Int32Array(states.length);
    for (const s of states) this.member[s] = 1;
  }

  /** Hands over each component of one set, whose states are all members of the same. What is handed over does not last. */
  split(states: Int32Array, found: (component: Int32Array) => void): void {
    const { index, low, next, path, open, member, steps, dead, single } = this;
    const within = member[states[0] as number] as number;
    for (const s of states) index[s] = 0;
    let [counter, depth, opened] = [0, 0, 0];
    const enter = (s: number) => {
      checkAt(++counter);
      index[s] = low[s] = counter;
      next[s] = steps.first[s] as number;
      path[depth++] = s;
      open[opened++] = s;
    };
    for (const root of states) {
      if (index[root] !== 0 || member[root] !== within) continue;
      enter(root);
      while (depth > 0) {
        const s = path[depth - 1] as number;
        const e = next[s] as number;
        if (e < (steps.first[s + 1] as number)) {
          next[s] = e + 1;
          const to = steps.to[e] as number;
          if (dead[e] === 1 || member[to] !== within) continue;
          if (index[to] === 0) enter(to);
          else if ((index[to] as number) < (low[s] as number)) low[s] = index[to] as number;
          continue;
        }
        depth--;
        const up = path[depth - 1] as number;
        if (depth > 0 && (low[s] as number) < (low[up] as number)) low[up] = low[s] as number;
        if (low[s] !== index[s]) continue;
        const end = opened;
        do opened--;
        while (open[opened] !== s);
        const name = ++this.names;
        for (let i = opened; i < end; i++) member[open[i] as number] = name;
        single[0] = s;
        found(end - opened === 1 ? single : open.subarray(opened, end));
      }
    }
  }
}
