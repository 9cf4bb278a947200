// SPDX-License-Identifier: MIT
/** percpu_ref: who gets a reference after the kill, and when it is released. */
import { expect, it } from 'vitest';
import { code } from '../model/code.ts';
import { bool } from '../model/domain.ts';
import type { Values } from '../model/domain.ts';
import { always, sometimes } from '../model/types.ts';
import { at, wrong } from '../testing/words.ts';
import {
  percpu_ref_get,
  percpu_ref_kill,
  percpu_ref_put,
  percpu_ref_switch_to_atomic_rcu,
  percpu_ref_tryget,
  percpu_ref_tryget_live,
  percpuRef,
} from './percpu-ref.ts';

const memory = { ref: percpuRef(3), released: bool, inside: bool };
type K = Values<typeof memory>;
const { fn, step, ret } = code<K>();
const release = { does: (k: K) => (k.released = true) };
const user = (tryget: typeof percpu_ref_tryget) =>
  fn(at, [
    tryget('get', 'ref', { then: ret() }),
    step('use', 'use', { inside: true }),
    step('used', 'used', { inside: false }),
    percpu_ref_put('put', 'ref', release),
  ]);
const kills = fn(at, [percpu_ref_kill('kill', 'ref')]);
const killsAtOnce = fn(at, [percpu_ref_kill('kill', 'ref', release)]);
const rcu = fn(at, [percpu_ref_switch_to_atomic_rcu('switch', 'ref', release)]);

const notInside = always(
  'not-inside',
  'Nobody is inside once it is released.',
  (s) => !s.mem.released || !s.mem.inside,
);
const isReleased = sometimes('released', 'It is released.', (s) => s.mem.released);
/** Killed, all references gone, and another one is given. */
const late = sometimes(
  'late',
  'A reference is given when none is left.',
  (s) => s.mem.ref.mode === 'killed' && s.mem.inside,
);

it('is released after the last put, whoever that is', () => {
  for (const tryget of [percpu_ref_tryget, percpu_ref_tryget_live] as const) {
    const threads = { user: user(tryget as typeof percpu_ref_tryget), kill: killsAtOnce };
    expect(wrong(memory, threads, notInside, isReleased)).toEqual([]);
  }
});
it('until the switch is over tryget() succeeds, tryget_live() does not', () => {
  const killed = (tryget: typeof percpu_ref_tryget) =>
    wrong(
      { ...memory, ref: { ...memory.ref, initial: { count: 0, mode: 'killed' as const } } },
      { user: user(tryget), rcu },
      notInside,
      isReleased,
      late,
    );
  expect(killed(percpu_ref_tryget)).toEqual([]);
  expect(killed(percpu_ref_tryget_live as typeof percpu_ref_tryget)).toEqual(['late']);
});
it('without a kill nothing is released; killed, put and taken once too often is found', () => {
  expect(wrong(memory, { user: user(percpu_ref_tryget) }, isReleased)).toEqual(['released']);
  const put = (name: string) => percpu_ref_put(name, 'ref', release);
  expect(wrong(memory, { a: fn(at, [put('one'), put('two')]) })).toEqual(['percpu-ref-underflow a.two']);
  expect(wrong(memory, { a: kills, b: fn(at, [percpu_ref_kill('again', 'ref')]) })).toEqual([
    'percpu-ref-killed-twice a.kill',
    'percpu-ref-killed-twice b.again',
  ]);
  const gone = fn(at, [percpu_ref_kill('kill', 'ref', release), percpu_ref_get('get', 'ref')]);
  expect(wrong(memory, { a: gone })).toEqual(['percpu-ref-after-release a.get']);
});
