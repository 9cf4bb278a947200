// SPDX-License-Identifier: MIT
/**
 * The steps that a search takes, kept as it takes them for the passes that follow: where each leads is known then, and
 * nobody has to take it again to find out. They are of one run of states. What is not in it, what several threads have
 * taken, what there was no memory for, is taken again later (graph.ts).
 */
import type { Batch } from '../compile/codegen.ts';
import { isRoomFor } from '../watch/watch.ts';

/** Steps, by the state that they leave. */
export interface Edges {
  /** The steps of state s are numbered `first[s]` to `first[s + 1] - 1`. */
  readonly first: Int32Array;
  readonly to: Int32Array;
  readonly edge: Int32Array;
}

/** Steps that are kept at most: eight bytes each. */
export const MOST_KEPT = 1 << 25;
/** Room to begin with, and how many times as much there is when that is full. */
const ROOM = 1 << 12;
const MORE = 4;

export class Taken {
  /** The states whose steps it has: from the one up to the other. */
  from = 0;
  end = 0;
  private steps = 0;
  private readonly most: number;
  private over = false;
  private first: Int32Array = new Int32Array(ROOM);
  private to: Int32Array = new Int32Array(ROOM);
  private edge: Int32Array = new Int32Array(ROOM);

  /** `most`: steps; where there are more it has none. */
  constructor(most: number) {
    this.most = most;
  }

  /** The same, of these states alone; a state's steps are numbered as if those of the first of them began with 0. */
  get edges(): Edges {
    const { from, end, steps } = this;
    return {
      first: this.first.subarray(0, end - from + 1),
      to: this.to.subarray(0, steps),
      edge: this.edge.subarray(0, steps),
    };
  }

  /** Takes in the steps of the states from `head` up to `end`, if they are the next. `found`: where each leads. */
  add(
    { records, parents, count }: Batch,
    stride: number,
    found: Int32Array,
    head: number,
    end: number,
  ): void {
    if (this.end === 0) this.from = this.end = head;
    if (this.over || head !== this.end || !this.hasRoom(end, count)) return;
    const { first, to, edge, from } = this;
    let state = head - from;
    for (let k = 0, e = this.steps; k < count; k++, e++) {
      const parent = (parents[k] as number) - from;
      while (state < parent) first[++state] = e;
      to[e] = found[k] as number;
      edge[e] = records[(k + 1) * stride - 1] as number;
    }
    this.steps += count;
    while (state < end - from) first[++state] = this.steps;
    this.end = end;
  }

  /** Forgets all of it, for good. False where there is nothing. */
  giveUp(): boolean {
    if (this.over) return false;
    this.over = true;
    this.from = this.end = this.steps = 0;
    this.first = this.to = this.edge = new Int32Array(1);
    return true;
  }

  private hasRoom(end: number, more: number): boolean {
    const steps = this.steps + more;
    const states = end - this.from + 1;
    if (steps > this.most) return !this.giveUp();
    if (states <= this.first.length && steps <= this.to.length) return true;
    const room = (needed: number, { length }: Int32Array) =>
      needed <= length ? length : Math.max(needed, Math.min(MORE * length, this.most));
    const [forStates, forSteps] = [room(states, this.first), room(steps, this.to)];
    if (!isRoomFor(4 * forStates + 8 * forSteps)) return !this.giveUp();
    const longer = (old: Int32Array, length: number) => {
      if (old.length === length) return old;
      const made = new Int32Array(length);
      made.set(old);
      return made;
    };
    try {
      this.first = longer(this.first, forStates);
      this.to = longer(this.to, forSteps);
      this.edge = longer(this.edge, forSteps);
      return true;
    } catch (error) {
      if (error instanceof RangeError) return !this.giveUp();
      throw error;
    }
  }
}
