// SPDX-License-Identifier: MIT
/** Of a step of a trace: which cells it reads, which it changes, and which of them are data that threads share. */
import { sourceOf } from '../compile/compile.ts';
import type { Compiled } from '../compile/compile.ts';
import type { Cells } from '../compile/interpret.ts';
import { readsAt } from '../compile/moves.ts';
import { locksOf } from '../model/locks.ts';

export const changedCells = (a: Cells, b: Cells): number[] =>
  [...a.keys()].filter((cell) => a[cell] !== b[cell]);

const lockCells = new WeakMap<Compiled, ReadonlySet<number>>();
/** A lock, or a part of one: who reads it counted, whether a writer waits. */
export function isOfLock(compiled: Compiled, cell: number): boolean {
  const known = lockCells.get(compiled) ?? cellsOfLocks(compiled);
  lockCells.set(compiled, known);
  return known.has(cell);
}
function cellsOfLocks({ program, map }: Compiled): ReadonlySet<number> {
  const paths = locksOf(program.memory.fields).map(({ path }) => `mem.${path}`);
  const isBelow = (name: string) =>
    paths.some((path) => name === path || name.startsWith(`${path}.`) || name.startsWith(`${path}[`));
  return new Set(map.cells.flatMap((c) => (c.lock || isBelow(c.name) ? [c.index] : [])));
}

/** Memory that threads share; locks and CPUs are looked at, but not what matters. */
export const isShared = (compiled: Compiled, cell: number): boolean =>
  compiled.map.cells[cell]?.name.startsWith('mem.') === true &&
  !compiled.map.cells[cell]?.name.startsWith('mem.cpus[') &&
  !isOfLock(compiled, cell);

export function isPrimitive({ program, map }: Compiled, cells: Cells, thread: string): boolean {
  const found = program.threads.find((t) => t.name === thread);
  return found?.positions[cells[map.pcs[found.index] as number] as number]?.primitive !== undefined;
}

/** Every cell that the thread's step reads in this state. */
export function cellsRead(compiled: Compiled, cells: Cells, thread: string): number[] {
  const { program, map, steps } = compiled;
  const index = program.threads.findIndex((t) => t.name === thread);
  const step = steps[index]?.[cells[map.pcs[index] as number] as number];
  return step ? readsAt(step, sourceOf(cells)) : [];
}

/** What of shared memory the thread's step reads in this state. */
export const readsOf = (compiled: Compiled, cells: Cells, thread: string): number[] =>
  cellsRead(compiled, cells, thread).filter((cell) => isShared(compiled, cell));
