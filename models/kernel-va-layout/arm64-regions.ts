// SPDX-License-Identifier: MIT
/** arm64: what all versions have of asm/memory.h, asm/pgtable.h, asm/pgtable-hwdef.h and asm/fixmap.h, and the parts that differ. */
import { MIB } from './addresses.ts';
import { formulasFor, inFile, since } from './layout.ts';
import type { Formulas, Page, Picked, Point } from './layout.ts';

/** The macros that arm64 has beside those that every architecture has. */
export interface Arm64 extends Point {
  /** CONFIG_PGTABLE_LEVELS. */
  readonly levels: number;
  readonly VA_BITS_MIN: number;
  readonly vabits_actual: number;
  readonly PUD_SIZE: number;
  /** To v5.3. */
  readonly VA_START: number;
  readonly PAGE_OFFSET: number;
  readonly PAGE_END: number;
  readonly KASAN_SHADOW_OFFSET: number;
  readonly VMEMMAP_SIZE: number;
  readonly ARM64_MEMSTART_ALIGN: number;
  readonly memstart_addr: number;
  readonly memstart_range: number;
}

export const { formula, address } = formulasFor<Arm64>();

export const PAGE_SHIFTS: Readonly<Record<Page, number>> = { '4K': 12, '16K': 14, '64K': 16 };
export const STRUCT_PAGE_SHIFT = 6;

/** (PAGE_SHIFT - 3) * (4 - n) + 3 */
export const levelShift = (c: { readonly PAGE_SHIFT: number }, n: number) => (c.PAGE_SHIFT - 3) * (4 - n) + 3;
const pageOf = (c: Arm64) => 2 ** c.PAGE_SHIFT;
/** PUD_SHIFT; where the PUD is folded, that of the root. */
export const pudShift = (c: Arm64) => levelShift(c, Math.max(1, 4 - c.levels));

/** VA_BITS_MIN: what a kernel for 52 bits falls back to. */
export const minBits = ({ page, bits }: Picked, lpa2: boolean): number => {
  if (bits <= 48) return bits;
  return lpa2 && page === '16K' ? 47 : 48;
};
const actual = (c: Arm64) => (c.cpu === 'all' ? c.bits : c.VA_BITS_MIN);
export const scale = (c: Arm64) => (c.kasan === 'sw_tags' ? 4 : 3);

export const places = (version: string) => ({
  memory: inFile('arch/arm64/include/asm/memory.h', version),
  pgtable: inFile('arch/arm64/include/asm/pgtable.h', version),
  shadow: inFile(`arch/arm64/include/asm/${since(version, 6, 8) ? 'memory' : 'kasan'}.h`, version),
  hwdef: inFile('arch/arm64/include/asm/pgtable-hwdef.h', version),
  fixmap: inFile('arch/arm64/include/asm/fixmap.h', version),
  kconfig: inFile('arch/arm64/Kconfig', version),
});
export type Places = ReturnType<typeof places>;

/** What all versions have, around the parts that differ. */
export function regions({ hwdef, memory, fixmap, kconfig, pgtable }: Places, of: Parts): Formulas {
  return {
    PAGE_SHIFT: formula(kconfig('ARM64_4K_PAGES'), '12, 14 or 16', (c) => PAGE_SHIFTS[c.page]),
    VA_BITS_MIN: formula(memory(of.min ?? 'VA_BITS_MIN'), '48, or 47, where VA_BITS is 52', (c) =>
      minBits(c, of.lpa2),
    ),
    vabits_actual: formula(
      memory(of.min ?? 'vabits_actual'),
      'VA_BITS, or VA_BITS_MIN on a CPU without',
      actual,
    ),
    levels: formula(kconfig('PGTABLE_LEVELS'), 'DIV_ROUND_UP(VA_BITS - PAGE_SHIFT, PAGE_SHIFT - 3)', (c) =>
      Math.ceil((c.bits - c.PAGE_SHIFT) / (c.PAGE_SHIFT - 3)),
    ),
    PUD_SIZE: formula(
      hwdef('PUD_SIZE'),
      '1 << ARM64_HW_PGTABLE_LEVEL_SHIFT(1), or PGDIR_SIZE',
      (c) => 2 ** pudShift(c),
    ),
    PGDIR_SIZE: formula(
      hwdef('PGDIR_SIZE'),
      '1 << ARM64_HW_PGTABLE_LEVEL_SHIFT(4 - CONFIG_PGTABLE_LEVELS)',
      (c) => 2 ** levelShift(c, 4 - c.levels),
    ),
    ...of.linear,
    ...of.modules,
    ...of.vmemmap,
    VMALLOC_START: address(pgtable('VMALLOC_START'), 'MODULES_END', (c) => c.MODULES_END),
    VMALLOC_END: of.vmallocEnd,
    ...of.io,
    FIXADDR_START: address(
      fixmap('FIXADDR_START'),
      'FIXADDR_TOP - (__end_of_permanent_fixed_addresses << PAGE_SHIFT)',
      (c) => c.FIXADDR_TOP - of.fixmapPages(pageOf(c)) * pageOf(c),
    ),
  };
}
interface Parts {
  /** Before v5.4, which can fall back to fewer bits: VA_BITS. */
  readonly min?: string;
  /** 52 bits with pages of 4 KiB and 16 KiB: FEAT_LPA2. */
  readonly lpa2: boolean;
  readonly linear: Formulas;
  readonly modules: Formulas;
  readonly vmemmap: Formulas;
  readonly vmallocEnd: Formulas[string];
  readonly io: Formulas;
  /** __end_of_permanent_fixed_addresses with every option on. */
  readonly fixmapPages: (pageSize: number) => number;
}

export const modules = (
  at: Places,
  start: string,
  from: (c: Arm64) => number,
  bpf: number,
  vsize: number,
): Formulas => ({
  MODULES_VADDR: address(
    at.memory('MODULES_VADDR'),
    bpf > 0 ? `${start} + BPF_JIT_REGION_SIZE` : start,
    (c) => from(c) + bpf,
  ),
  MODULES_END: address(
    at.memory('MODULES_END'),
    'MODULES_VADDR + MODULES_VSIZE',
    (c) => c.MODULES_VADDR + vsize,
  ),
});
export const pciBelow = (at: Places, gap: number, says: string): Formulas => ({
  PCI_IO_END: address(at.memory('PCI_IO_END'), says, (c) => c.VMEMMAP_START - gap),
  PCI_IO_START: address(
    at.memory('PCI_IO_START'),
    'PCI_IO_END - PCI_IO_SIZE',
    (c) => c.PCI_IO_END - 16 * MIB,
  ),
});
/** FIX_HOLE to the trampoline: the FDT's window is 4 MiB, and eight single pages follow the hole. */
export const fixmapOld = (pageSize: number) => 1 + (4 * MIB) / pageSize + 8;
/** The FDT's window is 2 MiB and two pages. */
export const fixmapNew = (pageSize: number) => 1 + (2 * MIB) / pageSize + 2 + 10;
