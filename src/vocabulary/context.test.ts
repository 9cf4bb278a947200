// SPDX-License-Identifier: MIT
import { describe, expect, it } from 'vitest';
import { engineOf } from '../engine/engine.ts';
import { cpus } from '../model/cpu.ts';
import { thread } from '../model/thread.ts';
import type { Instance } from '../model/types.ts';
import { Search } from '../explore/search.ts';
import { outcome } from '../explore/verdicts.ts';
import { compareOnSchedules, compareWithGraph } from '../testing/compare.ts';
import { irqLock, nested, preempted } from '../testing/context-toys.ts';
import { context, contextOf } from './context.ts';

function violated(instance: Instance): string[] {
  const search = new Search(engineOf(instance));
  search.run();
  return outcome(search).results.flatMap((r) =>
    r.violations.map((v) => `${r.property.name} ${v.kind} ${v.step}`),
  );
}

const TOYS: readonly (readonly [string, () => Instance])[] = [
  ['an interrupt that spins on its task’s lock', () => irqLock(false)],
  ['spin_lock_irq()', () => irqLock(true)],
  ['an interrupt on another CPU', () => irqLock(false, false)],
  ['two tasks on one CPU', () => preempted(false)],
  ['preempt_disable()', () => preempted(true)],
  ...(['stopper', 'softirq', 'irq'] as const).map(
    (high) => [`a ${high} above a task`, () => nested(high)] as const,
  ),
  ['preempt_disable() below an interrupt', () => nested('irq', 'preempt_disable')],
  ['local_irq_disable() below an interrupt', () => nested('irq', 'local_irq_disable')],
];

describe.each(TOYS)('%s', (_, toy) => {
  it('means the same to XState and to the compiled form', () => {
    expect(compareWithGraph(toy()).done).toBe(true);
    expect(compareWithGraph(toy(), { budget: 0 }).done).toBe(true);
    expect(compareOnSchedules(toy(), 50)).toBe(50);
  });
});

describe('an interrupt on the CPU of its task', () => {
  it('spins for ever on a lock the task holds: a cycle', () => {
    expect(violated(irqLock(false))).toEqual(['no-deadlock cycle handler.idle']);
  });
  it('does not where interrupts are off, or on another CPU', () => {
    expect(violated(irqLock(true))).toEqual([]);
    expect(violated(irqLock(false, false))).toEqual([]);
  });
});

describe('preemption', () => {
  it('loses an update of two tasks on one CPU', () => {
    expect(violated(preempted(false))).toEqual(['both-count false t.write']);
  });
  it('is off between preempt_disable() and preempt_enable()', () => {
    expect(violated(preempted(true))).toEqual([]);
  });
  it.each(['stopper', 'softirq', 'irq'] as const)(
    'by a %s happens anywhere, and it runs to its end',
    (high) => {
      expect(violated(nested(high))).toEqual(['high-sees-whole false high.set']);
    },
  );
  it.each([
    ['stopper', 'preempt_disable', []],
    ['softirq', 'preempt_disable', ['high-sees-whole false high.set']],
    ['irq', 'preempt_disable', ['high-sees-whole false high.set']],
    ['stopper', 'local_irq_disable', []],
    ['softirq', 'local_irq_disable', []],
    ['irq', 'local_irq_disable', []],
  ] as const)('by a %s under %s(): %j', (high, mask, wanted) => {
    expect(violated(nested(high, mask))).toEqual(wanted);
  });
});

describe('mistakes', () => {
  it('lowering a level that another raised names both', () => {
    const k = { cpus: [[{ by: 'a', level: 4 }]] };
    expect(() => context('b', 0, 'task').preempt_enable(k)).toThrow(
      'b lowers the level of CPU 0, which a raised',
    );
  });
  it('a word of a thread that is on no shared CPU says what to write', () => {
    expect(() => contextOf(thread({}, 't', {}).self)).toThrow(
      "t is on no shared CPU: thread(memory, 't', stack, { cpu })",
    );
  });
  it('schedule() gives up all that the thread had raised, and nothing of others', () => {
    const k = {
      cpus: [
        [
          { by: 'a', level: 2 },
          { by: 'b', level: 3 },
          { by: 'b', level: 4 },
        ],
      ],
    };
    context('b', 0, 'softirq').schedule(k);
    expect(k.cpus).toEqual([[{ by: 'a', level: 2 }]]);
  });
  it('a context without a shared CPU, and a CPU that is not declared, are refused', () => {
    expect(() => thread({}, 't', {}, { context: 'irq' })).toThrow('t is in irq context on no shared CPU');
    expect(() => thread({ cpus: cpus(1, ['t'], 1) }, 't', {}, { cpu: 1 })).toThrow('the memory declares 1');
  });
});
