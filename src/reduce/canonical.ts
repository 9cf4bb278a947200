// SPDX-License-Identifier: MIT
/** Of all the states that a group of permutations makes of one, the least: written as code over packed words. */
import type { StepCode } from '../compile/codegen.ts';
import type { Layout, Slot } from '../compile/layout.ts';
import type { Permutation } from './automorphism.ts';

/** Puts the packed state at `offset` of `words` into canonical form. */
export type Canonical = (words: Int32Array, offset: number) => void;

/** The same step code, with every successor in canonical form. */
export const inCanonicalForm = (code: StepCode, put: Canonical): StepCode => ({
  ...code,
  expand(...args) {
    const head = code.expand(...args);
    const { count, records } = code.batch;
    for (let k = 0; k < count; k++) put(records, k * code.stride);
    return head;
  },
});

export function canonical(layout: Layout, group: readonly Permutation[]): Canonical {
  const { words } = layout;
  const each = (text: (i: number) => string, between = ' ') =>
    Array.from({ length: words }, (_, i) => text(i)).join(between);
  const tables: number[][] = [];
  const images = group.map((p) => imageOf(layout, p, tables));
  const less = (i: number): string =>
    i === words - 1 ? `x${i} < m${i}` : `(x${i} < m${i} || (x${i} === m${i} && ${less(i + 1)}))`;
  const source = `'use strict';
return (S, b) => {
  ${each((i) => `const w${i} = S[b + ${i}];`)}
  ${each((i) => `let m${i} = w${i}, x${i} = 0;`)}
  ${images.map((image) => `${image.map((text, i) => `x${i} = ${text};`).join(' ')} if (${less(0)}) { ${each((i) => `m${i} = x${i};`)} }`).join('\n  ')}
  ${each((i) => `S[b + ${i}] = m${i};`)}
};`;
  const named = Object.fromEntries(tables.map((t, i) => [`T${i}`, Int32Array.from(t)]));
  const make = new Function(...Object.keys(named), source) as (...tables: Int32Array[]) => Canonical;
  return make(...Object.values(named));
}

/** The words of the image of a state, as expressions over w0, w1, ... */
function imageOf(layout: Layout, p: Permutation, tables: number[][]): string[] {
  const kept = Array.from({ length: layout.words }, () => 0);
  const moved: string[][] = kept.map(() => []);
  layout.slots.forEach((slot, cell) => {
    const to = layout.slots[p.cells[cell] as number] as Slot;
    if (slot.bits === 0) return;
    const codes = codesOf(slot, to, p.values[cell] as readonly number[]);
    const same = codes.every((code, i) => code === i);
    const mask = slot.bits === 32 ? -1 : (1 << slot.bits) - 1;
    if (same && to === slot) {
      kept[slot.word] = (kept[slot.word] as number) | (mask << slot.shift);
      return;
    }
    const field = `((w${slot.word} >>> ${slot.shift}) & ${mask})`;
    const value = same ? field : `T${tables.push(codes) - 1}[${field}]`;
    moved[to.word]?.push(`(${value} << ${to.shift})`);
  });
  return kept.map((mask, i) => [`(w${i} & ${mask})`, ...(moved[i] as string[])].join(' | '));
}

/** What the code of each value becomes. */
const codesOf = (slot: Slot, to: Slot, values: readonly number[]): number[] =>
  slot.values.map((value) => to.codes.get(values[value] as number) as number);
