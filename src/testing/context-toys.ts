// SPDX-License-Identifier: MIT
/** Systems whose threads share a CPU, small enough to be counted by hand. */
import { code } from '../model/code.ts';
import { cpus } from '../model/cpu.ts';
import type { Context } from '../model/cpu.ts';
import { bool, int, spinlock } from '../model/domain.ts';
import type { Values } from '../model/domain.ts';
import { run } from '../model/run.ts';
import { system, thread } from '../model/thread.ts';
import { always, noDeadlock } from '../model/types.ts';
import type { Instance, Source } from '../model/types.ts';
import {
  context,
  interrupt,
  preempt_disable,
  preempt_enable,
  return_from_interrupt,
} from '../vocabulary/context.ts';
import { spin_lock, spin_unlock } from '../vocabulary/lock.ts';
import { spin_lock_irq, spin_unlock_irq } from '../vocabulary/spinlock-irq.ts';

const at: Source = { func: 'toy', file: 'toy.c', version: 'v0' };

/**
 * A task takes a spinlock that the handler of an interrupt on its CPU takes too; `irqOff`: it is spin_lock_irq().
 * Positions of the task: lock, [lock_spin], unlock, [unlock_enable], done; of the handler: idle, lock, unlock, eret, done.
 */
export function irqLock(irqOff: boolean, sameCpu = true): Instance {
  const names = ['task', 'handler'];
  const memory = { cpus: cpus(2, names, 2), lock: spinlock(names) };
  const { fn } = code<Values<typeof memory>>();
  const task = fn(at, [
    irqOff && [spin_lock_irq('lock', 'lock'), spin_unlock_irq('unlock', 'lock')],
    !irqOff && [spin_lock('lock', 'lock'), spin_unlock('unlock', 'lock')],
  ]);
  const handler = fn(at, [
    interrupt('idle', '<interrupt>'),
    spin_lock('lock', 'lock'),
    spin_unlock('unlock', 'lock'),
    return_from_interrupt('eret'),
  ]);
  const cpu = sameCpu ? 0 : 1;
  const threads = [
    run(thread(memory, 'task', {}, { cpu: 0 }), task, 'done'),
    run(thread(memory, 'handler', {}, { cpu, context: 'irq' }), handler, 'done'),
  ];
  return {
    machine: system({ id: 'irq-lock', memory, threads }),
    properties: [noDeadlock('no-deadlock', 'No deadlock.')],
  };
}

/** Two tasks that share a CPU increment a counter; with `preemptOff` neither is preempted between read and write. */
export function preempted(preemptOff: boolean): Instance {
  const names = ['t0', 't1'];
  const memory = { cpus: cpus(1, names, 1), counter: int(0, 2) };
  const stack = { seen: int(0, 2) };
  const { fn, step } = code<Values<typeof memory>, Values<typeof stack>>();
  const add = fn(at, [
    preemptOff && preempt_disable('off'),
    step('read', 'seen = counter', (k, me) => (me.seen = k.counter)),
    step('write', 'counter = seen + 1', (k, me) => {
      k.counter = me.seen + 1;
      me.seen = 0;
    }),
    preemptOff && preempt_enable('on'),
  ]);
  const adder = (name: string) => run(thread(memory, name, stack, { cpu: 0 }), add, 'done');
  return {
    machine: system({ id: 'preempted', memory, threads: names.map(adder) }),
    properties: [
      always('both-count', 'When both are done the counter is 2.', (s) => !s.quiet || s.mem.counter === 2),
    ],
  };
}

/**
 * `low` sets `half` and clears it again in the next step; `high`, of a higher context on its CPU, looks at it. The
 * task may mask what interrupts it. `low` sees no half-done `high`: a higher context runs to its end.
 */
export function nested(high: Context, mask?: 'preempt_disable' | 'local_irq_disable'): Instance {
  const names = ['low', 'high'];
  const memory = { cpus: cpus(1, names, 2), half: bool, half_high: bool, seen: bool, seen_high: bool };
  const l = thread(memory, 'low', {}, { cpu: 0 });
  const words = context('low', 0, 'task');
  const low = l.region(mask ? 'mask' : 'set', {
    mask: l.on({ at, says: 'mask' }, { ...(mask && { effect: words[mask] }), target: 'set' }),
    set: l.on({ at, says: 'half = true' }, { effect: (k) => void (k.half = true), target: 'clear' }),
    clear: l.on({ at, says: 'half = false' }, { effect: (k) => void (k.half = false), target: 'unmask' }),
    unmask: l.on({ at, says: 'unmask' }, { ...(mask && { effect: words.preempt_enable }), target: 'look' }),
    look: l.on(
      { at, says: 'seen_high = half_high' },
      { effect: (k) => void (k.seen_high = k.half_high), target: 'done' },
    ),
    done: l.end(),
  });
  const h = thread(memory, 'high', {}, { cpu: 0, context: high });
  const hw = context('high', 0, high);
  const region = h.region('idle', {
    idle: h.on({ at, says: 'enter', mayWait: true }, { effect: hw.enter, target: 'set' }),
    set: h.on(
      { at, says: 'seen = half' },
      {
        effect: (k) => {
          k.seen ||= k.half;
          k.half_high = true;
        },
        target: 'clear',
      },
    ),
    clear: h.on({ at, says: 'half = false' }, { effect: (k) => void (k.half_high = false), target: 'leave' }),
    leave: h.on({ at, says: 'leave' }, { effect: hw.leave, target: 'done' }),
    done: h.end(),
  });
  return {
    machine: system({ id: 'nested', memory, threads: [low, region] }),
    properties: [
      always('high-sees-whole', 'The higher context sees no half-done work.', (s) => !s.mem.seen),
      always('low-sees-whole', 'The lower context sees no half-done work.', (s) => !s.mem.seen_high),
    ],
  };
}
