// SPDX-License-Identifier: MIT
/** What kernel-va-layout answers, build by build: what docs/layout.md and its pictures show. Nothing is worked out here. */
import { pointsOf } from '../../models/kernel-va-layout/at.ts';
import { kernels } from '../../models/kernel-va-layout/kernels.ts';
import type { KernelName } from '../../models/kernel-va-layout/kernels.ts';
import type { Neighbour, Picked, Point, Removed, Table } from '../../models/kernel-va-layout/layout.ts';

export const NAMES = Object.keys(kernels) as KernelName[];
export const ARM64 = NAMES.filter((name) => name.startsWith('arm64'));

/** A build of a kernel, and the CPU and memory where the layout depends on it. */
export interface Build {
  readonly kernel: KernelName;
  readonly layout: string;
  readonly some: Partial<Picked>;
}

/** A page of a page table that what hot-remove unmaps has in common with others. */
export interface Shared {
  readonly table: Table;
  readonly start: number;
  readonly span: number;
  readonly removed: readonly Removed[];
  readonly beside: readonly Neighbour[];
  /** The points, one for each memory map and with and without KASLR; of vmalloc's, where it is among the neighbours. */
  readonly points: readonly Point[];
}

const cache = new Map<string, readonly Point[]>();
/** Every point without KASAN, or with. */
export function points(kernel: KernelName, design: string, kasan: Picked['kasan'] = 'off'): readonly Point[] {
  const key = `${kernel} ${design} ${kasan}`;
  const known = cache.get(key) ?? pointsOf(kernel, design, { kasan });
  cache.set(key, known);
  return known;
}

export function buildsOf(kernel: KernelName): Build[] {
  const layouts = new Map(points(kernel, 'none').map((p) => [p.layout, p]));
  return [...layouts.values()].map(({ layout, page, bits, cpu }) => ({
    kernel,
    layout: layout.replace('-', '/').replace('-', ' '),
    some: { page, bits, cpu },
  }));
}
export const pointsAt = ({ kernel, some }: Build, design: string): Point[] =>
  points(kernel, design).filter((p) => p.page === some.page && p.bits === some.bits && p.cpu === some.cpu);

/** The tables that are shared, the nearest to the root first. */
export function sharedIn(build: Build, design: string, which: (p: Point) => boolean = () => true): Shared[] {
  const found = new Map<string, Point[]>();
  for (const p of pointsAt(build, design).filter((q) => q.shared && which(q))) {
    const key = `${p.table} ${p.table_start}`;
    found.set(key, [...(found.get(key) ?? []), p]);
  }
  const all = [...found.values()].map((of): Shared => {
    const [first] = of as [Point];
    const besides = [...new Set(of.map((p) => p.beside))];
    const removed = [...new Set(of.map((p) => p.removed))];
    // What is asked is vmalloc; where it has no part, whoever has.
    const asked = of.filter((p) => p.beside === (besides.includes('vmalloc') ? 'vmalloc' : besides[0]));
    return {
      table: first.table,
      start: first.table_start,
      span: first.table_span,
      removed,
      beside: besides,
      points: asked,
    };
  });
  return all.toSorted((a, b) => b.span - a.span || a.start - b.start);
}

/** How bad a verdict is: what a page says of several points is the worst of them. */
const RANK = ['cannot share', 'never freed', 'pinned', 'possible'];
export const rank = (verdict: string) => RANK.indexOf(verdict.split(':')[0] as string);
export const worst = (of: readonly Point[]): Point =>
  of.reduce((a, b) =>
    rank(b.verdict) > rank(a.verdict) || (b.verdict === a.verdict && b.draws > a.draws) ? b : a,
  );

/** vmalloc's own: of what is removed there may be either. */
export const withVmalloc = (p: Point) => p.beside === 'vmalloc';
