// SPDX-License-Identifier: MIT
/** Whether a table page is shared, whether hot-remove frees it, and what is under it that stays: the same everywhere. */
import { allOf, anyOf, formula, oneFor } from '../../src/model/space.ts';
import { roundDown } from './addresses.ts';
import type { Decisions } from './designs.ts';
import { inFile, since } from './layout.ts';
import type { Code, Formulas, Kernel, Point, Region, Verdict } from './layout.ts';

type Ends = readonly [start: keyof Point, end: keyof Point];
/** The names that the macros give to the ends of a region. */
export const ENDS: Readonly<Record<Region, Ends>> = {
  linear: ['linear_start', 'linear_end'],
  vmemmap: ['vmemmap_used', 'VMEMMAP_END'],
  vmalloc: ['VMALLOC_START', 'VMALLOC_END'],
  modules: ['MODULES_VADDR', 'MODULES_END'],
  pci_io: ['PCI_IO_START', 'PCI_IO_END'],
  fixmap: ['FIXADDR_START', 'FIXADDR_TOP'],
  kasan: ['KASAN_SHADOW_START', 'KASAN_SHADOW_END'],
};
const ends = <K extends Region>(which: 0 | 1, ...regions: readonly K[]) =>
  Object.fromEntries(regions.map((r) => [r, (c: Point) => c[ENDS[r][which]] as number])) as Record<
    K,
    (c: Point) => number
  >;
const PAGE = 2 ** 12;
const STRUCT_PAGE_SHIFT = 6;
/** Does the table lead to a page of the region? Not where the region is empty, or there is none. */
const under = (region: Region) => (c: Point) => {
  const [start, end] = [c[ENDS[region][0]] as number, c[ENDS[region][1]] as number];
  return start < end && start < c.table_end && c.table_start < end;
};

export function formulasOf(kernel: Kernel, decisions: Decisions): Formulas {
  const { regions, tableSpan, draws, memoryStays, version } = kernel;
  const names = Object.keys(regions);
  const { frees, keeps } = freeing(kernel.code, decisions);
  const pins = pinning(version, names);
  const present = (Object.keys(ENDS) as Region[]).filter(
    (region) => region === 'vmemmap' || names.includes(ENDS[region][0]),
  );
  return {
    ...(decisions.separateTables ? apart(regions) : regions),
    layout: {
      says: 'page size and bits',
      of: ({ page, bits, cpu }) => `${page}-${bits}${cpu === 'all' ? '' : '-fallback'}`,
    },
    vmemmap_used: used(regions),
    floor: {
      ...oneFor<Point, 'removed', number>('removed', {
        vmemmap: (c) => c.VMEMMAP_START,
        linear: (c) =>
          'PAGE_OFFSET' in regions ? (c['PAGE_OFFSET' as keyof Point] as number) : c.linear_start,
      }),
      hex: true,
    },
    removed_start: {
      ...oneFor<Point, 'removed', number>('removed', ends(0, 'vmemmap', 'linear')),
      hex: true,
    },
    removed_end: { ...oneFor<Point, 'removed', number>('removed', ends(1, 'vmemmap', 'linear')), hex: true },
    beside_start: { ...beside(0), hex: true },
    beside_end: { ...beside(1), hex: true },
    table_span: tableSpan,
    table_start: {
      says: 'the first table of this kind that can lead to both',
      hex: true,
      of: (c) => roundDown(Math.max(c.removed_start, c.beside_start), c.table_span),
    },
    table_end: { says: 'table_start + table_span', hex: true, of: (c) => c.table_start + c.table_span },
    shared: allOf<Point>(
      inFile(`include/${since(version, 5, 8) ? 'linux' : 'asm-generic'}/pgtable.h`, version)('pgd_addr_end'),
      'one table page leads to addresses of both',
      {
        'it leads to what is removed': (c) =>
          c.removed_start < c.removed_end && c.table_start <= c.removed_end - PAGE,
        'it leads to the neighbour': (c) =>
          c.beside_start < c.beside_end && c.table_start <= c.beside_end - PAGE,
      },
    ),
    frees,
    guarded: keeps,
    ...pins,
    draws,
    pinned_memory: memoryStays,
    overlap: {
      says: 'the first two regions that have an address in common',
      of: overlapping(present),
    },
    missing: {
      says: 'the first region that ends before it begins: KASAN’s shadow may, where it is off',
      of: missing(present),
    },
    kept_by: { says: 'everything under the table that stays', of: keptBy },
    verdict: { says: 'the first that holds', of: verdict },
  };
}
const beside = (which: 0 | 1) =>
  oneFor<Point, 'beside', number>('beside', ends(which, 'vmalloc', 'modules', 'pci_io', 'fixmap', 'kasan'));

function freeing(
  code: Code,
  { frees, guard, separateTables: _ }: Decisions,
): { frees: Formulas[string]; keeps: Formulas[string] } {
  const posted = inFile('arch/arm64/mm/mmu.c', 'V5 of the series');
  const merged = inFile('arch/arm64/mm/mmu.c', 'v5.7');
  return {
    frees:
      frees === 'as built'
        ? code.frees
        : formula<Point, boolean>(
            posted('free_empty_tables'),
            frees === 'all' ? 'every table that is found empty' : 'every table but those of vmemmap',
            (c) => frees === 'all' || c.removed === 'linear',
          ),
    keeps:
      guard === 'as built'
        ? code.keeps
        : guard === 'floor and ceiling'
          ? floorAndCeiling(merged('pgtable_range_aligned'))
          : formula<Point, boolean>(
              posted('free_empty_tables'),
              'nothing but emptiness is asked',
              () => false,
            ),
  };
}
/** Where the struct pages begin that can be in use: a CPU without 52 bits leaves those out that it has no address for. */
const used = (regions: Formulas): Formulas[string] => ({
  says: 'VMEMMAP_START, and the struct pages of what lies between PAGE_OFFSET and the linear map',
  hex: true,
  of: (c) => {
    const offset = 'PAGE_OFFSET' in regions ? (c['PAGE_OFFSET' as keyof Point] as number) : c.linear_start;
    return c.VMEMMAP_START + (c.linear_start - offset) / 2 ** (c.PAGE_SHIFT - STRUCT_PAGE_SHIFT);
  },
});

/** What was merged, as v5.7 has it: free_empty_tables(start, end, VMEMMAP_START, VMEMMAP_END). */
export const floorAndCeiling = (at: ReturnType<ReturnType<typeof inFile>>) =>
  anyOf<Point>(at, 'start & mask < floor, or end beyond ceiling & mask', {
    'below the floor': (c) => c.table_start < c.floor,
    'beyond the ceiling': (c) => c.table_end > c.removed_end,
  });

/** What is under a table and stays, so that it is never found empty. */
function pinning(version: string, regions: readonly string[]): Formulas {
  const has = (region: Region) => regions.includes(ENDS[region][0] as string);
  const pin = (region: Region, at: ReturnType<ReturnType<typeof inFile>>, says: string) =>
    formula<Point, boolean>(at, says, has(region) ? under(region) : () => false);
  return {
    pinned_fixmap: pin(
      'fixmap',
      inFile(`arch/arm64/mm/${since(version, 6, 4) ? 'fixmap' : 'mmu'}.c`, version)('early_fixmap_init'),
      'the fixmap’s tables are linked at boot, and nothing unlinks them',
    ),
    pinned_pci_io: pin(
      'pci_io',
      inFile('drivers/pci/pci.c', version)('pci_remap_iospace'),
      'the I/O space of a host bridge is mapped there, if it has one',
    ),
    pinned_kasan: pin(
      'kasan',
      inFile('arch/arm64/mm/kasan_init.c', version)('kasan_init'),
      'all of the shadow is mapped at boot, most of it to one page',
    ),
    pinned_vmalloc: formula(
      inFile('mm/vmalloc.c', version)('alloc_vmap_area'),
      'the lowest addresses are given out first: in use since boot',
      (c) => c.beside === 'vmalloc' && c.table_start <= c.VMALLOC_START && c.VMALLOC_START < c.table_end,
    ),
  };
}

/** Option 4: vmalloc ends where the entry of the root begins in which vmemmap does. */
function apart(regions: Formulas): Formulas {
  const { VMALLOC_END: end } = regions;
  if (!end) throw new RangeError('no VMALLOC_END');
  const of = (c: Point) => Math.min(end.of(c) as number, roundDown(c.VMEMMAP_START, c.PGDIR_SIZE));
  return { ...regions, VMALLOC_END: { ...end, says: `${end.says}, down to PGDIR_SIZE below vmemmap`, of } };
}

/** Each with the formula that says so: the first is the one that a verdict names. */
const KEEPERS = [
  ['fixmap', 'pinned_fixmap'],
  ['boot memory', 'pinned_memory'],
  ['vmalloc', 'pinned_vmalloc'],
  ['KASAN shadow', 'pinned_kasan'],
  ['PCI I/O', 'pinned_pci_io'],
] as const satisfies readonly (readonly [string, keyof Point])[];

const keptBy = (c: Point): string => {
  const keepers = KEEPERS.filter(([, pinned]) => c[pinned]).map(([name]) => name);
  return keepers.length === 0 ? 'nothing' : keepers.join(', ');
};

function verdict(c: Point): Verdict {
  if (!c.shared) return 'cannot share';
  if (!c.frees || c.guarded) return 'never freed';
  const first = KEEPERS.find(([, pinned]) => c[pinned]);
  return first ? `pinned: ${first[0]}` : 'possible';
}

/** `vmalloc and vmemmap`, or `none`. */
const overlapping = (regions: readonly Region[]) => (c: Point) => {
  const placed = regions
    .map((region) => ({ region, start: c[ENDS[region][0]] as number, end: c[ENDS[region][1]] as number }))
    .filter(({ start, end }) => start < end)
    .toSorted((a, b) => a.start - b.start);
  const at = placed.findIndex(({ start }, i) => i > 0 && start < (placed[i - 1]?.end ?? start));
  return at < 0 ? 'none' : `${placed[at - 1]?.region} and ${placed[at]?.region}`;
};

/** vmalloc has a question of its own. */
const missing = (regions: readonly Region[]) => (c: Point) =>
  regions
    .filter((region) => region !== 'vmalloc' && (region !== 'kasan' || c.kasan !== 'off'))
    .find((region) => (c[ENDS[region][0]] as number) >= (c[ENDS[region][1]] as number)) ?? 'none';
