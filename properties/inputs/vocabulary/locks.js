// SPDX-License-Identifier: MIT
/**
 * Right: each design is violated, exit 1, though no property names the fault; `two-readers` holds. Of a deadlock of one
 * thread with itself there is one trace.
 */
import { M, at, one } from '../kit.js';

const { fn, branch, step } = M.code();
const sleeps = branch('sleep', 'might_sleep()', [M.might_sleep, {}]);
const read = [step('in', 'read', (k) => void k.readers++), step('out', 'read', (k) => void k.readers--)];
const names = ['a', 'b'];

const DESIGNS = {
  'spinlock-in-array': [M.spin_lock('lock', 'zone[1].lock'), sleeps, M.spin_unlock('unlock', 'zone[1].lock')],
  'spinlock-in-record': [M.spin_lock('lock', 'one.lock'), sleeps, M.spin_unlock('unlock', 'one.lock')],
  'preempt-off': [M.preempt_disable('off'), sleeps, M.preempt_enable('on')],
  'interrupts-off': [M.local_irq_disable('off'), sleeps, M.local_irq_enable('on')],
  'rcu-reader': [M.rcu_read_lock('lock', 'rcu'), sleeps, M.rcu_read_unlock('unlock', 'rcu')],
  'mutex-not-held': [M.mutex_unlock('unlock', 'mutex')],
  'percpu-rwsem-not-held': [M.percpu_up_read('unlock', 'percpu')],
  'rwsem-not-held': [M.up_read('unlock', 'rwsem')],
  'rcu-not-held': [M.rcu_read_unlock('unlock', 'rcu')],
  'mutex-twice': [
    M.mutex_lock('lock', 'mutex'),
    M.mutex_lock('again', 'mutex'),
    M.mutex_unlock('unlock', 'mutex'),
  ],
  'read-then-write': [
    M.percpu_down_read('read', 'percpu'),
    M.percpu_down_write('write', 'gone', 'percpu'),
    M.percpu_up_write('unlock', 'percpu'),
  ],
  'two-readers': [M.down_read('lock', 'rwsem'), read, M.up_read('unlock', 'rwsem')],
};

export default one(
  ({ body }) => {
    const memory = {
      cpus: M.cpus(2, names, 2),
      zone: M.array(2, M.record({ lock: M.spinlock(names) })),
      one: M.record({ lock: M.spinlock(names) }),
      rcu: M.rcuState(names),
      mutex: M.mutex(names),
      rwsem: M.rwsem(names),
      percpu: M.percpuRwsem(names),
      readers: M.int(0, 2),
    };
    const threads = names.map((name, cpu) =>
      // A thread alone is enough where it does itself harm.
      M.run(
        M.thread(memory, name, {}, { threads: names, cpu }),
        name === 'a' || body === DESIGNS['two-readers'] ? fn(at, body) : fn(at, [step('idle', ';')]),
      ),
    );
    return {
      machine: M.system({ id: 'locks', memory, threads }),
      properties: [
        M.noDeadlock('no-deadlock', 'All end.'),
        ...(body === DESIGNS['two-readers']
          ? [M.sometimes('together', 'Two read.', (s) => s.mem.readers === 2)]
          : []),
      ],
    };
  },
  { designs: Object.fromEntries(Object.entries(DESIGNS).map(([name, body]) => [name, { body }])) },
);
