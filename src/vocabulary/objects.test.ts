// SPDX-License-Identifier: MIT
/** An object that is published, used and freed: what KASAN finds is found, and nothing else. */
import { expect, it } from 'vitest';
import { code } from '../model/code.ts';
import { id, int, record } from '../model/domain.ts';
import type { Values } from '../model/domain.ts';
import { sometimes } from '../model/types.ts';
import { at, wrong } from '../testing/words.ts';
import { allocated, assign_pointer, clear_pointer, follow, kfree, kmalloc, objects } from './objects.ts';

const pointer = id('usage', 1);
const memory = { usages: objects(1), ms: record({ usage: pointer }), reads: int(0, 1) };
const stack = { p: pointer };
type K = Values<typeof memory>;
const { fn, branch, ret } = code<K, Values<typeof stack>>();

const load = assign_pointer('load', 'me.p', 'ms.usage');
const publish = [kmalloc('alloc', 'usages', 'me.p'), assign_pointer('publish', 'ms.usage', 'me.p')];
const unpublish = clear_pointer('clear', 'ms.usage');
const use = follow('use', 'p->bits', 'usages', 'me.p', (k: K) => (k.reads = 1));
const check = branch('check', 'if (!p)', [{ when: (_k, me) => me.p === null, then: ret() }, {}]);
const reads = sometimes('reads', 'It is read.', (s) => s.mem.reads === 1);

const owner = { stack, fn: fn(at, [publish, unpublish, kfree('free', 'usages', 'me.p')]) };
const careless = { stack, fn: fn(at, [load, use]) };
const careful = { stack, fn: fn(at, [load, check, use]) };

it('a pointer that is loaded may be NULL, and what it leads to may be freed before it is followed', () => {
  expect(wrong(memory, { owner, careless }, reads)).toEqual([
    'null-dereference careless.use',
    'use-after-free careless.use',
  ]);
  expect(wrong(memory, { owner, careful }, reads)).toEqual(['use-after-free careful.use']);
  const keeps = { stack, fn: fn(at, [publish, unpublish]) };
  expect(wrong(memory, { keeps, careful }, reads)).toEqual([]);
});

it('kfree() of NULL does nothing, of what was freed it is a fault', () => {
  const free = (name: string) => kfree(name, 'usages', 'ms.usage');
  const a = { stack, fn: fn(at, [free('one')]) };
  expect(wrong(memory, { a })).toEqual([]);
  const there = { ...memory, usages: allocated(1), ms: record({ usage: { ...pointer, initial: 0 } }) };
  const b = { stack, fn: fn(at, [free('two')]) };
  expect(wrong(there, { a, b })).toEqual(['double-free a.one', 'double-free b.two']);
});

it('kmalloc() may fail, where the author says what then', () => {
  const fails = kmalloc('alloc', 'usages', 'me.p', { says: 'p = kzalloc()', failed: { then: ret() } });
  const a = { stack, fn: fn(at, [fails, use]) };
  expect(wrong(memory, { a }, reads)).toEqual([]);
  const ignores = kmalloc('alloc', 'usages', 'me.p', { failed: {} });
  expect(wrong(memory, { a: { stack, fn: fn(at, [ignores, use]) } }, reads)).toEqual([
    'null-dereference a.use',
  ]);
});
