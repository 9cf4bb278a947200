// SPDX-License-Identifier: MIT
/** memory_block_online(): the store alone runs it. */
import { callEnd, callGoing, enterChain } from '../../src/vocabulary/notifier.ts';
import { begin, cancelled, chain, done, links, MAY_VETO, OK } from './block.ts';
import type { Decisions } from './designs.ts';
import { core, LINKS, read } from './memory.ts';
import type { BlockThread, Settings } from './memory.ts';

/** From memory_subsys_online() on, device_lock held; ends at `device_unlock` (either way). */
export function onlineBlock(t: BlockThread, d: Decisions, s: Settings): Record<string, object> {
  const { memory, hotplug } = read(d);
  const going = enterChain('going_online', LINKS, 'online_pages_range');
  return {
    online_state: t.on(
      { at: memory('memory_block_change_state'), says: 'mem->state != MEM_OFFLINE' },
      {
        guard: (k) => k.state !== 'MEM_OFFLINE',
        effect: (_, me) => void (me.word = 'none'),
        target: 'device_unlock',
        note: 'true: -EINVAL',
      },
      { target: 'online_begin', note: 'false' },
    ),
    online_begin: begin(t, d, 'move_pfn_range_to_zone'),
    move_pfn_range_to_zone: t.on(
      { at: hotplug('move_pfn_range_to_zone'), says: 'resize_zone_range(zone, start_pfn, nr_pages)' },
      {
        effect: (k, me) => {
          k.zone = me.word === 'online_movable' ? 'Movable' : 'Normal';
          me.word = 'none';
        },
        target: 'memmap_init_range',
      },
    ),
    // Offline pages stay MIGRATE_ISOLATE until here in v5.2 (9b7ea46a82b3); later they are isolated while onlined.
    memmap_init_range: t.on(
      {
        at: hotplug('move_pfn_range_to_zone'),
        says: d.text.initMemmap,
      },
      { effect: (k) => void (k.isolated = d.zoneFollowsOnline), target: going },
    ),
    ...callGoing(
      t,
      chain(d, 'going_online', 'MEM_GOING_ONLINE', 'online_pages'),
      (i) => (s.veto && i === 1 ? MAY_VETO : OK),
      'online_pages_range',
      (i) => enterChain(`cancel_online${i}`, cancelled(d, i), undo(d)),
    ),
    online_pages_range: t.on(
      { at: hotplug('online_pages_range'), says: 'online_pages_range(pfn, nr_pages)' },
      { effect: (k) => void (k.pages_online = true), target: 'online_present' },
    ),
    online_present: t.on(
      { at: hotplug('online_pages'), says: 'zone->present_pages += nr_pages' },
      { effect: (k) => void (k.present_pages = true), target: 'online_node' },
    ),
    online_node: t.on(
      { at: hotplug('node_states_set_node'), says: 'node_set_state(node, N_MEMORY)' },
      {
        effect: (k) => void (k.node_memory = true),
        target: d.zoneFollowsOnline ? 'online_undo_isolate' : 'online_0',
      },
    ),
    ...(d.zoneFollowsOnline && {
      online_undo_isolate: t.on(
        { at: hotplug('online_pages'), says: 'undo_isolate_page_range(pfn, pfn + nr_pages)' },
        { effect: (k) => void (k.isolated = false), target: 'online_0' },
      ),
    }),
    ...callEnd(t, chain(d, 'online', 'MEM_ONLINE', 'online_pages'), 'online_done'),
    online_done: done(t, d, 'set_online'),
    set_online: t.on(
      { at: memory('memory_block_change_state'), says: 'mem->state = MEM_ONLINE' },
      { effect: (k) => void (k.state = 'MEM_ONLINE'), target: 'dev_online' },
    ),
    dev_online: t.on(
      { at: core('device_online'), says: 'dev->offline = false' },
      { effect: (k) => void (k.dev_offline = false), target: 'device_unlock' },
    ),
    ...(s.veto && giveUp(t, d)),
  };
}

/** Where online_pages() goes on after MEM_CANCEL_ONLINE: v5.2 leaves the range in its zone. */
const undo = (d: Decisions) => (d.zoneFollowsOnline ? 'online_give_up' : 'online_failed');

/** online_pages() after a link has refused. */
function giveUp(t: BlockThread, d: Decisions): Record<string, object> {
  const { hotplug } = read(d);
  const refusing = links.filter((i) => i === 1);
  const cancel = (i: number) =>
    callEnd(t, chain(d, `cancel_online${i}`, 'MEM_CANCEL_ONLINE', 'online_pages', cancelled(d, i)), undo(d));
  return {
    ...Object.assign({}, ...refusing.map(cancel)),
    ...(d.zoneFollowsOnline && {
      online_give_up: t.on(
        { at: hotplug('remove_pfn_range_from_zone'), says: 'page_init_poison(pfn_to_page(pfn))' },
        { effect: (k) => void (k.isolated = false), target: 'online_shrink' },
      ),
      online_shrink: t.on(
        { at: hotplug('remove_pfn_range_from_zone'), says: 'shrink_zone_span(zone, start_pfn, end_pfn)' },
        { effect: (k) => void (k.zone = 'none'), target: 'online_failed' },
      ),
    }),
    online_failed: done(t, d, 'device_unlock'),
  };
}
