// SPDX-License-Identifier: MIT
/**
 * What the sections under mem_hotplug_lock and cpu_hotplug_lock are for, and what a kthread_create() waits for: found
 * missing by mutants that left a lock or a wait out.
 */
import { always, sometimes } from '../../src/model/types.ts';
import type { Property, View } from '../../src/model/types.ts';
import type { PercpuRwsem } from '../../src/vocabulary/percpu-rwsem.ts';
import type { Kernel, Settings } from './memory.ts';

const kernel = (s: View) => s.mem as Kernel;

/** States of hot_remove outside its sections, and at their doors. */
const OUTSIDE = /^(next|returned)$|_(begin|readers|cpus_read_lock|cpus_read_unlock)$/;
/** States of cpu_up inside its own. */
const CPU_UP_INSIDE = ['wake_up_kthreadd', 'wait_for_kthread', 'cpus_write_unlock'];

const alone = (sem: PercpuRwsem, writer: string) =>
  sem.writer === writer && sem.readers.every((depth) => depth === 0);

/** Where a thread waits for the kthread it asked for. */
const WAITS: Readonly<Record<string, string>> = { hot_remove: 'wait_for_kswapd', cpu_up: 'wait_for_kthread' };

export function sections({ beside }: Settings): Property[] {
  const bringsUp = beside.includes('cpu_up');
  return [
    always(
      'hotplug-exclusive',
      'Inside mem_hotplug_begin() and mem_hotplug_done(), or cpus_write_lock(), there is no reader and no other writer.',
      (s) => OUTSIDE.test(s.at['hot_remove'] as string) || alone(kernel(s).mem_hotplug_lock, 'hot_remove'),
      ...(bringsUp
        ? [
            (s: View) =>
              !CPU_UP_INSIDE.includes(s.at['cpu_up'] as string) ||
              alone(kernel(s).cpu_hotplug_lock, 'cpu_up'),
          ]
        : []),
    ),
    ...(beside.includes('kthreadd')
      ? [
          always(
            'kthread-on-request',
            'kthreadd creates a thread when one is asked for, and who asked goes on when it is there.',
            (s) =>
              kernel(s).kthread_create === 'idle' ||
              Object.entries(WAITS).some(([thread, at]) => s.at[thread] === at),
          ),
        ]
      : []),
    ...(beside.includes('ptdump')
      ? [sometimes('ptdump-can-walk', 'ptdump reaches a leaf entry.', (s) => s.at['ptdump'] === 'pte')]
      : []),
    ...(beside.includes('mmu')
      ? [
          sometimes(
            'tlb-can-fill',
            'A TLB can hold the vmemmap of the block.',
            (s) => kernel(s).walk_cache.tlb,
          ),
        ]
      : []),
  ];
}
