// SPDX-License-Identifier: MIT
/** memmap-on-memory's counters as a running kernel shows them: DIMMs of one block each, their memmap in them. */
import type { Accounts } from '../../src/model/conformance.ts';
import { configurations } from './configurations.ts';
import { BLOCK } from './layout.ts';
import { NORMAL } from './memory.ts';
import type { Kernel } from './memory.ts';

/** x86-64 and arm64 with pages of 4 KiB: a block of 128 MiB, 64 bytes for each of its pages. */
const BLOCK_PAGES = 32_768;
const HEAD_PAGES = (BLOCK_PAGES * 64) / 4096;
const HEAD = configurations['dimm']?.settings.geometry.memmap ?? 0;
/** Units that hold no memmap share what is left. */
const REST_PAGES = (BLOCK_PAGES - HEAD_PAGES) / (BLOCK - HEAD);

const pagesOf = (unit: number) => (unit % BLOCK < HEAD ? HEAD_PAGES / HEAD : REST_PAGES);
/** The page frame at which a unit begins. */
const edge = (unit: number): number => (unit === 0 ? 0 : edge(unit - 1) + pagesOf(unit - 1));
const wholeBlocks = (units: number) => Math.floor(units / BLOCK) * BLOCK_PAGES + (units % BLOCK) * REST_PAGES;
/** Pages that are there, and that the page allocator was never given. */
const kept = ({ pages, given }: Kernel) =>
  pages.reduce((sum, page, u) => sum + (page === 'initialised' && given[u] !== true ? pagesOf(u) : 0), 0);

const of = (role: string, step: string) => (block: number) => ({
  role,
  takes: { [`${role}.${step}`]: [`block ${block}`] },
});
const sum = (zones: Readonly<Record<string, Kernel>>, each: (k: Kernel) => number) =>
  Object.values(zones).reduce((total, k) => total + each(k), 0);

export const accounts: Accounts<Kernel> = {
  // 6.1.192 has the two fixes of v6.7.
  designs: { '6.1': 'v6.1-fixed', '6.12': 'v6.9' },
  configuration: 'dimm',
  blocks: 'memory-block',
  append: 'memory_hotplug.memmap_on_memory=1',
  zones: ['Normal', 'Movable'],
  parts: {
    add: of('adder', 'add'),
    online: of('onliner', 'write_online'),
    offline: of('offliner', 'write_offline'),
    remove: of('remover', 'remove'),
  },
  counts: (zones) => ({
    MemTotal: sum(zones, (k) => k.totalram_pages * REST_PAGES),
    memmap: sum(zones, kept),
    ...Object.fromEntries(
      Object.entries(zones).flatMap(([name, { zones: all }]) => {
        const { present = 0, managed = 0, start = 0, end = 0 } = all[NORMAL] ?? {};
        return [
          [`${name}.present`, wholeBlocks(present)],
          [`${name}.managed`, managed * REST_PAGES],
          [`${name}.spanned`, edge(end) - edge(start)],
        ];
      }),
    ),
  }),
};
