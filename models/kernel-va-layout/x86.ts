// SPDX-License-Identifier: MIT
/**
 * x86-64 with 4 and 5 levels: asm/pgtable_64_types.h, asm/page_64_types.h, mm/kaslr.c, mm/init_64.c (v5.3.1, v5.9.2,
 * v6.18.2). With KASLR the point shows the draw that brings the two regions nearest; `draws` is the share of all.
 */
import { anyOf } from '../../src/model/space.ts';
import { GIB, KIB, MIB, TIB, address, roundUp } from './addresses.ts';
import { linearAndVmalloc, nearest, vmallocAndVmemmap } from './kaslr.ts';
import type { Room } from './kaslr.ts';
import { among, formulasFor, inFile, pageShift } from './layout.ts';
import type { Formulas, Kernel, Limits, Picked, Point, Table } from './layout.ts';

/** What x86 has beside the regions that every architecture has. */
interface X86 extends Point {
  readonly vaddr_start: number;
  readonly vaddr_end: number;
  readonly linear_tb: number;
  readonly vmalloc_tb: number;
  readonly vmemmap_tb: number;
  readonly remain_entropy: number;
  readonly VMEMMAP_SIZE: number;
}

const { formula, address: at } = formulasFor<X86>();
const BITS = { 4: 48, 5: 57 } as const;
const levelsOf = ({ bits }: Picked) => (bits === BITS[5] ? 5 : 4);
/** PMD_SHIFT, PUD_SHIFT, P4D_SHIFT, PGDIR_SHIFT with 5 levels. */
const SHIFTS: Readonly<Record<Table, number>> = { pte: 21, pmd: 30, pud: 39, p4d: 48 };
const STRUCT_PAGE_SHIFT = 6;
/** Boot memory, in TiB rounded up. */
const MEMORY: Readonly<Record<string, number>> = { 'up to 1T': 1, 'up to 64T': 64 };
/** CONFIG_RANDOMIZE_MEMORY_PHYSICAL_PADDING with MEMORY_HOTPLUG. */
const PADDING_TB = 10;

const five = (c: Picked) => levelsOf(c) === 5;
const tb = (bytes: number) => bytes * TIB;

export function x86(version: string): Kernel {
  const types = inFile('arch/x86/include/asm/pgtable_64_types.h', version);
  const page = inFile('arch/x86/include/asm/page_64_types.h', version);
  const kaslr = inFile('arch/x86/mm/kaslr.c', version)('kernel_randomize_memory');
  const kasan = inFile('arch/x86/include/asm/kasan.h', version);
  const init = inFile('arch/x86/mm/init_64.c', version);
  const regions: Formulas = {
    PAGE_SHIFT: formula(pageShift('arch/x86/include/asm/page_types.h', version), '12', () => 12),
    PGDIR_SIZE: formula(types('PGDIR_SIZE'), '1 << 39, or 1 << 48', (c) => 2 ** (five(c) ? 48 : 39)),
    vaddr_start: at(page('__PAGE_OFFSET_BASE_L4'), '__PAGE_OFFSET_BASE_L4 or _L5', (c) =>
      address(five(c) ? '0xff11000000000000' : '0xffff888000000000'),
    ),
    vaddr_end: at(types('CPU_ENTRY_AREA_BASE'), '-4 << P4D_SHIFT', () => -4 * 2 ** 39),
    linear_tb: formula(
      kaslr,
      'with KASLR boot memory and 10 TiB of padding, at most 1 << (MAX_PHYSMEM_BITS - TB_SHIFT)',
      (c) => {
        const most = five(c) ? 4096 : 64;
        return c.kaslr === 'on' ? Math.min(most, (MEMORY[c.memory] as number) + PADDING_TB) : most;
      },
    ),
    vmalloc_tb: formula(types('VMALLOC_SIZE_TB'), '32 or 12800', (c) => (five(c) ? 12800 : 32)),
    vmemmap_tb: formula(kaslr, 'DIV_ROUND_UP(a struct page for each page of the linear map, 1 TiB)', (c) =>
      Math.ceil(c.linear_tb / 2 ** (c.PAGE_SHIFT - STRUCT_PAGE_SHIFT)),
    ),
    remain_entropy: formula(
      kaslr,
      'vaddr_end - vaddr_start - the three sizes, in units of PUD_SIZE',
      (c) => (c.vaddr_end - c.vaddr_start - tb(c.linear_tb + c.vmalloc_tb + c.vmemmap_tb)) / GIB,
    ),
    linear_start: at(
      kaslr,
      'vaddr_start, and with KASLR the first draw',
      (c) => c.vaddr_start + GIB * drawn(c, 0),
    ),
    linear_end: at(kaslr, 'page_offset_base + its size', (c) => c.linear_start + tb(c.linear_tb)),
    VMALLOC_START: at(types('VMALLOC_START'), '__VMALLOC_BASE_L4 or _L5; with KASLR after a gap', (c) =>
      c.kaslr === 'on'
        ? c.linear_end + GIB + GIB * drawn(c, 1)
        : address(five(c) ? '0xffa0000000000000' : '0xffffc90000000000'),
    ),
    VMALLOC_END: at(
      types('VMALLOC_END'),
      'VMALLOC_START + (VMALLOC_SIZE_TB << 40)',
      (c) => c.VMALLOC_START + tb(c.vmalloc_tb),
    ),
    VMEMMAP_START: at(types('VMEMMAP_START'), '__VMEMMAP_BASE_L4 or _L5; with KASLR after a gap', (c) =>
      c.kaslr === 'on' ? c.VMALLOC_END + GIB : address(five(c) ? '0xffd4000000000000' : '0xffffea0000000000'),
    ),
    VMEMMAP_SIZE: formula(
      types('VMEMMAP_START'),
      'a struct page for each page of the linear map',
      (c) => tb(c.linear_tb) / 2 ** (c.PAGE_SHIFT - STRUCT_PAGE_SHIFT),
    ),
    VMEMMAP_END: at(
      types('VMEMMAP_START'),
      'VMEMMAP_START + a struct page for each page of the linear map',
      (c) => c.VMEMMAP_START + c.VMEMMAP_SIZE,
    ),
    KASAN_SHADOW_START: at(
      kasan('KASAN_SHADOW_START'),
      'KASAN_SHADOW_OFFSET + ((-1 << __VIRTUAL_MASK_SHIFT) >> KASAN_SHADOW_SCALE_SHIFT)',
      (c) => address('0xdffffc0000000000') + (2 ** 64 - 2 ** (c.bits - 1)) / 8,
    ),
    KASAN_SHADOW_END: at(
      kasan('KASAN_SHADOW_END'),
      'KASAN_SHADOW_START + (1 << (__VIRTUAL_MASK_SHIFT - KASAN_SHADOW_SCALE_SHIFT))',
      (c) => c.KASAN_SHADOW_START + (c.kasan === 'off' ? 0 : 2 ** (c.bits - 1 - 3)),
    ),
    MODULES_VADDR: at(types('MODULES_VADDR'), '__START_KERNEL_map + KERNEL_IMAGE_SIZE', () => -2 * GIB + GIB),
    MODULES_END: at(types('MODULES_END'), '0xffffffffff000000', () => address('0xffffffffff000000')),
    FIXADDR_START: at(types('MODULES_END'), 'the fixmap follows the modules', (c) => c.MODULES_END),
    FIXADDR_TOP: at(
      inFile('arch/x86/include/asm/fixmap.h', version)('FIXADDR_TOP'),
      'round_up(VSYSCALL_ADDR + PAGE_SIZE, 1 << PMD_SHIFT) - PAGE_SIZE',
      () => roundUp(-10 * MIB + 4 * KIB, 2 * MIB) - 4 * KIB,
    ),
  };
  return {
    version,
    parameters: ({ kasan: shadow, memory }: Limits) => ({
      page: among(['4K']),
      bits: among([BITS[4], BITS[5]]),
      cpu: among(['all']),
      kasan: among(shadow ? ['off', 'generic'] : ['off']),
      kaslr: among(['off', 'on']),
      memory: among(memory === 'odd' ? Object.keys(MEMORY) : ['up to 1T']),
      removed: among(['vmemmap', 'linear']),
      beside: among(['vmalloc', 'modules', 'fixmap', ...(shadow ? ['kasan'] : [])]),
      table: among(['pte', 'pmd', 'pud', 'p4d']),
    }),
    possible: (p) =>
      (p.table !== 'p4d' || levelsOf(p) === 5) &&
      (p.beside !== 'kasan' || p.kasan !== 'off') &&
      // kaslr_memory_enabled(): not with KASAN.
      (p.kasan === 'off' || p.kaslr === 'off') &&
      (p.kaslr === 'on' || p.memory === 'up to 1T'),
    regions,
    tableSpan: formula(types('PMD_SHIFT'), '1 << the shift of the level above', (c) => 2 ** SHIFTS[c.table]),
    code: {
      frees: anyOf<X86>(
        init('remove_p4d_table'),
        'free_pte_table(), free_pmd_table(), free_pud_table() if pgtable_l5_enabled()',
        {
          'PTE or PMD page': (c) => c.table === 'pte' || c.table === 'pmd',
          'PUD page, 5 levels': (c) => c.table === 'pud' && five(c),
        },
      ),
      keeps: formula(init('free_pud_table'), 'every entry none is all that is asked', () => false),
    },
    draws: formula(kaslr, 'the share of draws with this table shared, over all of them', (c) => {
      if (!c.shared) return 0;
      if (c.kaslr === 'off' || c.beside !== 'vmalloc') return 1;
      return sharedDraws(c);
    }),
    memoryStays: formula(
      inFile('mm/memory_hotplug.c', version)('offline_pages'),
      'low memory, whose pages are reserved: the first of the linear map, the first struct pages',
      (c) => c.table_start <= c.removed_start && c.removed_start < c.table_end,
    ),
  };
}

/** How far the region before is moved up for the nearest draw: multiples of PUD_SIZE. */
function drawn(c: X86, draw: 0 | 1): number {
  if (c.kaslr === 'off') return 0;
  const width = Math.max(1, 2 ** SHIFTS[c.table] / GIB);
  return nearest(roomOf(c), c.removed, width)[draw];
}
const roomOf = (c: X86): Room => ({
  start: c.vaddr_start / GIB,
  linear: tb(c.linear_tb) / GIB,
  vmalloc: tb(c.vmalloc_tb) / GIB,
  entropy: c.remain_entropy,
});

const sums = new Map<string, number>();
/** With 5 levels some ten million sums: once for each room and width. */
function sharedDraws(c: X86): number {
  const room = roomOf(c);
  const width = 2 ** SHIFTS[c.table] / GIB;
  const key = `${room.start} ${room.linear} ${room.vmalloc} ${room.entropy} ${width} ${c.removed}`;
  const known = sums.get(key) ?? (c.removed === 'linear' ? linearAndVmalloc : vmallocAndVmemmap)(room, width);
  sums.set(key, known);
  return known;
}
