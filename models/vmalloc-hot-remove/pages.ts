// SPDX-License-Identifier: MIT
/**
 * Table pages and pointers to them. A pointer is good while the page it was taken to lives on; a page that is freed,
 * even if it is allocated anew, leaves its old pointers stale, and a step through a stale pointer faults.
 */
import { id } from '../../src/model/domain.ts';
import { fault } from '../../src/model/thread.ts';
import { flushesAllLevels, flushesLastLevel, pageFreed, tableFreed } from '../../src/vocabulary/tlb.ts';
import type { Kernel } from './memory.ts';

type PmdPage = Kernel['pmd_page'][number];
type PtePage = Kernel['pte_page'][number];

/** A thread that links and frees pages: its name, its place among the threads. */
export interface Hand {
  readonly name: string;
  readonly self: number;
}
/** What a walk keeps in local variables: its pointers, and pages it allocated but has not linked yet. */
export interface WalkStack {
  pmd: number | null;
  pte: number | null;
  new_pmd: number | null;
  new_pte: number | null;
}
export const walkStack = (k: { pmd_page: { length: number }; pte_page: { length: number } }) => ({
  pmd: id('pmd_page', k.pmd_page.length),
  pte: id('pte_page', k.pte_page.length),
  new_pmd: id('pmd_page', k.pmd_page.length),
  new_pte: id('pte_page', k.pte_page.length),
});

/** The page a pointer leads to. Guards of faults come first, so the pointer is known to be good. */
export const pmdPage = (k: Kernel, page: number | null) => k.pmd_page[page as number] as PmdPage;
export const ptePage = (k: Kernel, page: number | null) => k.pte_page[page as number] as PtePage;

/** Two candidates for each step that goes through the pointer: it is NULL, or its page was freed. */
export const throughPmd = (self: number) =>
  through(
    (k, me) => me.pmd,
    (k, page) => pmdPage(k, page),
    self,
  );
export const throughPte = (self: number) =>
  through(
    (k, me) => me.pte,
    (k, page) => ptePage(k, page),
    self,
  );

function through(
  pointer: (k: Kernel, me: WalkStack) => number | null,
  page: (k: Kernel, page: number | null) => PmdPage | PtePage,
  self: number,
) {
  return [
    {
      guard: (k: Kernel, me: WalkStack) => pointer(k, me) === null,
      target: fault('wild-pointer'),
      note: 'NULL + offset',
    },
    {
      guard: (k: Kernel, me: WalkStack) => page(k, pointer(k, me)).pointers[self] !== true,
      target: fault('use-after-free'),
      note: 'freed',
    },
  ];
}

/** Points `me.pmd` at a page (or at NULL: the offset of a none entry). */
export function pointPmd(k: Kernel, me: WalkStack, page: number | null | undefined, self: number): void {
  me.pmd = page ?? null;
  if (me.pmd !== null) pmdPage(k, me.pmd).pointers[self] = true;
}
export function pointPte(k: Kernel, me: WalkStack, page: number | null | undefined, self: number): void {
  me.pte = page ?? null;
  if (me.pte !== null) ptePage(k, me.pte).pointers[self] = true;
}

/** The walk's pointers are dead from here on. */
export function forget(k: Kernel, me: WalkStack, self: number): void {
  if (me.pmd !== null) pmdPage(k, me.pmd).pointers[self] = false;
  me.pmd = null;
  forgetPte(k, me, self);
}
export function forgetPte(k: Kernel, me: WalkStack, self: number): void {
  if (me.pte !== null) ptePage(k, me.pte).pointers[self] = false;
  me.pte = null;
}

/** The first free page: which one it is makes no difference, a stale pointer is stale whoever uses the page now. */
export const freePage = (pages: readonly { used: boolean }[]): number | null => {
  const page = pages.findIndex((p) => !p.used);
  return page < 0 ? null : page;
};
export function allocPmd(k: Kernel, me: WalkStack): void {
  me.new_pmd = freePage(k.pmd_page);
  pmdPage(k, me.new_pmd).used = true;
}
export function allocPte(k: Kernel, me: WalkStack): void {
  me.new_pte = freePage(k.pte_page);
  ptePage(k, me.new_pte).used = true;
}
export function freePmd(k: Kernel, page: number | null): void {
  const freed = pmdPage(k, page);
  freed.used = false;
  freed.entry.fill(null);
  freed.pointers.fill(false);
  tableFreed(k.walk_cache, 'pmd', page);
}
export function freePte(k: Kernel, page: number | null): void {
  const freed = ptePage(k, page);
  freed.used = false;
  freed.pte.fill(false);
  freed.pointers.fill(false);
  tableFreed(k.walk_cache, 'pte', page);
}
/** free_hotplug_page_range(): gives back the page that backs the block's vmemmap. */
export function freeVmemmap(k: Kernel): void {
  k.vmemmap_freed = true;
  pageFreed(k.walk_cache);
}

/** flush_tlb_kernel_range() on arm64, as it reaches the CPU whose table walker takes part. */
export const flushTlb = flushesLastLevel('walk_cache');
/** __flush_tlb_kernel_pgtable() on arm64, any flush on x86. */
export const flushWalkCache = flushesAllLevels(['pmd', 'pte'], 'walk_cache');
