// SPDX-License-Identifier: MIT
/** A local lock keeps out who else runs on the CPU: tasks, and interrupts only where it turns them off. */
import { expect, it } from 'vitest';
import { code } from '../model/code.ts';
import { cpus } from '../model/cpu.ts';
import { array, int, record } from '../model/domain.ts';
import type { Values } from '../model/domain.ts';
import { always } from '../model/types.ts';
import { at, wrong } from '../testing/words.ts';
import { interrupt, return_from_interrupt } from './context.ts';
import { local_lock, local_lock_irq, local_unlock, local_unlock_irq, localLock } from './local-lock.ts';

const names = ['a', 'b', 'irq'];
const memory = {
  cpus: cpus(2, names, 2),
  pcp: record({ lock: localLock(2, names) }),
  inside: array(2, int(0, 2)),
};
const { fn, step } = code<Values<typeof memory>>();
const L = 'pcp.lock[cpu]';
const inside =
  (n: 1 | -1) => (k: Values<typeof memory>, _me: unknown, _c: string, self: { cpu: number | undefined }) =>
    (k.inside[self.cpu as number] = (k.inside[self.cpu as number] as number) + n);
const body = [step('in', 'in', inside(1)), step('out', 'out', inside(-1))];
const task = (cpu: number) => ({ cpu, fn: fn(at, [local_lock('lock', L), body, local_unlock('unlock', L)]) });
const taskIrq = { cpu: 0, fn: fn(at, [local_lock_irq('lock', L), body, local_unlock_irq('unlock', L)]) };
const irq = {
  cpu: 0,
  context: 'irq' as const,
  fn: fn(at, [
    interrupt('irq', '<interrupt>'),
    local_lock('lock', L),
    body,
    local_unlock('unlock', L),
    return_from_interrupt('eret'),
  ]),
};
const alone = always('alone', 'One at a time on a CPU.', ({ mem }) =>
  (mem as Values<typeof memory>).inside.every((n) => n < 2),
);

it.each([
  ['two tasks of one CPU', { a: task(0), b: task(0) }, []],
  ['of two', { a: task(0), b: task(1) }, []],
  ['an interrupt that it lets in', { a: task(0), irq }, ['local-lock-held irq.lock']],
  ['one that it keeps out', { a: taskIrq, irq }, []],
  ['not held', { a: { cpu: 0, fn: fn(at, [local_unlock('unlock', L)]) } }, ['bad-unlock-balance a.unlock']],
])('%s', (_name, threads, found) => {
  expect(wrong(memory, threads, alone)).toEqual(found);
});
