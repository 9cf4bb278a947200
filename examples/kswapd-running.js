// SPDX-License-Identifier: MIT
/**
 * A pointer that is loaded twice: once to see that it is there, once to follow it.
 *
 *   Report: mm: fix null-ptr-deref in kswapd_is_running() (v6.1)
 *   Fix:    b4a0215e11dc
 *   Run:    npx mhpcheck check ./kswapd-running.js#v6.0
 *
 * kcompactd asks whether kswapd runs. Between the two loads kswapd_stop(), or kswapd_run() whose kthread_run() failed,
 * stores NULL. The fix is a mutex of the node, pgdat_kswapd_lock(); to load the pointer once, as a reviewer might
 * propose, leaves a task that is freed meanwhile, and an error pointer.
 */
import {
  bool,
  code,
  fault,
  initially,
  model,
  mutex,
  mutex_lock,
  mutex_unlock,
  noDeadlock,
  noFault,
  oneOf,
  run,
  sometimes,
  source,
  system,
  thread,
} from 'mhpcheck';

const { fn, step, branch, call, ret } = code();
const compaction = source('mm/compaction.c', 'v6.0');
const vmscan = source('mm/vmscan.c', 'v6.0');
const hotplug = source('mm/memory_hotplug.c', 'v6.0');

const task = oneOf('NULL', 'task', 'ERR_PTR');
const memory = {
  kswapd: initially(task, 'task'),
  task_gone: bool,
  kswapd_lock: mutex(['kcompactd', 'hotplug']),
};

const pgdat_kswapd_lock = (name) => mutex_lock(name, 'kswapd_lock', 'pgdat_kswapd_lock(pgdat)');
const pgdat_kswapd_unlock = (name) => mutex_unlock(name, 'kswapd_lock', 'pgdat_kswapd_unlock(pgdat)');

const kswapd_is_running = (d) => {
  const followed = (k, me) => (d.once ? me.tsk : k.kswapd);
  return fn(compaction('kswapd_is_running'), [
    branch('look', d.once ? 'tsk = READ_ONCE(pgdat->kswapd)' : 'pgdat->kswapd != NULL', [
      { when: (k) => k.kswapd === 'NULL', note: 'NULL', then: ret('0') },
      { does: (k, me) => (me.tsk = d.once ? k.kswapd : 'NULL'), note: 'there' },
    ]),
    branch(
      'use',
      { says: `task_is_running(${d.once ? 'tsk' : 'pgdat->kswapd'})`, primitive: 'load, then follow' },
      [
        { when: (k, me) => followed(k, me) === 'NULL', then: fault('null-dereference') },
        { when: (k, me) => followed(k, me) === 'ERR_PTR', then: fault('err-pointer-followed') },
        { when: (k) => k.task_gone, then: fault('use-after-free') },
        { does: (_, me) => (me.tsk = 'NULL') },
      ],
    ),
    ret('0'),
  ]);
};
const kcompactd = (d) =>
  fn(compaction('kcompactd'), [
    d.lock && pgdat_kswapd_lock('lock'),
    call(kswapd_is_running(d)),
    d.lock && pgdat_kswapd_unlock('unlock'),
  ]);

const kswapd_stop = (d) =>
  fn(vmscan('kswapd_stop', 'offline_pages'), [
    d.lock && pgdat_kswapd_lock('stop_lock'),
    step('kthread_stop', { says: 'kthread_stop(kswapd)', primitive: 'kthread_stop' }, { task_gone: true }),
    step('stop_clear', 'pgdat->kswapd = NULL', { kswapd: 'NULL' }),
    d.lock && pgdat_kswapd_unlock('stop_unlock'),
  ]);
const kswapd_run = (d) =>
  fn(vmscan('kswapd_run', 'online_pages'), [
    d.lock && pgdat_kswapd_lock('run_lock'),
    branch(
      'kthread_run',
      {
        says: 'pgdat->kswapd = kthread_run(kswapd, ...)',
        primitive: 'kthread_run',
        choices: ['ok', 'ENOMEM'],
      },
      [
        { choice: 'ok', does: { kswapd: 'task', task_gone: false } },
        {
          does: { kswapd: 'ERR_PTR' },
          then: step('run_clear', 'pgdat->kswapd = NULL', { kswapd: 'NULL' }),
        },
      ],
    ),
    d.lock && pgdat_kswapd_unlock('run_unlock'),
  ]);
const offline_then_online = (d) =>
  fn(hotplug('memory_subsys_offline'), [call(kswapd_stop(d)), call(kswapd_run(d))]);

/** By design and configuration: the properties that are violated. */
export const expected = {
  'v6.0': { default: ['no-null', 'no-err-pointer', 'no-uaf'] },
  'load-once': { default: ['no-err-pointer', 'no-uaf'] },
  'kswapd-lock': { default: [] },
};

const bound = { says: 'one question', limits: {} };
export default model({
  name: 'kswapd-running',
  asks: 'May kcompactd look at kswapd while memory hotplug stops or starts it?',
  assumptions: ['Sequential consistency.', 'kthread_stop() is one step, after which the task is freed.'],
  designs: {
    'v6.0': {
      says: 'Two plain loads.',
      source: 'before b4a0215e11dc',
      decisions: { lock: false, once: false },
    },
    'load-once': { says: 'One load, no lock.', source: 'this file', decisions: { lock: false, once: true } },
    'kswapd-lock': {
      says: 'pgdat_kswapd_lock() around the question and around stop and run.',
      source: 'b4a0215e11dc',
      decisions: { lock: true, once: false },
    },
  },
  configurations: { default: { says: 'the node loses its memory and gets it back', settings: {} } },
  bounds: { tiny: bound, small: bound, large: bound },
  build: (decisions) => ({
    machine: system({
      id: 'kswapd-running',
      memory,
      threads: [
        run(thread(memory, 'kcompactd', { tsk: task }), kcompactd(decisions)),
        run(thread(memory, 'hotplug', {}), offline_then_online(decisions)),
      ],
    }),
    properties: [
      noFault('no-null', 'No NULL task is followed.', 'null-dereference'),
      noFault('no-err-pointer', 'No error pointer is followed.', 'err-pointer-followed'),
      noFault('no-uaf', 'No freed task is looked at.', 'use-after-free'),
      noDeadlock('no-deadlock', 'All end.'),
      sometimes('all-end', 'Both end in some run.', (s) => s.quiet),
    ],
  }),
});
