// SPDX-License-Identifier: MIT
/** Systems small enough to be counted by hand. */
import { array, bool, id, int, mutex, oneOf, record, seq } from '../model/domain.ts';
import { fault, system, thread } from '../model/thread.ts';
import type { Fields, Values } from '../model/domain.ts';
import type { Region } from '../model/thread.ts';
import { always, noDeadlock, noFault, sometimes } from '../model/types.ts';
import type { Instance, Source } from '../model/types.ts';

const at: Source = { func: 'toy', file: 'toy.c', version: 'v0' };
/** What is asked where a test asks nothing in particular. */
const starts = sometimes('starts', 'There is an initial state.', () => true);

/**
 * Two threads increment a counter, each by a read and a write. Twelve states (R reads next, W writes next, D is done;
 * counter; what a writer has read), fourteen transitions, depth 4:
 * RR 0; WR 0 (0); RW 0 (0); WW 0 (0, 0); DR 1; RD 1; DW 1 (1); WD 1 (1); DW 1 (0); WD 1 (0); DD 2; DD 1 (an update lost).
 */
export function lostUpdate(): Instance {
  const memory = { counter: int(0, 2) };
  const adder = (name: string): Region => {
    const t = thread(memory, name, { seen: int(0, 2) });
    return t.region('read', {
      read: t.on(
        { at, says: 'seen = counter' },
        { effect: (k, me) => void (me.seen = k.counter), target: 'write' },
      ),
      write: t.on(
        { at, says: 'counter = seen + 1' },
        {
          effect: (k, me) => {
            k.counter = me.seen + 1;
            me.seen = 0;
          },
          target: 'done',
        },
      ),
      done: t.end(),
    });
  };
  const machine = system({ id: 'lost-update', memory, threads: [adder('add0'), adder('add1')] });
  const both = always(
    'both-count',
    'When both are done the counter is 2.',
    (s) => !s.quiet || s.mem.counter === 2,
  );
  return {
    machine,
    properties: [both, sometimes('two', 'The counter reaches 2.', (s) => s.mem.counter === 2)],
  };
}

/**
 * a takes A then B, b takes B then A: a deadlock that `spin`, which can always step, must not hide. Each thread has four
 * positions (first, second, unlock, done), which say who holds what: 16 pairs. Neither unlock+unlock, unlock+second nor
 * second+unlock can be (a lock has one holder), which leaves 13; times the two positions of `spin`, 26.
 */
export function abba(spinning = true): Instance {
  const memory = { A: mutex(['a', 'b']), B: mutex(['a', 'b']) };
  type Name = keyof typeof memory;
  const taker = (name: string, first: Name, second: Name): Region => {
    const t = thread(memory, name, {});
    const take = (lock: Name, target: string) =>
      t.on(
        { at, says: `mutex_lock(${lock})`, waitsFor: (k) => [k[lock]] },
        { guard: (k) => k[lock] === null, effect: (k) => void (k[lock] = name), target },
      );
    const free = (k: Record<Name, string | null>) => Object.assign(k, { A: null, B: null });
    const unlock = t.on({ at, says: 'unlock both' }, { effect: (k) => void free(k), target: 'done' });
    return t.region('first', {
      first: take(first, 'second'),
      second: take(second, 'unlock'),
      unlock,
      done: t.end(),
    });
  };
  const s = thread(memory, 'spin', {});
  const go = (target: string) => s.on({ at, says: 'cpu_relax()' }, { target });
  const spin = s.region('tick', { tick: go('tock'), tock: go('tick') });
  const threads = [taker('a', 'A', 'B'), taker('b', 'B', 'A'), ...(spinning ? [spin] : [])];
  return {
    machine: system({ id: 'abba', memory, threads }),
    properties: [noDeadlock('no-deadlock', 'No deadlock.')],
  };
}

/** c waits for b, which waits for a, which waits for nobody: a queue of waiters is no cycle. */
export function chain(): Instance {
  type Locks = Record<'A' | 'B', string | null>;
  const names = ['a', 'b', 'c'];
  const memory = { A: mutex(names), B: mutex(names) };
  const taker = (name: string, ...locks: readonly (keyof typeof memory)[]): Region => {
    const t = thread(memory, name, {});
    const states = locks.map((lock, i) => {
      const info = { at, says: `mutex_lock(${lock})`, waitsFor: (k: Locks) => [k[lock]] };
      const take = { guard: (k: Locks) => k[lock] === null, effect: (k: Locks) => void (k[lock] = name) };
      return [`take${i}`, t.on(info, { ...take, target: i + 1 < locks.length ? `take${i + 1}` : 'unlock' })];
    });
    const free = (k: Locks) => {
      for (const lock of locks) k[lock] = null;
    };
    const unlock = t.on({ at, says: 'unlock' }, { effect: free, target: 'done' });
    return t.region('take0', { ...Object.fromEntries(states), unlock, done: t.end() });
  };
  const threads = [taker('a', 'A'), taker('b', 'B', 'A'), taker('c', 'B')];
  return {
    machine: system({ id: 'chain', memory, threads }),
    properties: [noDeadlock('no-deadlock', 'No deadlock.')],
  };
}

/** An allocation that may fail (choices as a list), then a slot that is free (choices as a function of memory). */
export function choosy(): Instance {
  const memory = { taken: array(2, bool), failed: bool };
  const chooser = (name: string): Region => {
    const t = thread(memory, name, { slot: id('slot', 2) });
    return t.region('alloc', {
      alloc: t.on(
        { at, says: 'p = kmalloc()', choices: ['ok', 'ENOMEM'] },
        { guard: (_k, _me, choice) => choice === 'ok', target: 'claim', note: 'ok' },
        { effect: (k) => void (k.failed = true), target: 'done', note: 'failed' },
      ),
      claim: t.on(
        {
          at,
          says: 'slot = find_free()',
          choices: (k) => k.taken.flatMap((taken, i) => (taken ? [] : [`${i}`])),
        },
        {
          effect: (k, me, choice) => {
            me.slot = Number(choice);
            k.taken[Number(choice)] = true;
          },
          target: 'done',
        },
      ),
      done: t.end(),
    });
  };
  return {
    machine: system({ id: 'choosy', memory, threads: [chooser('t0'), chooser('t1')] }),
    properties: [starts],
  };
}

/**
 * `user` looks at a page twice while `freer` frees it. Its positions look, use, done, fault; the page there or freed:
 * look+there, look+freed, use+there, use+freed, done+there, done+freed, fault: seven states, the last never expanded.
 */
export function faulty(): Instance {
  const memory = { freed: bool };
  const u = thread(memory, 'user', {});
  const user = u.region('look', {
    look: u.on({ at, says: 'if (!freed)' }, { guard: (k) => !k.freed, target: 'use' }, { target: 'done' }),
    use: u.on(
      { at, says: 'page->x = 1' },
      { guard: (k) => k.freed, target: fault('use-after-free') },
      { target: 'done' },
    ),
    done: u.end(),
  });
  const f = thread(memory, 'freer', {});
  const freer = f.region('free', {
    free: f.on({ at, says: 'free(page)' }, { effect: (k) => void (k.freed = true), target: 'done' }),
    done: f.end(),
  });
  const safe = noFault('no-uaf', 'Freed memory is not used.', 'use-after-free');
  return { machine: system({ id: 'faulty', memory, threads: [user, freer] }), properties: [safe] };
}

/** A producer queues two jobs (records); a daemon, which may wait for ever, takes each and runs it. */
export function daemon(): Instance {
  const job = record({ kind: oneOf('none', 'read', 'write'), size: int(0, 2) });
  const memory = { queue: seq(job, 2), ran: seq(oneOf('read', 'write'), 2) };
  const p = thread(memory, 'producer', {});
  const put = (kind: 'read' | 'write', size: number, target: string) =>
    p.on({ at, says: `queue(${kind})` }, { effect: (k) => void k.queue.push({ kind, size }), target });
  const producer = p.region('one', {
    one: put('read', 1, 'two'),
    two: put('write', 2, 'done'),
    done: p.end(),
  });
  const d = thread(memory, 'worker', { job });
  const worker = d.region('wait', {
    wait: d.on(
      { at, says: 'wait_event(queue)', mayWait: true },
      {
        guard: (k) => k.queue.length > 0,
        effect: (k, me) => {
          const first = k.queue.shift();
          if (first) me.job = first;
        },
        target: 'run',
      },
    ),
    run: d.on(
      { at, says: 'run(job)' },
      {
        effect: (k, me) => {
          if (me.job.kind !== 'none') k.ran.push(me.job.kind);
          me.job = { kind: 'none', size: 0 };
        },
        target: 'wait',
      },
    ),
  });
  const inOrder = always('in-order', 'Jobs run in order.', (s) => s.mem.ran[0] !== 'write');
  const machine = system({ id: 'daemon', memory, threads: [producer, worker] });
  return { machine, properties: [inOrder, noDeadlock('no-deadlock', 'No deadlock.')] };
}

export const TOYS = { lostUpdate, abba, chain, choosy, faulty, daemon };

/** One thread that runs the effects in turn. */
export function oneThread<F extends Fields>(memory: F, ...effects: ((k: Values<F>) => void)[]): Instance {
  const t = thread(memory, 't', {});
  const steps = effects.map((effect, i) => [
    `s${i}`,
    t.on({ at, says: `step ${i}` }, { effect, target: `s${i + 1}` }),
  ]);
  const region = t.region('s0', Object.fromEntries([...steps, [`s${effects.length}`, t.end()]]));
  return { machine: system({ id: 'one', memory, threads: [region] }), properties: [starts] };
}
