// SPDX-License-Identifier: MIT
/** What refcount_warn_saturate() warns of is found, and what it does not warn of is not. */
import { expect, it } from 'vitest';
import { code } from '../model/code.ts';
import { array, bool, int, record } from '../model/domain.ts';
import type { Values } from '../model/domain.ts';
import { sometimes } from '../model/types.ts';
import { at, wrong } from '../testing/words.ts';
import {
  refcount,
  refcount_dec,
  refcount_dec_and_test,
  refcount_inc,
  refcount_inc_not_zero,
} from './refcount.ts';

const memory = { obj: array(2, record({ refs: refcount(1, 2) })), freed: bool, reused: bool };
const stack = { i: int(0, 1) };
const { fn, step, ret } = code<Values<typeof memory>, Values<typeof stack>>();
const R = 'obj[i].refs';
const free = { then: [step('free', 'kfree(obj)', { freed: true })] };
const put = refcount_dec_and_test('put', R, free);
const freed = sometimes('freed', 'It is freed.', (s) => s.mem.freed);

const one = (...body: Parameters<typeof fn>[1][]) => ({ user: { fn: fn(at, body), stack } });

it.each([
  ['one too many', one(refcount_inc('one', R), refcount_inc('two', R)), 'refcount-saturated user.two'],
  [
    'put twice',
    one(put, refcount_dec_and_test('again', R, { then: ret() })),
    'refcount-underflow user.again',
  ],
  ['taken from 0', one(put, refcount_inc('get', R)), 'refcount-addition-on-0 user.get'],
  ['the last one, unseen', one(refcount_dec('dec', R)), 'refcount-leak user.dec'],
])('%s', (_name, threads, found) => {
  expect(wrong(memory, threads)).toEqual([found]);
});

it('inc_not_zero() fails once it is 0, and one of two puts is the last', () => {
  const user = {
    stack,
    fn: fn(at, [refcount_inc_not_zero('get', R, { then: ret() }), refcount_dec_and_test('put', R, free)]),
  };
  expect(wrong(memory, { owner: { stack, fn: fn(at, [put]) }, user }, freed)).toEqual([]);
});
