// SPDX-License-Identifier: MIT
/** mm/sparse.c, and vmemmap of x86: a section's memmap, populated from an altmap or from other memory, and freed again. */
import { code, source } from '../../src/vocabulary/index.ts';
import type { Decisions } from './designs.ts';
import {
  besides,
  BLOCK,
  blockOf,
  chunkOf,
  ELSEWHERE,
  firstBlock,
  mapperOf,
  NOWHERE,
  SECTION,
} from './layout.ts';
import type { Geometry, Range } from './layout.ts';
import { NORMAL, read, sectionAt, zoneAt } from './memory.ts';
import type { Kernel } from './memory.ts';
import { outOfReach, UNREACHED } from './zone.ts';

/** The stack of who adds or removes `range`: the section it is at, and the altmap, if there is one. */
export interface Plugger {
  left: number;
  range: Range;
  s: number;
  altmap: boolean;
  /** altmap->alloc, in chunks (chunkOf()). */
  alloc: number;
}
type Effect = (k: Kernel, me: Plugger) => void;
/** The last section of what is added or removed at once: of the range, or of one block. */
export type Last = (me: Plugger) => number;

const { step, branch, inlined, loop, break_, goto } = code<Kernel, Plugger>();

export function sectionsOf(d: Decisions, g: Geometry) {
  const { sparse } = read(d);
  const init_64 = source('arch/x86/mm/init_64.c', d.version);

  const shared = (k: Kernel, s: number) => besides(g, d, s).some((i) => sectionAt(k, i).mapped);
  /** altmap->base_pfn: where the range begins, or the block, or the section. */
  const baseOf = (me: Plugger) => {
    if (d.perSection) return me.s * SECTION;
    return (d.addsEachBlock ? blockOf(me.s * SECTION) : firstBlock(me.range)) * BLOCK + handedOut(me);
  };
  const handedOut = (me: Plugger) => Math.floor((me.alloc * chunkOf(g, d)) / 2);

  function populate(k: Kernel, me: Plugger): void {
    sectionAt(k, me.s).mapped = true;
    // Part of a PMD that another section's memmap has brought.
    if (shared(k, me.s)) return;
    k.vmemmap[mapperOf(g, d, me.s)] = me.altmap ? baseOf(me) : ELSEWHERE;
    if (me.altmap) me.alloc++;
    else k.borrowed++;
  }

  const entryOf = (k: Kernel, me: Plugger) => k.vmemmap[mapperOf(g, d, me.s)] ?? NOWHERE;
  /** The section's part of vmemmap is used no more; with the last of them the entry goes. */
  const unmap = (k: Kernel, me: Plugger, last: boolean) => {
    sectionAt(k, me.s).mapped = false;
    for (let u = me.s * SECTION; u < (me.s + 1) * SECTION; u++) k.pages[u] = 'none';
    if (last) k.vmemmap[mapperOf(g, d, me.s)] = NOWHERE;
  };
  const units = Math.ceil(chunkOf(g, d) / 2);
  /** remove_pagetable() of one section; x86 frees a page before it clears the entry. */
  const depopulates = (name: string) =>
    inlined(init_64('remove_pmd_table', 'vmemmap_free', 'remove_pagetable'), [
      branch(
        `${name}unmap`,
        { says: 'free_hugepage_table(pmd_page(*pmd), altmap)', primitive: 'vmemmap_free' },
        [
          {
            when: (k, me) => shared(k, me.s),
            does: (k, me) => unmap(k, me, false),
            says: 'vmemmap_pmd_is_unused(addr, next)',
            note: 'false: in use by another section',
          },
          // free_map_bootmem() of an early section knows no altmap.
          {
            when: (k, me) => me.altmap && !sectionAt(k, me.s).early,
            does: (k, me) => {
              unmap(k, me, true);
              me.alloc--;
            },
            says: 'vmem_altmap_free(altmap, PMD_SIZE / PAGE_SIZE)',
            at: init_64('free_hugepage_table'),
          },
          {
            when: (k, me) => entryOf(k, me) === ELSEWHERE,
            does: (k, me) => {
              unmap(k, me, true);
              k.borrowed--;
            },
            says: 'free_pages((unsigned long)page_address(page), order)',
            at: init_64('free_pagetable', 'free_hugepage_table'),
          },
          {
            // Its struct pages are poisoned, and taken for Reserved.
            says: 'PageReserved(page)',
            at: init_64('free_pagetable', 'free_hugepage_table'),
            note: 'true: free_reserved_page()',
            then: [
              step(
                `${name}free_reserved`,
                { says: '__free_page(page)', primitive: '__free_page' },
                (k, me) => {
                  const first = entryOf(k, me);
                  for (let u = first; u < first + units; u++) k.given[u] = true;
                },
              ),
              step(`${name}managed`, 'adjust_managed_page_count(): managed_pages', (k) => {
                zoneAt(k, NORMAL).managed += units;
              }),
              step(`${name}totalram`, 'adjust_managed_page_count(): totalram_pages', (k) => {
                k.totalram_pages += units;
              }),
              step(`${name}pmd_clear`, { says: 'pmd_clear(pmd)', primitive: 'vmemmap_free' }, (k, me) =>
                unmap(k, me, true),
              ),
            ],
          },
        ],
      ),
    ]);

  const add = (k: Kernel, { s }: Plugger) => {
    sectionAt(k, s).valid = true;
    for (let u = s * SECTION; u < (s + 1) * SECTION; u++) k.pages[u] = 'poison';
  };
  const gone = (k: Kernel, me: Plugger) => (sectionAt(k, me.s).early = false);
  /** `failed`: where __add_pages() goes with an error. What it has added by then stays. Ends at section `first`, or with `failed`. */
  const adds = (mayFail: boolean, last: Last, first: Last, failed: Effect) =>
    inlined(sparse('section_activate', '__add_pages', 'sparse_add_section'), [
      loop([
        branch('activate', { says: 'fill_subsection_map()', choices: mayFail ? ['0', 'ENOMEM'] : ['0'] }, [
          {
            when: (k, me) => sectionAt(k, me.s).valid,
            does: failed,
            note: '-EEXIST',
            then: goto('sections_failed'),
          },
          { choice: 'ENOMEM', does: failed, note: '-ENOMEM', then: goto('sections_failed') },
          { note: '0' },
        ]),
        inlined(init_64('vmemmap_populate'), [
          step('populate', { says: 'vmemmap_populate(altmap)', primitive: 'vmemmap_populate' }, populate),
        ]),
        branch(
          'add_section',
          { says: 'page_init_poison(); sparse_init_one_section()', primitive: 'sparse_add_section' },
          [
            !d.prepares && {
              when: (k: Kernel, me: Plugger) => outOfReach(k, g, d, me.s),
              ...UNREACHED,
            },
            { when: (_, me) => me.s < last(me), does: [add, (_, me) => me.s++], note: 'the next' },
            { does: [add, (_, me) => (me.s = first(me))], note: 'the last', then: break_ },
          ],
        ),
      ]),
    ]);

  /** __remove_pages(). `over`: what is of no use any more. */
  const removes = (name: string, last: Last, over?: Effect) =>
    inlined(sparse('section_deactivate', '__remove_pages', 'sparse_remove_section'), [
      loop([
        step(`${name}invalid`, 'ms->section_mem_map &= ~SECTION_HAS_MEM_MAP', (k, me) => {
          sectionAt(k, me.s).valid = false;
        }),
        depopulates(name),
        branch(`${name}section_gone`, 'ms->section_mem_map = NULL', [
          { when: (_, me) => me.s < last(me), does: [gone, (_, me) => me.s++], note: 'the next' },
          { does: [gone, over], note: 'the last', then: break_ },
        ]),
      ]),
    ]);
  /** What a block is told that its memmap takes; and the altmap that is made of that when it is removed. */
  const unitsFor = (alloc: number) => Math.ceil((alloc * chunkOf(g, d)) / 2);
  const chunksFor = (nr: number) => Math.ceil((2 * nr) / chunkOf(g, d));
  return { adds, removes, unitsFor, chunksFor };
}
