// SPDX-License-Identifier: MIT
import { describe, expect, it } from 'vitest';
import type { AnyMachineSnapshot } from 'xstate';
import { abba, choosy, daemon, faulty } from '../testing/toys.ts';
import { parseEvent } from './program.ts';
import { readMachine } from './read.ts';
import { Reference, ScheduleError } from './reference.ts';
import type { Instance } from './types.ts';

const of = ({ machine }: Instance) => new Reference(readMachine(machine));
const after = (reference: Reference, ...schedule: readonly string[]): AnyMachineSnapshot =>
  schedule.reduce((snapshot, text) => reference.step(snapshot, parseEvent(text)), reference.initial());

describe('the steps of a state', () => {
  it('enabled lists threads, then their choices, in order', () => {
    const reference = of(choosy());
    expect(reference.enabled(after(reference, 't1:ok'))).toEqual([
      { type: 't0', choice: 'ok' },
      { type: 't0', choice: 'ENOMEM' },
      { type: 't1', choice: '0' },
      { type: 't1', choice: '1' },
    ]);
  });
  it('choices that are a function of memory change with it', () => {
    const reference = of(choosy());
    const snapshot = after(reference, 't0:ok', 't1:ok', 't0:0');
    expect(reference.enabled(snapshot)).toEqual([{ type: 't1', choice: '1' }]);
  });
  it('a step whose guard is false is declared and not enabled', () => {
    const reference = of(abba(false));
    const deadlock = after(reference, 'a', 'b');
    expect(reference.declared(deadlock)).toEqual([{ type: 'a' }, { type: 'b' }]);
    expect(reference.enabled(deadlock)).toEqual([]);
  });
  it('no step is enabled in a faulting state', () => {
    const reference = of(faulty());
    const snapshot = after(reference, 'user', 'freer', 'user');
    expect(reference.fault(snapshot)).toEqual({ thread: 'user', kind: 'use-after-free' });
    expect(reference.enabled(snapshot)).toEqual([]);
  });
  it('a state without a fault says so', () => {
    const reference = of(faulty());
    expect(reference.fault(after(reference, 'freer', 'user'))).toBeUndefined();
  });
});

/** What the reference says of a step after a schedule that runs. */
const refused = (instance: Instance, schedule: readonly string[], step: string) => {
  const reference = of(instance);
  const before = after(reference, ...schedule);
  const event = parseEvent(step);
  try {
    reference.step(before, event);
  } catch (error) {
    if (error instanceof ScheduleError) return error.message;
    throw error;
  }
  return 'ran';
};

describe('a schedule that can’t run', () => {
  it('names a thread that there is not, and those there are', () => {
    expect(refused(abba(), [], 'c')).toBe("there is no thread 'c' (threads: a, b, spin)");
  });
  it('names a choice that the state does not declare, and those it does', () => {
    expect(refused(choosy(), [], 't0:maybe')).toBe(
      't0:maybe is not a declared choice of t0.alloc (declared: t0:ok, t0:ENOMEM)',
    );
  });
  it('misses the choice of a step that has one', () => {
    expect(refused(choosy(), [], 't0')).toBe(
      't0 is not a declared choice of t0.alloc (declared: t0:ok, t0:ENOMEM)',
    );
  });
  it('refuses a choice of a step that has none', () => {
    expect(refused(abba(), [], 'a:x')).toBe('a:x is not a declared choice of a.first (declared: a)');
  });
  it('refuses a choice that memory no longer allows', () => {
    expect(refused(choosy(), ['t0:ok', 't1:ok', 't0:0'], 't1:0')).toBe(
      't1:0 is not a declared choice of t1.claim (declared: t1:1)',
    );
  });
  it('names the state that is not enabled', () => {
    expect(refused(abba(), ['a', 'b'], 'a')).toBe("a can't run: a.second is not enabled");
  });
  it('refuses a step of a thread that has ended', () => {
    expect(refused(faulty(), ['freer'], 'freer')).toBe("freer can't run: freer.done is not enabled");
  });
  it('refuses any step after a fault, another thread’s too', () => {
    const faulted = ['user', 'freer', 'user'];
    expect(refused(faulty(), faulted, 'user')).toBe('user: nothing runs after a fault');
    expect(refused(faulty(), faulted, 'freer')).toBe('freer: nothing runs after a fault');
  });
  it('runs what is enabled', () => {
    expect(refused(abba(), ['a'], 'spin')).toBe('ran');
  });
});

describe('the view of a state', () => {
  it('a thread that may wait is at a valid end, and all of them make the state quiet', () => {
    const reference = of(daemon());
    expect(reference.view(reference.initial())).toMatchObject({
      ended: { producer: false, worker: true },
      quiet: false,
    });
    const done = after(reference, 'producer', 'producer', 'worker', 'worker', 'worker', 'worker');
    expect(reference.view(done)).toMatchObject({
      ended: { producer: true, worker: true },
      quiet: true,
      mem: { queue: [], ran: ['read', 'write'] },
      at: { producer: 'done', worker: 'wait' },
    });
  });
  it('a thread that has faulted is at no valid end', () => {
    const reference = of(faulty());
    const view = reference.view(after(reference, 'user', 'freer', 'user'));
    expect([view.ended, view.quiet]).toEqual([{ user: false, freer: true }, false]);
  });
  it('a step leaves the snapshot it starts from as it was', () => {
    const reference = of(daemon());
    const before = after(reference, 'producer');
    const state = structuredClone(reference.state(before));
    reference.step(before, { type: 'worker' });
    expect(reference.state(before)).toEqual(state);
  });
});
