// SPDX-License-Identifier: MIT
/**
 * Table pages and pointers to them. A pointer is good while the page it was taken to lives on; a page that is freed,
 * even if it is allocated anew, leaves its old pointers stale, and a step through a stale pointer faults.
 */
import {
  code,
  fault,
  flushesAllLevels,
  flushesLastLevel,
  pageFreed,
  spin_lock,
  spin_unlock,
  tableFreed,
  unlocks,
} from '../../src/vocabulary/index.ts';
import type { Item, Self } from '../../src/vocabulary/index.ts';
import type { Entries, Kernel, ScanStack, WalkStack } from './memory.ts';

const { step, branch } = code<Kernel, WalkStack>();
const scanning = code<Kernel, ScanStack>();
type Level = 'pmd' | 'pte';
export type Effect = (k: Kernel, me: WalkStack, choice: string, self: Self) => unknown;
type Notes = readonly [string, string];
const PRESENT: Notes = ['none', 'present'];
export const free_page = (says: string) => ({ says, primitive: 'free_page' });

/** The pages of a level, `clear`: what an entry is that leads nowhere; and the thread's pointer to one. */
function table<L extends Level, E extends number | boolean | null>(
  level: L,
  entriesOf: (page: Kernel[`${L}_page`][number]) => E[],
  clear: E,
) {
  type Page = Kernel[`${L}_page`][number];
  /** The page a pointer leads to. The ways of faults come first, so the pointer is known to be good. */
  const page = (k: Kernel, at: number | null) => k[`${level}_page`][at as number] as Page;
  /** Two ways of each statement that goes through the pointer: it is NULL, or its page was freed. */
  const through = [
    {
      when: (_: Kernel, me: WalkStack) => me[level] === null,
      note: 'NULL + offset',
      then: fault('wild-pointer'),
    },
    {
      when: (k: Kernel, me: WalkStack, _choice: string, self: Self) =>
        page(k, me[level]).pointers[self.index] !== true,
      note: 'freed',
      then: fault('use-after-free'),
    },
  ];
  /** Points at a page (or at NULL: the offset of a none entry). */
  const point = (k: Kernel, me: WalkStack, to: number | null | undefined, { index }: Self) => {
    me[level] = to ?? null;
    if (me[level] !== null) page(k, me[level]).pointers[index] = true;
  };
  /** The walk's pointer is dead from here on. */
  const forget: Effect = (k, me, _choice, self) => {
    if (me[level] !== null) page(k, me[level]).pointers[self.index] = false;
    me[level] = null;
  };
  const free = (k: Kernel, at: number | null) => {
    const freed = page(k, at);
    freed.used = false;
    entriesOf(freed).fill(clear);
    freed.pointers.fill(false);
    tableFreed(k.walk_cache, level, at);
  };
  /** A statement that goes through the pointer. */
  const through_step = (name: string, says: string, ...does: Effect[]) =>
    branch(name, says, [through, { does }]);
  /** Is the table empty? `keep`: what is done where an entry is set, the first of `notes`. */
  const scan = <const T extends Item<Kernel, ScanStack>>(
    name: string,
    says: string,
    { count, notes, keep }: { count: number; notes: Notes; keep: Effect },
    kept: T,
  ) => {
    const isSet = (k: Kernel, me: ScanStack) => entriesOf(page(k, me[level]))[me.i] !== clear;
    return scanning.loop([
      scanning.branch(name, says, [
        through,
        { when: isSet, does: [keep, (_, me) => (me.i = 0)], note: `${notes[0]}: keep it`, then: kept },
        { when: (_, me) => me.i < count - 1, does: (_, me) => me.i++, note: notes[1] },
        { does: (_, me) => (me.i = 0), note: `${notes[1]}: the table is empty`, then: scanning.break_ },
      ]),
    ]);
  };
  return { page, through, point, forget, free, step: through_step, scan };
}
const pmds = table('pmd', (page) => page.entry, null);
const ptes = table('pte', (page) => page.pte, false);

/** The walk's pointers are dead from here on. */
export const forget: Effect = (...at) => {
  pmds.forget(...at);
  ptes.forget(...at);
};
/** `if_none`: what is done where the entry is none, `notes`: of one that is, of one that is not. */
export const pud = {
  clear:
    ({ root }: Entries) =>
    (k: Kernel) =>
      (k.pud[root] = null),
  none:
    ({ root }: Entries) =>
    (k: Kernel) =>
      k.pud[root] === null,
  if_none: <const T extends Item<Kernel, WalkStack>>(
    name: string,
    says: string,
    entries: Entries,
    then: T,
    notes = PRESENT,
  ) => branch(name, says, [{ when: pud.none(entries), note: notes[0], then }, { note: notes[1] }]),
};
/** `free_own`: a table is freed by whoever walks it. */
export const pmd = {
  ...pmds,
  clear:
    ({ index }: Entries) =>
    (k: Kernel, me: WalkStack) =>
      (pmds.page(k, me.pmd).entry[index] = null),
  offset: (name: string, says: string, { root }: Entries) =>
    step(name, says, (k, me, _choice, self) => pmds.point(k, me, k.pud[root], self)),
  none:
    ({ index }: Entries) =>
    (k: Kernel, me: WalkStack) =>
      pmds.page(k, me.pmd).entry[index] === null,
  if_none: <const T extends Item<Kernel, WalkStack>>(
    name: string,
    says: string,
    entries: Entries,
    then: T,
    { does = [], notes = PRESENT }: { does?: Effect | []; notes?: Notes } = {},
  ) =>
    branch(name, says, [
      pmds.through,
      { when: pmd.none(entries), does, note: notes[0], then },
      { note: notes[1] },
    ]),
  free_own: (name: string, says: string) =>
    step(name, free_page(says), (k, me, choice, self) => {
      const page = me.pmd;
      forget(k, me, choice, self);
      pmds.free(k, page);
    }),
};
export const pte = {
  ...ptes,
  offset: (name: string, says: string, { index }: Entries) =>
    pmd.step(name, says, (k, me, _choice, self) =>
      ptes.point(k, me, pmds.page(k, me.pmd).entry[index], self),
    ),
  is: (leaf: number, set: boolean) => (k: Kernel, me: WalkStack) => ptes.page(k, me.pte).pte[leaf] === set,
  set: (leaf: number, to: boolean) => (k: Kernel, me: WalkStack) => (ptes.page(k, me.pte).pte[leaf] = to),
  free_own: (name: string, says: string) =>
    step(name, free_page(says), (k, me) => {
      ptes.free(k, me.pte);
      me.pte = null;
    }),
};

/** The page that backs the block's vmemmap is given back. */
export const free_vmemmap_page = (name: string, says: string) =>
  step(name, free_page(says), (k) => {
    k.vmemmap_freed = true;
    pageFreed(k.walk_cache);
  });
/** As they reach the CPU whose table walker takes part: flush_tlb_kernel_range() on arm64. */
const last_level = flushesLastLevel('walk_cache');
export const flush_last_level = (name: string, says: string) =>
  step(name, { says, primitive: 'flush_tlb' }, last_level);
/** __flush_tlb_kernel_pgtable() on arm64, any flush on x86. */
const all_levels = flushesAllLevels(['pmd', 'pte'], 'walk_cache');
export const flush_all_levels = (name: string, says: string) =>
  step(name, { says, primitive: 'flush_tlb' }, all_levels);

const UNLOCK = 'spin_unlock(&init_mm.page_table_lock)';
/** init_mm.page_table_lock. `unlocks`: as an effect. */
export const ptl = {
  lock: (name: string) => spin_lock(name, 'page_table_lock', 'spin_lock(&init_mm.page_table_lock)'),
  unlock: (name: string, also?: Effect) => spin_unlock(name, 'page_table_lock', UNLOCK, also),
  UNLOCK,
  unlocks: unlocks('page_table_lock'),
};
