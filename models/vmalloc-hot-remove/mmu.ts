// SPDX-License-Identifier: MIT
/**
 * The table walker of a CPU. At any moment it may walk, speculatively, to the vmemmap of the block, and keep what it
 * finds until somebody flushes it; and use what the TLB holds. (Arm ARM, DDI 0487: "Translation table walks" and "TLB
 * maintenance".)
 */
import { thread } from '../../src/model/thread.ts';
import type { Region } from '../../src/model/thread.ts';
import type { Source } from '../../src/model/types.ts';
import { startsFrom, walks } from '../../src/vocabulary/tlb.ts';
import type { Level } from '../../src/vocabulary/tlb.ts';
import { indexOf, rootOf } from './memory.ts';
import type { Kernel, Layout, Memory } from './memory.ts';
import { pmdPage, ptePage } from './pages.ts';

const at: Source = { func: 'table_walk', file: 'DDI 0487', version: 'Armv8' };

export function mmu(memory: Memory, layout: Layout): Region {
  const t = thread(memory, 'mmu', {});
  const root = rootOf(layout, layout.hotVmemmap);
  const index = indexOf(layout, layout.hotVmemmap);
  const levels: Level<Kernel, 'pmd' | 'pte'>[] = [
    {
      level: 'pmd',
      entry: (k) => k.pud[root] ?? null,
      freed: (k, page) => !pmdPage(k, page).used,
    },
    {
      level: 'pte',
      entry: (k, pmd) => pmdPage(k, pmd).entry[index] ?? null,
      freed: (k, page) => !ptePage(k, page).used,
    },
  ];
  const leaf = {
    present: (k: Kernel, pte: number) => ptePage(k, pte).pte[0] === true,
    freed: (k: Kernel) => k.vmemmap_freed,
  };
  return t.region('walk', {
    walk: t.on(
      {
        at,
        says: 'speculative access to vmemmap',
        choices: startsFrom(levels),
        primitive: 'table_walk',
        mayWait: true,
      },
      ...walks('walk_cache', levels, leaf, 'walk'),
    ),
  });
}
