// SPDX-License-Identifier: MIT
/**
 * mem_hotplug_begin() and mem_hotplug_done() (v5.3 mm/memory_hotplug.c), and what hot-add allocates between them.
 */
import type { Source } from '../../src/model/types.ts';
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
import type { Remover, Self } from './hotplug.ts';
import type { Allocation, Kernel, Layout, Settings } from './memory.ts';
import { call, callStart } from './vmalloc.ts';
import type { Call } from './vmalloc.ts';

const HOTPLUG = 'mem_hotplug_lock';
const CPUS = 'cpu_hotplug_lock';
type Me = { hotplugs_left: number };

const hotplug = (func: string, ...callers: string[]): Source => ({
  func,
  file: 'mm/memory_hotplug.c',
  version: 'v5.3',
  callers,
});

/** The states that enter and leave a section under mem_hotplug_lock, and the name of the first. */
export function hotplugSection(t: Remover, settings: Settings, { name, self, threads }: Self) {
  const start = (section: string) => `${section}_${settings.cpuHotplug ? 'cpus_read_lock' : 'begin'}`;
  const begin = (section: string, func: string, inside: string) => {
    const at = hotplug('mem_hotplug_begin', func);
    return {
      ...(settings.cpuHotplug && {
        [`${section}_cpus_read_lock`]: t.on(
          { at, says: 'cpus_read_lock()', ...waitsForWriter(CPUS) },
          { ...downRead(CPUS, self), target: `${section}_begin` },
        ),
      }),
      [`${section}_begin`]: t.on(
        { at, says: 'percpu_down_write(): readers_block = 1', ...waitsForWriter(HOTPLUG) },
        { ...blockReaders(HOTPLUG, name), target: `${section}_readers` },
      ),
      [`${section}_readers`]: t.on(
        { at, says: 'percpu_down_write(): readers gone?', ...waitsForReaders(HOTPLUG, threads) },
        { ...noReaders(HOTPLUG), target: inside },
      ),
    };
  };
  const done = (section: string, func: string, next: string, ends: boolean) => {
    const at = hotplug('mem_hotplug_done', func);
    const effect = (k: Kernel, me: Me) => {
      upWrite(HOTPLUG, name).effect(k);
      if (ends) me.hotplugs_left--;
    };
    const unlocked = settings.cpuHotplug ? `${section}_cpus_read_unlock` : next;
    return {
      [`${section}_done`]: t.on(
        { at, says: 'percpu_up_write(&mem_hotplug_lock)', primitive: 'percpu_rwsem' },
        { effect, target: unlocked },
      ),
      ...(settings.cpuHotplug && {
        [unlocked]: t.on(
          { at, says: 'cpus_read_unlock()', primitive: 'percpu_rwsem' },
          { ...upRead(CPUS, self), target: next },
        ),
      }),
    };
  };
  return { start, begin, done };
}

/** Where hot-add allocates virtual memory under mem_hotplug_lock, and what decides whether it has to. */
const ALLOCATIONS: Readonly<Record<Allocation, { says: string; at: Source; path: Call['path'] }>> = {
  kasan: {
    says: 'kasan_mem_notifier(): shadow needed',
    at: { ...hotplug('kasan_mem_notifier', 'online_pages', 'memory_notify'), file: 'mm/kasan/common.c' },
    path: 'vmalloc',
  },
  page_ext: {
    says: 'alloc_pages_exact_nid(nid, size, flags)',
    at: { ...hotplug('alloc_page_ext', 'online_pages', 'memory_notify'), file: 'mm/page_ext.c' },
    path: 'vmalloc',
  },
  percpu: {
    says: 'alloc_percpu(struct per_cpu_nodestat)',
    at: hotplug('hotadd_new_pgdat', 'add_memory_resource'),
    path: 'map_kernel_range',
  },
};
/** The section each is in. */
export const allocatesIn = (a: Allocation | null): 'add' | 'online' | null =>
  a === null ? null : a === 'percpu' ? 'add' : 'online';

/** First state: `allocate`. KASAN always needs its shadow; the others call vmalloc() only if they must. */
export function allocation(
  t: Remover,
  layout: Layout,
  d: Decisions,
  kind: Allocation | null,
  { self, area }: Self,
  done: string,
): Record<string, object> {
  if (kind === null) return {};
  const { says, at, path } = ALLOCATIONS[kind];
  const c: Call = {
    path,
    self,
    area,
    prefix: `${kind}_`,
    done,
    mayFail: false,
    callers: [...(at.callers ?? []), at.func],
  };
  const again = (k: Kernel) => k.vm_area[area] === 'mapped';
  return {
    allocate: t.on(
      {
        at,
        says,
        choices: (k: Kernel) => (again(k) ? ['ok'] : kind === 'kasan' ? ['vmalloc'] : ['ok', 'vmalloc']),
      },
      { guard: (_k, _me, choice) => choice === 'ok', target: done },
      { target: callStart(d, c) },
    ),
    ...call(t, layout, d, c),
  };
}
