// SPDX-License-Identifier: MIT
import { expect, it } from 'vitest';
import { bool } from './domain.ts';
import { system, thread } from './thread.ts';

const memory = { set: bool };
const sets = (name: string) => {
  const t = thread(memory, name, {});
  const at = { func: 'set', file: 'toy.c', version: 'v1' };
  const step = t.on({ at, says: 'set = true' }, { effect: (k) => void (k.set = true), target: 'done' });
  return t.region('step', { step, done: t.end() });
};

it('a thread more of a name that is taken is refused, not left out', () => {
  expect(() => system({ id: 'toy', memory, threads: [sets('a'), sets('b')] })).not.toThrow();
  expect(() => system({ id: 'toy', memory, threads: [sets('a'), sets('b'), sets('a')] })).toThrow(
    "toy: two threads are called 'a'",
  );
});
