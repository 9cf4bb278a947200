// SPDX-License-Identifier: MIT
/** powerpc with the radix MMU: asm/book3s/64/radix.h and radix-4k.h, radix-64k.h (v5.3.1, v5.9.2, v6.18.2). */
import { anyOf } from '../../src/model/space.ts';
import { address } from './addresses.ts';
import { among, formulasFor, inFile, pageShift } from './layout.ts';
import type { Formulas, Kernel, Page, Point, Table } from './layout.ts';

const { formula, address: macro } = formulasFor<Point>();
const PAGE_SHIFTS: Readonly<Record<string, number>> = { '4K': 12, '64K': 16 };
/** RADIX_PTE_INDEX_SIZE; the other levels have 9 bits with both page sizes, the root 13. */
const PTE_INDEX: Readonly<Record<string, number>> = { '4K': 9, '64K': 5 };
/** RADIX_PMD_SHIFT, RADIX_PUD_SHIFT, RADIX_PGD_SHIFT: what an entry above such a page spans. */
const shiftAbove = (page: Page, table: Table) =>
  (PAGE_SHIFTS[page] as number) + (PTE_INDEX[page] as number) + { pte: 0, pmd: 9, pud: 18, p4d: 27 }[table];
const MAP_SIZE = 2 ** 49;

export function powerpc(version: string, freesPud: boolean): Kernel {
  const radix = inFile('arch/powerpc/include/asm/book3s/64/radix.h', version);
  const tables = inFile('arch/powerpc/mm/book3s64/radix_pgtable.c', version);
  const header = 'arch/powerpc/include/asm/page.h';
  const page = inFile(header, version);
  const at = (name: string, says: string, of: (c: Point) => number) => macro(radix(name), says, of);
  const regions: Formulas = {
    PAGE_SHIFT: formula(pageShift(header, version), '12 or 16', (c) => PAGE_SHIFTS[c.page] as number),
    PGDIR_SIZE: formula(
      radix('RADIX_PGD_SHIFT'),
      '1 << RADIX_PGD_SHIFT',
      (c) => 2 ** shiftAbove(c.page, 'pud'),
    ),
    linear_start: macro(page('PAGE_OFFSET'), '0xc000000000000000', () => address('0xc000000000000000')),
    linear_end: at('RADIX_KERN_VIRT_START', 'RADIX_KERN_VIRT_START', () => address('0xc008000000000000')),
    VMALLOC_START: at('RADIX_VMALLOC_START', 'RADIX_KERN_VIRT_START', () => address('0xc008000000000000')),
    VMALLOC_END: at(
      'RADIX_VMALLOC_END',
      'RADIX_VMALLOC_START + RADIX_KERN_MAP_SIZE',
      (c) => c.VMALLOC_START + MAP_SIZE,
    ),
    PCI_IO_START: at('RADIX_KERN_IO_START', 'RADIX_VMALLOC_END', (c) => c.VMALLOC_END),
    PCI_IO_END: at(
      'RADIX_KERN_IO_END',
      'RADIX_KERN_IO_START + RADIX_KERN_MAP_SIZE',
      (c) => c.PCI_IO_START + MAP_SIZE,
    ),
    VMEMMAP_START: at('RADIX_VMEMMAP_START', 'RADIX_KERN_IO_END', (c) => c.PCI_IO_END),
    VMEMMAP_END: at(
      'RADIX_VMEMMAP_END',
      'RADIX_VMEMMAP_START + RADIX_KERN_MAP_SIZE',
      (c) => c.VMEMMAP_START + MAP_SIZE,
    ),
  };
  return {
    version,
    parameters: () => ({
      page: among(['4K', '64K']),
      bits: among([52]),
      cpu: among(['all']),
      kasan: among(['off']),
      kaslr: among(['off']),
      memory: among(['from 0']),
      removed: among(['vmemmap', 'linear']),
      beside: among(['vmalloc', 'pci_io']),
      table: among(['pte', 'pmd', 'pud']),
    }),
    possible: () => true,
    regions,
    tableSpan: formula(
      radix('RADIX_PMD_SHIFT'),
      '1 << the shift of the level above',
      (c) => 2 ** shiftAbove(c.page, c.table),
    ),
    code: {
      frees: anyOf<Point>(
        tables('remove_pagetable'),
        'free_pte_table(), free_pmd_table(), and free_pud_table() from v5.8 on',
        {
          'PTE or PMD page': (c) => c.table !== 'pud',
          'PUD page': () => freesPud,
        },
      ),
      keeps: formula(tables('free_pmd_table'), 'every entry none is all that is asked', () => false),
    },
    draws: formula(radix('RADIX_KERN_VIRT_START'), 'nothing is drawn', (c) => (c.shared ? 1 : 0)),
    memoryStays: formula(
      tables('remove_pagetable'),
      'memory from 0 on holds the kernel',
      (c) => c.table_start <= c.removed_start && c.removed_start < c.table_end,
    ),
  };
}
