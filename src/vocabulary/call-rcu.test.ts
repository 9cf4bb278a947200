// SPDX-License-Identifier: MIT
/** A callback runs once the read sections that it was queued in are over, and rcu_barrier() waits for it. */
import { expect, it } from 'vitest';
import { code } from '../model/code.ts';
import { bool, id } from '../model/domain.ts';
import type { Values } from '../model/domain.ts';
import { always, sometimes } from '../model/types.ts';
import { at, wrong } from '../testing/words.ts';
import { call_rcu, kfree_rcu, rcu_barrier, rcu_callback, rcuHead } from './call-rcu.ts';
import { allocated, assign_pointer, clear_pointer, follow, kfree } from './objects.ts';
import { rcu_read_lock, rcu_read_unlock, rcuState } from './rcu.ts';

const pointer = id('usage', 1);
const memory = {
  rcu: rcuState(3),
  head: rcuHead,
  usages: allocated(1),
  usage: { ...pointer, initial: 0 },
  old: { ...pointer, initial: 0 },
  unloaded: bool,
};
type K = Values<typeof memory>;
const stack = { p: pointer };
const { fn, step, branch } = code<K>();
const own = code<K, Values<typeof stack>>();

const reader = (locks: boolean) => ({
  stack,
  fn: own.fn(at, [
    locks && rcu_read_lock('lock', 'rcu'),
    assign_pointer('load', 'me.p', 'usage'),
    own.branch('check', 'if (p)', [
      { when: (_k, me) => me.p !== null, then: follow('use', 'p->bits', 'usages', 'me.p') },
      {},
    ]),
    locks && rcu_read_unlock('unlock', 'rcu'),
  ]),
});
const unlink = clear_pointer('unlink', 'usage');
const head = rcu_callback('rcu', 'head', fn(at, [kfree('free', 'usages', 'old')]));
const nothing = rcu_callback('rcu', 'head', fn(at, [step('func', 'func(head)')]));
const freed = sometimes('freed', 'It is freed.', (s) => s.mem.usages[0] === 'freed');
const updater = fn(at, [unlink, kfree_rcu('queue', 'rcu', 'head')]);

it('readers are waited for where they are read sections', () => {
  expect(wrong(memory, { reader: reader(true), updater, head }, freed)).toEqual([]);
  expect(wrong(memory, { reader: reader(false), updater, head }, freed)).toEqual([
    'use-after-free reader.use',
  ]);
});
it('what is queued before it is unlinked may be found by a later reader', () => {
  const early = fn(at, [kfree_rcu('queue', 'rcu', 'head'), unlink]);
  expect(wrong(memory, { reader: reader(true), early, head }, freed)).toEqual(['use-after-free reader.use']);
});
it('rcu_barrier() waits until the callback was invoked', () => {
  const unload = (waits: boolean) =>
    fn(at, [
      call_rcu('queue', 'rcu', 'head'),
      waits && rcu_barrier('barrier', 'head'),
      step('unload', 'free_module(mod)', { unloaded: true }),
    ]);
  const loaded = always(
    'loaded',
    'No callback of an unloaded module runs.',
    (s) => !s.mem.unloaded || s.at.head !== 'func',
  );
  const threads = (waits: boolean) => ({
    unload: unload(waits),
    other: fn(at, [step('idle', ';')]),
    head: nothing,
  });
  expect(wrong(memory, threads(true), loaded)).toEqual([]);
  expect(wrong(memory, threads(false), loaded)).toEqual(['loaded']);
});
it('a head that is queued twice is found; the callback itself may queue it again', () => {
  const again = fn(at, [branch('turn', ';', [{}]), call_rcu('again', 'rcu', 'head')]);
  const once = fn(at, [call_rcu('queue', 'rcu', 'head')]);
  expect(wrong(memory, { once, again, head: nothing })).toEqual([
    'double-call-rcu again.again',
    'double-call-rcu once.queue',
  ]);
  const requeues = rcu_callback('rcu', 'head', fn(at, [call_rcu('again', 'rcu', 'head')]));
  expect(wrong(memory, { once, reader: reader(true), head: requeues })).toEqual([]);
});
