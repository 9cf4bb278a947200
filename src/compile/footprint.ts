// SPDX-License-Identifier: MIT
/** What each step touches of shared memory, off the recorded trees of a compiled model. */
import type { Cell } from './cells.ts';
import type { Compiled } from './compile.ts';
import { paths } from './paths.ts';
import type { Path } from './paths.ts';

const isShared = ({ name, ghost }: Cell): boolean => name.startsWith('mem.') && !ghost;

/** The cells of shared memory that a kernel instruction touches on this path. */
export const sharedAccesses = (compiled: Compiled, path: Path): Set<string> =>
  namesOf(compiled, touchedOn(path, sharedCells(compiled)));

const known = new WeakMap<Compiled, readonly boolean[]>();
function sharedCells(compiled: Compiled): readonly boolean[] {
  const shared = known.get(compiled) ?? compiled.map.cells.map(isShared);
  known.set(compiled, shared);
  return shared;
}

function touchedOn({ reads, leaf }: Path, shared: readonly boolean[]): Set<number> {
  const touched = new Set<number>();
  for (const cell of reads) if (shared[cell] === true) touched.add(cell);
  for (const { writes } of leaf.outcomes)
    for (const [cell] of writes) if (shared[cell] === true) touched.add(cell);
  return touched;
}
const namesOf = ({ map }: Compiled, cells: ReadonlySet<number>): Set<string> =>
  new Set([...cells].map((cell) => map.cells[cell]?.name ?? ''));

/** Steps that touch several shared fields at once and are no primitive: each with the fields of its widest path. */
export function wideSteps(compiled: Compiled): ReadonlyMap<string, readonly string[]> {
  const wide = new Map<string, readonly string[]>();
  const shared = sharedCells(compiled);
  for (const path of paths(compiled, ({ primitive }) => primitive === undefined)) {
    const name = compiled.program.threads[path.thread]?.positions[path.position]?.path ?? '';
    const touched = touchedOn(path, shared);
    if (touched.size > Math.max(1, wide.get(name)?.length ?? 0))
      wide.set(name, [...namesOf(compiled, touched)]);
  }
  return wide;
}
