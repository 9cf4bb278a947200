// SPDX-License-Identifier: MIT
/** The macros give the addresses that kernels print, and tables are shared where kernels share them. */
import { describe, expect, it } from 'vitest';
import { hex } from '../models/kernel-va-layout/addresses.ts';
import { at, pointsOf } from '../models/kernel-va-layout/at.ts';
import { expected } from '../models/kernel-va-layout/expected.ts';
import { kernelVaLayout as model } from '../models/kernel-va-layout/index.ts';
import { kernels } from '../models/kernel-va-layout/kernels.ts';
import type { KernelName } from '../models/kernel-va-layout/kernels.ts';
import type { Neighbour, Page, Picked, Removed } from '../models/kernel-va-layout/layout.ts';
import { outcome } from '../src/explore/verdicts.ts';
import { instanceOf } from '../src/model/instance.ts';
import { compareWithGraph, graphOf } from '../src/testing/compare.ts';
import { asMachine, PICKED } from '../src/testing/picks.ts';
import { pin } from './manifest.ts';

/** VMALLOC_START, VMALLOC_END, VMEMMAP_START, VMEMMAP_END; the tables shared by vmalloc | PCI I/O and vmemmap. */
type Row = readonly [Page, number, string, string, string, string, string, string];
const V5_3: readonly Row[] = [
  ['4K', 39, 'ffffff8010000000', 'ffffffbebfff0000', 'ffffffbf00000000', 'ffffffc000000000', '', ''],
  ['4K', 48, 'ffff000010000000', 'ffff7dffbfff0000', 'ffff7e0000000000', 'ffff800000000000', '', ''],
  ['16K', 36, 'fffffff010000000', 'fffffff7f5ff0000', 'fffffff7f8000000', 'fffffff800000000', '', ''],
  ['16K', 47, 'ffff800010000000', 'ffffbfafffff0000', 'ffffbfc000000000', 'ffffc00000000000', '', ''],
  ['16K', 48, 'ffff000010000000', 'ffff7f6fffff0000', 'ffff7f8000000000', 'ffff800000000000', 'pud', 'pud'],
  ['64K', 42, 'fffffc0010000000', 'fffffdff5fff0000', 'fffffdff80000000', 'fffffe0000000000', '', ''],
  ['64K', 48, 'ffff000010000000', 'ffff7bdfffff0000', 'ffff7fe000000000', 'ffff800000000000', '', 'pmd'],
];
const V5_4: readonly Row[] = [
  ['4K', 39, 'ffffffc010000000', 'fffffffebfff0000', 'fffffffeffe00000', 'ffffffffffe00000', '', 'pmd'],
  [
    '4K',
    48,
    'ffff800010000000',
    'fffffdffbfff0000',
    'fffffdffffe00000',
    'ffffffffffe00000',
    'pud',
    'pud pmd',
  ],
  ['16K', 36, 'fffffff810000000', 'fffffffff5ff0000', 'fffffffff7e00000', 'ffffffffffe00000', '', 'pte'],
  ['16K', 47, 'ffffc00010000000', 'ffffffafffff0000', 'ffffffbfffe00000', 'ffffffffffe00000', '', 'pmd pte'],
  [
    '16K',
    48,
    'ffff800010000000',
    'ffffff6fffff0000',
    'ffffff7fffe00000',
    'ffffffffffe00000',
    'pud',
    'pud pmd pte',
  ],
  ['64K', 42, 'fffffe0010000000', 'ffffffff5fff0000', 'ffffffff7fe00000', 'ffffffffffe00000', '', 'pte'],
  ['64K', 48, 'ffff800010000000', 'fffffbdfffff0000', 'ffffffdfffe00000', 'ffffffffffe00000', '', 'pmd pte'],
  ['64K', 52, 'ffff800010000000', 'fffff81fffff0000', 'fffffc1fffe00000', 'ffffffffffe00000', '', 'pmd pte'],
];
const V6_1: readonly Row[] = [
  ['4K', 39, 'ffffffc008000000', 'fffffffdf0000000', 'fffffffe00000000', 'ffffffff00000000', '', ''],
  ['4K', 48, 'ffff800008000000', 'fffffbfff0000000', 'fffffc0000000000', 'fffffe0000000000', '', ''],
  ['16K', 36, 'fffffff808000000', 'ffffffffe0000000', 'fffffffff0000000', 'fffffffff8000000', '', ''],
  ['16K', 47, 'ffffc00008000000', 'ffffff7ff0000000', 'ffffff8000000000', 'ffffffc000000000', '', ''],
  ['16K', 48, 'ffff800008000000', 'fffffefff0000000', 'ffffff0000000000', 'ffffff8000000000', 'pud', 'pud'],
  ['64K', 42, 'fffffe0008000000', 'fffffffef0000000', 'ffffffff00000000', 'ffffffff80000000', '', ''],
  ['64K', 48, 'ffff800008000000', 'ffffffbff0000000', 'ffffffc000000000', 'ffffffe000000000', 'pmd', 'pmd'],
  ['64K', 52, 'ffff800008000000', 'fffffbfff0000000', 'fffffc0000000000', 'ffffffe000000000', '', ''],
];
/** Only VMALLOC_START differs: 256 MiB above the modules' start, and 2 GiB. */
const from = (rows: readonly Row[], end: string) =>
  rows.map(([page, bits, start, ...rest]): Row => [page, bits, start.replace('08000000', end), ...rest]);

const TABLES: readonly (readonly [KernelName, readonly Row[]])[] = [
  ['arm64-v5.2', V5_3],
  ['arm64-v5.3', V5_3],
  ['arm64-v5.4', V5_4],
  ['arm64-v5.7', V5_4],
  ['arm64-v5.11', from(V6_1, '10000000')],
  ['arm64-v6.1', V6_1],
  ['arm64-v6.8', from(V6_1, '80000000')],
];

/** The tables of a layout that two regions have in common, from the root down. */
const shared = (name: KernelName, some: Partial<Picked>, removed: Removed, beside: Neighbour) =>
  pointsOf(name, 'as-built', { ...some, removed, beside }, { kasan: false, memory: 'usual' })
    .filter((p) => p.shared && p.kaslr === 'off')
    .map((p) => p.table)
    .toReversed()
    .join(' ');

describe.each(TABLES)('%s has the addresses worked out by hand', (name, rows) => {
  it.each(rows)('%s pages, %i bits', (page, bits, start, end, vmemmap, vmemmapEnd, vmalloc, pci) => {
    const p = at(name, 'as-built', { page, bits });
    expect([p.VMALLOC_START, p.VMALLOC_END, p.VMEMMAP_START, p.VMEMMAP_END].map(hex)).toEqual([
      start,
      end,
      vmemmap,
      vmemmapEnd,
    ]);
    const picked = { page, bits, cpu: 'all' } as const;
    expect(shared(name, picked, 'vmemmap', 'vmalloc')).toBe(vmalloc);
    expect(shared(name, picked, 'vmemmap', 'pci_io')).toBe(pci);
    expect(shared(name, picked, 'linear', 'vmalloc')).toBe('');
  });
  it('and these are all its builds', () => {
    const builds = pointsOf(name, 'as-built', { beside: 'vmalloc' }).map((p) => `${p.page} ${p.bits}`);
    expect([...new Set(builds)]).toEqual(rows.map(([page, bits]) => `${page} ${bits}`));
  });
});

describe('what other sources print', () => {
  it('is v6.9 with 4K pages and 48 bits: Documentation/arch/arm64/memory.rst', () => {
    const p = at('arm64-v6.9', 'as-built', { page: '4K', bits: 48 });
    expect(hex(p.VMALLOC_END)).toBe('fffffdffbf800000');
    expect(hex(p.VMEMMAP_START)).toBe('fffffdffc0000000');
    expect(hex(p.VMEMMAP_END)).toBe('ffffffffc0000000');
    expect(hex(p.PCI_IO_START)).toBe('ffffffffc0800000');
    expect(hex(p.FIXADDR_TOP)).toBe('ffffffffff800000');
  });
  it('is x86 without KASLR: Documentation/x86/x86_64/mm.rst', () => {
    const four = at('x86-v5.3', 'as-built', { bits: 48, kasan: 'generic' });
    expect([four.linear_start, four.VMALLOC_START, four.VMALLOC_END, four.VMEMMAP_START].map(hex)).toEqual([
      'ffff888000000000',
      'ffffc90000000000',
      'ffffe90000000000',
      'ffffea0000000000',
    ]);
    expect([four.KASAN_SHADOW_START, four.KASAN_SHADOW_END, four.MODULES_VADDR].map(hex)).toEqual([
      'ffffec0000000000',
      'fffffc0000000000',
      'ffffffffc0000000',
    ]);
    const five = at('x86-v5.3', 'as-built', { bits: 57, kasan: 'generic' });
    expect([five.linear_start, five.VMALLOC_START, five.VMALLOC_END, five.VMEMMAP_START].map(hex)).toEqual([
      'ff11000000000000',
      'ffa0000000000000',
      'ffd2000000000000',
      'ffd4000000000000',
    ]);
    expect([five.KASAN_SHADOW_START, five.KASAN_SHADOW_END].map(hex)).toEqual([
      'ffdffc0000000000',
      'fffffc0000000000',
    ]);
  });
  it('is powerpc: three regions of 2^49 bytes', () => {
    const p = at('powerpc-v5.3', 'as-built', {});
    expect([p.VMALLOC_START, p.PCI_IO_START, p.VMEMMAP_START, p.VMEMMAP_END].map(hex)).toEqual([
      'c008000000000000',
      'c00a000000000000',
      'c00c000000000000',
      'c00e000000000000',
    ]);
  });
  it('is KASAN’s shadow between the linear map and the modules from v5.11 on, and after PAGE_END before', () => {
    const new_ = at('arm64-v5.11', 'as-built', { page: '4K', bits: 48, kasan: 'generic' });
    expect([new_.linear_end, new_.KASAN_SHADOW_START, new_.KASAN_SHADOW_END].map(hex)).toEqual([
      'ffff600000000000',
      'ffff600000000000',
      'ffff800000000000',
    ]);
    const old = at('arm64-v5.4', 'as-built', { page: '4K', bits: 48, kasan: 'generic' });
    expect([old.linear_end, old.KASAN_SHADOW_START, old.KASAN_SHADOW_END].map(hex)).toEqual([
      'ffff800000000000',
      'ffff800000000000',
      'ffffa00000000000',
    ]);
    const first = at('arm64-v5.3', 'as-built', { page: '4K', bits: 48, kasan: 'sw_tags' });
    expect([first.KASAN_SHADOW_START, first.KASAN_SHADOW_END].map(hex)).toEqual([
      'ffff000000000000',
      'ffff100000000000',
    ]);
  });
});

describe('the answers that the kernel source gives', () => {
  it('speak of every pair that there is a question for', () => {
    const asked = Object.entries(model.configurations).flatMap(([name, { about }]) =>
      (about ?? Object.keys(model.designs)).map((design) => `${name} ${design}`),
    );
    const told = expected.map(({ configuration, design }) => `${configuration} ${design}`);
    expect([...new Set(told)].toSorted()).toEqual(asked.toSorted());
  });
});

describe('the model', () => {
  it.each([
    ['powerpc-v5.3', 'none'],
    ['x86-v5.3', 'as-built'],
    ['s390-v6.18', 'as-built'],
  ])('is what a machine that picks its parameters in turn is: %s, %s', (configuration, design) => {
    const instance = instanceOf({ model, configuration, design, bound: 'tiny' });
    const machine = asMachine(instance);
    const graph = graphOf(machine);
    const search = compareWithGraph(machine, { graph });
    const points = [...graph.nodes.values()].filter((n) => n.state.at['caller'] === PICKED);
    const pinned = pin(model, configuration, design, 'tiny');
    expect(points.length).toBe(pinned.states);
    const violated = outcome(search).results.filter((r) => r.verdict === 'violated');
    expect(violated.map((r) => r.property.name)).toEqual(Object.keys(pinned.violated));
  });
  it('names the macro or function, the file and the version of each formula of a kernel', () => {
    for (const [name, { kernel }] of Object.entries(kernels))
      for (const [formula, { at: where, says }] of Object.entries(kernel.regions)) {
        expect(says, `${name} ${formula}`).not.toBe('');
        expect(where?.version, `${name} ${formula}`).toBe(kernel.version);
        expect(where?.file, `${name} ${formula}`).toMatch(/^(arch|include\/vdso)\/.*(\.[ch]|Kconfig)$/);
      }
  });
});
