// SPDX-License-Identifier: MIT
/**
 * arm64: which physical memory is under a table of vmemmap or of the linear map, and for how many draws of KASLR it is
 * none that has been there since boot. arm64_memblock_init(), arch/arm64/mm/init.c; prevent_bootmem_remove_notifier().
 */
import { GIB, TIB, roundDown, roundUp } from './addresses.ts';
import { STRUCT_PAGE_SHIFT, levelShift, pudShift, formula } from './arm64-regions.ts';
import type { Arm64 } from './arm64-regions.ts';
import { inFile, since } from './layout.ts';
import type { Formulas } from './layout.ts';

interface Range {
  readonly start: number;
  readonly end: number;
}
const bank = (start: number, size: number): Range => ({ start, end: start + size });

/** Physical addresses: a CPU without 52 bits of virtual ones has no more than 48. */
const physical = (c: Arm64) => 2 ** (c.bits > 48 && c.cpu === 'all' ? 52 : 48);
/** Boot memory. The first is the usual: one bank, from where a virtual machine or a board has it. */
export const MEMORY: Readonly<Record<string, (c: Arm64) => readonly Range[]>> = {
  'from 1G': () => [bank(GIB, 4 * GIB)],
  'from 2G': () => [bank(2 * GIB, 2 * GIB), bank(32 * GIB, 32 * GIB)],
  'from 512G': () => [bank(512 * GIB, 64 * GIB)],
  /** Two banks further apart than the linear map is wide: the lower one is dropped, and above it is a hole. */
  'beyond the linear map': (c) => [bank(2 * GIB, 2 * GIB), bank(physical(c) - TIB, TIB)],
};
export const USUAL_MEMORY = ['from 1G'];

/** What arm64_memblock_init() does with KASLR, by version. */
export interface Randomized {
  /** The room that memory may be moved in: what memory spans, or what the CPU can address; or it is not moved at all. */
  readonly within: 'span' | 'parange' | 'never';
  /** SECTION_SIZE_BITS of asm/sparsemem.h. */
  readonly sectionBits: (c: Arm64) => number;
}
/** ID_AA64MMFR0_EL1.PARange: 44 bits, or as many as the memory needs. With 40 there is a little more room. */
const parange = (c: Arm64) => Math.max(2 ** 44, roundUpToPower((boot(c).at(-1) as Range).end));
const roundUpToPower = (n: number) => 2 ** Math.ceil(Math.log2(n));

const alignedIn = (version: string) =>
  since(version, 6, 8) ? 'arch/arm64/mm/init.c' : 'arch/arm64/include/asm/kernel-pgtable.h';

export function memoryFormulas(version: string, { within, sectionBits }: Randomized): Formulas {
  const init = inFile('arch/arm64/mm/init.c', version)('arm64_memblock_init');
  const size = (c: Arm64) => c.linear_end - c.linear_start;
  return {
    ARM64_MEMSTART_ALIGN: formula(
      inFile(alignedIn(version), version)('ARM64_MEMSTART_ALIGN'),
      'PUD_SIZE, 32 * PMD_SIZE or PMD_SIZE by page size, a section at least',
      (c) => {
        const shift = { '4K': pudShift(c), '16K': levelShift(c, 2) + 5, '64K': levelShift(c, 2) };
        return 2 ** Math.max(shift[c.page], sectionBits(c));
      },
    ),
    memstart_addr: formula(
      init,
      'round_down(start of DRAM, ALIGN), or round_up(end of DRAM - linear_region_size, ALIGN)',
      (c) => {
        const dram = boot(c);
        const align = c.ARM64_MEMSTART_ALIGN;
        const low = roundDown(dram[0]?.start ?? 0, align);
        const end = dram.at(-1)?.end ?? 0;
        return low + size(c) < end ? roundUp(end - size(c), align) : low;
      },
    ),
    /** In units of ARM64_MEMSTART_ALIGN: 0 where nothing is randomised. */
    memstart_range: formula(init, RANGE[within], (c) => {
      const dram = boot(c);
      const spans = (dram.at(-1)?.end ?? 0) - Math.max(dram[0]?.start ?? 0, c.memstart_addr);
      const room = size(c) - (within === 'span' ? spans : parange(c));
      const steps = Math.floor(room / c.ARM64_MEMSTART_ALIGN);
      return c.kaslr === 'off' || within === 'never' || steps < 1 ? 0 : steps;
    }),
  };
}
const boot = (c: Arm64): readonly Range[] => (MEMORY[c.memory] as (c: Arm64) => readonly Range[])(c);
const RANGE = {
  span: '(linear_region_size - (end - start of DRAM)) / ARM64_MEMSTART_ALIGN',
  parange: '(linear_region_size - BIT(parange)) / ARM64_MEMSTART_ALIGN, parange 44 at least',
  never: 'memstart_addr is not randomised',
} as const;

/** Of the 2^16 seeds, the share for which nothing that stays is under the table, and memory can be added there. */
export const freeDraws = (version: string) =>
  formula(
    inFile('arch/arm64/mm/init.c', version)('arm64_memblock_init'),
    'seeds: memstart_addr -= ARM64_MEMSTART_ALIGN * ((range * memstart_offset_seed) >> 16)',
    (c) => (c.shared ? share(freeSteps(c), c.memstart_range) : 0),
  );

/** The physical memory that the table is about, from memstart_addr on. */
export function underTable(c: Arm64): Range {
  const start = Math.max(c.table_start, c.removed_start);
  const end = Math.min(c.table_end, c.removed_end);
  if (c.removed === 'linear') return { start: start - c.linear_start, end: end - c.linear_start };
  const bytes = (address: number) => (address - c.vmemmap_used) * 2 ** (c.PAGE_SHIFT - STRUCT_PAGE_SHIFT);
  return { start: bytes(start), end: bytes(end) };
}

/** By how many steps memstart_addr has to be lowered: [from, to]. Several, where memory has holes. */
function freeSteps(c: Arm64): Steps[] {
  const align = c.ARM64_MEMSTART_ALIGN;
  const memstart = c.memstart_addr;
  const under = underTable(c);
  // The window lies at memstart + under - n * align. It has to hold a section that can be there, and no boot memory.
  const low = memstart + under.start;
  const high = memstart + under.end;
  const fits = { from: 0, to: Math.ceil(high / align) - 1 };
  const taken = boot(c)
    .filter(({ end }) => end > memstart)
    .map((dram) => {
      const start = Math.max(dram.start, memstart);
      // Free where low - n * align >= end, or high - n * align <= start.
      return { from: Math.floor((low - dram.end) / align) + 1, to: Math.ceil((high - start) / align) - 1 };
    });
  return without(fits, taken);
}
interface Steps {
  readonly from: number;
  readonly to: number;
}
const without = (all: Steps, taken: readonly Steps[]): Steps[] =>
  taken.reduce<Steps[]>(
    (left, { from, to }) =>
      left
        .flatMap((s) => [
          { from: s.from, to: Math.min(s.to, from - 1) },
          { from: Math.max(s.from, to + 1), to: s.to },
        ])
        .filter((s) => s.from <= s.to),
    all.to < all.from ? [] : [all],
  );

const SEEDS = 2 ** 16;
/** The share of seeds whose (range * seed) >> 16 is among these. */
export function share(steps: readonly Steps[], range: number): number {
  const seeds = steps.map(({ from, to }) => below(to + 1, range) - below(from, range));
  return seeds.reduce((sum, n) => sum + n, 0) / SEEDS;
}
/** How many of the seeds come to less than n steps. */
const below = (n: number, range: number): number => {
  if (n <= 0) return 0;
  return range === 0 ? SEEDS : Math.min(SEEDS, Math.ceil((n * SEEDS) / range));
};
