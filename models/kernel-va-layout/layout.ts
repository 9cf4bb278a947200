// SPDX-License-Identifier: MIT
/** One table of one layout, and a neighbour: what a point of the space is made of. */
import type { Scalar } from '../../src/model/domain.ts';
import type { Formula, PointValue } from '../../src/model/space.ts';
import type { Source } from '../../src/model/types.ts';

/** What hot-remove unmaps. */
export type Removed = 'vmemmap' | 'linear';
/** What others map meanwhile, or have mapped since boot. */
export const NEIGHBOURS = ['vmalloc', 'modules', 'pci_io', 'fixmap', 'kasan'] as const;
export type Neighbour = (typeof NEIGHBOURS)[number];
export type Region = Removed | Neighbour;
/** Pages of a page table below the root, lowest first. */
export const TABLES = ['pte', 'pmd', 'pud', 'p4d'] as const;
export type Table = (typeof TABLES)[number];
export type Page = '4K' | '16K' | '64K';

/** What is picked. */
export interface Picked {
  readonly page: Page;
  /** CONFIG_ARM64_VA_BITS, or what the levels of the architecture come to. */
  readonly bits: number;
  /** Whether the CPU has all of them; else the kernel falls back to VA_BITS_MIN. */
  readonly cpu: 'all' | 'fallback';
  readonly kasan: 'off' | 'generic' | 'sw_tags';
  readonly kaslr: 'off' | 'on';
  /** What memory there is at boot. */
  readonly memory: string;
  readonly removed: Removed;
  readonly beside: Neighbour;
  readonly table: Table;
}

/** And what is derived: by the macros of the architecture, then by tables.ts. */
export interface Point extends Picked {
  readonly PAGE_SHIFT: number;
  readonly linear_start: number;
  readonly linear_end: number;
  readonly MODULES_VADDR: number;
  readonly MODULES_END: number;
  readonly VMALLOC_START: number;
  readonly VMALLOC_END: number;
  readonly VMEMMAP_START: number;
  readonly VMEMMAP_END: number;
  readonly PCI_IO_START: number;
  readonly PCI_IO_END: number;
  readonly FIXADDR_START: number;
  readonly FIXADDR_TOP: number;
  readonly KASAN_SHADOW_START: number;
  readonly KASAN_SHADOW_END: number;
  /** What an entry of the root spans. */
  readonly PGDIR_SIZE: number;
  readonly layout: string;
  /** Where the part of vmemmap begins that can be in use. */
  readonly vmemmap_used: number;
  /** The floor that hot-remove compares with. */
  readonly floor: number;
  readonly removed_start: number;
  readonly removed_end: number;
  readonly beside_start: number;
  readonly beside_end: number;
  readonly table_span: number;
  readonly table_start: number;
  readonly table_end: number;
  readonly shared: boolean;
  readonly frees: boolean;
  readonly guarded: boolean;
  readonly pinned_fixmap: boolean;
  readonly pinned_pci_io: boolean;
  readonly pinned_kasan: boolean;
  readonly pinned_vmalloc: boolean;
  readonly pinned_memory: boolean;
  /** Of the draws of KASLR, the share in which the table is shared and nothing permanent is under it. */
  readonly draws: number;
  readonly overlap: string;
  readonly missing: string;
  readonly kept_by: string;
  readonly verdict: Verdict;
}

/** `never freed`, `pinned: fixmap`: what stands in the way of a race, the first of them that does. */
export type Verdict = string;

export type Formulas = Readonly<Record<string, Formula>>;
export type Parameters = Readonly<Record<keyof Picked, Scalar<PointValue>>>;

/** How far the domains go. */
export interface Limits {
  readonly kasan: boolean;
  readonly memory: 'usual' | 'odd';
}

/** A kernel: what one version of one architecture makes of a build, a CPU and the memory. */
export interface Kernel {
  readonly version: string;
  readonly parameters: (limits: Limits) => Parameters;
  /** Reads what is picked alone. */
  readonly possible: (p: Picked) => boolean;
  /** The regions, by the macros: uppercase names are theirs. */
  readonly regions: Formulas;
  /** What an entry above this table spans. */
  readonly tableSpan: Formula;
  /** What hot-remove does with a table that it finds empty, in this version. */
  readonly code: Code;
  /** Of the draws of KASLR, the share in which the table is shared, and no boot memory is under it where that depends. */
  readonly draws: Formula;
  /** Boot memory that stays is what the table leads to, whatever the draw. */
  readonly memoryStays: Formula;
}
export interface Code {
  /** Tables of this kind are freed where they are found empty. */
  readonly frees: Formula;
  /** A table that this is true of is left alone. */
  readonly keeps: Formula;
}

/** Of a domain's values, in their order. */
export const among = (values: readonly PointValue[]): Scalar<PointValue> => ({
  kind: 'scalar',
  values,
  initial: values[0] as PointValue,
  says: values.join(', '),
});

/** A macro's place in a file of a version. */
export const inFile =
  (file: string, version: string) =>
  (func: string): Source => ({ func, file, version });

/** PAGE_SHIFT of an architecture: one header for all from v6.12 on. */
export const pageShift = (file: string, version: string): Source =>
  inFile(since(version, 6, 12) ? 'include/vdso/page.h' : file, version)('PAGE_SHIFT');

/** Whether a version is this one or a later one. */
export const since = (version: string, major: number, minor: number): boolean => {
  const [, a = 0, b = 0] = /^v(\d+)\.(\d+)/.exec(version) ?? [];
  return Number(a) > major || (Number(a) === major && Number(b) >= minor);
};

/** formula() for the points of one architecture; and for an address or a size, which prints in hexadecimal. */
export const formulasFor = <P extends Point>() => ({
  formula: <T extends PointValue>(at: Source, says: string, of: (c: P) => T): Formula<P, T> => ({
    says,
    at,
    of,
  }),
  address: (at: Source, says: string, of: (c: P) => number): Formula<P, number> => ({
    says,
    at,
    of,
    hex: true,
  }),
});
