// SPDX-License-Identifier: MIT
/**
 * Right: `abba` and `three` violated and closed by a deadlock; `apart` violated, nobody closes it, since b comes once a
 * has gone; `gated` violated, and names the gate; `active` (kn->active and device_hotplug_lock, as of 5e33bc4165f3)
 * violated and closed, `active-trylock` holds; `device` and `completion` hold, and are told as what lockdep does not see;
 * `flush` violated: flush_work() under a lock that the work takes; `tried` holds: a trylock is ordered behind nothing; `by-hand` violated, though its steps say nothing of locks.
 */
import { M, one } from '../kit.js';

const { bool, completion, complete, kernfs_get_active, kernfs_put_active, kernfs_remove, kernfsNode, mutex } =
  M;
const { mutex_lock, mutex_trylock, mutex_unlock, noDeadlock, run, source, system, thread } = M;
const { flush_work, queue_work, wait_for_completion, work, worker_thread } = M;
const { end, fn, step, wait_until } = M.code();
const at = source('lib/locks.c', 'v6.1');
const threads = ['a', 'b', 'c'];
const memory = () => ({
  A: mutex(threads),
  B: mutex(threads),
  C: mutex(threads),
  gate: mutex(threads),
  device_lock: mutex(threads, { novalidate: true }),
  kn: kernfsNode(threads, true),
  done: completion(1),
  item: work(threads),
  gone: bool,
});

/** Takes locks in this order, and lets go of them in the other. */
const takes = (...locks) => [
  ...locks.map((l) => mutex_lock(`lock_${l}`, l)),
  ...locks.toReversed().map((l) => mutex_unlock(`unlock_${l}`, l)),
];
const byHand = (...locks) => [
  ...locks.map((l) =>
    wait_until(
      `take_${l}`,
      `take ${l}`,
      (k) => k[l] === null,
      (k, _me, _choice, self) => (k[l] = self.name),
    ),
  ),
  ...locks.map((l) => step(`drop_${l}`, `drop ${l}`, { [l]: null })),
];
const gone = step('gone', 'a is gone', { gone: true });
const comes = wait_until('comes', 'a is gone?', (k) => k.gone);
const store = (...lock) => [
  kernfs_get_active('get', { then: end('removed') }),
  ...lock,
  kernfs_put_active('put'),
];
const remove = [mutex_lock('lock_A', 'A'), kernfs_remove('kill', 'drain'), mutex_unlock('unlock_A', 'A')];

const BODIES = {
  abba: [takes('A', 'B'), takes('B', 'A')],
  three: [takes('A', 'B'), takes('B', 'C'), takes('C', 'A')],
  apart: [
    [...takes('A', 'B'), gone],
    [comes, ...takes('B', 'A')],
  ],
  gated: [takes('gate', 'A', 'B'), takes('gate', 'B', 'A')],
  active: [store(...takes('A')), remove],
  'active-trylock': [
    store(
      mutex_trylock('lock_A', 'A', { then: [kernfs_put_active('put_restart'), end('restart_syscall')] }),
      mutex_unlock('unlock_A', 'A'),
    ),
    remove,
  ],
  device: [takes('A', 'device_lock'), takes('device_lock', 'A')],
  completion: [
    [
      mutex_lock('lock_A', 'A'),
      wait_for_completion('wait', 'done', { by: 'b' }),
      mutex_unlock('unlock_A', 'A'),
    ],
    [...takes('A'), complete('complete', 'done')],
  ],
  flush: [
    [
      queue_work('queue', 'item'),
      mutex_lock('lock_A', 'A'),
      flush_work('flush', 'item', 'b'),
      mutex_unlock('unlock_A', 'A'),
    ],
    worker_thread({ item: fn(at('item_func'), takes('A')) }),
  ],
  tried: [
    takes('A', 'B'),
    [
      mutex_lock('lock_B', 'B'),
      mutex_trylock('try_A', 'A', { then: [mutex_unlock('back_off', 'B'), end('held')] }),
      mutex_unlock('unlock_A', 'A'),
      mutex_unlock('unlock_B', 'B'),
    ],
  ],
  'by-hand': [byHand('A', 'B'), byHand('B', 'A')],
};

export default one(
  ({ body }) => {
    const all = memory();
    const regions = BODIES[body].map((statements, i) =>
      run(
        thread(all, threads[i], {}, { threads }),
        Array.isArray(statements) ? fn(at(`f${i}`), statements) : statements,
      ),
    );
    return {
      machine: system({ id: 'orders', memory: all, threads: regions }),
      properties: [noDeadlock('no-deadlock', 'No deadlock.')],
    };
  },
  { name: 'orders', designs: Object.fromEntries(Object.keys(BODIES).map((body) => [body, { body }])) },
);
