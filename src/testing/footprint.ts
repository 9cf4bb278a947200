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
    const isOwn = new Set(own);
    const pc = map.pcs[t.index];
    const live = t.positions.map(() => new Set<number>());
    /** Where a path leads, and what it overwrites on the way: many differ in what they read of memory alone. */
    const ways = new Map<string, { from: number; to: number; overwritten: ReadonlySet<number> }>();
    for (const { position, reads, leaf } of all.filter((p) => p.thread === t.index)) {
      for (const cell of reads) if (isOwn.has(cell)) live[position]?.add(cell);
      for (const { writes } of leaf.outcomes) {
        const to = writes.find(([cell]) => cell === pc)?.[1] ?? position;
        const overwritten = new Set(writes.map(([cell]) => cell).filter((cell) => isOwn.has(cell)));
        ways.set(`${position} ${to} ${[...overwritten].join()}`, { from: position, to, overwritten });
      }
    }
    for (let changed = true; changed;) {
      changed = false;
      for (const { from, to, overwritten } of ways.values())
        for (const cell of live[to] as Set<number>) {
          const here = live[from] as Set<number>;
          if (overwritten.has(cell) || here.has(cell)) continue;
          here.add(cell);
          changed = true;
        }
    }
    t.positions.forEach((p, i) =>
      dead.set(`${t.name}.${p.name}`, new Set(own.filter((c) => !live[i]?.has(c)))),
    );
  }
  return dead;
}
