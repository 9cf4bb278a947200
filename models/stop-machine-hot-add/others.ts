// SPDX-License-Identifier: MIT
/** Who else runs: each CPU's stopper and worker, interrupts that use memory up, a task that brings a CPU up. */
import {
  code,
  cpu_stopper_thread,
  drain_local_pages_wq,
  kworker,
  percpu_down_write,
  percpu_up_write,
  run,
  source,
  thread,
  WMARK_ATOMIC,
} from '../../src/vocabulary/index.ts';
import type { Region } from '../../src/vocabulary/index.ts';
import { drainedCpus, mappingStack, stoppers, threadNames } from './memory.ts';
import type { Build, Kernel } from './memory.ts';
import { arm64_mmu } from './mmu.ts';

const { fn, branch, loop, break_ } = code<Kernel>();

/** migration/N: the first online CPU runs the callback. */
export function migration(b: Build, cpu: number): Region {
  const { memory, decisions, limits } = b;
  const callback = decisions.stopMachine && cpu === 0 ? arm64_mmu(b).__hotplug_paging : undefined;
  const name = stoppers(limits)[cpu] as string;
  const t = thread(memory, name, mappingStack(limits), { cpu, context: 'stopper' });
  return run(t, cpu_stopper_thread(limits.cpus, callback));
}

export const kworkers = ({ memory, settings, limits }: Build): Region[] =>
  drainedCpus(settings, limits).map((cpu) =>
    run(thread(memory, kworker(cpu), {}, { cpu }), drain_local_pages_wq),
  );

/** Packets come in until GFP_ATOMIC fails. */
const __page_frag_cache_refill = fn(source('mm/page_alloc.c', 'v4.14')('__page_frag_cache_refill'), [
  loop([
    branch('refill', { says: 'alloc_pages_node(NUMA_NO_NODE, GFP_ATOMIC, 0)', primitive: 'alloc_pages' }, [
      { when: (k) => k.nr_free > WMARK_ATOMIC, does: (k) => k.nr_free-- },
      { note: 'NULL', then: break_ },
    ]),
  ]),
]);
export const netRx = ({ memory }: Build): Region =>
  run(thread(memory, 'net_rx', {}, { cpu: 1, context: 'softirq' }), __page_frag_cache_refill);

/** _cpu_down() takes the same lock. The CPU that comes is none of those that are modelled. */
export function cpuUp({ memory, settings, limits }: Build): Region {
  const _cpu_up = fn(source('kernel/cpu.c', 'v4.14')('_cpu_up', 'do_cpu_up'), [
    percpu_down_write('cpus_write_lock', 'readers_gone', 'cpu_hotplug_lock', [
      'cpus_write_lock(): readers_block = 1',
      'cpus_write_lock(): readers gone?',
    ]),
    percpu_up_write('cpus_write_unlock', 'cpu_hotplug_lock', 'cpus_write_unlock()'),
  ]);
  const threads = threadNames(settings, limits);
  return run(thread(memory, 'cpu_up', {}, { cpu: limits.cpus - 1, threads }), _cpu_up);
}
