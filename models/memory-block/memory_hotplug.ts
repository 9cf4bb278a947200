// SPDX-License-Identifier: MIT
/** mm/memory_hotplug.c: pages online and offline, a range added and removed. What differs between versions is a decision. */
import { chainOver, code, fault, mutex_lock, mutex_unlock, notify } from '../../src/vocabulary/index.ts';
import type { Fn } from '../../src/vocabulary/index.ts';
import { found, LINKS, read } from './block.ts';
import type { Kernel, Settings, Writer } from './block.ts';
import type { Decisions } from './designs.ts';

const { fn, step, branch, if_, call, ret, goto, label, inlined } = code<Kernel>();
const writer = code<Kernel, Writer>();

export function memory_hotplug(d: Decisions, s: Settings) {
  const { hotplug } = read(d);
  const OK = ['NOTIFY_OK'];
  const MAY_VETO = ['NOTIFY_OK', 'NOTIFY_BAD'];
  /** How many links are told MEM_CANCEL_*, after link `refused` said no. */
  const cancelled = (refused: number) => (d.cancelTold ? refused : LINKS);

  const mem_hotplug_begin = (name: string) =>
    inlined(hotplug('mem_hotplug_begin'), [
      mutex_lock(name, 'mem_hotplug_lock', 'percpu_down_write(&mem_hotplug_lock)'),
    ]);
  /** `also`: the end of an online or an offline, of which no link is told anything more. */
  const mem_hotplug_done = (name: string, also?: typeof chainOver) =>
    inlined(hotplug('mem_hotplug_done'), [
      mutex_unlock(name, 'mem_hotplug_lock', 'percpu_up_write(&mem_hotplug_lock)', also),
    ]);

  const remove_pfn_range_from_zone = (poison: string, shrink: string) =>
    inlined(hotplug('remove_pfn_range_from_zone'), [
      step(poison, 'page_init_poison(pfn_to_page(pfn))', { isolated: false }),
      step(shrink, 'shrink_zone_span(zone, start_pfn, end_pfn)', { zone: 'none' }),
    ]);

  const __remove_pages = (remove_memory_block_devices: Fn<Kernel>) =>
    fn(hotplug('__remove_pages'), [
      branch('arch_remove_memory', 'pfn_valid(pfn)', [
        {
          when: (k) => s.memblockPfnValid && !k.memblock,
          note: 'false: memblock has forgotten it',
          then: fault('pfn-not-valid'),
        },
        { note: 'true' },
      ]),
      !d.removeDevicesFirst && call(remove_memory_block_devices),
      !d.removeDevicesFirst &&
        inlined(hotplug('__remove_zone'), [
          step('remove_zone', 'shrink_zone_span(zone, start_pfn, end_pfn)', { zone: 'none' }),
        ]),
      branch('remove_sections', { says: d.text.removeSection, primitive: 'sparse_remove_section' }, [
        { when: (k) => k.pages_online, note: 'its pages are in use', then: fault('removed-while-online') },
        { does: { sections: false } },
      ]),
    ]);

  const move_pfn_range_to_zone = writer.fn(hotplug('move_pfn_range_to_zone'), [
    writer.step('move_pfn_range_to_zone', 'resize_zone_range(zone, start_pfn, nr_pages)', (k, me) => {
      k.zone = me.word === 'online_movable' ? 'Movable' : 'Normal';
      me.word = 'none';
    }),
    // Offline pages stay MIGRATE_ISOLATE until here in v5.2 (9b7ea46a82b3); later they are isolated while onlined.
    step('memmap_init_range', d.text.initMemmap, { isolated: d.zoneFollowsOnline }),
  ]);

  const online_pages = writer.fn(hotplug('online_pages', ...d.text.viaOnline), [
    mem_hotplug_begin('online_begin'),
    writer.call(move_pfn_range_to_zone),
    notify('going_online', 'MEM_GOING_ONLINE', LINKS, {
      answers: (i) => (s.veto && i === 1 ? MAY_VETO : OK),
      bad: () => goto('failed_addition'),
    }),
    inlined(hotplug('online_pages_range'), [
      step('online_pages_range', 'online_pages_range(pfn, nr_pages)', { pages_online: true }),
    ]),
    step('online_present', 'zone->present_pages += nr_pages', { present_pages: true }),
    inlined(hotplug('node_states_set_node'), [
      step('online_node', 'node_set_state(node, N_MEMORY)', { node_memory: true }),
    ]),
    d.zoneFollowsOnline &&
      step('online_undo_isolate', 'undo_isolate_page_range(pfn, pfn + nr_pages)', { isolated: false }),
    notify('online', 'MEM_ONLINE', LINKS),
    mem_hotplug_done('online_done', chainOver),
    ret('0'),

    // The second link alone may refuse.
    s.veto && [
      label('failed_addition'),
      notify('cancel_online1', 'MEM_CANCEL_ONLINE', cancelled(1)),
      d.zoneFollowsOnline && remove_pfn_range_from_zone('online_give_up', 'online_shrink'),
      mem_hotplug_done('online_failed', chainOver),
      ret('-EINVAL'),
    ],
  ]);

  const add_memory_resource = (create_memory_block_devices: Fn<Kernel>) =>
    fn(hotplug('add_memory_resource'), [
      mem_hotplug_begin('add_begin'),
      step('add_memblock', 'memblock_add_node(start, size, nid)', { memblock: true }),
      step('add_sections', 'arch_add_memory(nid, start, size)', { sections: true }),
      call(create_memory_block_devices),
      !d.nidFirst &&
        inlined({ ...d.text.setsNid, version: d.text.version }, [
          step('set_nid', 'mem->nid = nid', { nid: true }),
        ]),
      mem_hotplug_done('add_done'),
    ]);

  /** What link i may answer to MEM_GOING_OFFLINE: the first is the boot memory's notifier. */
  const may_offline = (i: number) =>
    s.bootMemory && i === 0 ? ['NOTIFY_BAD'] : s.veto && i === 1 ? MAY_VETO : OK;
  /** Where links are told alone who know of it, each refusing link has a way out of its own; LINKS: all have agreed. */
  const failed = (i: number) => `failed_removal_isolated${d.cancelTold ? i : LINKS}` as const;
  const way = (i: number) => (d.cancelTold ? i : '');
  const ways_out = [d.cancelTold && s.bootMemory && 0, d.cancelTold && s.veto && 1, LINKS];

  const offline_pages = fn(hotplug(d.text.offlinePages, ...d.text.viaOffline), [
    mem_hotplug_begin('offline_begin'),
    branch('page_zone', d.text.oneZone, [
      { when: (k) => k.zone === 'none', note: 'in no zone: -EINVAL', then: goto('failed_removal') },
      { does: found('zone'), note: 'in one zone' },
    ]),
    branch(
      'isolate',
      { says: 'start_isolate_page_range(start_pfn, end_pfn)', choices: ['isolated', 'EBUSY'] },
      [
        { choice: 'EBUSY', note: '-EBUSY', then: goto('failed_removal') },
        { does: [found('isolated'), { isolated: true }], note: '0' },
      ],
    ),
    inlined(hotplug('node_states_check_changes_offline'), [
      step(
        'check_node_states',
        'present_pages += pgdat->node_zones[zt].present_pages',
        found('present_pages'),
      ),
    ]),
    notify('notify_going_offline', 'MEM_GOING_OFFLINE', LINKS, {
      answers: may_offline,
      bad: (i) => goto(failed(i)),
    }),
    branch('migrate', { says: 'scan_movable_pages(), do_migrate_range()', choices: ['migrated', 'EINTR'] }, [
      { choice: 'EINTR', note: 'signal_pending(current): -EINTR', then: goto(failed(LINKS)) },
      { note: 'all free' },
    ]),
    step('offline_isolated', '__offline_isolated_pages(start_pfn, end_pfn)', { pages_online: false }),
    step('offline_present', 'zone->present_pages -= nr_pages', { present_pages: false }),
    inlined(hotplug('node_states_clear_node'), [
      step('offline_node', 'node_clear_state(node, N_MEMORY)', { node_memory: false }),
    ]),
    notify('offline', 'MEM_OFFLINE', LINKS),
    d.zoneFollowsOnline && remove_pfn_range_from_zone('offline_poison', 'offline_shrink'),
    mem_hotplug_done('offline_done', chainOver),
    ret('0'),

    ways_out.map(
      (i) =>
        i !== false && [
          label(failed(i)),
          step(`refused${way(i)}_unisolate`, 'undo_isolate_page_range(start_pfn, end_pfn)', {
            isolated: false,
          }),
          notify(`cancel_offline${way(i)}`, 'MEM_CANCEL_OFFLINE', cancelled(i)),
          goto('failed_removal'),
        ],
    ),
    label('failed_removal'),
    mem_hotplug_done('offline_failed', chainOver),
    ret('-EBUSY'),
  ]);

  const check_memblock_offlined_cb = fn(hotplug('check_memblock_offlined_cb'), [
    if_(
      'check_offline',
      'mem->state != MEM_OFFLINE',
      (k) => k.state !== 'MEM_OFFLINE',
      fault('bug'),
      'true: -EBUSY, __remove_memory() does BUG()',
    ),
  ]);

  const memblock_remove = step('memblock_remove', 'memblock_remove(start, size)', { memblock: false });
  const try_remove_memory = (remove_memory_block_devices: Fn<Kernel>) =>
    fn(hotplug('try_remove_memory'), [
      !d.checkUnderLock && call(check_memblock_offlined_cb),
      d.removeDevicesFirst && call(remove_memory_block_devices),
      mem_hotplug_begin('remove_begin'),
      d.checkUnderLock && call(check_memblock_offlined_cb),
      d.memblockFirst && memblock_remove,
      call(__remove_pages(remove_memory_block_devices)),
      !d.memblockFirst && memblock_remove,
      mem_hotplug_done('remove_done'),
    ]);

  return { online_pages, add_memory_resource, offline_pages, try_remove_memory };
}
