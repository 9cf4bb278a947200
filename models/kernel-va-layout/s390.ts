// SPDX-License-Identifier: MIT
/**
 * s390: setup_memory_end() of kernel/setup.c (v5.3.1, v5.9.2), setup_kernel_memory_layout() of boot/startup.c (v6.18.2)
 * without KASLR. The layout follows from the size of memory: three levels where everything fits below 4 TiB, else four.
 */
import { GIB, KIB, MIB, TIB, roundDown, roundUp } from './addresses.ts';
import { among, formulasFor, inFile, pageShift } from './layout.ts';
import type { Formulas, Kernel, Picked, Point, Table } from './layout.ts';

/** What s390 has beside. */
interface S390 extends Point {
  readonly vmalloc_size: number;
  readonly vmax: number;
  readonly kernel_start: number;
  readonly abs_lowcore: number;
  readonly VMEMMAP_SIZE: number;
}

const { formula, address } = formulasFor<S390>();
const PAGE = 4 * KIB;
const STRUCT_PAGE = 64;
const SECTION = 256 * MIB;
const SEGMENT = MIB;
const REGION3 = 2 * GIB;
const REGION2 = 4 * TIB;
const REGION1 = 2 ** 53;
const MODULES_LEN = 2 * GIB;
const MAX_PHYSMEM = 2 ** 46;
/** What an entry above such a page spans. */
const SPANS: Readonly<Record<Table, number>> = { pte: SEGMENT, pmd: REGION3, pud: REGION2, p4d: REGION1 };
/** max_physmem_end; the last is as much as three levels hold. */
const MEMORY: Readonly<Record<string, number>> = {
  '64G': 64 * GIB,
  '3500G': 3500 * GIB,
  'all of 4T': 3900 * GIB,
  '16T': 16 * TIB,
};

const memory = (c: Picked) => MEMORY[c.memory] as number;
/** SECTION_ALIGN_UP() of so many pages, each with its struct page. */
const structPages = (bytes: number) => (roundUp(bytes, SECTION) / PAGE) * STRUCT_PAGE;

const placed = (version: string, file: string, func: string) => {
  const where = inFile(file, version)(func);
  return (says: string, of: (c: S390) => number) => address(where, says, of);
};

/** v5.3, v5.9: from the top down; vmemmap is aligned to an entry of the root. */
function setupMemoryEnd(version: string): Formulas {
  const at = placed(version, 'arch/s390/kernel/setup.c', 'setup_memory_end');
  return {
    vmalloc_size: at('VMALLOC_DEFAULT_SIZE: (128 << 30) - MODULES_LEN', () => 128 * GIB - MODULES_LEN),
    vmax: at('_REGION2_SIZE where memory, its struct pages, vmalloc and modules fit below it', (c) => {
      const needed = (memory(c) / PAGE) * (STRUCT_PAGE + PAGE);
      return needed + c.vmalloc_size + MODULES_LEN <= REGION2 ? REGION2 : REGION1;
    }),
    MODULES_END: at('vmax', (c) => c.vmax),
    MODULES_VADDR: at('MODULES_END - MODULES_LEN', (c) => c.MODULES_END - MODULES_LEN),
    VMALLOC_END: at('MODULES_VADDR', (c) => c.MODULES_VADDR),
    VMALLOC_START: at('VMALLOC_END - vmalloc_size', (c) => c.VMALLOC_END - c.vmalloc_size),
    VMEMMAP_START: at(
      'VMALLOC_START - struct pages for what is below, down to vmax >> 11, 1 << MAX_PHYSMEM_BITS at most',
      (c) => {
        const pages = Math.floor(c.VMALLOC_START / (PAGE + STRUCT_PAGE));
        const start = roundDown(c.VMALLOC_START - structPages(pages * PAGE), c.vmax / 2 ** 11);
        return Math.min(start, MAX_PHYSMEM);
      },
    ),
    linear_start: at('0', () => 0),
    linear_end: at('memory_end: max_physmem_end, vmemmap at most', (c) =>
      Math.min(memory(c), c.VMEMMAP_START),
    ),
    VMEMMAP_SIZE: at('a struct page for each page of memory, by sections', (c) => structPages(c.linear_end)),
    VMEMMAP_END: at('vmemmap + its size', (c) => c.VMEMMAP_START + c.VMEMMAP_SIZE),
  };
}

/** CONFIG_KERNEL_IMAGE_BASE, CONFIG_NR_CPUS at their most, sizeof(struct lowcore). */
const IMAGE_BASE = 0x3ffe0000000;
const FIXMAP_SIZE = roundUp(PAGE + 512 * 8 * KIB, 8 * KIB);
const MAX_DCSS = 512 * GIB;

/** v6.18: vmalloc begins where it happens to, at a segment. */
function setupKernelMemoryLayout(version: string): Formulas {
  const at = placed(version, 'arch/s390/boot/startup.c', 'setup_kernel_memory_layout');
  return {
    vsize: at('get_vmem_size(ident_map_size, vmemmap_size, vmalloc_size, _REGION3_SIZE)', (c) => {
      const mapped = roundUp(2 * GIB + Math.max(memory(c), MAX_DCSS), REGION3);
      const rest = FIXMAP_SIZE + MODULES_LEN + 2 * GIB + (512 * GIB - MODULES_LEN);
      return mapped + roundUp(structPages(memory(c)), REGION3) + rest;
    }),
    vmax: at('asce_limit: _REGION2_SIZE; with KASLR _REGION1_SIZE where vsize is more', () => REGION2),
    kernel_start: at(
      '__NO_KASLR_START_KERNEL where vsize is more than __NO_KASLR_END_KERNEL, or fits below',
      () => IMAGE_BASE,
    ),
    MODULES_END: at('round_down(kernel_start, _SEGMENT_SIZE)', (c) => roundDown(c.kernel_start, SEGMENT)),
    MODULES_VADDR: at('MODULES_END - MODULES_LEN', (c) => c.MODULES_END - MODULES_LEN),
    VMALLOC_END: at('MODULES_VADDR', (c) => c.MODULES_VADDR),
    VMALLOC_START: at(
      'VMALLOC_END - vmalloc_size: (512 << 30) - MODULES_LEN, half of the room at most',
      (c) => {
        const half = roundDown((c.VMALLOC_END - FIXMAP_SIZE) / 2, SEGMENT);
        return c.VMALLOC_END - Math.min(512 * GIB - MODULES_LEN, half);
      },
    ),
    abs_lowcore: at('below VMALLOC_START: memcpy_real_area, then the lowcores', (c) =>
      roundDown(c.VMALLOC_START - PAGE - 512 * 8 * KIB, 8 * KIB),
    ),
    VMEMMAP_START: at('round_down(abs_lowcore - struct pages for what is below, rte_size)', (c) => {
      const pages = Math.floor(c.abs_lowcore / (PAGE + STRUCT_PAGE));
      return roundDown(c.abs_lowcore - structPages(pages * PAGE), REGION3);
    }),
    linear_start: at('0', () => 0),
    linear_end: at('ident_map_size, vmemmap at most', (c) => Math.min(memory(c), c.VMEMMAP_START)),
    VMEMMAP_SIZE: at('a struct page for each page of memory, by sections, below abs_lowcore', (c) => {
      const all = structPages(c.linear_end);
      const down = (roundDown(c.linear_end, SECTION) / PAGE) * STRUCT_PAGE;
      return c.VMEMMAP_START + all > c.abs_lowcore ? down : all;
    }),
    VMEMMAP_END: at('vmemmap + its size', (c) => c.VMEMMAP_START + c.VMEMMAP_SIZE),
  };
}

/** `frees`: from v5.9 on; before, vmemmap_free() does nothing and tables of the linear map stay. */
export function s390(version: string, layout: 'setup' | 'boot', frees: boolean): Kernel {
  const header = inFile('arch/s390/include/asm/pgtable.h', version);
  const vmem = inFile('arch/s390/mm/vmem.c', version);
  const memories = Object.keys(MEMORY).filter((name) => layout === 'setup' || name !== '16T');
  return {
    version,
    parameters: ({ memory: how }) => ({
      page: among(['4K']),
      bits: among([42, 53]),
      cpu: among(['all']),
      kasan: among(['off']),
      kaslr: among(['off']),
      memory: among(how === 'odd' ? memories : ['64G']),
      removed: among(['vmemmap', 'linear']),
      beside: among(['vmalloc', 'modules']),
      table: among(['pte', 'pmd', 'pud']),
    }),
    possible: (p) => (p.memory === '16T') === (p.bits === 53) && (p.table !== 'pud' || p.bits === 53),
    regions: {
      PAGE_SHIFT: formula(pageShift('arch/s390/include/asm/page.h', version), '12', () => 12),
      PGDIR_SIZE: formula(header('_REGION2_SHIFT'), 'an entry of the root: 1 << 31, or 1 << 42', (c) =>
        c.bits === 42 ? REGION3 : REGION2,
      ),
      ...(layout === 'setup' ? setupMemoryEnd(version) : setupKernelMemoryLayout(version)),
    },
    tableSpan: formula(header('_SEGMENT_SHIFT'), 'the size of a segment or region', (c) => SPANS[c.table]),
    code: {
      frees: formula(
        vmem(frees ? 'modify_pagetable' : 'vmemmap_free'),
        frees ? 'try_free_pte_table() and so on, at every level' : 'does nothing',
        () => frees,
      ),
      keeps: formula(
        vmem(frees ? 'try_free_pmd_table' : 'vmemmap_free'),
        'end > VMALLOC_START; a PTE page is taken for granted',
        (c) => c.table !== 'pte' && c.table_end > c.VMALLOC_START,
      ),
    },
    draws: formula(header('VMALLOC_START'), 'nothing is drawn', (c) => (c.shared ? 1 : 0)),
    memoryStays: formula(
      vmem('vmem_map_init'),
      'memory from 0 on holds the kernel',
      (c) => c.table_start <= c.removed_start && c.removed_start < c.table_end,
    ),
  };
}
