// SPDX-License-Identifier: MIT
/** Threads that call vmalloc() with something held, or that hot-remove waits for. v5.3. */
import { thread } from '../../src/model/thread.ts';
import type { Region } from '../../src/model/thread.ts';
import type { Source } from '../../src/model/types.ts';
import {
  asksForKthread,
  completesKthread,
  kthreadCreated,
  kthreadRequested,
  waitsForKthread,
} from '../../src/vocabulary/kthread.ts';
import { drops, takes, waitsFor } from '../../src/vocabulary/lock.ts';
import {
  blockReaders,
  downRead,
  noReaders,
  upRead,
  upWrite,
  waitsForReaders,
  waitsForWriter,
} from '../../src/vocabulary/percpu-rwsem.ts';
import type { Decisions } from './designs.ts';
import type { Kernel, Layout, Memory } from './memory.ts';
import { walkStack } from './pages.ts';
import { call, callStart } from './vmalloc.ts';
import type { Call } from './vmalloc.ts';

const HOTPLUG = 'mem_hotplug_lock';
const CPUS = 'cpu_hotplug_lock';
const place = (func: string, file: string, ...callers: string[]): Source => ({
  func,
  file,
  version: 'v5.3',
  callers,
});

/** What a thread that calls vmalloc() is told: its place among the threads, and which area it maps. */
export interface Mapping {
  readonly self: number;
  readonly area: number;
}

const FORK = ['kthreadd', 'create_kthread', 'alloc_thread_stack_node'];

/** kthreadd: forks the threads that others ask for. Their stacks come from vmalloc(): CONFIG_VMAP_STACK. */
export function kthreadd(memory: Memory, layout: Layout, d: Decisions, { self, area }: Mapping): Region {
  const t = thread(memory, 'kthreadd', walkStack(memory));
  const c: Call = { path: 'vmalloc', self, area, prefix: '', done: 'complete', callers: FORK };
  return t.region('schedule', {
    schedule: t.on(
      { at: place('kthreadd', 'kernel/kthread.c'), says: 'schedule()', mayWait: true },
      { ...kthreadRequested, target: 'alloc_thread_stack_node' },
    ),
    // Once it has one, the stack of a kswapd that was stopped waits in cached_stacks for the next.
    alloc_thread_stack_node: t.on(
      {
        at: place('alloc_thread_stack_node', 'kernel/fork.c', 'kthreadd', 'create_kthread'),
        says: 'this_cpu_read(cached_stacks[i])',
        choices: (k: Kernel) => (k.vm_area[area] === 'mapped' ? ['cached'] : ['cached', 'none']),
      },
      { guard: (_k, _me, choice) => choice === 'cached', target: 'complete' },
      { target: callStart(d, c) },
    ),
    ...call(t, layout, d, c),
    complete: t.on(
      { at: place('create_kthread', 'kernel/kthread.c', 'kthreadd'), says: 'complete(done)' },
      { ...completesKthread, target: 'schedule' },
    ),
  });
}

/** _cpu_up(): under cpu_hotplug_lock for writing, smpboot_create_threads() has kthreadd start the CPU's threads. */
export function cpuUp(memory: Memory, threads: readonly string[]): Region {
  const t = thread(memory, 'cpu_up', {});
  const at = place('_cpu_up', 'kernel/cpu.c');
  const create = place('kthread_create_on_cpu', 'kernel/kthread.c', '_cpu_up', 'smpboot_create_threads');
  return t.region('cpus_write_lock', {
    cpus_write_lock: t.on(
      { at, says: 'cpus_write_lock()', ...waitsForWriter(CPUS) },
      { ...blockReaders(CPUS, t.name), target: 'cpus_readers_gone' },
    ),
    cpus_readers_gone: t.on(
      { at, says: 'cpus_write_lock(): readers gone?', ...waitsForReaders(CPUS, threads) },
      { ...noReaders(CPUS), target: 'wake_up_kthreadd' },
    ),
    wake_up_kthreadd: t.on(
      { at: create, says: 'wake_up_process(kthreadd_task)' },
      { ...asksForKthread, target: 'wait_for_kthread' },
    ),
    wait_for_kthread: t.on(
      { at: create, says: 'wait_for_completion_killable(&done)', ...waitsForKthread },
      { ...kthreadCreated, target: 'cpus_write_unlock' },
    ),
    cpus_write_unlock: t.on(
      { at, says: 'cpus_write_unlock()', primitive: 'percpu_rwsem' },
      { ...upWrite(CPUS, t.name), target: 'returned' },
    ),
    returned: t.end(),
  });
}

const PERCPU = ['kmem_cache_create_usercopy', 'alloc_kmem_cache_cpus', 'pcpu_get_pages'];

/**
 * kmem_cache_create() holds mem_hotplug_lock for reading while alloc_kmem_cache_cpus() allocates per-CPU memory. A new
 * chunk takes vmalloc(): pcpu_get_pages() where its array exceeds a page (mm/percpu-vm.c), and the mapping.
 */
export function kmemCacheCreate(
  memory: Memory,
  layout: Layout,
  d: Decisions,
  { self, area }: Mapping,
): Region {
  const t = thread(memory, 'kmem_cache_create', walkStack(memory));
  const at = place('kmem_cache_create_usercopy', 'mm/slab_common.c');
  const c: Call = { path: 'vmalloc', self, area, prefix: 'pcpu_', done: 'put_online_mems', callers: PERCPU };
  return t.region('get_online_mems', {
    get_online_mems: t.on(
      { at, says: 'get_online_mems()', ...waitsForWriter(HOTPLUG) },
      { ...downRead(HOTPLUG, self), target: callStart(d, c) },
    ),
    ...call(t, layout, d, c),
    put_online_mems: t.on(
      { at, says: 'put_online_mems()', primitive: 'percpu_rwsem' },
      { ...upRead(HOTPLUG, self), target: 'returned' },
    ),
    returned: t.end(),
  });
}

/** A file system that calls vmalloc() with pages locked: z_erofs_vle_unzip() does, through kvmalloc_array(). */
export function zErofs(memory: Memory, layout: Layout, d: Decisions, { self, area }: Mapping): Region {
  const t = thread(memory, 'z_erofs', walkStack(memory));
  const file = 'drivers/staging/erofs/unzip_vle.c';
  const c: Call = {
    path: 'vmalloc',
    self,
    area,
    prefix: '',
    done: 'unlock_page',
    callers: ['z_erofs_vle_unzip'],
  };
  return t.region('lock_page', {
    lock_page: t.on(
      {
        at: place('add_to_page_cache_lru', 'mm/filemap.c'),
        says: '__SetPageLocked(page)',
        ...waitsFor('page_lock'),
      },
      { ...takes('page_lock', t.name), target: callStart(d, c) },
    ),
    ...call(t, layout, d, c),
    unlock_page: t.on(
      { at: place('z_erofs_vle_unzip', file), says: 'unlock_page(page)' },
      { ...drops('page_lock', t.name), target: 'returned' },
    ),
    returned: t.end(),
  });
}
