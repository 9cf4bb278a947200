// SPDX-License-Identifier: MIT
/** What a reader believes that asks for the count, and what one that does not. */
import { expect, it } from 'vitest';
import { code } from '../model/code.ts';
import { bool, int } from '../model/domain.ts';
import type { Values } from '../model/domain.ts';
import { always, sometimes } from '../model/types.ts';
import { at, wrong } from '../testing/words.ts';
import {
  read_seqbegin,
  read_seqcount_begin,
  read_seqcount_retry,
  read_seqretry,
  seqcount,
  seqlock,
  write_seqcount_begin,
  write_seqcount_end,
  write_seqlock,
  write_sequnlock,
} from './seqlock.ts';

const names = ['reader', 'writer', 'other'];
const memory = { s: seqcount(3), sl: seqlock(names), low: bool, high: bool };
const stack = { low: bool, torn: bool, turns: int(0, 2) };
type K = Values<typeof memory>;
const { fn, step, loop, continue_, break_, branch } = code<K, Values<typeof stack>>();
const idle = fn(at, [step('idle', ';')]);

/** Both halves are always flipped together. */
const flips = [
  step('low', 'low ^= 1', (k) => (k.low = !k.low)),
  step('high', 'high ^= 1', (k) => (k.high = !k.high)),
];
const loads = [
  step('load_low', 'low', (k, me) => (me.low = k.low)),
  step('load_high', 'high', (k, me) => (me.torn = me.low !== k.high)),
];
const done = step('believe', 'use both');
const torn = always(
  'torn',
  'What is believed belongs together.',
  (s) => s.at.reader !== 'believe' || !s.stack.reader.torn,
);
const again = sometimes(
  'again',
  'A reader begins again.',
  (s) => s.at.reader === 'retry' && s.stack.reader.torn,
);

const reader = (asks: boolean) => ({
  stack,
  fn: fn(at, [
    loop([
      read_seqcount_begin('begin', 's'),
      loads,
      asks ? read_seqcount_retry('retry', 's', { then: continue_ }) : branch('retry', ';', [{}]),
      break_,
    ]),
    done,
  ]),
});
const writer = {
  stack,
  fn: fn(at, [write_seqcount_begin('begin', 's'), flips, write_seqcount_end('end', 's')]),
};

it.each([
  ['one that asks', reader(true), idle, []],
  ['one that does not', reader(false), idle, ['torn']],
  ['two writers at a time', reader(true), writer, ['torn']],
])('%s', (_name, readers, other, found) => {
  expect(wrong(memory, { reader: readers, writer, other: other as typeof writer }, torn, again)).toEqual(
    found,
  );
});
it('a seqlock_t keeps its writers apart', () => {
  const locks = { stack, fn: fn(at, [write_seqlock('lock', 'sl'), flips, write_sequnlock('unlock', 'sl')]) };
  const asks = {
    stack,
    fn: fn(at, [
      loop([read_seqbegin('begin', 'sl'), loads, read_seqretry('retry', 'sl', { then: continue_ }), break_]),
      done,
    ]),
  };
  expect(wrong(memory, { reader: asks, writer: locks, other: locks }, torn, again)).toEqual([]);
});
