// SPDX-License-Identifier: MIT
/**
 * Memory hot-add and hot-remove of one block, as far as its vmemmap goes: vmemmap_populate() maps it (v5.3
 * mm/sparse-vmemmap.c), unmap_hotplug_range() unmaps it and free_empty_tables() gives its tables back (v5.7
 * arch/arm64/mm/mmu.c). One thread does both in turn: mem_hotplug_lock is held for writing over each.
 */
import { initially, int } from '../../src/model/domain.ts';
import { thread } from '../../src/model/thread.ts';
import type { Region, ThreadOf } from '../../src/model/thread.ts';
import type { Source } from '../../src/model/types.ts';
import { drops, takes, waitsFor } from '../../src/vocabulary/lock.ts';
import type { Decisions } from './designs.ts';
import { freePass, unmapPass } from './free-tables.ts';
import { PTE_ENTRIES } from './memory.ts';
import type { Layout, Limits, Memory } from './memory.ts';
import { walkStack } from './pages.ts';
import { VMEMMAP } from './places.ts';
import { mappingWalk, walkStart } from './walk.ts';
import type { Walk } from './walk-types.ts';

/** What the thread keeps: a walk's pointers, how often it still removes or adds, where a scan is. */
export type Remover = ThreadOf<Memory, ReturnType<typeof hotplugStack>>;
const hotplugStack = (memory: Memory, layout: Layout, limits: Limits) => ({
  ...walkStack(memory),
  hotplugs_left: initially(int(0, limits.hotplugs), limits.hotplugs),
  /** The entry a scan is at. */
  i: int(0, Math.max(PTE_ENTRIES, layout.pmdEntries) - 1),
});

export function hotRemove(
  memory: Memory,
  layout: Layout,
  d: Decisions,
  limits: Limits,
  name: string,
  self: number,
): Region {
  const t = thread(memory, name, hotplugStack(memory, layout, limits));
  const walkLocked = d.walkLock.includes('hot_remove');
  const at = (func: string): Source => ({ func, file: 'mm/memory_hotplug.c', version: 'v5.3' });
  const add: Walk = {
    layout,
    self,
    address: layout.hotVmemmap,
    leaf: 0,
    locking: walkLocked ? 'walk' : 'none',
    dropBetweenLevels: d.dropBetweenLevels,
    allocUnderLock: d.allocUnderLock,
    mayFail: false,
    places: VMEMMAP,
    prefix: 'vmemmap_',
    done: 'add_done',
    failed: 'add_done',
  };
  const begin = (func: string, target: string) =>
    t.on(
      { at: at(func), says: 'mem_hotplug_begin()', ...waitsFor('mem_hotplug_lock') },
      { ...takes('mem_hotplug_lock', name), target },
    );
  const unmapStart = walkLocked ? 'unmap_lock' : 'unmap_pud';
  return t.region('next', {
    next: t.on(
      {
        at: { func: 'acpi_memory_device_remove', file: 'drivers/acpi/acpi_memhotplug.c', version: 'v5.3' },
        says: 'add or remove?',
      },
      { guard: (_, me) => me.hotplugs_left === 0, target: 'returned', note: 'finished' },
      // Offline already: nobody uses its vmemmap any more.
      {
        guard: (k) => k.memory_present,
        effect: (k) => void (k.memory_present = false),
        target: 'remove_begin',
        note: 'remove it',
      },
      { target: 'add_begin', note: 'add it' },
    ),
    add_begin: begin('add_memory_resource', walkStart(add)),
    ...mappingWalk(t, add),
    add_done: t.on(
      { at: at('add_memory_resource'), says: 'mem_hotplug_done()' },
      { ...drops('mem_hotplug_lock', name), target: 'add_online' },
    ),
    // Auto-online comes after mem_hotplug_done(): from here on the vmemmap is used.
    add_online: t.on(
      { at: at('online_memory_block'), says: 'device_online(&mem->dev)' },
      {
        effect: (k, me) => {
          k.memory_present = true;
          me.hotplugs_left--;
        },
        target: 'next',
      },
    ),
    remove_begin: begin('try_remove_memory', unmapStart),
    ...unmapPass(t, layout, d, self),
    ...freePass(t, layout, d, self),
    remove_done: t.on(
      { at: at('try_remove_memory'), says: 'mem_hotplug_done()' },
      {
        effect: (k, me) => {
          drops('mem_hotplug_lock', name).effect(k);
          me.hotplugs_left--;
        },
        target: 'next',
      },
    ),
    returned: t.end(),
  });
}
