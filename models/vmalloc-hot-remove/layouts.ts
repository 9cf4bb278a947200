// SPDX-License-Identifier: MIT
/**
 * What a kernel’s address layout makes of a configuration: whether vmalloc and vmemmap share a table, and what keeps it
 * there. Taken from the formulas of `kernel-va-layout`, with the code that frees whatever is empty (`none`).
 */
import { at, pointsOf } from '../kernel-va-layout/at.ts';
import type { KernelName } from '../kernel-va-layout/kernels.ts';
import type { Picked, Point } from '../kernel-va-layout/layout.ts';
import type { Settings } from './memory.ts';

type Layout = Pick<Settings, 'sharedRootEntry' | 'pinned' | 'bootMemory'>;
/** A kernel, and which table of it: the one that vmalloc and vmemmap have in common, if any. */
export type Kernel = readonly [name: KernelName, some: Partial<Picked>];

const VMEMMAP = { removed: 'vmemmap', beside: 'vmalloc', kasan: 'off' } as const;

function layoutAt(p: Point): Layout {
  switch (p.verdict) {
    case 'cannot share':
      return { sharedRootEntry: false, pinned: false, bootMemory: false };
    case 'pinned: fixmap':
      return { sharedRootEntry: true, pinned: true, bootMemory: false };
    case 'pinned: boot memory':
      return { sharedRootEntry: true, pinned: false, bootMemory: true };
    case 'possible':
      return { sharedRootEntry: true, pinned: false, bootMemory: false };
    default:
      throw new RangeError(`${p.layout}: no configuration has a table that is ${p.verdict}`);
  }
}

/** The layout that all of these kernels have: an error where two differ. */
export function layoutOf(...kernels: readonly Kernel[]): Layout {
  const layouts = kernels.map(([name, some]) => layoutAt(at(name, 'none', { ...VMEMMAP, ...some })));
  const [first] = layouts;
  if (!first) throw new RangeError('no kernel is named');
  const other = kernels[layouts.findIndex((l) => JSON.stringify(l) !== JSON.stringify(first))];
  if (other) throw new RangeError(`${other[0]} ${JSON.stringify(other[1])} is laid out otherwise`);
  return first;
}

const USUAL = { kasan: false, memory: 'usual' } as const;
/** Kernels of that version whose builds have no table of vmalloc and vmemmap in common, whatever KASLR draws. */
export const apart = (name: KernelName, some: Partial<Picked>): Kernel[] =>
  pointsOf(name, 'none', { ...VMEMMAP, ...some }, USUAL).map(({ page, bits, cpu, kaslr, memory, table }) => [
    name,
    { page, bits, cpu, kaslr, memory, table },
  ]);
