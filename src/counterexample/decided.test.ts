// SPDX-License-Identifier: MIT
/** What a step read, which of it decided, and what its bracket says of that. */
import { describe, expect, it } from 'vitest';
import { formOf } from '../engine/engine.ts';
import { bool, ghost, id, initially, int, oneOf } from '../model/domain.ts';
import { fault, system, thread } from '../model/thread.ts';
import type { Candidate, StepInfo } from '../model/thread.ts';
import type { Values } from '../model/domain.ts';
import { noDeadlock } from '../model/types.ts';
import { bracket } from '../report/brackets.ts';
import { explain } from './trace.ts';

const memory = {
  state: initially(oneOf('none', 'offline', 'going', 'online'), 'offline'),
  next: int(0, 3),
  a: bool,
  b: initially(bool, true),
  c: initially(int(0, 2), 2),
  head: initially(id('page', 2), 1),
  freed: ghost(bool),
};
const stack = { mine: int(0, 3), page: id('page', 2) };
type K = Values<typeof memory>;
type Me = Values<typeof stack>;
type Way = Omit<Candidate<K, Me>, 'target'> & { readonly target?: string };

/** The first step of a thread that does this, after another has made every value possible. */
function stepOf(ways: readonly Way[], info: Partial<StepInfo<K, Me>> = {}) {
  const t = thread(memory, 't', stack);
  const other = thread(memory, 'other', {});
  const at = { func: 'f', file: 'f.c', version: 'v0' };
  const sets = { ...memory } as Record<string, { readonly values: readonly unknown[] }>;
  const writes = Object.entries(sets).flatMap(([field, { values }]) =>
    values.map((value) => ({
      guard: (_: K, __: object, choice: string) => choice === `${field} ${String(value)}`,
      effect: (k: K) => void Object.assign(k, { [field]: value }),
      target: 's',
    })),
  );
  const choices = Object.entries(sets).flatMap(([f, { values }]) => values.map((v) => `${f} ${String(v)}`));
  const region = t.region('s', {
    s: t.on({ at, says: 'x', ...info }, ...ways.map((way) => ({ target: 'done', ...way }))),
    done: t.end(),
  });
  const others = other.region('s', { s: other.on({ at, says: 'y', choices, primitive: 'any' }, ...writes) });
  const machine = system({ id: 'm', memory, threads: [region, others] });
  const { compiled } = formOf({ machine, properties: [noDeadlock('d', 'd')] });
  const [step] = explain(compiled, { schedule: [{ type: 't' }] }).steps;
  if (!step) throw new Error('no step');
  return { decided: step.decided.map(({ field }) => field.replace('mem.', '')), says: bracket(step) };
}
const online = (k: K) => k.state === 'online';

describe('a read that decides', () => {
  it('is told behind the way taken, where other values lead there as well', () => {
    const is = stepOf([{ guard: online, note: 'true' }, { note: 'false' }]);
    expect(is).toEqual({ decided: ['state'], says: '[false; state = offline]' });
  });
  it('is not told where the way says it: nothing else leads there', () => {
    const is = stepOf([{ guard: (k) => k.a, note: 'true' }, { note: 'false' }]);
    expect(is).toEqual({ decided: ['a'], says: '[false]' });
    const named = [{ guard: (k: K) => k.state !== 'none', note: 'offline, or on' }, { note: 'none' }];
    expect(stepOf(named).says).toBe('[offline, or on]');
  });
  it('is told of more than two fields, and nothing of those that made no difference', () => {
    const is = stepOf([{ guard: (k) => k.next === 0 && !k.a && k.b && k.c > 0 && k.c + 1 > k.c }, {}]);
    expect(is).toEqual({ decided: ['next', 'a', 'b', 'c'], says: '[next = 0; a = false; b = true; c = 2]' });
    const idle = stepOf([{ guard: (k) => k.next < 9 || k.a || k.b, effect: (k) => void [k.a, k.b, k.c] }]);
    expect(idle).toEqual({ decided: [], says: undefined });
  });
  it('is told by the copy that is made of it, where that is told', () => {
    expect(stepOf([{ effect: (k, me) => void (me.mine = k.next) }])).toEqual({
      decided: ['next'],
      says: '[next = 0]',
    });
    expect(stepOf([{ effect: (k, me) => void (me.page = k.head) }])).toEqual({
      decided: ['head'],
      says: '[page = 1]',
    });
    expect(stepOf([{ effect: (k) => void (k.next = k.c) }])).toEqual({
      decided: ['c'],
      says: '[next: 0 -> 2]',
    });
    // Set to what it happens to be like.
    const set = stepOf([{ guard: (k) => k.b, effect: (k) => void (k.a = true) }, {}]);
    expect(set).toEqual({ decided: ['b'], says: '[a: false -> true; b = true]' });
  });
  it('is told by the change of the field itself', () => {
    const is = stepOf([{ effect: (k) => void k.next++ }]);
    expect(is).toEqual({ decided: ['next'], says: '[next: 0 -> 1]' });
  });
  it('is no read of which nothing comes but a fault, until it comes to that', () => {
    const bug = { guard: (k: K) => k.c !== 2, note: 'BUG', target: fault('bug') };
    expect(stepOf([bug, { note: 'fine' }])).toEqual({ decided: [], says: '[fine]' });
    const met = { guard: (k: K) => k.c > 0, note: 'BUG', target: fault('bug') };
    expect(stepOf([met, { note: 'fine' }])).toEqual({ decided: ['c'], says: '[BUG; c = 2]' });
  });
  it('of a primitive is told where it ends in a fault alone', () => {
    const info = { primitive: 'search' };
    expect(stepOf([{ guard: online, note: 'true' }, { note: 'false' }], info).says).toBe('[false]');
    const met = { guard: (k: K) => k.c > 0, note: 'BUG', target: fault('bug') };
    expect(stepOf([met, {}], info).says).toBe('[BUG; c = 2]');
  });
  it('is no read of what the kernel has not', () => {
    const is = stepOf([{ guard: (k) => k.freed, note: 'freed' }, { note: 'ok' }]);
    expect(is).toEqual({ decided: [], says: '[ok]' });
  });
  it('is not asked of values with which the model would be wrong', () => {
    const is = stepOf([
      { guard: online, effect: (k) => void (k.c = k.next * 2), note: 'online' },
      { note: 'not' },
    ]);
    expect(is.says).toBe('[not; state = offline]');
    expect(stepOf([{ effect: (k) => void (k.c = [0, 7, 7, 7][k.next] as number) }]).decided).toEqual([]);
  });
});
