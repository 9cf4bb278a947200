// SPDX-License-Identifier: MIT
/**
 * The table walker of a CPU. At any moment it may walk, speculatively, from the root or from what its walk cache
 * holds, to the vmemmap of the block, and keep what it finds until somebody flushes it; and use what the TLB holds.
 * (Arm ARM, DDI 0487: "Translation table walks" and "TLB maintenance"; walk caches are what
 * __flush_tlb_kernel_pgtable() of arch/arm64/include/asm/tlbflush.h invalidates.)
 */
import { fault, thread } from '../../src/model/thread.ts';
import type { Region } from '../../src/model/thread.ts';
import type { Source } from '../../src/model/types.ts';
import { indexOf, rootOf } from './memory.ts';
import type { Kernel, Layout, Memory } from './memory.ts';
import { pmdPage, ptePage } from './pages.ts';

const at: Source = { func: 'table_walk', file: 'DDI 0487', version: 'Armv8' };

export function mmu(memory: Memory, layout: Layout): Region {
  const t = thread(memory, 'mmu', {});
  const root = rootOf(layout, layout.hotVmemmap);
  const index = indexOf(layout, layout.hotVmemmap);
  const entry = (k: Kernel) => pmdPage(k, k.walk_cache.pmd).entry[index] ?? null;
  const is = (level: string, holds: (k: Kernel) => boolean) => (k: Kernel, _: unknown, choice: string) =>
    choice === level && holds(k);
  return t.region('walk', {
    walk: t.on(
      {
        at,
        says: 'speculative access to vmemmap',
        choices: ['root', 'pmd', 'pte', 'tlb'],
        primitive: 'table_walk',
        mayWait: true,
      },
      {
        guard: is('root', (k) => k.walk_cache.pmd === null && k.pud[root] !== null),
        effect: (k) => {
          const page = k.pud[root] as number;
          k.walk_cache.pmd = page;
          k.walk_cache.pmd_freed = !pmdPage(k, page).used;
        },
        target: 'walk',
        note: 'root entry cached',
      },
      {
        guard: is('pmd', (k) => k.walk_cache.pmd !== null && k.walk_cache.pmd_freed),
        target: fault('walk-of-freed-table'),
        note: 'cached PMD page was freed',
      },
      {
        guard: is('pmd', (k) => k.walk_cache.pmd !== null && k.walk_cache.pte === null && entry(k) !== null),
        effect: (k) => {
          const page = entry(k) as number;
          k.walk_cache.pte = page;
          k.walk_cache.pte_freed = !ptePage(k, page).used;
        },
        target: 'walk',
        note: 'PMD entry cached',
      },
      {
        guard: is('pte', (k) => k.walk_cache.pte !== null && k.walk_cache.pte_freed),
        target: fault('walk-of-freed-table'),
        note: 'cached PTE page was freed',
      },
      {
        guard: is(
          'pte',
          (k) =>
            k.walk_cache.pte !== null && !k.walk_cache.tlb && ptePage(k, k.walk_cache.pte).pte[0] === true,
        ),
        effect: (k) => {
          k.walk_cache.tlb = true;
          k.walk_cache.tlb_freed = k.vmemmap_freed;
        },
        target: 'walk',
        note: 'translation in the TLB',
      },
      {
        guard: is('tlb', (k) => k.walk_cache.tlb && k.walk_cache.tlb_freed),
        target: fault('access-to-freed-page'),
        note: 'the page it translates to was freed',
      },
    ),
  });
}
