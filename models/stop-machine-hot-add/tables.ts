// SPDX-License-Identifier: MIT
/** Which page tables of the mapping there are, and in whose hands: for the properties, from entries and positions. */
import type { View } from '../../src/model/types.ts';
import { MAPPERS } from './memory.ts';
import type { Kernel } from './memory.ts';

const positions = (s: View) => MAPPERS.map((name) => String(s.at[name]));
/** Between pgd_pgtable_alloc() and the entry that it is for, or the pool. */
const IN_HAND = /^(?:pool_add|(?:pmd|pte)_clear|(?:pool|pmd|pte)_ptlock|(?:pud|pmd)_populate)$/;
const ALLOCATES = /^(?:pool|pmd|pte)_(?:alloc|slow)$/;
const linked = (entry: string) => entry === 'table' || entry === 'garbage';

/** Tables kept for the callback, in the hands of a thread, or linked. */
export function tablesUsed(s: View): number {
  const { pool, pud, pmd } = s.mem as Kernel;
  return (
    pool +
    positions(s).filter((at) => IN_HAND.test(at)).length +
    [pud, ...pmd].filter((e) => linked(e)).length
  );
}

/** A thread is about to take a page from the allocator. */
export const allocating = (s: View): boolean => positions(s).some((at) => ALLOCATES.test(at));
