// SPDX-License-Identifier: MIT
/** What each step touches of shared memory, off the recorded trees of a compiled model. */
import type { Compiled } from './compile.ts';
import { paths } from './paths.ts';
import type { Path } from './paths.ts';

/** The cells of shared memory that a kernel instruction touches on this path. */
export function sharedAccesses(compiled: Compiled, { reads, leaf }: Path): Set<string> {
  const written = leaf.outcomes.flatMap((o) => o.writes.map(([cell]) => cell));
  const cells = [...reads, ...written].map((c) => compiled.map.cells[c]);
  return new Set(
    cells.filter((c) => c?.name.startsWith('mem.') === true && !c.ghost).map((c) => c?.name ?? ''),
  );
}

/** Steps that touch several shared fields at once and are no primitive: each with the fields of its widest path. */
export function wideSteps(compiled: Compiled): ReadonlyMap<string, readonly string[]> {
  const wide = new Map<string, readonly string[]>();
  for (const path of paths(compiled)) {
    const position = compiled.program.threads[path.thread]?.positions[path.position];
    if (!position || position.primitive !== undefined) continue;
    const touched = [...sharedAccesses(compiled, path)];
    if (touched.length > Math.max(1, wide.get(position.path)?.length ?? 0)) wide.set(position.path, touched);
  }
  return wide;
}
