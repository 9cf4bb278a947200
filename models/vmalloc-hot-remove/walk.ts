// SPDX-License-Identifier: MIT
/**
 * A walk that maps one page: root entry, PMD page, PTE page, leaf entry, allocating what is missing. vmalloc,
 * ioremap and vmemmap_populate walk alike; what differs is who locks what, and the functions the statements are in.
 * The walk reads each entry twice, as the C does: once to see whether it is none, once more to follow it.
 */
import { drops, mightSleep, takes, waitsFor } from '../../src/vocabulary/lock.ts';
import type { Kernel } from './memory.ts';
import { indexOf, rootOf } from './memory.ts';
import {
  allocPmd,
  allocPte,
  forget,
  freePage,
  freePmd,
  freePte,
  pmdPage,
  pointPmd,
  pointPte,
  ptePage,
  throughPmd,
  throughPte,
} from './pages.ts';
import type { WalkStack } from './pages.ts';
import type { Walk, Walker } from './walk-types.ts';

const LOCK = 'page_table_lock';

/** The first state of a walk. */
export const walkStart = (w: Pick<Walk, 'locking' | 'prefix'>) =>
  `${w.prefix}${w.locking === 'walk' ? 'walk_lock' : 'pud_none'}`;

/** The states of a walk. */
export function mappingWalk(t: Walker, w: Walk): Record<string, object> {
  return {
    ...upperLevel(t, w),
    ...lowerLevel(t, w),
    ...leafLevel(t, w),
    ...(w.locking === 'walk' && walkLocking(t, w)),
  };
}

const namer = (w: Walk) => (name: string) => w.prefix + name;
const allocating = (w: Walk) => ({
  primitive: 'alloc_page',
  ...(w.mayFail && { choices: ['ok', 'ENOMEM'] }),
});
const FREES = { primitive: 'free_page' };
const granted =
  (pages: (k: Kernel) => readonly { used: boolean }[]) => (k: Kernel, _: unknown, choice: string) =>
    choice !== 'ENOMEM' && freePage(pages(k)) !== null;

const onError = (w: Walk) => (w.locking === 'walk' ? `${w.prefix}error` : w.failed);
const refused = (_k: Kernel, _me: WalkStack, choice: string) => choice === 'ENOMEM';
const freeSparePmd = (k: Kernel, me: WalkStack) => {
  freePmd(k, me.new_pmd);
  me.new_pmd = null;
};
const freeSparePte = (k: Kernel, me: WalkStack) => {
  freePte(k, me.new_pte);
  me.new_pte = null;
};

/** Root entry: find or link the PMD page, and point at it. */
function upperLevel(t: Walker, w: Walk): Record<string, object> {
  const { places, self } = w;
  const s = namer(w);
  const root = rootOf(w.layout, w.address);
  const none = (k: Kernel) => k.pud[root] === null;
  const whole = w.locking === 'walk';
  const afterAlloc =
    whole && !w.allocUnderLock ? 'walk_lock' : w.locking === 'entry' ? 'pud_lock' : 'pud_populate';
  return {
    [s('pud_none')]: t.on(
      places.pud_none,
      ...(whole && !w.allocUnderLock
        ? [
            {
              guard: (k: Kernel, me: WalkStack) => none(k) && me.new_pmd !== null,
              target: s('pud_populate'),
              note: 'none',
            },
            { guard: none, target: s('unlock_to_alloc_pmd'), note: 'none' },
          ]
        : [{ guard: none, target: s('pmd_alloc_one'), note: 'none' }]),
      { target: s('pmd_offset'), note: 'present' },
    ),
    [s('pmd_alloc_one')]: t.on(
      { ...places.pmd_alloc_one, ...allocating(w) },
      mightSleep(t.memory, t.name),
      { guard: granted((k) => k.pmd_page), effect: allocPmd, target: s(afterAlloc) },
      ...(w.mayFail ? [{ guard: refused, target: onError(w), note: 'NULL' }] : []),
    ),
    ...(w.locking === 'entry' && {
      [s('pud_lock')]: t.on(
        { ...places.pud_lock, ...waitsFor(LOCK) },
        { ...takes(LOCK, t.name), target: s('pud_present') },
      ),
      [s('pud_present')]: t.on(
        places.pud_present,
        { guard: none, target: s('pud_populate'), note: 'false' },
        { target: s('pmd_free'), note: 'true' },
      ),
      [s('pmd_free')]: t.on(
        { ...places.pmd_free, ...FREES },
        { effect: freeSparePmd, target: s('pud_unlock') },
      ),
      [s('pud_unlock')]: t.on(places.pud_unlock, { ...drops(LOCK, t.name), target: s('pmd_offset') }),
    }),
    [s('pud_populate')]: t.on(places.pud_populate, {
      effect: (k, me) => {
        k.pud[root] = me.new_pmd;
        me.new_pmd = null;
      },
      target: s(w.locking === 'entry' ? 'pud_unlock' : 'pmd_offset'),
    }),
    [s('pmd_offset')]: t.on(places.pmd_offset, {
      effect: (k, me) => pointPmd(k, me, k.pud[root], self),
      target: s(whole && w.dropBetweenLevels ? 'level_unlock' : 'pmd_none'),
    }),
  };
}

/** PMD entry: find or link the PTE page, and point at it. */
function lowerLevel(t: Walker, w: Walk): Record<string, object> {
  const { places, self } = w;
  const s = namer(w);
  const index = indexOf(w.layout, w.address);
  const none = (k: Kernel, me: WalkStack) => pmdPage(k, me.pmd).entry[index] === null;
  const whole = w.locking === 'walk';
  const again = w.dropBetweenLevels ? 'level_lock' : 'walk_lock';
  const afterAlloc =
    whole && !w.allocUnderLock ? again : w.locking === 'entry' ? 'pmd_lock' : 'pmd_populate_kernel';
  const dereference = throughPmd(self);
  const giveUp = (k: Kernel, me: WalkStack) => forget(k, me, self);
  return {
    [s('pmd_none')]: t.on(
      places.pmd_none,
      ...dereference,
      ...(whole && !w.allocUnderLock
        ? [
            {
              guard: (k: Kernel, me: WalkStack) => none(k, me) && me.new_pte !== null,
              target: s('pmd_populate_kernel'),
              note: 'none',
            },
            { guard: none, target: s('unlock_to_alloc_pte'), note: 'none' },
          ]
        : [{ guard: none, target: s('pte_alloc_one_kernel'), note: 'none' }]),
      { target: s('pte_offset_kernel'), note: 'present' },
    ),
    [s('pte_alloc_one_kernel')]: t.on(
      { ...places.pte_alloc_one_kernel, ...allocating(w) },
      mightSleep(t.memory, t.name),
      { guard: granted((k) => k.pte_page), effect: allocPte, target: s(afterAlloc) },
      ...(w.mayFail ? [{ guard: refused, effect: giveUp, target: onError(w), note: 'NULL' }] : []),
    ),
    ...(w.locking === 'entry' && {
      [s('pmd_lock')]: t.on(
        { ...places.pmd_lock, ...waitsFor(LOCK) },
        { ...takes(LOCK, t.name), target: s('pmd_none_again') },
      ),
      [s('pmd_none_again')]: t.on(
        places.pmd_none_again,
        ...dereference,
        { guard: none, target: s('pmd_populate_kernel'), note: 'none' },
        { target: s('pmd_unlock'), note: 'present' },
      ),
      [s('pmd_unlock')]: t.on(
        places.pmd_unlock,
        { guard: (_, me) => me.new_pte !== null, ...drops(LOCK, t.name), target: s('pte_free_kernel') },
        { ...drops(LOCK, t.name), target: s('pte_offset_kernel') },
      ),
      [s('pte_free_kernel')]: t.on(
        { ...places.pte_free_kernel, ...FREES },
        {
          effect: freeSparePte,
          target: s('pte_offset_kernel'),
        },
      ),
    }),
    [s('pmd_populate_kernel')]: t.on(places.pmd_populate_kernel, ...dereference, {
      effect: (k, me) => {
        pmdPage(k, me.pmd).entry[index] = me.new_pte;
        me.new_pte = null;
      },
      target: s(w.locking === 'entry' ? 'pmd_unlock' : 'pte_offset_kernel'),
    }),
    [s('pte_offset_kernel')]: t.on(places.pte_offset_kernel, ...dereference, {
      effect: (k, me) => pointPte(k, me, pmdPage(k, me.pmd).entry[index], self),
      target: s('pte_none'),
    }),
  };
}

function leafLevel(t: Walker, w: Walk): Record<string, object> {
  const { places, self, leaf } = w;
  const s = namer(w);
  const end = w.locking === 'walk' ? s('walk_unlock') : w.done;
  const finish = w.locking === 'walk' ? () => {} : (k: Kernel, me: WalkStack) => forget(k, me, self);
  return {
    [s('pte_none')]: t.on(
      places.pte_none,
      ...throughPte(self),
      {
        guard: (k, me) => ptePage(k, me.pte).pte[leaf] === true,
        effect: finish,
        target: end,
        note: 'present',
      },
      { target: s('set_pte_at'), note: 'none' },
    ),
    [s('set_pte_at')]: t.on(places.set_pte_at, ...throughPte(self), {
      effect: (k, me) => {
        ptePage(k, me.pte).pte[leaf] = true;
        w.onMap?.(k);
        finish(k, me);
      },
      target: end,
    }),
  };
}

/** What holding the lock over the walk adds: dropping it to allocate, starting again, giving back a spare page. */
function walkLocking(t: Walker, w: Walk): Record<string, object> {
  const { places, self } = w;
  const s = namer(w);
  const lock = (says: string, target: string) =>
    t.on({ ...places.walk_lock, says, ...waitsFor(LOCK) }, { ...takes(LOCK, t.name), target: s(target) });
  const unlock = (says: string, target: string) =>
    t.on({ ...places.walk_unlock, says }, { ...drops(LOCK, t.name), target: s(target) });
  const spare = (me: WalkStack) =>
    me.new_pmd !== null ? s('pmd_free') : me.new_pte !== null ? s('pte_free_kernel') : w.done;
  const lockSays = places.walk_lock.says;
  const unlockSays = places.walk_unlock.says;
  const dropAll = (k: Kernel, me: WalkStack) => {
    drops(LOCK, t.name).effect(k);
    forget(k, me, self);
  };
  const leave = (target: string) => ({
    guard: (_: Kernel, me: WalkStack) => spare(me) === target,
    effect: dropAll,
    target,
  });
  return {
    [s('walk_lock')]: lock(lockSays, 'pud_none'),
    ...(!w.allocUnderLock && {
      [s('unlock_to_alloc_pmd')]: unlock(unlockSays, 'pmd_alloc_one'),
      // With the lock gone the walk starts at the root again, unless the design resumes at the level it was at.
      [s('unlock_to_alloc_pte')]: w.dropBetweenLevels
        ? unlock(unlockSays, 'pte_alloc_one_kernel')
        : t.on(places.walk_unlock, { effect: dropAll, target: s('pte_alloc_one_kernel') }),
      [s('pmd_free')]: t.on(
        { ...places.pmd_free, ...FREES },
        { guard: (_, me) => me.new_pte !== null, effect: freeSparePmd, target: s('pte_free_kernel') },
        { effect: freeSparePmd, target: w.done },
      ),
      [s('pte_free_kernel')]: t.on(
        { ...places.pte_free_kernel, ...FREES },
        { effect: freeSparePte, target: w.done },
      ),
    }),
    // A page of the other level may be in hand: allocated on an earlier turn, and not needed yet or not any more.
    ...(w.mayFail && {
      [s('error')]: t.on(
        { ...places.pmd_free, ...FREES, says: 'free what is in hand' },
        {
          guard: (_, me) => me.new_pmd !== null,
          effect: freeSparePmd,
          target: s('error'),
          note: 'a PMD page',
        },
        {
          guard: (_, me) => me.new_pte !== null,
          effect: freeSparePte,
          target: s('error'),
          note: 'a PTE page',
        },
        { target: w.failed, note: 'nothing' },
      ),
    }),
    ...(w.dropBetweenLevels && {
      [s('level_unlock')]: unlock(unlockSays, 'level_lock'),
      [s('level_lock')]: lock(lockSays, 'pmd_none'),
    }),
    [s('walk_unlock')]: t.on(
      places.walk_unlock,
      ...(w.allocUnderLock ? [] : [leave(s('pmd_free')), leave(s('pte_free_kernel'))]),
      { effect: dropAll, target: w.done },
    ),
  };
}
