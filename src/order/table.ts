// SPDX-License-Identifier: MIT
/** Numbers the combinations of some bits of a state as they come, from 0: a hash table of whole words. */

export class Combinations {
  count = 0;
  /** The words that are looked at, and their bits. */
  private readonly words: Int32Array;
  private readonly masks: Int32Array;
  /** By place, the number of a combination and one; 0 where there is none. */
  private table = new Int32Array(64);
  /** The combinations, one after the other: the code, then the words. */
  private keys = new Int32Array(0);

  constructor(masks: ReadonlyMap<number, number>) {
    this.words = Int32Array.from(masks.keys());
    this.masks = Int32Array.from(masks.values());
  }

  /** The number of `code` with the bits of the state at `offset`; `count` where it is new. */
  numberOf(code: number, states: Int32Array, offset: number): number {
    const { words, masks, keys, table } = this;
    const { length } = words;
    let hash = code;
    for (let i = 0; i < length; i++)
      hash =
        Math.imul(
          hash ^ ((states[offset + (words[i] as number)] as number) & (masks[i] as number)),
          0x9e3779b1,
        ) ^
        (hash >>> 15);
    const last = table.length - 1;
    let place = (hash ^ (hash >>> 16)) & last;
    for (let number = table[place] as number; number !== 0; number = table[place] as number) {
      let at = (number - 1) * (length + 1);
      if (keys[at] === code) {
        let i = 0;
        while (
          i < length &&
          ((states[offset + (words[i] as number)] as number) & (masks[i] as number)) === keys[++at]
        )
          i++;
        if (i === length) return number - 1;
      }
      place = (place + 1) & last;
    }
    return this.add(code, states, offset, place);
  }

  /** The words of a combination, to tell it from others wherever it was met. */
  key(number: number): Int32Array {
    const stride = this.words.length + 1;
    return this.keys.subarray(number * stride, (number + 1) * stride);
  }

  private add(code: number, states: Int32Array, offset: number, place: number): number {
    const stride = this.words.length + 1;
    const at = this.count * stride;
    if (at + stride > this.keys.length) {
      const longer = new Int32Array(2 * this.keys.length + 16 * stride);
      longer.set(this.keys);
      this.keys = longer;
    }
    this.keys[at] = code;
    this.words.forEach((word, i) => {
      this.keys[at + 1 + i] = (states[offset + word] as number) & (this.masks[i] as number);
    });
    this.table[place] = this.count + 1;
    if (2 * ++this.count > this.table.length) this.spread();
    return this.count - 1;
  }

  private spread(): void {
    const old = this.count;
    this.table = new Int32Array(2 * this.table.length);
    const last = this.table.length - 1;
    for (let number = 0; number < old; number++) {
      const [code = 0, ...words] = this.key(number);
      const hash = words.reduce((h, word) => Math.imul(h ^ word, 0x9e3779b1) ^ (h >>> 15), code);
      let place = (hash ^ (hash >>> 16)) & last;
      while (this.table[place] !== 0) place = (place + 1) & last;
      this.table[place] = number + 1;
    }
  }
}
