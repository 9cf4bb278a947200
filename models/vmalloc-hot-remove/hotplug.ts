// SPDX-License-Identifier: MIT
/**
 * One memory block comes and goes, as far as its vmemmap and its locks are concerned. It is added (vmemmap_populate()
 * maps it, v5.3 mm/sparse-vmemmap.c) and onlined; offlined and removed (v5.7 arch/arm64/mm/mmu.c, free-tables.ts). One
 * thread does all of it in turn; each of the four holds mem_hotplug_lock for writing.
 */
import { initially, int } from '../../src/model/domain.ts';
import { thread } from '../../src/model/thread.ts';
import type { Region, ThreadOf } from '../../src/model/thread.ts';
import type { Source } from '../../src/model/types.ts';
import { asksForKthread, kthreadCreated, waitsForKthread } from '../../src/vocabulary/kthread.ts';
import { waitsFor } from '../../src/vocabulary/lock.ts';
import type { Decisions } from './designs.ts';
import { freePass, unmapPass } from './free-tables.ts';
import { allocatesIn, allocation, hotplugSection } from './hotplug-lock.ts';
import { PTE_ENTRIES } from './memory.ts';
import type { Layout, Limits, Memory, Settings } from './memory.ts';
import { walkStack } from './pages.ts';
import { VMEMMAP } from './places.ts';
import { mappingWalk, walkStart } from './walk.ts';
import type { Walk } from './walk-types.ts';
import { removePagetable, REMOVE_PAGETABLE } from './x86.ts';

/** What the thread keeps: a walk's pointers, how often it still removes or adds, where a scan is. */
export type Remover = ThreadOf<Memory, ReturnType<typeof hotplugStack>>;
const hotplugStack = (memory: Memory, layout: Layout, limits: Limits) => ({
  ...walkStack(memory),
  hotplugs_left: initially(int(0, limits.hotplugs), limits.hotplugs),
  /** The entry a scan is at. */
  i: int(0, Math.max(PTE_ENTRIES, layout.pmdEntries) - 1),
});

/** Who the thread is: its name, its place among the threads, the area of what it allocates itself. */
export interface Self {
  readonly name: string;
  readonly self: number;
  readonly area: number;
  readonly threads: readonly string[];
}

const at = (func: string, ...callers: string[]): Source => ({
  func,
  file: 'mm/memory_hotplug.c',
  version: 'v5.3',
  callers,
});

export function hotRemove(
  memory: Memory,
  layout: Layout,
  d: Decisions,
  settings: Settings,
  limits: Limits,
  me: Self,
): Region {
  const t = thread(memory, me.name, hotplugStack(memory, layout, limits));
  const { start } = hotplugSection(t, settings, me);
  return t.region('next', {
    next: t.on(
      {
        at: { func: 'acpi_memory_device_notify', file: 'drivers/acpi/acpi_memhotplug.c', version: 'v5.3' },
        says: 'add or remove?',
      },
      { guard: (_, stack) => stack.hotplugs_left === 0, target: 'returned', note: 'finished' },
      { guard: (k) => k.memory_present, target: start('offline'), note: 'remove it' },
      { target: start('add'), note: 'add it' },
    ),
    ...adding(t, layout, d, settings, me),
    ...onlining(t, layout, d, settings, me),
    ...offlining(t, settings, me),
    ...removing(t, layout, d, settings, me),
    returned: t.end(),
  });
}

function adding(t: Remover, layout: Layout, d: Decisions, settings: Settings, me: Self) {
  const walkLocked = d.walkLock.includes('hot_remove');
  const add: Walk = {
    layout,
    self: me.self,
    address: layout.hotVmemmap,
    leaf: 0,
    locking: walkLocked ? 'walk' : d.lockedAdd ? 'entry' : 'none',
    dropBetweenLevels: d.dropBetweenLevels,
    allocUnderLock: d.allocUnderLock,
    mayFail: false,
    onMap: (k) => void (k.vmemmap_freed = false),
    places: VMEMMAP,
    prefix: 'vmemmap_',
    done: 'add_done',
    failed: 'add_done',
  };
  const { start, begin, done } = hotplugSection(t, settings, me);
  const allocates = allocatesIn(settings.allocates) === 'add';
  return {
    ...begin('add', 'add_memory_resource', allocates ? 'allocate' : walkStart(add)),
    ...(allocates && allocation(t, layout, d, settings.allocates, me, walkStart(add))),
    ...mappingWalk(t, add),
    ...done('add', 'add_memory_resource', start('online'), false),
  };
}

/** Auto-online comes after mem_hotplug_done(), in a section of its own: from here on the vmemmap is used. */
function onlining(t: Remover, layout: Layout, d: Decisions, settings: Settings, me: Self) {
  const { begin, done } = hotplugSection(t, settings, me);
  const allocates = allocatesIn(settings.allocates) === 'online';
  const run = at('kswapd_run', 'online_pages');
  const kthread: Source = {
    ...at('kthread_create_on_node', 'online_pages', 'kswapd_run'),
    file: 'kernel/kthread.c',
  };
  return {
    ...begin('online', 'online_pages', allocates ? 'allocate' : 'online'),
    ...(allocates && allocation(t, layout, d, settings.allocates, me, 'online')),
    online: t.on(
      { at: at('online_pages'), says: 'online_pages_range(pfn, nr_pages)' },
      {
        effect: (k) => void (k.memory_present = true),
        target: settings.startsKswapd ? 'kswapd_run' : 'online_done',
      },
    ),
    ...(settings.startsKswapd && {
      kswapd_run: t.on(
        { at: { ...run, file: 'mm/vmscan.c' }, says: 'wake_up_process(kthreadd_task)' },
        { ...asksForKthread, target: 'wait_for_kswapd' },
      ),
      wait_for_kswapd: t.on(
        { at: kthread, says: 'wait_for_completion_killable(&done)', ...waitsForKthread },
        { ...kthreadCreated, target: 'online_done' },
      ),
    }),
    ...done('online', 'online_pages', 'next', true),
  };
}

/** Pages still in use are migrated away first: migrate_pages() waits for each page's lock. */
function offlining(t: Remover, settings: Settings, me: Self) {
  const { start, begin, done } = hotplugSection(t, settings, me);
  const migrates = settings.beside.includes('z_erofs');
  const migrate: Source = {
    ...at('__unmap_and_move', 'offline_pages', 'do_migrate_range'),
    file: 'mm/migrate.c',
  };
  return {
    ...begin('offline', 'offline_pages', migrates ? 'lock_page' : 'offline'),
    ...(migrates && {
      lock_page: t.on(
        { at: migrate, says: 'lock_page(page)', ...waitsFor('page_lock') },
        { guard: (k) => k.page_lock === null, target: 'offline' },
      ),
    }),
    offline: t.on(
      { at: at('offline_pages'), says: 'node_states_clear_node(node, &arg)' },
      { effect: (k) => void (k.memory_present = false), target: 'offline_done' },
    ),
    ...done('offline', 'offline_pages', start('remove'), false),
  };
}

function removing(t: Remover, layout: Layout, d: Decisions, settings: Settings, me: Self) {
  const { begin, done } = hotplugSection(t, settings, me);
  const first = d.walkLock.includes('hot_remove') ? 'unmap_lock' : 'unmap_pud';
  return {
    ...begin('remove', 'try_remove_memory', d.freeBeforeClear ? REMOVE_PAGETABLE : first),
    ...(d.freeBeforeClear
      ? removePagetable(t, layout, me.self, 'remove_done')
      : { ...unmapPass(t, layout, d, me.self), ...freePass(t, layout, d, me.self) }),
    ...done('remove', 'try_remove_memory', 'next', true),
  };
}
