// SPDX-License-Identifier: MIT
/** The DIMM's hot-add and eject, in turn, as the ACPI hotplug work does them: kacpi_hotplug is one thread. */
import { initially, int } from '../../src/model/domain.ts';
import { fault, thread } from '../../src/model/thread.ts';
import type { Region } from '../../src/model/thread.ts';
import type { Source } from '../../src/model/types.ts';
import { drained, waitsForActive } from '../../src/vocabulary/kernfs.ts';
import { drops, takes, waitsFor } from '../../src/vocabulary/lock.ts';
import type { Decisions } from './designs.ts';
import { core, kernfs, read, threadNames } from './memory.ts';
import type { Limits, Memory, Settings } from './memory.ts';
import { offlineBlock } from './offline.ts';

const HOTPLUG = 'device_hotplug_lock';
const MEM = 'mem_hotplug_lock';
const acpi = (func: string) => ({ func, file: 'drivers/acpi/scan.c', version: 'v6.1' });
const memtrace = (func: string) => ({
  func,
  file: 'arch/powerpc/platforms/powernv/memtrace.c',
  version: 'v5.2',
});

export function hotplugger(mem: Memory, d: Decisions, s: Settings, limits: Limits, name: string): Region {
  const t = thread(mem, name, { left: initially(int(0, limits.hotplugs), limits.hotplugs) });
  const { memory, hotplug } = read(d);
  const threads = threadNames(limits);
  const take = (target: string) =>
    d.hotplugLock
      ? t.on(
          { at: core('lock_device_hotplug'), says: 'mutex_lock(&device_hotplug_lock)', ...waitsFor(HOTPLUG) },
          { ...takes(HOTPLUG, name), target },
        )
      : t.on({ at: acpi('acpi_device_hotplug'), says: 'no lock_device_hotplug()' }, { target });
  /** The end of an add or an eject: what it left is looked at here. */
  const leave = () =>
    d.hotplugLock
      ? t.on(
          { at: core('unlock_device_hotplug'), says: 'mutex_unlock(&device_hotplug_lock)' },
          { ...drops(HOTPLUG, name), target: 'next' },
        )
      : t.on({ at: acpi('acpi_device_hotplug'), says: 'return' }, { target: 'next' });
  const begin = (target: string) =>
    t.on(
      { at: hotplug('mem_hotplug_begin'), says: 'percpu_down_write(&mem_hotplug_lock)', ...waitsFor(MEM) },
      { ...takes(MEM, name), target },
    );
  const done = (target: string) =>
    t.on(
      { at: hotplug('mem_hotplug_done'), says: 'percpu_up_write(&mem_hotplug_lock)' },
      { ...drops(MEM, name), target },
    );
  const lockDevice = (func: string, target: string) =>
    t.on(
      { at: core(func), says: 'device_lock(dev)', ...waitsFor('device_lock') },
      { ...takes('device_lock', name), target },
    );
  const unlockDevice = (func: string, target: string) =>
    t.on({ at: core(func), says: 'device_unlock(dev)' }, { ...drops('device_lock', name), target });
  const nid = (at: Source, target: string) =>
    t.on({ at, says: 'mem->nid = nid' }, { effect: (k) => void (k.nid = true), target });
  const tryRemove = d.checkUnderLock ? 'remove_begin' : 'check_offline';
  const arch = d.memblockFirst ? 'memblock_remove' : 'arch_remove_memory';
  const remove = d.checkUnderLock ? arch : d.removeDevicesFirst ? 'device_del' : 'remove_begin';
  const offline = d.writesState
    ? offlineBlock(t, d, s, { ok: tryRemove, failed: 'refused' })
    : offlineBlock(t, d, s, { ok: 'set_dev_offline', failed: 'unlock_refused' });
  return t.region('next', {
    next: t.on(
      { at: acpi('acpi_device_hotplug'), says: 'insertion or ejection?' },
      { guard: (_, me) => me.left === 0, target: 'returned', note: 'finished' },
      { guard: (k) => k.sections, effect: (_, me) => void me.left--, target: 'eject', note: 'ejection' },
      { effect: (_, me) => void me.left--, target: 'insert', note: 'insertion' },
    ),
    insert: take('add_begin'),
    add_begin: begin('add_memblock'),
    add_memblock: t.on(
      { at: hotplug('add_memory_resource'), says: 'memblock_add_node(start, size, nid)' },
      { effect: (k) => void (k.memblock = true), target: 'add_sections' },
    ),
    add_sections: t.on(
      { at: hotplug('add_memory_resource'), says: 'arch_add_memory(nid, start, size)' },
      { effect: (k) => void (k.sections = true), target: 'init_memory_block' },
    ),
    init_memory_block: t.on(
      {
        at: memory(d.text.addBlock),
        says: d.text.newBlock,
        primitive: 'kzalloc',
      },
      {
        effect: (k) => {
          k.state = 'MEM_OFFLINE';
          k.dev_offline = true;
          k.nid = false;
        },
        target: d.nidFirst ? 'set_nid' : 'device_add',
      },
    ),
    device_add: t.on(
      { at: core('device_add'), says: 'bus_add_device(dev)' },
      { effect: (k) => void (k.kn.present = true), target: 'attach' },
    ),
    attach: lockDevice('device_add', 'attached'),
    attached: unlockDevice('device_add', d.nidFirst ? 'add_done' : 'set_nid'),
    set_nid: d.nidFirst
      ? nid(memory(d.text.addBlock), 'device_add')
      : nid({ ...d.text.setsNid, version: d.text.version }, 'add_done'),
    add_done: done('added'),
    added: leave(),
    eject: take(d.writesState ? 'check_online' : 'lock_device'),
    ...(d.writesState
      ? {
          check_online: t.on(
            { at: memtrace('check_memblock_online'), says: 'mem->state != MEM_ONLINE' },
            { guard: (k) => k.state !== 'MEM_ONLINE', target: tryRemove, note: 'true' },
            { target: 'going_offline', note: 'false' },
          ),
        }
      : {
          lock_device: lockDevice('device_offline', 'dev_offline'),
          dev_offline: t.on(
            { at: core('device_offline'), says: 'dev->offline' },
            { guard: (k) => k.dev_offline, target: 'unlock_offline', note: 'true: 1' },
            { target: 'offline_state', note: 'false' },
          ),
          offline_state: t.on(
            { at: memory('memory_block_change_state'), says: 'mem->state != MEM_ONLINE' },
            { guard: (k) => k.state !== 'MEM_ONLINE', target: 'unlock_refused', note: 'true: -EINVAL' },
            { target: 'going_offline', note: 'false' },
          ),
          set_dev_offline: t.on(
            { at: core('device_offline'), says: 'dev->offline = true' },
            { effect: (k) => void (k.dev_offline = true), target: 'unlock_offline' },
          ),
          unlock_offline: unlockDevice('device_offline', tryRemove),
          unlock_refused: unlockDevice('device_offline', 'refused'),
        }),
    ...offline,
    check_offline: t.on(
      { at: hotplug('check_memblock_offlined_cb'), says: 'mem->state != MEM_OFFLINE' },
      {
        guard: (k) => k.state !== 'MEM_OFFLINE',
        target: fault('bug'),
        note: 'true: -EBUSY, __remove_memory() does BUG()',
      },
      { target: remove, note: 'false' },
    ),
    remove_begin: begin(d.checkUnderLock ? 'check_offline' : arch),
    memblock_remove: t.on(
      { at: hotplug('try_remove_memory'), says: 'memblock_remove(start, size)' },
      {
        effect: (k) => void (k.memblock = false),
        target: d.memblockFirst ? 'arch_remove_memory' : 'remove_done',
      },
    ),
    arch_remove_memory: t.on(
      { at: hotplug('__remove_pages'), says: 'pfn_valid(pfn)' },
      {
        guard: (k) => s.memblockPfnValid && !k.memblock,
        target: fault('pfn-not-valid'),
        note: 'false: memblock has forgotten it',
      },
      { target: d.removeDevicesFirst ? 'remove_sections' : 'device_del', note: 'true' },
    ),
    device_del: t.on(
      { at: kernfs('__kernfs_remove'), says: 'kernfs_deactivate(kn)' },
      { effect: (k) => void (k.kn.present = false), target: 'drain' },
    ),
    drain: t.on(
      {
        at: kernfs('kernfs_drain'),
        says: 'wait_event(atomic_read(&kn->active) == KN_DEACTIVATED_BIAS)',
        ...waitsForActive(threads),
      },
      { ...drained(threads), target: d.removeDevicesFirst ? 'remove_begin' : 'remove_zone' },
    ),
    ...(!d.removeDevicesFirst && {
      remove_zone: t.on(
        { at: hotplug('__remove_zone'), says: 'shrink_zone_span(zone, start_pfn, end_pfn)' },
        { effect: (k) => void (k.zone = 'none'), target: 'remove_sections' },
      ),
    }),
    remove_sections: t.on(
      {
        at: hotplug('__remove_pages'),
        says: d.text.removeSection,
        primitive: 'sparse_remove_section',
      },
      { guard: (k) => k.pages_online, target: fault('removed-while-online'), note: 'its pages are in use' },
      {
        effect: (k) => void (k.sections = false),
        target: d.memblockFirst ? 'remove_done' : 'memblock_remove',
      },
    ),
    remove_done: done('accepted'),
    accepted: leave(),
    refused: leave(),
    returned: t.end(),
  });
}
