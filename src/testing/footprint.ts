// SPDX-License-Identifier: MIT
/** What each step reads and writes, off the recorded trees of a compiled model. */
import type { Compiled } from '../compile/compile.ts';
import { paths } from '../compile/paths.ts';

export { paths };
export { sharedAccesses } from '../compile/footprint.ts';

/**
 * Own-stack cells that no step reads any more from a position on before it writes them, by thread and position: a
 * backward pass over the thread's positions.
 */
export function deadLocals(compiled: Compiled): ReadonlyMap<string, ReadonlySet<number>> {
  const { program, map } = compiled;
  const all = [...paths(compiled)];
  const dead = new Map<string, ReadonlySet<number>>();
  for (const t of program.threads) {
    const own = map.cells.filter((c) => c.name.startsWith(`stack.${t.name}.`)).map((c) => c.index);
    const ofThread = all.filter((p) => p.thread === t.index);
    const live = t.positions.map(() => new Set<number>());
    const pc = map.pcs[t.index];
    for (let changed = true; changed;) {
      changed = false;
      for (const { position, reads, leaf } of ofThread) {
        const here = live[position] as Set<number>;
        const needed = new Set(reads.filter((c) => own.includes(c)));
        for (const { writes } of leaf.outcomes) {
          const target = writes.find(([cell]) => cell === pc)?.[1] ?? position;
          const overwritten = new Set(writes.map(([cell]) => cell));
          for (const cell of live[target] as Set<number>) if (!overwritten.has(cell)) needed.add(cell);
        }
        for (const cell of needed) changed = !here.has(cell) || changed;
        for (const cell of needed) here.add(cell);
      }
    }
    t.positions.forEach((p, i) =>
      dead.set(`${t.name}.${p.name}`, new Set(own.filter((c) => !live[i]?.has(c)))),
    );
  }
  return dead;
}
