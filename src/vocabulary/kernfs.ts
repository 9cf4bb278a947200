// SPDX-License-Identifier: MIT
/**
 * Active references of a sysfs file, fs/kernfs/dir.c: kernfs_get_active() fails once the node is removed;
 * kernfs_drain() waits until nobody is inside a show or store function any more.
 */
import { array, bool, initially, record } from '../model/domain.ts';

export const kernfsNode = (threads: number, present: boolean) =>
  record({ present: initially(bool, present), active: array(threads, bool) });
interface Holding {
  kn: { present: boolean; active: boolean[] };
}

/** kernfs_get_active() where the node is there; a candidate before it says what happens where it is not. */
export const getsActive = (self: number) => ({
  guard: (k: Holding) => k.kn.present,
  effect: (k: Holding) => void (k.kn.active[self] = true),
});
export const putsActive = (self: number) => ({
  effect: (k: Holding) => void (k.kn.active[self] = false),
});

/** kernfs_drain(): goes on when no thread has an active reference. */
export const drained = (threads: readonly string[]) => ({
  guard: (k: Holding) => threads.every((_, i) => k.kn.active[i] === false),
});
export const waitsForActive = (threads: readonly string[]) => ({
  primitive: 'kernfs_drain',
  waitsFor: (k: Holding) => threads.filter((_, i) => k.kn.active[i] === true),
});
