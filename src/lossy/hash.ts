// SPDX-License-Identifier: MIT
/** 64 bits of hash for each packed state of a batch, after MurmurHash3 (x86): two lanes that are mixed at the end. */

const rotl = (x: number, by: number) => (x << by) | (x >>> (32 - by));

/** MurmurHash3's finalizer: every bit of the input moves every bit of the output. */
function finish(x: number): number {
  let h = x;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}

export class Hashes {
  /** The upper and the lower half of each hash. */
  a = new Int32Array(1024);
  b = new Int32Array(1024);
  private readonly words: number;
  private readonly start: readonly [number, number];

  /** Another `seed` is another function: what one misses the next may find. */
  constructor(words: number, seed: number) {
    this.words = words;
    this.start = [finish(seed ^ 0x9e3779b9), finish(Math.imul(seed, 0x2545f491) ^ 0x7f4a7c15)];
  }

  /** Hashes `count` states that stand `stride` words apart. */
  of(records: Int32Array, stride: number, count: number): void {
    if (count > this.a.length) [this.a, this.b] = [new Int32Array(count * 2), new Int32Array(count * 2)];
    const { words, a, b, start } = this;
    for (let k = 0; k < count; k++) {
      let [h, g] = start;
      for (let i = k * stride, end = i + words; i < end; i++) {
        const w = records[i] as number;
        h = Math.imul(rotl(h ^ Math.imul(rotl(Math.imul(w, 0x239b961b), 15), 0xab0e9789), 19) + g, 5);
        g =
          Math.imul(rotl(g ^ Math.imul(rotl(Math.imul(w, 0x38b34ae5), 17), 0xa1e38b93), 13) + h, 5) +
          0x561ccd1b;
      }
      h = finish(h + g);
      a[k] = h;
      b[k] = finish(Math.imul(g, 0x1b873593) + h);
    }
  }
}
