// SPDX-License-Identifier: MIT
/**
 * A set of rows of 32-bit words, numbered as they come, for a million of them and more: open addressing over one
 * Int32Array. How many rows there will be at most is known before, so that nothing grows.
 */
export class Rows {
  count = 0;
  private readonly words: number;
  private readonly rows: Int32Array;
  /** The number of a row, plus one; 0 where there is none. */
  private readonly slots: Int32Array;
  private readonly mask: number;

  constructor(words: number, most: number) {
    this.words = words;
    this.rows = new Int32Array(words * most);
    // Half full at most.
    this.slots = new Int32Array(2 ** Math.ceil(Math.log2(2 * most + 1)));
    this.mask = this.slots.length - 1;
  }

  add(row: Int32Array): void {
    const slot = this.slotOf(row);
    if (this.slots[slot] !== 0) return;
    this.rows.set(row, this.count * this.words);
    this.slots[slot] = ++this.count;
  }

  /** The number of an equal row, or -1. */
  find(row: Int32Array): number {
    return (this.slots[this.slotOf(row)] as number) - 1;
  }

  /** Where the row is, or would be. */
  private slotOf(row: Int32Array): number {
    const { slots, mask } = this;
    let slot = hash(row) & mask;
    while (slots[slot] !== 0 && !this.equals((slots[slot] as number) - 1, row)) slot = (slot + 1) & mask;
    return slot;
  }

  private equals(number: number, row: Int32Array): boolean {
    const { rows, words } = this;
    const at = number * words;
    for (let i = 0; i < words; i++) if (rows[at + i] !== row[i]) return false;
    return true;
  }
}

function hash(row: Int32Array): number {
  let h = 0;
  for (let i = 0; i < row.length; i++) {
    h = Math.imul(h ^ (row[i] as number), -1640531535);
    h ^= h >>> 15;
  }
  h = Math.imul(h, 739982445);
  return h ^ (h >>> 14);
}
