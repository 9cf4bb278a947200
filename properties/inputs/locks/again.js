// SPDX-License-Identifier: MIT
/**
 * Right: each design is "possible recursive locking", and closed by a deadlock, but for `mutex_trylock`, which holds, and
 * `zones`, which takes two locks of one class and nobody closes. xen_online_page() takes balloon_mutex, which its caller
 * holds; cpus_write_lock() inside cpus_read_lock().
 */
import { M, one } from '../kit.js';

const { array, code, mutex, mutex_lock, mutex_trylock, mutex_unlock, noDeadlock, percpuRwsem, record } = {
  ...M,
  ...M.code(),
};
const { percpu_down_read, percpu_down_write, percpu_up_read, percpu_up_write, run, source, system, thread } =
  M;
const { fn, step, wait_until } = code();
const at = source('drivers/xen/balloon.c', 'v5.2');
const threads = ['a', 'b'];
const memory = () => ({
  balloon_mutex: mutex(threads),
  sem: percpuRwsem(threads),
  zone: array(2, record({ lock: mutex(threads) })),
});

const BODIES = {
  mutex: [
    mutex_lock('s', 'balloon_mutex'),
    mutex_lock('again', 'balloon_mutex'),
    mutex_unlock('u', 'balloon_mutex'),
  ],
  'read-write': [
    percpu_down_read('s', 'sem', 'cpus_read_lock()'),
    percpu_down_write('w', 'g', 'sem'),
    percpu_up_write('u', 'sem'),
    percpu_up_read('r', 'sem'),
  ],
  mutex_trylock: [
    mutex_lock('s', 'balloon_mutex'),
    mutex_trylock('again', 'balloon_mutex', { then: mutex_unlock('u', 'balloon_mutex') }),
  ],
  zones: [0, 1].map((i) =>
    wait_until(
      `z${i}`,
      {
        says: `mutex_lock(&zone[${i}]->lock)`,
        lock: 'zone.lock',
        acquires: { lock: 'zone.lock' },
        waitsFor: (k) => [k.zone[i].lock],
      },
      (k) => k.zone[i].lock === null,
      (k, _me, _choice, self) => (k.zone[i].lock = self.name),
    ),
  ),
};

export default one(
  ({ body }) => {
    const all = memory();
    const t = thread(all, 'a', {}, { threads });
    const other = thread(all, 'b', {}, { threads });
    return {
      machine: system({
        id: 'again',
        memory: all,
        threads: [
          run(t, fn(at('balloon_process'), BODIES[body])),
          run(other, fn(at('other'), [step('nop', 'cpu_relax()')])),
        ],
      }),
      properties: [noDeadlock('no-deadlock', 'Nobody waits for itself.')],
    };
  },
  { name: 'again', designs: Object.fromEntries(Object.keys(BODIES).map((body) => [body, { body }])) },
);
