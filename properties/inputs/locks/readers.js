// SPDX-License-Identifier: MIT
/**
 * Right: lock-order is violated in `inside` (nobody closes it: no writer is there), recursive in `again`, and holds in
 * `outside`. 3f906ba23689 "mm/memory-hotplug: switch locking to a percpu rwsem": offlining takes mem_hotplug_lock and
 * inside it cpu_hotplug_lock, kmem_cache_create() the other way round, both for reading.
 */
import { M, one } from '../kit.js';

const { code, model, noDeadlock, percpu_down_read, percpu_down_write, percpu_up_read, percpu_up_write } = M;
const { percpuRwsem, run, sometimes, source, system, thread } = M;
const hotplug = source('mm/memory_hotplug.c', 'v4.12');
const slab = source('mm/slab_common.c', 'v4.12');
const { call, fn } = code();

const get_cpus = (name) => percpu_down_read(name, 'cpu_hotplug_lock', 'get_online_cpus()');
const put_cpus = (name) => percpu_up_read(name, 'cpu_hotplug_lock', 'put_online_cpus()');
const stop_machine = fn(source('kernel/stop_machine.c', 'v4.12')('stop_machine'), [
  get_cpus('stop_get'),
  put_cpus('stop_put'),
]);
const offline = ({ cpusFirst, cpuslocked }) =>
  fn(hotplug('__offline_pages'), [
    cpusFirst && get_cpus('get'),
    percpu_down_write('block', 'readers', 'mem_hotplug_lock'),
    !cpuslocked && call(stop_machine),
    percpu_up_write('end', 'mem_hotplug_lock'),
    cpusFirst && put_cpus('put'),
  ]);
const create = fn(slab('kmem_cache_create'), [
  get_cpus('get'),
  percpu_down_read('mems', 'mem_hotplug_lock', 'get_online_mems()'),
  percpu_up_read('put_mems', 'mem_hotplug_lock', 'put_online_mems()'),
  put_cpus('put'),
]);

export default one(
  (decisions) => {
    const threads = ['offline', 'create'];
    const memory = { mem_hotplug_lock: percpuRwsem(threads), cpu_hotplug_lock: percpuRwsem(threads) };
    const of = (name, f) => run(thread(memory, name, {}, { threads }), f);
    return {
      machine: system({
        id: 'readers',
        memory,
        threads: [of('offline', offline(decisions)), of('create', create)],
      }),
      properties: [
        noDeadlock('no-deadlock', 'Nobody waits in a cycle.'),
        sometimes('all-return', 'Both return.', (s) => s.quiet),
      ],
    };
  },
  {
    name: 'readers',
    designs: {
      inside: { cpusFirst: false, cpuslocked: false },
      again: { cpusFirst: true, cpuslocked: false },
      outside: { cpusFirst: true, cpuslocked: true },
    },
    make: model,
  },
);
