// SPDX-License-Identifier: MIT
/** mm/memory_hotplug.c: pages online and offline, a range added and removed. What differs between versions is a decision. */
import { chainOver, code, fault, mutex_lock, mutex_unlock, notify } from '../../src/vocabulary/index.ts';
import type { Fn, Stmt } from '../../src/vocabulary/index.ts';
import { found, LINKS, read } from './block.ts';
import type { Kernel, Settings } from './block.ts';
import type { Decisions } from './designs.ts';

const { fn, step, branch, if_, call, ret, goto, label, inlined } = code<Kernel>();
type Devices = Readonly<Record<'create_memory_block_devices' | 'link_to_node', Fn<Kernel>>>;

export function memory_hotplug(d: Decisions, s: Settings) {
  const { hotplug } = read(d);

  /** A small function of this file, written where it is called. */
  const inside = (func: string, ...body: Stmt<Kernel>[]) => inlined(hotplug(func), body);
  const node_states = (func: string, body: Stmt<Kernel>) => (d.text.nodeStates ? inside(func, body) : body);
  const [DOWN, UP] = ['percpu_down_write(&mem_hotplug_lock)', 'percpu_up_write(&mem_hotplug_lock)'];
  const mem_hotplug_begin = (name: string) =>
    inside('mem_hotplug_begin', mutex_lock(name, 'mem_hotplug_lock', DOWN));
  /** `also`: the end of an online or an offline, of which no link is told anything more. */
  const mem_hotplug_done = (name: string, also?: typeof chainOver) =>
    inside('mem_hotplug_done', mutex_unlock(name, 'mem_hotplug_lock', UP, also));

  const shrink_zone_span = (name: string) =>
    step(name, 'shrink_zone_span(zone, start_pfn, end_pfn)', { zone: 'none' });
  const poison = (name: string) => step(name, 'page_init_poison(pfn_to_page(pfn))', { isolated: false });

  const __remove_pages = (remove_memory_block_devices: Fn<Kernel>) =>
    fn(hotplug('__remove_pages'), [
      d.removesDevices === 'with the section' && call(remove_memory_block_devices),
      !d.zoneFollowsOnline && inside('__remove_zone', shrink_zone_span('remove_zone')),
      branch('remove_sections', { says: d.text.removeSection, primitive: 'sparse_remove_section' }, [
        { when: (k) => k.pages_online, note: 'its pages are in use', then: fault('removed-while-online') },
        { does: { sections: false } },
      ]),
    ]);

  const RESIZE = 'resize_zone_range(zone, start_pfn, nr_pages)';
  const move_pfn_range_to_zone = fn(hotplug('move_pfn_range_to_zone'), [
    step('move_pfn_range_to_zone', { says: RESIZE, primitive: 'zone_span_writelock' }, (k) => {
      k.zone = k.online_type === 'online_movable' ? 'Movable' : 'Normal';
    }),
    // Offline pages stay MIGRATE_ISOLATE until here in v5.2 (9b7ea46a82b3); later they are isolated while onlined.
    step('memmap_init_range', d.text.initMemmap, { isolated: d.zoneFollowsOnline }),
  ]);

  const may_veto = () => (s.veto ? ['NOTIFY_OK', 'NOTIFY_BAD'] : ['NOTIFY_OK']);
  const set_node = step('online_node', 'node_set_state(node, N_MEMORY)', { node_memory: true });
  const online_pages = fn(hotplug('online_pages', ...d.text.viaOnline), [
    mem_hotplug_begin('online_begin'),
    call(move_pfn_range_to_zone),
    notify('going_online', 'MEM_GOING_ONLINE', LINKS, {
      answers: may_veto,
      bad: goto('failed_addition'),
      rollback: d.cancelTold && 'MEM_CANCEL_ONLINE',
    }),
    step('online_pages_range', 'online_pages_range(pfn, nr_pages)', { pages_online: true }),
    step('online_present', 'zone->present_pages += nr_pages', { present_pages: true }),
    node_states('node_states_set_node', set_node),
    d.zoneFollowsOnline &&
      step('online_undo_isolate', 'undo_isolate_page_range(pfn, pfn + nr_pages)', { isolated: false }),
    notify('online', 'MEM_ONLINE', LINKS),
    mem_hotplug_done('online_done', chainOver),
    ret('0'),

    s.veto && [
      label('failed_addition'),
      !d.cancelTold && notify('cancel_online', 'MEM_CANCEL_ONLINE', LINKS),
      d.zoneFollowsOnline &&
        inside('remove_pfn_range_from_zone', poison('online_poison'), shrink_zone_span('online_shrink')),
      mem_hotplug_done('online_failed', chainOver),
      ret('-EINVAL'),
    ],
  ]);

  const add_memory_resource = ({ create_memory_block_devices, link_to_node }: Devices) =>
    fn(hotplug('add_memory_resource'), [
      mem_hotplug_begin('add_begin'),
      step('add_memblock', 'memblock_add_node(start, size, nid)', { memblock: true }),
      step('add_sections', 'arch_add_memory(nid, start, size)', { sections: true }),
      call(create_memory_block_devices),
      call(link_to_node),
      mem_hotplug_done('add_done'),
    ]);

  /** Of boot memory, the first link is prevent_bootmem_remove_notifier(). */
  const may_offline = (i: number) => (s.bootMemory && i === 0 ? ['NOTIFY_BAD'] : may_veto());
  const count_present = step('check_node_states', 'present_pages += ...', found('present_pages'));
  const clear_node = step('offline_node', 'node_clear_state(node, N_MEMORY)', { node_memory: false });
  const offline_pages = fn(hotplug(d.text.offlinePages, ...d.text.viaOffline), [
    mem_hotplug_begin('offline_begin'),
    branch('page_zone', d.text.oneZone, [
      {
        when: (k) => k.zone === 'none',
        says: 'reason = "multizone range"',
        note: 'in no zone: -EINVAL',
        then: goto('failed_removal'),
      },
      { does: found('zone'), note: 'in one zone' },
    ]),
    branch('isolate', { says: 'start_isolate_page_range()', choices: ['isolated', 'EBUSY'] }, [
      {
        choice: 'EBUSY',
        says: 'reason = "failure to isolate range"',
        note: '-EBUSY',
        then: goto('failed_removal'),
      },
      { does: [found('isolated'), { isolated: true }], note: '0' },
    ]),
    node_states('node_states_check_changes_offline', count_present),
    notify('notify_going_offline', 'MEM_GOING_OFFLINE', LINKS, {
      answers: may_offline,
      bad: goto(d.cancelTold ? 'told' : 'failed_removal_isolated'),
      rollback: d.cancelTold && 'MEM_CANCEL_OFFLINE',
    }),
    branch('migrate', { says: 'scan_movable_pages(), do_migrate_range()', choices: ['migrated', 'EINTR'] }, [
      {
        choice: 'EINTR',
        says: 'reason = "signal backoff"',
        note: 'signal_pending(current): -EINTR',
        then: goto('failed_removal_isolated'),
      },
      { note: 'all free' },
    ]),
    step('offline_isolated', '__offline_isolated_pages(start_pfn, end_pfn)', { pages_online: false }),
    step('offline_present', 'zone->present_pages -= nr_pages', { present_pages: false }),
    node_states('node_states_clear_node', clear_node),
    notify('offline', 'MEM_OFFLINE', LINKS),
    d.zoneFollowsOnline &&
      inside('remove_pfn_range_from_zone', poison('offline_poison'), shrink_zone_span('offline_shrink')),
    mem_hotplug_done('offline_done', chainOver),
    ret('0'),

    label('failed_removal_isolated'),
    d.cancelTold && [notify('cancel_offline', 'MEM_CANCEL_OFFLINE', LINKS), label('told')],
    step('refused_unisolate', 'undo_isolate_page_range(start_pfn, end_pfn)', { isolated: false }),
    !d.cancelTold && notify('cancel_offline', 'MEM_CANCEL_OFFLINE', LINKS),
    label('failed_removal'),
    mem_hotplug_done('offline_failed', chainOver),
    ret('-EBUSY'),
  ]);

  const not_offline = (k: Kernel) => k.state !== 'MEM_OFFLINE';
  const check_memblock_offlined_cb = fn(hotplug('check_memblock_offlined_cb'), [
    if_('check_offline', 'mem->state != MEM_OFFLINE', not_offline, fault('bug'), 'true: -EBUSY, then BUG()'),
  ]);

  const memblock_remove = step('memblock_remove', 'memblock_remove(start, size)', { memblock: false });
  const try_remove_memory = (remove_memory_block_devices: Fn<Kernel>) =>
    fn(hotplug(d.text.remove), [
      !d.checkUnderLock && call(check_memblock_offlined_cb),
      d.removesDevices === 'before the lock' && call(remove_memory_block_devices),
      mem_hotplug_begin('remove_begin'),
      d.checkUnderLock && call(check_memblock_offlined_cb),
      d.memblockFirst && memblock_remove,
      d.removesDevices === 'under the lock' && call(remove_memory_block_devices),
      call(__remove_pages(remove_memory_block_devices)),
      !d.memblockFirst && memblock_remove,
      mem_hotplug_done('remove_done'),
    ]);

  return { online_pages, add_memory_resource, offline_pages, try_remove_memory };
}
