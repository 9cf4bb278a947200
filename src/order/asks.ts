// SPDX-License-Identifier: MIT
/**
 * What each position of each thread asks for: what the step says, and of one that says nothing, what it was recorded to
 * take. A step that has another way where the lock is not free only tries.
 */
import type { Compiled, StepLeaf } from '../compile/compile.ts';
import { leavesOf } from '../compile/tree.ts';
import type { Tree } from '../compile/tree.ts';
import { lockNames, saidBy } from '../model/asks.ts';
import type { Ask } from '../model/asks.ts';
import { locksOf } from '../model/locks.ts';
import type { LockField } from '../model/locks.ts';

/** By thread, then position. */
export type Asks = readonly (readonly (readonly Ask[])[])[];

export function asksOf(compiled: Compiled): Asks {
  const { program } = compiled;
  const names = lockNames(program);
  return program.threads.map((t) => {
    const own = ownLocks(compiled, t.name);
    return t.positions.map((p, at) => {
      const said = saidBy(p, names);
      if (said) return said;
      const taken = takenBy(compiled.recorded[t.index]?.[at]?.root, own, p.waitsFor !== undefined);
      if (taken.length > 0 || !p.waitsFor) return taken;
      const wait = { class: p.path, mode: 'exclusive', trylock: false, nested: false } as const;
      return [{ ...wait, unseen: true, wait: true }];
    });
  });
}

/** A lock with one holder that a thread may become. */
interface Own {
  readonly lock: LockField;
  readonly cell: number;
  /** The thread's name. */
  readonly value: number;
}
function ownLocks({ program, map, possible }: Compiled, name: string): Own[] {
  const cells = new Map(map.cells.filter((c) => c.lock).map((c) => [c.name, c]));
  return locksOf(program.memory.fields).flatMap((lock) => {
    const cell = cells.get(`mem.${lock.path}`);
    const value = cell?.codes.get(name);
    if (!cell || value === undefined || possible[cell.index]?.includes(value) !== true) return [];
    return [{ lock, cell: cell.index, value }];
  });
}

/** Those that a step was recorded to make its thread the holder of. */
function takenBy(root: Tree<StepLeaf> | undefined, own: readonly Own[], waits: boolean): Ask[] {
  if (!root || own.length === 0) return [];
  const values = new Map(own.map(({ cell, value }) => [cell, value]));
  /** By cell, how many outcomes take it. */
  const taking = new Map<number, number>();
  let outcomes = 0;
  for (const leaf of leavesOf(root))
    for (const { writes } of leaf.outcomes) {
      outcomes++;
      for (const [cell, value] of writes)
        if (values.get(cell) === value) taking.set(cell, (taking.get(cell) ?? 0) + 1);
    }
  return own.flatMap(({ lock, cell }) => {
    const times = taking.get(cell);
    if (times === undefined) return [];
    const { class: name, novalidate: unseen } = lock;
    const trylock = times < outcomes && !waits;
    return [{ class: name, mode: 'exclusive', trylock, nested: true, unseen, wait: false } as const];
  });
}
