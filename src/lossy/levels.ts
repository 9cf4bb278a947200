// SPDX-License-Identifier: MIT
/** What a lossy search keeps: the packed states of two levels, and how each state was first reached. */

/** Packed states of one level. */
export class Level {
  packed: Int32Array;
  /** As a search's parents: negative for a state that faults and is not expanded. */
  flags: Int32Array;
  count = 0;
  /** The number of its first state. */
  first = 0;
  private readonly words: number;

  constructor(words: number) {
    this.words = words;
    this.packed = new Int32Array(1024 * words);
    this.flags = new Int32Array(1024);
  }

  add(records: Int32Array, at: number, faults: boolean): void {
    const { words, count } = this;
    if (count === this.flags.length) {
      this.packed = grown(this.packed);
      this.flags = grown(this.flags);
    }
    for (let w = 0; w < words; w++) this.packed[count * words + w] = records[at + w] as number;
    this.flags[count] = faults ? -1 : 0;
    this.count++;
  }
}

function grown(array: Int32Array): Int32Array {
  const bigger = new Int32Array(array.length * 2);
  bigger.set(array);
  return bigger;
}

/** For each state the one it was first reached from, and by which of its steps: five bytes, six where a state has more than 256. */
export class Ways {
  count = 0;
  private parents: Int32Array = new Int32Array(1 << 16);
  private picks: Uint8Array | Uint16Array = new Uint8Array(1 << 16);

  add(parent: number, pick: number): number {
    if (this.count === this.picks.length) {
      this.parents = grown(this.parents);
      const bigger = new (this.picks instanceof Uint8Array ? Uint8Array : Uint16Array)(this.picks.length * 2);
      bigger.set(this.picks);
      this.picks = bigger;
    }
    if (pick > 255 && this.picks instanceof Uint8Array) this.picks = Uint16Array.from(this.picks);
    this.parents[this.count] = parent;
    this.picks[this.count] = pick;
    return this.count++;
  }

  /** An initial state: nothing leads there. */
  addStart(): number {
    return this.add(this.count, 0);
  }

  /** The steps that lead to a state, each by its number among those that could be taken; and where they start. */
  to(state: number): { readonly start: number; readonly way: readonly number[] } {
    const way: number[] = [];
    let at = state;
    for (; this.parents[at] !== at; at = this.parents[at] as number) way.push(this.picks[at] as number);
    return { start: at, way: way.toReversed() };
  }
}
