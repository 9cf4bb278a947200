// SPDX-License-Identifier: MIT
/**
 * Readers that block each other once a writer waits: a cycle of three.
 *
 *   Report: mm/memory-hotplug: switch locking to a percpu rwsem (v4.13), its three steps
 *   Fix:    3f906ba23689
 *   Run:    npx mhpcheck check ./cpus-vs-mems.js#inside
 *
 * Memory offlining takes mem_hotplug_lock, and stop_machine() in it cpu_hotplug_lock; kmem_cache_create() takes them
 * the other way round, both for reading. That alone does not block: it takes a CPU hotplug that waits in between. The
 * commit takes cpu_hotplug_lock first, and has those inside, lru_add_drain_all() too, not take it again.
 */
import {
  code,
  model,
  noDeadlock,
  percpu_down_read,
  percpu_down_write,
  percpu_up_read,
  percpu_up_write,
  percpuRwsem,
  run,
  sometimes,
  source,
  system,
  thread,
} from 'mhpcheck';

const { fn, step, inlined } = code();
const hotplug = source('mm/memory_hotplug.c', 'v4.12');
const stop = source('kernel/stop_machine.c', 'v4.12');
const slab = source('mm/slab_common.c', 'v4.12');
const cpu = source('kernel/cpu.c', 'v4.12');

const threads = ['offline', 'create', 'cpu_up'];
const [MEM, CPU] = ['mem_hotplug_lock', 'cpu_hotplug_lock'];
const memory = { [MEM]: percpuRwsem(threads), [CPU]: percpuRwsem(threads) };

const get_online_cpus = (name) => percpu_down_read(name, CPU, 'get_online_cpus()');
const put_online_cpus = (name) => percpu_up_read(name, CPU, 'put_online_cpus()');

const offline_pages = (d) =>
  fn(hotplug('__offline_pages'), [
    inlined(hotplug('mem_hotplug_begin'), [
      d.cpusFirst && get_online_cpus('get_cpus'),
      percpu_down_write('begin', 'readers', MEM),
    ]),
    d.inside
      ? inlined(stop(d.inside), [get_online_cpus('get_inside'), put_online_cpus('put_inside')])
      : step('inside', 'stop_machine_cpuslocked()'),
    inlined(hotplug('mem_hotplug_done'), [
      percpu_up_write('done', MEM),
      d.cpusFirst && put_online_cpus('put_cpus'),
    ]),
  ]);

const kmem_cache_create = fn(slab('kmem_cache_create'), [
  get_online_cpus('get_cpus'),
  percpu_down_read('get_mems', MEM, 'get_online_mems()'),
  percpu_up_read('put_mems', MEM, 'put_online_mems()'),
  put_online_cpus('put_cpus'),
]);

const cpu_up = fn(cpu('_cpu_up'), [
  percpu_down_write('write', 'readers', CPU, ['cpus_write_lock()', 'cpus_write_lock(): readers gone?']),
  percpu_up_write('unwrite', CPU, 'cpus_write_unlock()'),
]);

/** By design and configuration: the properties that are violated. */
export const expected = {
  inside: { default: ['no-deadlock', 'lock-order'] },
  'outside-recursive': { default: ['no-deadlock', 'lock-order'] },
  'outside-cpuslocked': { default: [] },
};

const bound = { says: 'one of each', limits: {} };
export default model({
  name: 'cpus-vs-mems',
  asks: 'May memory offlining take cpu_hotplug_lock inside mem_hotplug_lock?',
  assumptions: ['Sequential consistency.', 'Both locks are percpu rwsems, as the commit makes them.'],
  designs: {
    inside: {
      says: 'stop_machine() takes cpu_hotplug_lock inside mem_hotplug_lock.',
      source: '3f906ba23689, before',
      decisions: { cpusFirst: false, inside: 'stop_machine' },
    },
    'outside-recursive': {
      says: 'mem_hotplug_begin() takes it first; lru_add_drain_all() takes it again.',
      source: '3f906ba23689 without its third step',
      decisions: { cpusFirst: true, inside: 'lru_add_drain_all' },
    },
    'outside-cpuslocked': {
      says: 'mem_hotplug_begin() takes it first; what is inside knows.',
      source: '3f906ba23689, after',
      decisions: { cpusFirst: true, inside: '' },
    },
  },
  configurations: { default: { says: 'one CPU comes up', settings: {} } },
  bounds: { tiny: bound, small: bound, large: bound },
  build(decisions) {
    const start = (name, f) => run(thread(memory, name, {}, { threads }), f);
    return {
      machine: system({
        id: 'cpus-vs-mems',
        memory,
        threads: [
          start('offline', offline_pages(decisions)),
          start('create', kmem_cache_create),
          start('cpu_up', cpu_up),
        ],
      }),
      properties: [
        noDeadlock('no-deadlock', 'Nobody waits in a cycle.'),
        sometimes('all-return', 'All three return in some run.', (s) => s.quiet),
      ],
    };
  },
});
