// SPDX-License-Identifier: MIT
/**
 * Active references of a sysfs file, fs/kernfs/dir.c (v6.1): kernfs_get_active() fails once the node is removed;
 * kernfs_drain() waits until nobody is inside a show or store function any more. Threads are told of each other:
 * `thread(memory, name, stack, { threads })`.
 */
import { code } from '../model/code.ts';
import type { Then } from '../model/code.ts';
import { array, bool, initially, record } from '../model/domain.ts';
import { asLock } from '../model/locks.ts';
import type { Arm, FlowOf, Stmt } from '../model/statement.ts';

/** `threads`: their names, or how many there are: then nobody knows whose an active reference is. */
export const kernfsNode = (threads: number | readonly string[], present: boolean) => {
  const names = typeof threads === 'number' ? [] : threads;
  const count = typeof threads === 'number' ? threads : threads.length;
  return asLock(record({ present: initially(bool, present), active: array(count, bool) }), {
    kind: 'map',
    class: 'kn->active',
    holders: ({ active: inside }) =>
      names.filter((_, i) => inside[i]).map((by) => ({ by, mode: 'shared' as const })),
  });
};
interface Holding {
  kn: { present: boolean; active: boolean[] };
}

const dir = (func: string) => ({ func, file: 'fs/kernfs/dir.c', version: 'v6.1' });
const { inlined, branch, step, wait_until } = code<Holding, unknown>();

const active: Arm<Holding, unknown> = {
  when: (k) => k.kn.present,
  does: (k, _me, _choice, self) => (k.kn.active[self.index] = true),
};
const get = {
  says: 'atomic_inc_unless_negative(&kn->active)',
  primitive: 'kernfs_get_active',
  acquires: { lock: 'kn', mode: 'shared', trylock: true },
} as const;

/** `removed`: what is done where the node is not there any more. */
export const kernfs_get_active = <const W extends Arm<Holding, unknown>>(
  name: string,
  removed: W,
): Stmt<Holding, unknown, FlowOf<Then<W>>> =>
  inlined(dir('kernfs_get_active'), [branch(name, get, [{ ...active, note: 'active' }, removed])]) as never;
/** For whoever opens the file again and again until the node is there. */
export const kernfs_get_active_once_there = (name: string) =>
  inlined(dir('kernfs_get_active'), [branch(name, { ...get, mayWait: true }, [active])]);
export const kernfs_put_active = (name: string) =>
  inlined(dir('kernfs_put_active'), [
    step(name, 'kernfs_put_active(kn)', (k, _me, _choice, self) => (k.kn.active[self.index] = false)),
  ]);

/** The node is removed: nobody gets in any more, and whoever is in is waited for. */
export const kernfs_remove = (name: string, drain: string) => [
  inlined(dir('__kernfs_remove'), [step(name, 'kernfs_deactivate(kn)', (k) => (k.kn.present = false))]),
  inlined(dir('kernfs_drain'), [
    wait_until(
      drain,
      {
        says: 'wait_event(atomic_read(&kn->active) == KN_DEACTIVATED_BIAS)',
        primitive: 'kernfs_drain',
        acquires: { lock: 'kn' },
        waitsFor: (k, _me, self) => self.threads.filter((_, i) => k.kn.active[i] === true),
      },
      (k, _me, _choice, self) => self.threads.every((_, i) => k.kn.active[i] === false),
    ),
  ]),
];
