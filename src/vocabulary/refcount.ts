// SPDX-License-Identifier: MIT
/**
 * refcount_t (include/linux/refcount.h, v6.15). What refcount_warn_saturate() complains of is a
 * fault: an increment of 0, a decrement of 0, a decrement to 0 that nobody looks at, a count that does not fit. In the
 * kernel the counter then saturates and the object leaks; here the run ends.
 */
import { initially, int } from '../model/domain.ts';
import type { Scalar } from '../model/domain.ts';
import type { Arm } from '../model/statement.ts';
import { fault } from '../model/thread.ts';
import { about, cellAt, domainAt } from '../model/path.ts';
import type { About, Else, Given } from '../model/path.ts';

/** `most`: the model's INT_MAX. */
export const refcount = (initial: number, most: number) => initially(int(0, most), initial);

const is =
  (r: string, n: number) =>
  (...given: Given) =>
    cellAt<number>(r).get(...given) === n;
const adds = (r: string, by: 1 | -1) => ({
  does: (...given: Given) => {
    const { get, set } = cellAt<number>(r);
    set(given, get(...given) + by);
  },
});
const isFull =
  (r: string) =>
  (...given: Given) => {
    const { values } = domainAt(given[3].memory, r) as Scalar<number>;
    return cellAt<number>(r).get(...given) === values.at(-1);
  };
const said = (call: string, r: string) => ({ says: `${call}(&${r})`, primitive: 'refcount' });
const saturated = (r: string): Arm<unknown, unknown> => ({
  when: isFull(r),
  note: 'saturated; leaking memory',
  then: fault('refcount-saturated'),
});
const underflow = (r: string): Arm<unknown, unknown> => ({
  when: is(r, 0),
  note: 'underflow; use-after-free',
  then: fault('refcount-underflow'),
});

export const refcount_inc = <const R extends string>(name: string, r: R): About<R, number> =>
  about(
    name,
    said('refcount_inc', r),
    { when: is(r, 0), note: 'addition on 0; use-after-free', then: fault('refcount-addition-on-0') },
    saturated(r),
    adds(r, 1),
  );
/** `zero`: what is done where it is 0. */
export const refcount_inc_not_zero = <const R extends string, const W extends Else>(
  name: string,
  r: R,
  zero: W,
): About<R, number, W> =>
  about(
    name,
    said('refcount_inc_not_zero', r),
    { note: 'false', ...(zero as object), when: is(r, 0) },
    saturated(r),
    { ...adds(r, 1), note: 'true' },
  );
/** `last`: what is done where it becomes 0. */
export const refcount_dec_and_test = <const R extends string, const W extends Else>(
  name: string,
  r: R,
  last: W,
): About<R, number, W> =>
  about(
    name,
    said('refcount_dec_and_test', r),
    underflow(r),
    { note: 'true', ...(last as object), when: is(r, 1), ...adds(r, -1) },
    { ...adds(r, -1), note: 'false' },
  );
/** Of a reference that is not the last one. */
export const refcount_dec = <const R extends string>(name: string, r: R): About<R, number> =>
  about(
    name,
    said('refcount_dec', r),
    underflow(r),
    { when: is(r, 1), note: 'decrement hit 0; leaking memory', then: fault('refcount-leak') },
    adds(r, -1),
  );
