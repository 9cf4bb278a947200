// SPDX-License-Identifier: MIT
/** arm64 by version: which builds there are, which macros, what boot memory does, what hot-remove frees. */
import { PAGE_SHIFTS, levelShift, minBits, formula } from './arm64-regions.ts';
import { MEMORY, USUAL_MEMORY, freeDraws, memoryFormulas } from './arm64-memory.ts';
import type { Randomized } from './arm64-memory.ts';
import { TABLES, among, inFile } from './layout.ts';
import type { Formulas, Kernel, Page, Picked, Table } from './layout.ts';
import { floorAndCeiling } from './tables.ts';

/** What a version is made of. */
export interface Version {
  readonly version: string;
  readonly macros: (version: string) => Formulas;
  /** CONFIG_ARM64_VA_BITS by page size. */
  readonly builds: Readonly<Record<Page, readonly number[]>>;
  /** FEAT_LPA2: 52 bits with 4K and 16K pages; KASAN with 16K pages and 48 bits. */
  readonly lpa2: boolean;
  readonly randomized: Randomized;
  /** arch_remove_memory() frees tables, as merged in v5.7. */
  readonly removes: boolean;
}

/** Which table is the root's, by levels: 0 is P4D or PGD. */
const HARDWARE_LEVEL: Readonly<Record<Table, number>> = { pte: 3, pmd: 2, pud: 1, p4d: 0 };
/** Levels that are walked: a CPU without FEAT_LPA2 has fewer, where the kernel folds them at boot. */
function levels(p: Picked, lpa2: boolean): number {
  const shift = PAGE_SHIFTS[p.page];
  const folds = p.cpu === 'fallback' && p.page !== '64K';
  return Math.ceil(((folds ? minBits(p, lpa2) : p.bits) - shift) / (shift - 3));
}
/** Below the root. */
const isThere = (p: Picked, lpa2: boolean) => HARDWARE_LEVEL[p.table] > 4 - levels(p, lpa2);

export function arm64({ version, macros, builds, lpa2, randomized, removes }: Version): Kernel {
  const hwdef = inFile('arch/arm64/include/asm/pgtable-hwdef.h', version);
  const mmu = inFile('arch/arm64/mm/mmu.c', version);
  const bits = [...new Set(Object.values(builds).flat())].toSorted((a, b) => a - b);
  return {
    version,
    parameters: ({ kasan, memory }) => ({
      page: among(['4K', '16K', '64K']),
      bits: among(bits),
      cpu: among(bits.includes(52) ? ['all', 'fallback'] : ['all']),
      kasan: among(kasan ? ['off', 'generic', 'sw_tags'] : ['off']),
      kaslr: among(randomized.within === 'never' ? ['off'] : ['off', 'on']),
      memory: among(memory === 'odd' ? Object.keys(MEMORY) : USUAL_MEMORY),
      removed: among(['vmemmap', 'linear']),
      beside: among(['vmalloc', 'modules', 'pci_io', 'fixmap', ...(kasan ? ['kasan'] : [])]),
      table: among(bits.includes(52) && lpa2 ? TABLES : ['pte', 'pmd', 'pud']),
    }),
    possible: (p) =>
      builds[p.page].includes(p.bits) &&
      (p.cpu === 'all' || p.bits === 52) &&
      (p.kasan === 'off' || lpa2 || p.page !== '16K' || p.bits !== 48) &&
      (p.beside !== 'kasan' || p.kasan !== 'off') &&
      isThere(p, lpa2),
    regions: { ...macros(version), ...memoryFormulas(version, randomized) },
    tableSpan: formula(
      hwdef('ARM64_HW_PGTABLE_LEVEL_SHIFT'),
      '1 << ARM64_HW_PGTABLE_LEVEL_SHIFT(n - 1) for a page of level n',
      (c) => 2 ** levelShift(c, HARDWARE_LEVEL[c.table] - 1),
    ),
    code: removes
      ? {
          frees: formula(mmu('free_empty_tables'), 'at every level below the root', () => true),
          keeps: floorAndCeiling(mmu('pgtable_range_aligned')),
        }
      : {
          frees: formula(mmu('arch_add_memory'), 'memory is added, and its tables stay', () => false),
          keeps: formula(mmu('arch_add_memory'), 'nothing is freed', () => false),
        },
    draws: freeDraws(version),
    memoryStays: formula(
      mmu(removes ? 'prevent_bootmem_remove_notifier' : 'arch_add_memory'),
      'whatever the draw there is boot memory under the table, or no memory can be added there',
      (c) => c.draws === 0,
    ),
  };
}
