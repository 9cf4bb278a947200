// SPDX-License-Identifier: MIT
/**
 * arch/arm64/mm/mmu.c: the linear mapping of the added memory. Each level reads an entry, and where it is none takes a
 * table, clears it, links it. Memory is mapped by blocks; by pages with debug_pagealloc (NO_BLOCK_MAPPINGS).
 */
import {
  alloc_pages,
  code,
  fault,
  kmem_cache_alloc,
  source,
  stop_machine,
  stop_machine_cpuslocked,
} from '../../src/vocabulary/index.ts';
import * as fixmap from './fixmap.ts';
import { drainedCpus, tablesNeeded } from './memory.ts';
import type { Build, Kernel, Mapper } from './memory.ts';

const { fn, step, branch, call, ret, loop, inlined, as, break_ } = code<Kernel, Mapper>();
const through = fixmap.through<Mapper>();

export function arm64_mmu({ decisions: d, settings, limits }: Build) {
  const mmu = source('arch/arm64/mm/mmu.c', d.version);
  // arm64 could not add memory before v5.0: what the series adds to v4.14, later versions have.
  const hot = source('arch/arm64/mm/mmu.c', d.version === 'v4.14' ? 'v2 on v4.14' : d.version);
  const { debugAtomicSleep, debugPagealloc } = settings;
  const moreLeaves = (_: Kernel, me: Mapper) => me.leaf + 1 < limits.ptes;
  const moreEntries = (_: Kernel, me: Mapper) => me.index + 1 < limits.pmdEntries;
  const lastEntry = (_: Kernel, me: Mapper) => me.index + 1 === limits.pmdEntries;
  /** `next`: the leaf that is next. */
  const setPte = (k: Kernel, me: Mapper, mapped: boolean, next: number) => {
    (k.pte[me.index] as boolean[])[me.leaf] = mapped;
    me.leaf = next;
  };
  /** What an entry is set to. */
  const tableOf = (me: Mapper) => {
    const entry = me.zeroed ? 'table' : 'garbage';
    me.zeroed = false;
    return entry;
  };
  const pmd_populate = through('FIX_PMD', 'pmd_populate', '__pmd_populate(pmd, pte_phys)', [
    { does: (k, me) => (k.pmd[me.index] = tableOf(me)) },
  ]);
  const pud_populate = through('FIX_PUD', 'pud_populate', '__pud_populate(pud, pmd_phys)', [
    { does: (k, me) => (k.pud = tableOf(me)) },
  ]);

  const says = `__get_free_page(${d.gfp} | __GFP_ZERO)`;
  const drains = drainedCpus(settings, limits);
  const __get_free_page = (stopper: boolean) =>
    alloc_pages({ says, gfp: d.gfp, debugAtomicSleep, stopper, drains, failed: ret('NULL') });
  /** Whatever the mask of the page. */
  const pgtable_page_ctor =
    settings.ptlockAlloc &&
    inlined(
      source('mm/memory.c', d.version)('ptlock_alloc', 'pgtable_page_ctor'),
      kmem_cache_alloc('ptlock', 'kmem_cache_alloc(page_ptl_cachep, GFP_KERNEL)', debugAtomicSleep),
    );
  /** It does BUG() on NULL itself: `BUG`, below, is that, for both kinds of table. */
  const pgd_pgtable_alloc = fn(mmu('pgd_pgtable_alloc'), [
    d.preallocate &&
      branch('from_pool', 'page = the next preallocated table', [
        { when: (k) => k.pool === 0, note: 'none left', then: ret('NULL') },
        { does: [(k) => k.pool--, (_, me) => (me.zeroed = true)] },
      ]),
    !d.preallocate && [
      __get_free_page(d.stopMachine),
      step('clear', 'clear_page(), dsb(ishst)', (_, me) => (me.zeroed = true)),
      pgtable_page_ctor,
    ],
    ret('0'),
  ]);

  /** `if (!page) BUG()` is further down; else the table is linked by `populate`. */
  const newTable = (prefix: string, populate: typeof pmd_populate) =>
    [as(prefix, call(pgd_pgtable_alloc, ret)), populate] as const;

  const init_pte = fn(mmu('init_pte'), [
    fixmap.pte_set_fixmap,
    loop([
      through('FIX_PTE', 'set_pte', 'set_pte(pte, pfn_pte())', [
        { when: moreLeaves, does: (k, me) => setPte(k, me, true, me.leaf + 1) },
        { does: (k, me) => setPte(k, me, true, 0), then: break_ },
      ]),
    ]),
    fixmap.pte_clear_fixmap,
  ]);

  const alloc_init_cont_pte = fn(mmu('alloc_init_cont_pte'), [
    through('FIX_PMD', 'pmd_none', 'pmd_none(*pmd)', [
      { when: (k, me) => k.pmd[me.index] === 'none', note: 'none', then: newTable('pte_', pmd_populate) },
      { note: 'table' },
    ]),
    call(init_pte),
    ret('0'),
  ]);

  const init_pmd = fn(mmu('init_pmd'), [
    fixmap.pmd_set_fixmap,
    loop([
      !debugPagealloc &&
        through('FIX_PMD', 'pmd_set_huge', 'pmd_set_huge(pmd, phys, prot)', [
          { does: (k, me) => (k.pmd[me.index] = 'block') },
        ]),
      debugPagealloc && call(alloc_init_cont_pte, ret),
      branch('pmd_next', 'while (pmd++, addr = next, addr != end)', [
        { when: moreEntries, does: (_, me) => me.index++ },
        { does: (_, me) => (me.index = 0), then: break_ },
      ]),
    ]),
    fixmap.pmd_clear_fixmap,
    ret('0'),
  ]);

  const alloc_init_cont_pmd = fn(mmu('alloc_init_cont_pmd'), [
    through('FIX_PUD', 'pud_none', 'pud_none(*pud)', [
      { when: (k) => k.pud === 'none', note: 'none', then: newTable('pmd_', pud_populate) },
      { note: 'table' },
    ]),
    ret(init_pmd),
  ]);

  const BUG = inlined(mmu('pgd_pgtable_alloc', 'alloc_init_cont_pmd'), [
    branch('bug', 'if (!ptr) BUG()', [{ then: fault('bug') }]),
  ]);
  const alloc_init_pud = fn(mmu('alloc_init_pud'), [
    d.fixmapLock && fixmap.lock_fixmap,
    fixmap.pud_set_fixmap,
    call(alloc_init_cont_pmd, BUG),
    fixmap.pud_clear_fixmap,
    d.fixmapLock && fixmap.unlock_fixmap,
  ]);
  const __create_pgd_mapping = fn(mmu('__create_pgd_mapping'), [call(alloc_init_pud)]);

  const __hotplug_paging = fn(hot('__hotplug_paging'), [call(__create_pgd_mapping)]);

  const hotplug_paging = fn(hot('hotplug_paging'), [
    d.preallocate &&
      loop([
        as('pool_', [__get_free_page(false), pgtable_page_ctor]),
        branch('pool_add', 'keep the table for the callback', [
          { when: (k) => k.pool + 1 < tablesNeeded(settings, limits), does: (k) => k.pool++ },
          { does: (k) => k.pool++, then: break_ },
        ]),
      ]),
    call(d.cpuslocked ? stop_machine_cpuslocked(limits.cpus) : stop_machine(limits.cpus)),
    ret('0'),
  ]);

  const clear = (k: Kernel, me: Mapper, next: number) => {
    if (debugPagealloc) setPte(k, me, false, 0);
    else k.pmd[me.index] = 'none';
    me.index = next;
  };
  /** Tables left empty stay: they are another model's. */
  const __remove_pgd_mapping = fn(hot('__remove_pgd_mapping'), [
    loop([
      inlined(hot(debugPagealloc ? 'unmap_hotplug_pte_range' : 'unmap_hotplug_pmd_range'), [
        branch('unmap', debugPagealloc ? 'pte_clear(&init_mm, addr, ptep)' : 'pmd_clear(pmdp)', [
          debugPagealloc && { when: moreLeaves, does: (k, me) => setPte(k, me, false, me.leaf + 1) },
          { when: moreEntries, does: (k, me) => clear(k, me, me.index + 1) },
          { when: lastEntry, does: (k, me) => clear(k, me, 0), then: break_ },
        ]),
      ]),
    ]),
  ]);

  const arch_add_memory = fn(hot('arch_add_memory'), [
    d.stopMachine ? call(hotplug_paging, ret('-ENOMEM')) : call(__create_pgd_mapping),
    branch('__add_pages', { says: '__add_pages()', choices: ['ok', 'ENOMEM'] }, [
      { choice: 'ok', does: { added: true }, note: 'ok', then: ret('0') },
      { note: '-ENOMEM' },
    ]),
    d.unwind && call(__remove_pgd_mapping),
    ret('-ENOMEM'),
  ]);
  return { __hotplug_paging, arch_add_memory };
}
