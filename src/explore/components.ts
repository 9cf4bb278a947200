// SPDX-License-Identifier: MIT
/** Strongly connected components (Tarjan 1972), without recursion: a state graph is deeper than any stack. */
import { checkAt, reserve } from '../watch/watch.ts';
import type { Steps } from './steps.ts';

/** `most`: the states of the first set, which is the largest. */
function room(count: number, most: number) {
  reserve(count * 12 + most * 8);
  const make = (n: number) => new Int32Array(n);
  return { index: make(count), low: make(count), next: make(count), path: make(most), open: make(most) };
}

/** Another turn is worth it where this part of the states went in the last. */
const FEW = 16;

/** Splits sets of states into components. `member[s]` names the set that state s is in; 0 is no set. */
export class Components {
  readonly member: Int32Array;
  private readonly steps: Steps;
  private readonly dead: Uint8Array;
  /** Index, lowest index, next step, way and open states of the search: there where something is to be split. */
  private work: Readonly<Record<'index' | 'low' | 'next' | 'path' | 'open', Int32Array>> | undefined;
  /** Where nothing can come back each state is a component: there are as many as states. */
  private readonly single = new Int32Array(1);
  private names = 1;

  /** `dead[e]` is 1 for a step that is not to be followed. */
  constructor(steps: Steps, states: Int32Array, dead: Uint8Array) {
    reserve(steps.count * 4);
    this.steps = steps;
    this.dead = dead;
    this.member = new Int32Array(steps.count);
    for (const s of states) this.member[s] = 1;
  }

  /**
   * The states of one set from which something may come back, in the same order. Of those from which nothing does, each
   * is a component. States lead mostly to states found later, so that going backwards takes away nearly all of them at
   * once, for less than it takes to look for components among them.
   */
  trim(states: Int32Array): Int32Array {
    const { member, dead, steps } = this;
    const { first, to } = steps;
    const within = member[states[0] as number] as number;
    let left = states.length;
    for (let before = Infinity; before - left > left / FEW;) {
      before = left;
      for (let i = states.length - 1; i >= 0; i--) {
        checkAt(i);
        const s = states[i] as number;
        if (member[s] !== within) continue;
        let e = first[s] as number;
        const end = first[s + 1] as number;
        while (e < end && (dead[e] === 1 || member[to[e] as number] !== within)) e++;
        if (e < end) continue;
        member[s] = ++this.names;
        left--;
      }
    }
    return left === states.length ? states : states.filter((s) => member[s] === within);
  }

  /** Hands over each component of one set, whose states are all members of the same. What is handed over does not last. */
  split(states: Int32Array, found: (component: Int32Array) => void): void {
    const { member, steps, dead, single } = this;
    const { index, low, next, path, open } = (this.work ??= room(steps.count, states.length));
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
