// SPDX-License-Identifier: MIT
/** `if_()` against the branch that it is short for. */
import { expect, it } from 'vitest';
import { code } from './code.ts';
import { bool } from './domain.ts';
import type { Values } from './domain.ts';
import { run } from './run.ts';
import type { Fn } from './statement.ts';
import { fault, thread } from './thread.ts';

const memory = { a: bool };
type K = Values<typeof memory>;
const { fn, branch, if_, ret, goto, label } = code<K>();
const at = { func: 'f', file: 'mm/f.c', version: 'v1' };
const t = thread(memory, 'task', {});
const isSet = (k: K) => k.a;
const laid = (f: Fn<K, unknown, string>) => {
  const { initial, states } = run(t, f).config;
  const plain = (_: string, value: unknown) => (typeof value === 'function' ? 'a function' : value);
  return { initial, states: JSON.stringify(states, plain) };
};

it('an if is a branch of two ways, whose notes say what the first returns', () => {
  const short = fn(at, [
    if_('x', 'a', isSet, ret('-EBUSY')),
    if_('y', 'a', isSet, goto('out'), 'yes', 'no'),
    if_('z', 'a', isSet, fault('bug')),
    label('out'),
  ]);
  const long = fn(at, [
    branch('x', 'a', [{ when: isSet, note: 'true: -EBUSY', then: ret('-EBUSY') }, { note: 'false' }]),
    branch('y', 'a', [{ when: isSet, note: 'yes', then: goto('out') }, { note: 'no' }]),
    branch('z', 'a', [{ when: isSet, note: 'true', then: fault('bug') }, { note: 'false' }]),
    label('out'),
  ]);
  expect(laid(short)).toEqual(laid(long));
  expect(laid(short).states).toContain('true: -EBUSY');
});
