// SPDX-License-Identifier: MIT
/**
 * Sets that may take a new state for a known one, and know how often they are expected to. A state that is new is
 * dropped with some probability f. One that was kept stands for f / (1 - f) that were dropped before it, on average:
 * their sum is the estimate.
 */

export interface LossySet {
  /** Adds a state by its hash. False if it is taken for known. */
  readonly offer: (a: number, b: number) => boolean;
  /** Reads where it will be looked for, so that many cache misses overlap. */
  readonly touch: (a: number, b: number) => number;
  /** States it still takes. */
  readonly room: number;
  /** New states that were taken for known: the expected number. */
  readonly missed: number;
  /** The share of the memory that is in use. */
  readonly used: number;
}

/** Bits set for each state. */
export const BITS = 3;

/** Bitstate hashing (Holzmann 1998): a state is known where all its bits are set. */
export class Bitstate implements LossySet {
  missed = 0;
  readonly room = Infinity;
  private readonly table: Int32Array;
  private readonly scale: number;
  private set = 0;

  constructor(bytes: number) {
    this.table = new Int32Array(Math.floor(bytes / 4));
    this.scale = this.table.length / 2 ** 32;
  }

  get used(): number {
    return this.set / (this.table.length * 32);
  }
  touch(a: number): number {
    return this.table[Math.floor((a >>> 0) * this.scale)] as number;
  }
  /** Words by double hashing (Dillinger and Manolios 2004), the bit in each by bits of both halves. */
  offer(a: number, b: number): boolean {
    const { table, scale } = this;
    const step = b | 1;
    let bits = Math.imul(a ^ ((b << 16) | (b >>> 16)), 0x2c1b3c6d);
    bits ^= bits >>> 15;
    let fresh = 0;
    for (let i = 0, at = a; i < BITS; i++, at = (at + step) | 0, bits >>>= 5) {
      const word = Math.floor((at >>> 0) * scale);
      const bit = 1 << (bits & 31);
      const old = table[word] as number;
      if ((old & bit) !== 0) continue;
      table[word] = old | bit;
      fresh++;
    }
    if (fresh === 0) return false;
    const taken = this.used ** BITS;
    this.missed += taken / (1 - taken);
    this.set += fresh;
    return true;
  }
}

/** How full the table of fingerprints gets: beyond, looking for a free slot takes long. */
const FULL = 0.9;

/** Hash compaction (Wolper and Leroy 1993, Stern and Dill 1995): a state is known where its fingerprint is. */
export class Compact implements LossySet {
  missed = 0;
  private readonly table: Int32Array;
  private readonly slots: number;
  private readonly masks: readonly [number, number];
  private readonly values: number;
  private count = 0;

  /** `bits` of a fingerprint: fewer than 64 are for measuring what is missed. The upper ones choose the slot. */
  constructor(bytes: number, bits = 64) {
    this.slots = Math.floor(bytes / 8);
    this.table = new Int32Array(this.slots * 2);
    this.values = 2 ** bits;
    const upper = (n: number) => (n <= 0 ? 0 : n >= 32 ? -1 : ~(-1 >>> n));
    this.masks = [upper(bits), upper(bits - 32)];
  }

  get used(): number {
    return this.count / this.slots;
  }
  get room(): number {
    return Math.floor(this.slots * FULL) - this.count;
  }
  touch(a: number): number {
    return this.table[2 * this.slotOf(a & this.masks[0])] as number;
  }
  private slotOf(a: number): number {
    return Math.floor((a >>> 0) * (this.slots / 2 ** 32));
  }
  offer(a: number, b: number): boolean {
    const { table, slots, masks } = this;
    const high = a & masks[0];
    // No fingerprint is 0: that is a free slot.
    const low = (high | (b & masks[1])) === 0 ? 1 : b & masks[1];
    for (let slot = this.slotOf(high); ; slot = slot + 1 === slots ? 0 : slot + 1) {
      const [x, y] = [table[2 * slot] as number, table[2 * slot + 1] as number];
      if (x === high && y === low) return false;
      if (x !== 0 || y !== 0) continue;
      table[2 * slot] = high;
      table[2 * slot + 1] = low;
      const taken = this.count++ / this.values;
      this.missed += taken / (1 - taken);
      return true;
    }
  }
}
