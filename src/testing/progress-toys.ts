// SPDX-License-Identifier: MIT
/** Systems small enough to argue about by hand, in which unfair, weak and strong fairness give different answers. */
import { bool, mutex } from '../model/domain.ts';
import { fault, system, thread } from '../model/thread.ts';
import type { Region } from '../model/thread.ts';
import { eventually, leadsTo } from '../model/types.ts';
import type { Fair, Fairness, Instance, Source, View } from '../model/types.ts';

const at: Source = { func: 'toy', file: 'toy.c', version: 'v0' };
type Given = Fair | Partial<Fairness>;

/** `t` has one step to do, `spin` turns for ever: only an unfair schedule never lets `t` run. */
export function beside(fairness: Given): Instance {
  const memory = { done: bool };
  const t = thread(memory, 't', {});
  const step = t.on({ at, says: 'done = 1' }, { effect: (k) => void (k.done = true), target: 'end' });
  const s = thread(memory, 'spin', {});
  const spin = s.region('relax', { relax: s.on({ at, says: 'cpu_relax()' }, { target: 'relax' }) });
  const threads = [t.region('go', { go: step, end: t.end() }), spin];
  const p = eventually('done', 't is done.', (v: View) => v.mem.done, fairness);
  return { machine: system({ id: 'beside', memory, threads }), properties: [p] };
}

/**
 * A test-and-set spinlock: `busy` takes and drops it for ever, `t` wants it once. Whenever busy holds it, t cannot run,
 * so weak fairness owes t nothing; again and again it is free, so strong fairness does.
 */
export function testAndSet(fairness: Given): Instance {
  const memory = { lock: mutex(['busy', 't']) };
  const taker = (name: 'busy' | 't', then: string): Region => {
    const w = thread(memory, name, {});
    const free = (k: { lock: string | null }) => k.lock === null;
    const take = w.on(
      { at, says: 'spin_lock(&lock)', waitsFor: (k) => [k.lock] },
      { guard: free, effect: (k) => void (k.lock = name), target: 'unlock' },
    );
    const drop = w.on(
      { at, says: 'spin_unlock(&lock)' },
      { effect: (k) => void (k.lock = null), target: then },
    );
    return w.region('lock', { lock: take, unlock: drop, ...(then === 'end' && { end: w.end() }) });
  };
  const p = eventually('gets-lock', 't gets the lock.', (v: View) => v.mem.lock === 't', fairness);
  const wait = (v: View) => v.at['t'] === 'lock';
  const q = leadsTo('lock-to-end', 't, waiting, ends.', wait, (v: View) => v.at['t'] === 'end', fairness);
  const threads = [taker('busy', 'lock'), taker('t', 'end')];
  return { machine: system({ id: 'test-and-set', memory, threads }), properties: [p, q] };
}

/** An allocation that is tried again when it fails: fairness to threads does not help, what fails must stop failing. */
export function retry(fairness: Given): Instance {
  const memory = { got: bool };
  const t = thread(memory, 't', {});
  const alloc = t.on(
    { at, says: 'page = alloc_page()', choices: ['ok', 'ENOMEM'] },
    { guard: (_k, _me, c) => c === 'ok', effect: (k) => void (k.got = true), target: 'end', note: 'ok' },
    { target: 'again', note: 'failed' },
  );
  const again = t.on({ at, says: 'cond_resched()' }, { target: 'alloc' });
  const p = eventually('allocates', 't gets its page.', (v: View) => v.mem.got, fairness);
  const threads = [t.region('alloc', { alloc, again, end: t.end() })];
  return { machine: system({ id: 'retry', memory, threads }), properties: [p] };
}

/** `t` may give up and end, or run into a fault: the first answers the question, the second ends it. */
export function givesUp(fairness: Given, faulting = false): Instance {
  const memory = { got: bool };
  const t = thread(memory, 't', {});
  const go = t.on(
    { at, says: 'err = try()', choices: ['ok', 'no'] },
    { guard: (_k, _me, c) => c === 'ok', effect: (k) => void (k.got = true), target: 'end' },
    { target: faulting ? fault('oops') : 'end' },
  );
  const p = eventually('got', 't gets it.', (v: View) => v.mem.got, fairness);
  return {
    machine: system({ id: 'gives-up', memory, threads: [t.region('go', { go, end: t.end() })] }),
    properties: [p],
  };
}
