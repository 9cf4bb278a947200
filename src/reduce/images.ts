// SPDX-License-Identifier: MIT
/** What a permutation of threads and objects makes of a packed state: from which field to which, and what codes become. */
import type { Image } from '../compile/least.ts';
import type { Layout, Slot } from '../compile/layout.ts';
import type { Permutation } from './automorphism.ts';

export const imageOf = ({ slots }: Layout, p: Permutation): Image =>
  slots.flatMap((from, cell) => {
    if (from.bits === 0) return [];
    const to = slots[p.cells[cell] as number] as Slot;
    const values = p.values[cell] as readonly number[];
    return [{ from, to, codes: from.values.map((value) => to.codes.get(values[value] as number) as number) }];
  });
