// SPDX-License-Identifier: MIT
/**
 * mm/memory_hotplug.c (v5.3): one memory block comes and goes, as far as its vmemmap and its locks are concerned. It is
 * added and onlined, offlined and removed, by one thread in turn; each of the four holds mem_hotplug_lock for writing.
 */
import {
  code,
  initially,
  int,
  percpu_down_read,
  percpu_down_write,
  percpu_up_read,
  percpu_up_write,
  run,
  source,
  thread,
  wait_for_kthread,
  waitsFor,
  wake_up_kthreadd,
} from '../../src/vocabulary/index.ts';
import type { Fn, Region, Source } from '../../src/vocabulary/index.ts';
import { x86_init_64 } from './init_64.ts';
import { PTE_ENTRIES, walkStack } from './memory.ts';
import type { Allocation, Build, Kernel, ScanStack } from './memory.ts';
import { arm64_mmu } from './mmu.ts';
import { mm_sparse_vmemmap } from './sparse-vmemmap.ts';
import { mm_vmalloc } from './vmalloc.ts';

/** How often it still removes or adds, beside where a scan is. */
interface Stack extends ScanStack {
  hotplugs_left: number;
}
const { fn, step, wait_until, branch, call, ret, loop, continue_, inlined, as } = code<Kernel, Stack>();
const hotplug = source('mm/memory_hotplug.c', 'v5.3');
const in_file = (file: string) => source(file, 'v5.3');

/** mem_hotplug_begin() takes cpu_hotplug_lock first. `also`: what else is over with mem_hotplug_done(). */
const mem_hotplug_begin = ({ settings }: Build) =>
  fn(hotplug('mem_hotplug_begin'), [
    settings.cpuHotplug && percpu_down_read('cpus_read_lock', 'cpu_hotplug_lock', 'cpus_read_lock()'),
    percpu_down_write('begin', 'readers', 'mem_hotplug_lock'),
  ]);
const mem_hotplug_done = ({ settings }: Build, also?: (k: Kernel, me: Stack) => void) =>
  fn(hotplug('mem_hotplug_done'), [
    percpu_up_write('done', 'mem_hotplug_lock', 'percpu_up_write(&mem_hotplug_lock)', also),
    settings.cpuHotplug && percpu_up_read('cpus_read_unlock', 'cpu_hotplug_lock', 'cpus_read_unlock()'),
  ]);

export function hot_remove(b: Build, name: string): Region {
  const { memory, layout, decisions: d, settings, limits, threads } = b;
  const area = b.areas.indexOf(name);
  const begin = mem_hotplug_begin(b);
  const done = mem_hotplug_done(b);
  /** The end of the second section of an add or a removal. */
  const over = mem_hotplug_done(b, (_, me) => me.hotplugs_left--);
  const { map_kernel_range_noflush, __vmalloc_node_range } = mm_vmalloc(b, area, false);

  /** What allocates virtual memory under mem_hotplug_lock. KASAN always needs its shadow, the others may not have to. */
  const allocate = (kind: Allocation, at: Source, says: string, f: Fn<Kernel, Stack, string>) => {
    const first = kind === 'kasan' ? ['vmalloc'] : ['ok', 'vmalloc'];
    const choices = (k: Kernel) => (k.vm_area[area] === 'mapped' ? ['ok'] : first);
    return (
      settings.allocates === kind &&
      inlined(at, [
        branch('allocate', { says, choices }, [{ choice: 'ok' }, { then: as(`${kind}_`, call(f, [])) }]),
      ])
    );
  };

  const ALLOC_PERCPU = 'alloc_percpu(struct per_cpu_nodestat)';
  const add_memory_resource = fn(hotplug('add_memory_resource'), [
    as('add_', call(begin)),
    allocate('percpu', hotplug('hotadd_new_pgdat'), ALLOC_PERCPU, map_kernel_range_noflush),
    allocate(
      'pcpu_chunk',
      in_file('mm/percpu.c')('pcpu_mem_zalloc', 'hotadd_new_pgdat', 'pcpu_alloc_chunk'),
      ALLOC_PERCPU,
      __vmalloc_node_range,
    ),
    as('vmemmap_', call(mm_sparse_vmemmap(b).vmemmap_populate_basepages, [])),
    as('add_', call(done)),
  ]);

  /** Auto-online comes after mem_hotplug_done(), in a section of its own: from here on the vmemmap is used. */
  const online_pages = fn(hotplug('online_pages'), [
    as('online_', call(begin)),
    allocate(
      'kasan',
      in_file('mm/kasan/common.c')('kasan_mem_notifier', 'memory_notify'),
      'kasan_mem_notifier(): shadow needed',
      __vmalloc_node_range,
    ),
    allocate(
      'page_ext',
      in_file('mm/page_ext.c')('alloc_page_ext', 'memory_notify'),
      'alloc_pages_exact_nid(nid, size, flags)',
      __vmalloc_node_range,
    ),
    step('online', 'online_pages_range(pfn, nr_pages)', { memory_present: true }),
    settings.startsKswapd &&
      inlined(in_file('mm/vmscan.c')('kswapd_run'), [
        wake_up_kthreadd('kswapd_run'),
        inlined(in_file('kernel/kthread.c')('kthread_create_on_node'), [wait_for_kthread('wait_for_kswapd')]),
      ]),
    as('online_', call(over)),
  ]);

  /** Pages still in use are migrated away first: migrate_pages() waits for each page's lock. */
  const offline_pages = fn(hotplug('offline_pages'), [
    as('offline_', call(begin)),
    settings.beside.includes('z_erofs') &&
      inlined(in_file('mm/migrate.c')('__unmap_and_move', 'do_migrate_range'), [
        wait_until(
          'lock_page',
          { says: 'lock_page(page)', ...waitsFor('page_lock') },
          (k) => k.page_lock === null,
        ),
      ]),
    step('offline', 'node_states_clear_node(node, &arg)', { memory_present: false }),
    as('offline_', call(done)),
  ]);

  const try_remove_memory = fn(hotplug('try_remove_memory'), [
    as('remove_', call(begin)),
    d.freeBeforeClear && call(x86_init_64(b).remove_pagetable),
    !d.freeBeforeClear && call(arm64_mmu(b).vmemmap_free),
    as('remove_', call(over)),
  ]);

  const acpi_device_hotplug = fn(in_file('drivers/acpi/scan.c')('acpi_device_hotplug'), [
    loop([
      branch('next', 'add or remove?', [
        { when: (_, me) => me.hotplugs_left === 0, note: 'finished', then: ret() },
        {
          when: (k) => k.memory_present,
          note: 'remove it',
          then: [call(offline_pages), call(try_remove_memory), continue_],
        },
        { note: 'add it' },
      ]),
      call(add_memory_resource),
      call(online_pages),
    ]),
  ]);
  const stack = {
    ...walkStack(memory),
    hotplugs_left: initially(int(0, limits.hotplugs), limits.hotplugs),
    i: int(0, Math.max(PTE_ENTRIES, layout.pmdEntries) - 1),
  };
  return run(thread(memory, name, stack, { threads }), acpi_device_hotplug);
}
