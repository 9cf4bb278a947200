// SPDX-License-Identifier: MIT
/** Packs cells into 32-bit words. A cell that can hold one value only takes no bits. */
import type { Compiled } from './compile.ts';

export interface Slot {
  readonly word: number;
  readonly shift: number;
  /** Width of the field in bits; 0 for a cell that never changes. */
  readonly bits: number;
  /** Value index -> packed code, and back. */
  readonly codes: ReadonlyMap<number, number>;
  readonly values: readonly number[];
}
export interface Layout {
  readonly words: number;
  readonly slots: readonly Slot[];
  readonly bitsUsed: number;
}

/** Bits that hold the codes 0 to `highest`. */
const bitsFor = (highest: number) => 32 - Math.clz32(highest);

export function layOut({ map, possible }: Compiled): Layout {
  const used: number[] = [];
  const slots: Slot[] = [];
  // The threads' positions first: they are read by every state, so they should share a word.
  const order = [...map.pcs, ...map.cells.map((c) => c.index).filter((i) => !map.pcs.includes(i))];
  for (const cell of order) {
    const values = possible[cell] as readonly number[];
    const bits = bitsFor(values.length - 1);
    let word = used.findIndex((u) => u + bits <= 32);
    if (word < 0) word = used.push(0) - 1;
    const shift = used[word] as number;
    used[word] = shift + bits;
    slots[cell] = { word, shift, bits, codes: new Map(values.map((v, code) => [v, code])), values };
  }
  return {
    words: used.length,
    slots,
    bitsUsed: used.reduce((sum, u) => sum + u, 0),
  };
}

/** As many ones as the field has bits. */
export const maskOf = (slot: Slot): number => (slot.bits === 32 ? -1 : (1 << slot.bits) - 1);

/** By code, whether the value that it stands for is of this kind. */
export const codesWith = ({ values }: Slot, is: (value: number) => boolean): Uint8Array =>
  Uint8Array.from(values, (value) => (is(value) ? 1 : 0));

/** The code of a cell in a packed state that starts at `offset` of `words`. */
export const codeAt = (slot: Slot, words: Int32Array, offset: number): number =>
  ((words[offset + slot.word] as number) >>> slot.shift) & maskOf(slot);

/** The value index of a cell in a packed state that starts at `offset` of `words`. */
export function readCell(slot: Slot, words: Int32Array, offset: number): number {
  return slot.values[codeAt(slot, words, offset)] as number;
}

export function writeCell(slot: Slot, words: Int32Array, offset: number, value: number): void {
  const code = slot.codes.get(value);
  if (code === undefined) throw new Error(`value index ${value} has no code`);
  const at = offset + slot.word;
  words[at] = ((words[at] as number) & ~(maskOf(slot) << slot.shift)) | (code << slot.shift);
}

/** Packs one value per cell into `words` at `offset`. */
export function pack(layout: Layout, values: ArrayLike<number>, words: Int32Array, offset: number): void {
  words.fill(0, offset, offset + layout.words);
  layout.slots.forEach((slot, cell) => writeCell(slot, words, offset, values[cell] as number));
}

export function unpack({ slots }: Layout, words: Int32Array, offset: number): Int32Array {
  const values = new Int32Array(slots.length);
  for (let cell = 0; cell < values.length; cell++)
    values[cell] = readCell(slots[cell] as Slot, words, offset);
  return values;
}
