// SPDX-License-Identifier: MIT
/** mm/memory_hotplug.c: the hot-add, whose memory the architecture maps. Nobody else here takes mem_hotplug_lock. */
import { code, percpu_down_read, percpu_up_read, run, source, thread } from '../../src/vocabulary/index.ts';
import type { Region } from '../../src/vocabulary/index.ts';
import { mappingStack, threadNames } from './memory.ts';
import type { Build, Kernel, Mapper } from './memory.ts';
import { arm64_mmu } from './mmu.ts';

const { fn, call, inlined, goto, label, end } = code<Kernel, Mapper>();

export function hotAdd(b: Build): Region {
  const { memory, settings, limits } = b;
  const hotplug = source('mm/memory_hotplug.c', b.decisions.version);
  /** Who takes no device_hotplug_lock in v4.14, which would keep cpu_up out; at boot there is no user yet. */
  const caller = settings.marksRodata ? 'acpi_memory_enable_device' : 'memory_probe_store';
  const mem_hotplug_done = (name: string) =>
    inlined(hotplug('mem_hotplug_done'), percpu_up_read(name, 'cpu_hotplug_lock', 'cpus_read_unlock()'));
  const { arch_add_memory } = arm64_mmu(b);
  const add_memory_resource = fn(hotplug('add_memory_resource', caller, 'add_memory'), [
    inlined(
      hotplug('mem_hotplug_begin'),
      percpu_down_read('cpus_read_lock', 'cpu_hotplug_lock', 'cpus_read_lock()'),
    ),
    call(arch_add_memory, goto('error')),
    mem_hotplug_done('cpus_read_unlock'),
    end('added'),
    label('error'),
    mem_hotplug_done('error_cpus_read_unlock'),
    end('failed'),
  ]);
  const threads = threadNames(settings, limits);
  return run(thread(memory, 'hot_add', mappingStack(limits), { cpu: 0, threads }), add_memory_resource);
}
