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
import type { Does, Item, Self, Ways } from '../../src/vocabulary/index.ts';
import type { Entries, Kernel, ScanStack, WalkStack } from './memory.ts';

const { step, branch } = code<Kernel, WalkStack>();
const scanning = code<Kernel, ScanStack>();
type Level = 'pmd' | 'pte';
export type Effect = (k: Kernel, me: WalkStack, choice: string, self: Self) => unknown;
type Notes = readonly [string, string];
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
  /** Frees the table that is walked, `pmd` or `pte`, or one that was not linked, `new_pmd` or `new_pte`. */
  const frees =
    (pointer: keyof WalkStack): Effect =>
    (k, me) => {
      const freed = page(k, me[pointer]);
      freed.used = false;
      entriesOf(freed).fill(clear);
      freed.pointers.fill(false);
      tableFreed(k.walk_cache, level, me[pointer]);
      me[pointer] = null;
    };
  /** A statement that goes through the pointer. */
  const through_step = (name: string, says: string, ...does: Does<Kernel, WalkStack>[]) =>
    branch(name, says, [through, { does }]);
  /** Is the table empty? `keep`: what is done where an entry is set, the first of `notes`. */
  const scan = <const T extends Item<Kernel, ScanStack>>(
    name: string,
    says: string,
    keep: Effect,
    kept: T,
    notes: Notes = ['present', 'none'],
  ) => {
    const entries = (k: Kernel, me: ScanStack) => entriesOf(page(k, me[level]));
    const isSet = (k: Kernel, me: ScanStack) => entries(k, me)[me.i] !== clear;
    const more = (k: Kernel, me: ScanStack) => me.i < entries(k, me).length - 1;
    return scanning.loop([
      scanning.branch(name, says, [
        through,
        { when: isSet, does: [keep, (_, me) => (me.i = 0)], note: `${notes[0]}: keep it`, then: kept },
        { when: more, does: (_, me) => me.i++, note: notes[1] },
        { does: (_, me) => (me.i = 0), note: `${notes[1]}: the table is empty`, then: scanning.break_ },
      ]),
    ]);
  };
  return { level, page, through, point, forget, frees, step: through_step, scan };
}
const pmds = table('pmd', (page) => page.entry, null);
const ptes = table('pte', (page) => page.pte, false);

/** The entry of an area that leads to a table of the level `below`: one of a `list`, which is read `through` a pointer. */
function entry<const W extends Ways<Kernel, WalkStack>>(
  { level, point }: { readonly level: Level; readonly point: typeof pmds.point },
  at: keyof Entries,
  list: (k: Kernel, me: WalkStack) => (number | null)[],
  through: W,
) {
  const new_page = `new_${level}` as const;
  const none = (of: Entries) => (k: Kernel, me: WalkStack) => list(k, me)[of[at]] === null;
  return {
    none,
    /** What is done where it is none; `notes`: of one that is, of one that is not. */
    if_none: <const T extends Item<Kernel, WalkStack>>(
      name: string,
      says: string,
      of: Entries,
      then: T,
      { does, notes = ['none', 'present'] }: { does?: Does<Kernel, WalkStack>; notes?: Notes } = {},
    ) => branch(name, says, [through, { when: none(of), does, note: notes[0], then }, { note: notes[1] }]),
    /** Points at the table. */
    follow: (name: string, says: string, of: Entries) =>
      branch(name, says, [through, { does: (k, me, _, self) => point(k, me, list(k, me)[of[at]], self) }]),
    clear: (of: Entries) => (k: Kernel, me: WalkStack) => (list(k, me)[of[at]] = null),
    /** Links the new table. */
    link:
      (of: Entries): Effect =>
      (k, me) => {
        list(k, me)[of[at]] = me[new_page];
        me[new_page] = null;
      },
  };
}

/** The walk's pointers are dead from here on. */
export const forget: Effect = (...at) => {
  pmds.forget(...at);
  ptes.forget(...at);
};
/** `free_own`: a table is freed by whoever walks it. */
export const pud = entry(pmds, 'root', (k) => k.pud, []);
export const pmd = {
  ...pmds,
  ...entry(ptes, 'index', (k, me) => pmds.page(k, me.pmd).entry, pmds.through),
  offset: pud.follow,
  free_own: (name: string, says: string) => step(name, free_page(says), [pmds.frees('pmd'), ptes.forget]),
};
export const pte = {
  ...ptes,
  offset: pmd.follow,
  is: (leaf: number, set: boolean) => (k: Kernel, me: WalkStack) => ptes.page(k, me.pte).pte[leaf] === set,
  set: (leaf: number, to: boolean) => (k: Kernel, me: WalkStack) => (ptes.page(k, me.pte).pte[leaf] = to),
  free_own: (name: string, says: string) => step(name, free_page(says), ptes.frees('pte')),
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
