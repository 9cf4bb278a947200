// SPDX-License-Identifier: MIT
/** docs/layout.md: both questions answered from the run. A sentence that a run could prove wrong is made of its answer. */
import { size } from '../../models/kernel-va-layout/addresses.ts';
import type { KernelName } from '../../models/kernel-va-layout/kernels.ts';
import type { Point } from '../../models/kernel-va-layout/layout.ts';
import { pictures } from './pictures.ts';
import { ARM64, buildsOf, points, pointsAt, rank, sharedIn, withVmalloc, worst } from './survey.ts';
import type { Build, Shared } from './survey.ts';
import { ascii } from '../../src/report/text.ts';
import { list, paragraph, table } from './text.ts';

const page = ({ table: kind, span }: Shared) => `${kind.toUpperCase()} page (${size(span)})`;
const reasons = (of: readonly Point[]) => [...new Set(of.map((p) => p.verdict.replace('pinned: ', '')))];
/** Versions that no answer tells apart stand in one column. */
const COLUMNS: readonly (readonly [title: string, kernels: readonly KernelName[]])[] = [
  ['v5.2, v5.3', ['arm64-v5.2', 'arm64-v5.3']],
  ['v5.4 to v5.10', ['arm64-v5.4', 'arm64-v5.7']],
  ['v5.11 to v6.8', ['arm64-v5.11', 'arm64-v6.1', 'arm64-v6.8']],
  ['v6.9 to v6.15', ['arm64-v6.9']],
  ['v6.16 to v6.18', ['arm64-v6.18']],
];

/** What keeps each table that vmalloc is in, with code that frees whatever is empty. */
function cell(build: Build, design: string): string {
  const tables = sharedIn(build, design, withVmalloc);
  if (tables.length === 0) return 'none shared';
  const says = tables.map((t) => {
    const all = reasons(t.points);
    const what = all.includes('possible')
      ? `${all.filter((r) => r !== 'possible').join(', ')}\\*`
      : all.join(', ');
    return `${t.table.toUpperCase()}: ${what}`;
  });
  return says.join('; ');
}

/** One cell for the kernels of a column: the generator stops where they do not agree. */
function column(kernels: readonly KernelName[], layout: string, design: string): string {
  const cells = kernels.flatMap((kernel) => {
    const build = buildsOf(kernel).find((b) => b.layout === layout);
    return build ? [cell(build, design)] : [];
  });
  const [first = ''] = cells;
  if (cells.some((c) => c !== first))
    throw new Error(`${kernels.join(', ')}, ${layout}: ${cells.join(' | ')}`);
  return first;
}

function arm64Table(): string {
  const layouts = [
    ...new Set(COLUMNS.flatMap(([, kernels]) => kernels.flatMap((k) => buildsOf(k).map((b) => b.layout)))),
  ];
  const order = ['4K', '16K', '64K'];
  const sorted = layouts.toSorted(
    (a, b) => order.indexOf(a.split('/')[0] ?? '') - order.indexOf(b.split('/')[0] ?? ''),
  );
  return table(
    ['build', ...COLUMNS.map(([title]) => title)],
    sorted.map((layout) => [layout, ...COLUMNS.map(([, kernels]) => column(kernels, layout, 'none'))]),
  );
}

/** The seeds of v6.9 to v6.15, by memory map. */
function drawsTable(): string {
  const of = (p: readonly Point[], memory: string, kaslr: string) =>
    p.find((q) => q.memory === memory && q.kaslr === kaslr);
  const tables = buildsOf('arm64-v6.9').flatMap((build) =>
    sharedIn(build, 'none', withVmalloc)
      .filter((t) => worst(t.points).verdict === 'possible')
      .map((t) => [build, t] as const),
  );
  const memories = [...new Set(tables.flatMap(([, t]) => t.points.map((p) => p.memory)))];
  return table(
    ['build', 'table', ...memories],
    tables.map(([build, t]) => [
      build.layout,
      page(t),
      ...memories.map((memory) => {
        const [off, on] = ['off', 'on'].map((kaslr) => of(t.points, memory, kaslr));
        if (off?.verdict === 'possible') return 'always';
        return on?.verdict === 'possible' ? `${Math.round(on.draws * 2 ** 16)}` : '0';
      }),
    ]),
  );
}

const percent = (share: number) =>
  share < 0.0001 ? share.toExponential(2) : `${(share * 100).toPrecision(2)} %`;
function othersTable(): string {
  const rows = (['x86-v6.18', 'powerpc-v6.18', 's390-v5.9', 's390-v6.18'] as const).flatMap((kernel) =>
    buildsOf(kernel).flatMap((build) => {
      const name =
        build.kernel === 'x86-v6.18'
          ? `x86-64, ${build.some.bits === 57 ? 5 : 4} levels`
          : kernel.replace('-', ' ');
      const tables = (['vmemmap', 'linear'] as const).flatMap((removed) => {
        const of = (design: string) =>
          pointsAt(build, design).filter((p) => withVmalloc(p) && p.shared && p.removed === removed);
        const kinds = [...new Set(of('as-built').map((p) => p.table))].toReversed();
        return kinds.map((kind) =>
          [of('as-built'), of('none')].map((all) => all.filter((p) => p.table === kind)),
        );
      });
      if (tables.length === 0) return [[`${name}, ${build.layout}`, 'none', '', '', '']];
      return tables.map(([built = [], whole = []]) => {
        const [first] = built as [Point];
        const draws = built.map((p) => `${percent(p.draws)} (${p.memory})`).join(', ');
        return [
          name,
          `${first.table.toUpperCase()} page (${size(first.table_span)}), ${first.removed === 'linear' ? 'linear map' : 'vmemmap'}`,
          kernel.startsWith('x86') ? draws : `none drawn; memory ${built.map((p) => p.memory).join(', ')}`,
          built.some((p) => p.frees && !p.guarded) ? 'yes' : 'no',
          reasons(whole).join(', '),
        ];
      });
    }),
  );
  return table(
    ['architecture', 'shared with vmalloc', 'share of KASLR draws', 'freed', 'what would keep it'],
    rows,
  );
}

/** Builds in which the kernel itself, as it is, can free a table that vmalloc has a part in. */
const open = (kernel: KernelName) =>
  buildsOf(kernel).filter((build) =>
    sharedIn(build, 'as-built', withVmalloc).some((t) => worst(t.points).verdict === 'possible'),
  );
const crowded = (kernel: KernelName) => [
  ...new Set(
    buildsOf(kernel)
      .filter((build) => pointsAt(build, 'option-4').some((p) => p.VMALLOC_END - p.VMALLOC_START < 2 ** 30))
      .map((b) => b.layout.split(' ')[0] as string),
  ),
];
const dearest = Math.max(
  ...ARM64.flatMap((kernel) =>
    buildsOf(kernel)
      .filter((build) => !crowded(kernel).includes(build.layout.split(' ')[0] as string))
      .map((build) => {
        const [kept, all] = ['option-4', 'none'].map((design) => pointsAt(build, design)[0] as Point) as [
          Point,
          Point,
        ];
        return 1 - (kept.VMALLOC_END - kept.VMALLOC_START) / (all.VMALLOC_END - all.VMALLOC_START);
      }),
  ),
);
/** The worst that each of vmalloc’s tables comes to. */
function worstOf(all: readonly Point[]): ReadonlyMap<string, number> {
  const ranks = new Map<string, number>();
  for (const p of all.filter(withVmalloc)) {
    const key = `${p.layout} ${p.table} ${p.removed}`;
    ranks.set(key, Math.max(ranks.get(key) ?? 0, rank(p.verdict)));
  }
  return ranks;
}
/** Whether KASAN makes no table of vmalloc’s worse. */
const noneWorse = ARM64.every((kernel) => {
  const plain = worstOf(points(kernel, 'none'));
  return (['generic', 'sw_tags'] as const).every((kasan) =>
    [...worstOf(points(kernel, 'none', kasan))].every(([key, bad]) => bad <= (plain.get(key) ?? 0)),
  );
});

const tested = buildsOf('arm64-v5.3');
const testedShared = tested.filter((b) => sharedIn(b, 'none', withVmalloc).length > 0);
const testedOpen = testedShared.filter((b) =>
  sharedIn(b, 'none', withVmalloc).some((t) => worst(t.points).verdict === 'possible'),
);
const keepers = [
  ...new Set(testedShared.flatMap((b) => sharedIn(b, 'none', withVmalloc).flatMap((t) => reasons(t.points)))),
];
const testedOthers = tested.filter((b) => sharedIn(b, 'none', (p) => p.beside === 'pci_io').length > 0);
const others = `PCI I/O and vmemmap share one in ${list(testedOthers.map((b) => b.layout))}: the ${list([...new Set(testedOthers.flatMap((b) => sharedIn(b, 'none', (p) => p.beside === 'pci_io').flatMap((t) => reasons(t.points))))])} keeps these too.`;
const elsewhere = (['x86-v5.3', 'powerpc-v5.3', 's390-v5.3'] as const).filter((k) =>
  points(k, 'as-built').some((p) => p.verdict === 'possible'),
);
const unguarded = ARM64.filter((kernel) => open(kernel).length > 0);

export const document = (): string =>
  ascii(
    [
      '# Where the kernel puts things, and who shares a page table',
      paragraph(
        'Generated from `kernel-va-layout` by `npm run layout`: every number and every verdict below is computed from the macros of the version named, none is typed. The question is from the thread on arm64 hot-remove, July 2019: can a page table page that hot-remove frees be one that vmalloc() walks?',
      ),
      '## Which of the tested configurations could have shown the race?',
      paragraph(
        `${testedOpen.length === 0 ? 'None' : list(testedOpen.map((b) => b.layout))}. The cover letter’s test was all page sizes, VA bits and levels on arm64 (v5.3-rc): ${tested.length} builds, ${list(tested.map((b) => b.layout))}. Of these ${testedShared.length === 1 ? 'one shares a table' : `${testedShared.length} share one`} below the root between vmalloc and vmemmap: ${list(testedShared.map((b) => `${b.layout}, a ${sharedIn(b, 'none', withVmalloc).map(page).join(' and a ')}`))}. It is never found empty: the ${list(keepers)} keeps it. Passing tests said nothing about the race, on any of them. ${others}`,
      ),
      '## Why is nothing seen on other architectures?',
      paragraph(
        elsewhere.length === 0
          ? 'Masked by the layout, and by what frees no table: on none of them can a table that vmalloc has a part in be found empty and freed, in any draw of KASLR.'
          : `Not everywhere masked: ${list(elsewhere)}.`,
      ),
      othersTable(),
      paragraph(
        '"Freed" is whether the kernel’s own code frees such a table where it finds it empty. x86 without KASLR shares none. With 4 levels it frees no PUD page (`if (pgtable_l5_enabled())`), and nothing lower is shared: a gap of 1 GiB at least is drawn. With 5 levels it does free one, but the first page of vmemmap has the struct pages of low memory, which no one can offline; and where the linear map and vmalloc share one, vmalloc’s first addresses are in it. powerpc has 2^49 bytes for each region. s390 compares with VMALLOC_START before it frees (v5.9 on; before, it freed none).',
      ),
      '## arm64, version by version',
      paragraph(
        'What keeps each table that vmalloc and vmemmap (or the linear map) share, if hot-remove freed whatever it finds empty, as V5 of the series did. "Fallback" is a kernel for 52 bits on a CPU without them. `*`: but for some memory maps and draws of KASLR.',
      ),
      arm64Table(),
      paragraph(
        noneWorse
          ? 'KASAN, generic or by software tags, makes none of these worse: its shadow comes between, or lies elsewhere.'
          : 'KASAN makes some of these worse.',
      ),
      paragraph(
        'From v6.9 on the fixmap lies above vmemmap, and a table at vmemmap’s lower end is kept by boot memory, where no fixmap is named. So many of the 65,536 seeds leave no boot memory there and room for memory to be added (v6.9 to v6.15; later memstart_addr is not randomised), by where boot memory begins:',
      ),
      drawsTable(),
      paragraph(
        '"Always" needs no KASLR: two banks of memory further apart than the linear map is wide, so that arm64_memblock_init() drops the lower one and what is first mapped is a hole.',
      ),
      '## As built',
      paragraph(
        unguarded.length === 0
          ? 'From v5.7 on pgtable_range_aligned() leaves every table alone that reaches beyond vmemmap: none of the above is ever freed.'
          : `From v5.7 on pgtable_range_aligned() leaves every table alone that reaches beyond [VMEMMAP_START, VMEMMAP_END), so that none of the above is freed; with one exception, in ${list(unguarded.map((k) => `${k.replace('-', ' ')} (${list(open(k).map((b) => b.layout))})`))}. There VMALLOC_END lies above VMEMMAP_START: on a CPU without the 52 bits vmalloc goes on into the part of vmemmap that has no memory to describe, and the table at the end of it lies within floor and ceiling. What keeps it is boot memory, but for the maps and draws counted above. Not seen on a running kernel.`,
      ),
      '    npx mhpcheck check kernel-va-layout --config arm64-v6.18',
      '## Option 4: no shared table by layout',
      paragraph(
        `Ending vmalloc where the root entry begins in which vmemmap does costs ${percent(dearest)} of vmalloc at most. It cannot be done where one root entry spans both:`,
      ),
      COLUMNS.map(([title, [kernel]]) => `- ${title}: ${list(crowded(kernel as KernelName))}`).join('\n'),
      '## Pictures',
      ...pictures.flatMap(({ file, says }) => [`![${says}](layout/${file})`]),
      '',
    ].join('\n\n'),
  );
