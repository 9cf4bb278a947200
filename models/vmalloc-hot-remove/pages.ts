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
type PmdPage = Kernel['pmd_page'][number];
type PtePage = Kernel['pte_page'][number];
export type Effect = (k: Kernel, me: WalkStack, choice: string, self: Self) => unknown;
type Notes = readonly [string, string];

/** The page a pointer leads to. The ways of faults come first, so the pointer is known to be good. */
const pmdPage = (k: Kernel, page: number | null) => k.pmd_page[page as number] as PmdPage;
const ptePage = (k: Kernel, page: number | null) => k.pte_page[page as number] as PtePage;

/** Two ways of each statement that goes through the pointer: it is NULL, or its page was freed. */
const through = (pointer: 'pmd' | 'pte', page: (k: Kernel, page: number | null) => PmdPage | PtePage) => [
  {
    when: (_k: Kernel, me: WalkStack) => me[pointer] === null,
    note: 'NULL + offset',
    then: fault('wild-pointer'),
  },
  {
    when: (k: Kernel, me: WalkStack, _choice: string, self: Self) =>
      page(k, me[pointer]).pointers[self.index] !== true,
    note: 'freed',
    then: fault('use-after-free'),
  },
];
const through_pmd = through('pmd', pmdPage);
const through_pte = through('pte', ptePage);

/** Points `me.pmd` at a page (or at NULL: the offset of a none entry). */
function pointPmd(k: Kernel, me: WalkStack, page: number | null | undefined, { index }: Self): void {
  me.pmd = page ?? null;
  if (me.pmd !== null) pmdPage(k, me.pmd).pointers[index] = true;
}
function pointPte(k: Kernel, me: WalkStack, page: number | null | undefined, { index }: Self): void {
  me.pte = page ?? null;
  if (me.pte !== null) ptePage(k, me.pte).pointers[index] = true;
}
/** The walk's pointers are dead from here on. */
export const forget: Effect = (k, me, choice, self) => {
  if (me.pmd !== null) pmdPage(k, me.pmd).pointers[self.index] = false;
  me.pmd = null;
  forgetPte(k, me, choice, self);
};
const forgetPte: Effect = (k, me, _choice, self) => {
  if (me.pte !== null) ptePage(k, me.pte).pointers[self.index] = false;
  me.pte = null;
};

function freePmd(k: Kernel, page: number | null): void {
  const freed = pmdPage(k, page);
  freed.used = false;
  freed.entry.fill(null);
  freed.pointers.fill(false);
  tableFreed(k.walk_cache, 'pmd', page);
}
function freePte(k: Kernel, page: number | null): void {
  const freed = ptePage(k, page);
  freed.used = false;
  freed.pte.fill(false);
  freed.pointers.fill(false);
  tableFreed(k.walk_cache, 'pte', page);
}
export const free_page = (says: string) => ({ says, primitive: 'free_page' });

/** Is the table empty? `kept`: what is done where an entry is set, the first of `notes`. */
const scan =
  (ways: ReturnType<typeof through>, isSet: (k: Kernel, me: ScanStack) => boolean) =>
  <const T extends Item<Kernel, ScanStack>>(
    name: string,
    says: string,
    { count, notes, keep }: { count: number; notes: Notes; keep: Effect },
    kept: T,
  ) =>
    scanning.loop([
      scanning.branch(name, says, [
        ways,
        { when: isSet, does: [keep, (_, me) => (me.i = 0)], note: `${notes[0]}: keep it`, then: kept },
        { when: (_, me) => me.i < count - 1, does: (_, me) => me.i++, note: notes[1] },
        { does: (_, me) => (me.i = 0), note: `${notes[1]}: the table is empty`, then: scanning.break_ },
      ]),
    ]);

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
    notes: Notes = ['none', 'present'],
  ) => branch(name, says, [{ when: pud.none(entries), note: notes[0], then }, { note: notes[1] }]),
};
/** `step`: a statement that goes through the pointer. `free_own`: a table is freed by whoever walks it. */
export const pmd = {
  page: pmdPage,
  through: through_pmd,
  point: pointPmd,
  free: freePmd,
  clear:
    ({ index }: Entries) =>
    (k: Kernel, me: WalkStack) =>
      (pmdPage(k, me.pmd).entry[index] = null),
  step: (name: string, says: string, ...does: Effect[]) => branch(name, says, [through_pmd, { does }]),
  offset: (name: string, says: string, { root }: Entries) =>
    step(name, says, (k, me, _choice, self) => pointPmd(k, me, k.pud[root], self)),
  none:
    ({ index }: Entries) =>
    (k: Kernel, me: WalkStack) =>
      pmdPage(k, me.pmd).entry[index] === null,
  if_none: <const T extends Item<Kernel, WalkStack>>(
    name: string,
    says: string,
    entries: Entries,
    then: T,
    { does, notes = ['none', 'present'] }: { does?: Effect; notes?: Notes } = {},
  ) =>
    branch(name, says, [
      through_pmd,
      { when: pmd.none(entries), ...(does && { does }), note: notes[0], then },
      { note: notes[1] },
    ]),
  scan: scan(through_pmd, (k, me) => pmdPage(k, me.pmd).entry[me.i] !== null),
  free_own: (name: string, says: string) =>
    step(name, free_page(says), (k, me, choice, self) => {
      const page = me.pmd;
      forget(k, me, choice, self);
      freePmd(k, page);
    }),
};
export const pte = {
  page: ptePage,
  through: through_pte,
  point: pointPte,
  forget: forgetPte,
  free: freePte,
  step: (name: string, says: string, ...does: Effect[]) => branch(name, says, [through_pte, { does }]),
  offset: (name: string, says: string, { index }: Entries) =>
    pmd.step(name, says, (k, me, _choice, self) => pointPte(k, me, pmdPage(k, me.pmd).entry[index], self)),
  is: (leaf: number, set: boolean) => (k: Kernel, me: WalkStack) => ptePage(k, me.pte).pte[leaf] === set,
  set: (leaf: number, to: boolean) => (k: Kernel, me: WalkStack) => (ptePage(k, me.pte).pte[leaf] = to),
  scan: scan(through_pte, (k, me) => ptePage(k, me.pte).pte[me.i] === true),
  free_own: (name: string, says: string) =>
    step(name, free_page(says), (k, me) => {
      freePte(k, me.pte);
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
