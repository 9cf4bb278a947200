// SPDX-License-Identifier: MIT
/**
 * arm64: the macros as they were in v5.2 (read from v5.2.1; v5.3.1 has the same), and what later versions put in their
 * place: v5.4 (and v5.7.14, v5.9.2), v5.11 (v5.11.4), v6.1, v6.8, v6.9 (and v6.17, v6.18.2). struct page has 64 bytes.
 */
import { GIB, KIB, MIB } from './addresses.ts';
import { OFFSETS_5_11, OFFSETS_5_4, flipped, halfOfMin, shadowOffset } from './arm64-flipped.ts';
import {
  STRUCT_PAGE_SHIFT,
  address,
  fixmapNew,
  fixmapOld,
  modules,
  pciBelow,
  places,
  regions,
  scale,
  formula,
} from './arm64-regions.ts';
import type { Places } from './arm64-regions.ts';
import { inFile, since } from './layout.ts';
import type { Formulas } from './layout.ts';

/** The linear map is the upper half. */
export function v5_2(version: string): Formulas {
  const at = places(version);
  return regions(at, {
    lpa2: false,
    min: 'VA_BITS',
    linear: {
      VA_START: address(at.memory('VA_START'), '-(1 << VA_BITS)', (c) => -(2 ** c.bits)),
      PAGE_OFFSET: address(at.memory('PAGE_OFFSET'), '-(1 << (VA_BITS - 1))', (c) => -(2 ** (c.bits - 1))),
      linear_start: address(at.memory('PAGE_OFFSET'), 'PAGE_OFFSET', (c) => c.PAGE_OFFSET),
      linear_end: address(at.memory('PAGE_OFFSET'), 'the top of the address space', () => 0),
      KASAN_SHADOW_START: address(
        inFile('arch/arm64/include/asm/kasan.h', version)('KASAN_SHADOW_START'),
        'VA_START',
        (c) => c.VA_START,
      ),
      KASAN_SHADOW_END: address(
        at.memory('KASAN_SHADOW_SIZE'),
        'VA_START + (1 << (VA_BITS - KASAN_SHADOW_SCALE_SHIFT)), or VA_START',
        (c) => c.KASAN_SHADOW_START + (c.kasan === 'off' ? 0 : 2 ** (c.bits - scale(c))),
      ),
    },
    modules: modules(at, 'VA_START + KASAN_SHADOW_SIZE', (c) => c.KASAN_SHADOW_END, 128 * MIB, 128 * MIB),
    vmemmap: {
      VMEMMAP_SIZE: formula(
        at.memory('VMEMMAP_SIZE'),
        '1 << (VA_BITS - PAGE_SHIFT - 1 + STRUCT_PAGE_MAX_SHIFT)',
        (c) => 2 ** (c.bits - c.PAGE_SHIFT - 1 + STRUCT_PAGE_SHIFT),
      ),
      VMEMMAP_START: address(
        at.memory('VMEMMAP_START'),
        'PAGE_OFFSET - VMEMMAP_SIZE',
        (c) => c.PAGE_OFFSET - c.VMEMMAP_SIZE,
      ),
      VMEMMAP_END: address(
        at.memory('VMEMMAP_START'),
        'VMEMMAP_START + VMEMMAP_SIZE',
        (c) => c.VMEMMAP_START + c.VMEMMAP_SIZE,
      ),
    },
    vmallocEnd: address(
      at.pgtable('VMALLOC_END'),
      'PAGE_OFFSET - PUD_SIZE - VMEMMAP_SIZE - SZ_64K',
      (c) => c.PAGE_OFFSET - c.PUD_SIZE - c.VMEMMAP_SIZE - 64 * KIB,
    ),
    io: {
      ...pciBelow(at, 2 * MIB, 'VMEMMAP_START - SZ_2M'),
      FIXADDR_TOP: address(at.memory('FIXADDR_TOP'), 'PCI_IO_START - SZ_2M', (c) => c.PCI_IO_START - 2 * MIB),
    },
    fixmapPages: fixmapOld,
  });
}

/** _PAGE_END(VA_BITS_MIN) - PAGE_OFFSET, a struct page for each page of it. */
const vmemmapSize = (at: Places): Formulas => ({
  VMEMMAP_SIZE: formula(
    at.memory('VMEMMAP_SIZE'),
    '(_PAGE_END(VA_BITS_MIN) - PAGE_OFFSET) >> (PAGE_SHIFT - STRUCT_PAGE_MAX_SHIFT)',
    (c) => (halfOfMin(c) - c.PAGE_OFFSET) / 2 ** (c.PAGE_SHIFT - STRUCT_PAGE_SHIFT),
  ),
});
/** VMEMMAP_END came with v5.7, where free_empty_tables() needs it. */
const vmemmapEnd = (at: Places, end = 'VMEMMAP_END'): Formulas => ({
  VMEMMAP_END: address(
    at.memory(end),
    'VMEMMAP_START + VMEMMAP_SIZE',
    (c) => c.VMEMMAP_START + c.VMEMMAP_SIZE,
  ),
});

/** To v5.10. */
export function v5_4(version: string): Formulas {
  const at = places(version);
  return regions(at, {
    lpa2: false,
    linear: {
      ...shadowOffset(at, OFFSETS_5_4),
      ...flipped(at, '_PAGE_END(vabits_actual)', (c) => -(2 ** (c.vabits_actual - 1))),
    },
    modules: modules(at, 'KASAN_SHADOW_END', (c) => c.KASAN_SHADOW_END, 128 * MIB, 128 * MIB),
    vmemmap: {
      ...vmemmapSize(at),
      VMEMMAP_START: address(
        at.memory('VMEMMAP_START'),
        '-VMEMMAP_SIZE - SZ_2M',
        (c) => -c.VMEMMAP_SIZE - 2 * MIB,
      ),
      ...vmemmapEnd(at, since(version, 5, 7) ? 'VMEMMAP_END' : 'VMEMMAP_START'),
    },
    vmallocEnd: address(
      at.pgtable('VMALLOC_END'),
      '-PUD_SIZE - VMEMMAP_SIZE - SZ_64K',
      (c) => -c.PUD_SIZE - c.VMEMMAP_SIZE - 64 * KIB,
    ),
    io: {
      ...pciBelow(at, 2 * MIB, 'VMEMMAP_START - SZ_2M'),
      FIXADDR_TOP: address(at.memory('FIXADDR_TOP'), 'PCI_IO_START - SZ_2M', (c) => c.PCI_IO_START - 2 * MIB),
    },
    fixmapPages: fixmapOld,
  });
}

/** From v5.11 on the shadow ends the linear map, which is shorter for it. */
const cut = (at: Places): Formulas => ({
  ...shadowOffset(at, OFFSETS_5_11),
  ...flipped(at, 'KASAN_SHADOW_START, or _PAGE_END(VA_BITS_MIN)', (c) =>
    c.kasan === 'off' ? halfOfMin(c) : c.KASAN_SHADOW_START,
  ),
});

/** v5.11 to v6.8: what lies below vmemmap has 256 MiB. */
export function v5_11(version: string, bpf: number, vsize: number, fixmapPages = fixmapOld): Formulas {
  const at = places(version);
  return regions(at, {
    lpa2: false,
    linear: cut(at),
    modules: modules(at, '_PAGE_END(VA_BITS_MIN)', halfOfMin, bpf, vsize),
    vmemmap: {
      ...vmemmapSize(at),
      VMEMMAP_START: address(
        at.memory('VMEMMAP_START'),
        '-(1 << (VA_BITS - VMEMMAP_SHIFT))',
        (c) => -(2 ** (c.bits - (c.PAGE_SHIFT - STRUCT_PAGE_SHIFT))),
      ),
      ...vmemmapEnd(at),
    },
    vmallocEnd: address(
      at.pgtable('VMALLOC_END'),
      'VMEMMAP_START - SZ_256M',
      (c) => c.VMEMMAP_START - 256 * MIB,
    ),
    io: {
      ...pciBelow(at, 8 * MIB, 'VMEMMAP_START - SZ_8M'),
      FIXADDR_TOP: address(
        at.memory('FIXADDR_TOP'),
        'VMEMMAP_START - SZ_32M',
        (c) => c.VMEMMAP_START - 32 * MIB,
      ),
    },
    fixmapPages,
  });
}
export const v6_1 = (version: string) => v5_11(version, 0, 128 * MIB);
export const v6_8 = (version: string) => v5_11(version, 0, 2 * GIB, fixmapNew);

/** v6.9 on: PCI I/O and the fixmap lie above vmemmap. 52 bits with every page size. */
export function v6_9(version: string): Formulas {
  const at = places(version);
  return regions(at, {
    lpa2: true,
    linear: cut(at),
    modules: modules(at, '_PAGE_END(VA_BITS_MIN)', halfOfMin, 0, 2 * GIB),
    vmemmap: {
      ...vmemmapSize(at),
      VMEMMAP_END: address(at.memory('VMEMMAP_END'), '-SZ_1G', () => -GIB),
      VMEMMAP_START: address(
        at.memory('VMEMMAP_START'),
        'VMEMMAP_END - VMEMMAP_SIZE',
        (c) => c.VMEMMAP_END - c.VMEMMAP_SIZE,
      ),
    },
    vmallocEnd: address(
      at.pgtable('VMALLOC_END'),
      'VMEMMAP_START + VMEMMAP_UNUSED_NPAGES * sizeof(struct page) - SZ_8M',
      (c) =>
        c.VMEMMAP_START +
        (c.linear_start - c.PAGE_OFFSET) / 2 ** (c.PAGE_SHIFT - STRUCT_PAGE_SHIFT) -
        8 * MIB,
    ),
    io: {
      PCI_IO_START: address(at.memory('PCI_IO_START'), 'VMEMMAP_END + SZ_8M', (c) => c.VMEMMAP_END + 8 * MIB),
      PCI_IO_END: address(
        at.memory('PCI_IO_END'),
        'PCI_IO_START + PCI_IO_SIZE',
        (c) => c.PCI_IO_START + 16 * MIB,
      ),
      FIXADDR_TOP: address(at.memory('FIXADDR_TOP'), '-SZ_8M', () => -8 * MIB),
    },
    fixmapPages: fixmapNew,
  });
}
