// SPDX-License-Identifier: MIT
/**
 * Objects of one kind: kmalloc(), a pointer that is published, its use, kfree() (mm/slub.c; what is found is what KASAN
 * finds, mm/kasan/report.c: slab-use-after-free, double-free, a NULL pointer that is followed). A pool has so many
 * objects as are ever allocated: what was freed is not given out again, as in KASAN's quarantine, so that no stale
 * pointer goes unseen. A pointer is a field `id('usage', n)`: shared, `'section.usage'`, or on the stack, `'me.usage'`.
 */
import { array, oneOf } from '../model/domain.ts';
import type { Arm, Effect, FlowOf, Stmt } from '../model/statement.ts';
import type { Then } from '../model/code.ts';
import { fault } from '../model/thread.ts';
import { about, cellAt } from '../model/path.ts';
import type { About, Else, Given, InMemory, OnStack } from '../model/path.ts';

const life = oneOf('unused', 'allocated', 'freed');
/** What became of each object of a pool. */
export const objects = (most: number) => array(most, life);
/** The same where all are there from the start. */
export const allocated = (count: number) => array(count, { ...life, initial: 'allocated' as const });
type Life = 'unused' | 'allocated' | 'freed';

/** A statement about a pool and a pointer into it. */
type Points<O extends string, P extends string, W = never> = Stmt<
  { [pool in O]: Life[] } & InMemory<P, number | null>,
  OnStack<P, number | null>,
  FlowOf<Then<W>>
>;
const pointer = (p: string) => cellAt<number | null>(p);
const pool = (o: string, given: Given) => (given[0] as Record<string, Life[]>)[o] as Life[];
const is =
  (o: string, p: string, state: Life) =>
  (...given: Given) => {
    const at = pointer(p).get(...given);
    return at !== null && pool(o, given)[at] === state;
  };
const isNull =
  (p: string) =>
  (...given: Given) =>
    pointer(p).get(...given) === null;

/** `failed`: what is done with NULL, where it may return that. */
export const kmalloc = <const O extends string, const P extends string, const W extends Else = never>(
  name: string,
  o: O,
  p: P,
  { says = `${own(p)} = kmalloc()`, failed }: { readonly says?: string; readonly failed?: W } = {},
): Points<O, P, W> =>
  about<string, unknown, W>(
    name,
    { says, primitive: 'kmalloc', ...(failed && { choices: ['ok', 'ENOMEM'] }) },
    failed && {
      note: 'NULL',
      ...(failed as object),
      choice: 'ENOMEM',
      does: (...given) => pointer(p).set(given, null),
    },
    {
      does: (...given) => {
        const free = pool(o, given).indexOf('unused');
        if (free < 0)
          throw new RangeError(`kmalloc() of more ${o} than objects(${pool(o, given).length}) has`);
        pool(o, given)[free] = 'allocated';
        pointer(p).set(given, free);
      },
    },
  ) as never;

const own = (p: string) => p.replace(/^me\./, '');
/** A pointer is copied: published where others find it, loaded from there. */
export const assign_pointer = <const P extends string, const F extends string>(
  name: string,
  p: P,
  from: F,
  says = `${own(p)} = ${own(from)}`,
): Stmt<
  InMemory<P, number | null> & InMemory<F, number | null>,
  OnStack<P, number | null> & OnStack<F, number | null>
> =>
  about(name, { says }, { does: (...given) => pointer(p).set(given, pointer(from).get(...given)) }) as never;
/** It is taken back: who looks now finds NULL. */
export const clear_pointer = <const P extends string>(
  name: string,
  p: P,
  says = `${own(p)} = NULL`,
): About<P, number | null> => about(name, { says }, { does: (...given) => pointer(p).set(given, null) });

/** The pointer is followed. `does`: what is then done with the object. */
export const follow = <const O extends string, const P extends string, K = unknown, Me = unknown>(
  name: string,
  says: string,
  o: O,
  p: P,
  does?: Effect<K, Me>,
): Stmt<{ [pool in O]: Life[] } & InMemory<P, number | null> & K, OnStack<P, number | null> & Me> =>
  about(
    name,
    { says, primitive: 'dereference' },
    { when: isNull(p), note: 'NULL', then: fault('null-dereference') },
    { when: is(o, p, 'freed'), note: 'freed', then: fault('use-after-free') },
    { ...(does && { does: does as Arm<unknown, unknown>['does'] }) } as Arm<unknown, unknown>,
  ) as never;

/** kfree(NULL) does nothing. */
export const kfree = <const O extends string, const P extends string>(
  name: string,
  o: O,
  p: P,
  says = `kfree(${own(p)})`,
): Points<O, P> =>
  about(
    name,
    { says, primitive: 'kfree' },
    { when: is(o, p, 'freed'), note: 'freed already', then: fault('double-free') },
    {
      does: (...given) => {
        const at = pointer(p).get(...given);
        if (at !== null) pool(o, given)[at] = 'freed';
      },
    },
  ) as never;
