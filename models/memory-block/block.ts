// SPDX-License-Identifier: MIT
/** memory_block_online() and memory_block_offline(): what both the store and the remover run. */
import { drops, takes, waitsFor } from '../../src/vocabulary/lock.ts';
import { callEnd, callGoing, enterChain } from '../../src/vocabulary/notifier.ts';
import type { Decisions } from './designs.ts';
import { core, hotplug, LINKS, memory } from './memory.ts';
import type { BlockThread, OffliningThread, Settings } from './memory.ts';

const LOCK = 'mem_hotplug_lock';
const OK = ['NOTIFY_OK'];
const MAY_VETO = ['NOTIFY_OK', 'NOTIFY_BAD'];
const chain = (name: string, event: string, func: string, links = LINKS) => ({
  name,
  event,
  at: hotplug(func),
  links,
});
const begin = (t: OffliningThread, target: string) =>
  t.on(
    { at: hotplug('mem_hotplug_begin'), says: 'percpu_down_write(&mem_hotplug_lock)', ...waitsFor(LOCK) },
    { ...takes(LOCK, t.name), target },
  );
const done = (t: OffliningThread, target: string) =>
  t.on(
    { at: hotplug('mem_hotplug_done'), says: 'percpu_up_write(&mem_hotplug_lock)' },
    { ...drops(LOCK, t.name), target },
  );
/** How many links are told MEM_CANCEL_*, after link `refused` said no. */
const cancelled = (d: Decisions, refused: number) => (d.cancelTold ? refused : LINKS);
const links = Array.from({ length: LINKS }, (_, i) => i);

/** From memory_subsys_online() on, device_lock held; ends at `online_unlock` (either way). */
export function onlineBlock(t: BlockThread, d: Decisions, s: Settings): Record<string, object> {
  const undo = d.zoneFollowsOnline ? 'online_give_up' : 'online_failed';
  const cancel = (i: number) => enterChain(`cancel_online${i}`, cancelled(d, i), undo);
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
    online_begin: begin(t, 'move_pfn_range_to_zone'),
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
        says: `memmap_init_range(${d.zoneFollowsOnline ? 'MIGRATE_ISOLATE' : 'MIGRATE_MOVABLE'})`,
      },
      { effect: (k) => void (k.isolated = d.zoneFollowsOnline), target: going },
    ),
    ...callGoing(
      t,
      chain('going_online', 'MEM_GOING_ONLINE', 'online_pages'),
      (i) => (s.veto && i === 1 ? MAY_VETO : OK),
      'online_pages_range',
      cancel,
    ),
    online_pages_range: t.on(
      { at: hotplug('online_pages'), says: 'online_pages_range(pfn, nr_pages)' },
      {
        effect: (k) => void (k.pages_online = true),
        target: d.zoneFollowsOnline ? 'online_undo_isolate' : 'online_0',
      },
    ),
    ...(d.zoneFollowsOnline && {
      online_undo_isolate: t.on(
        { at: hotplug('online_pages'), says: 'undo_isolate_page_range(pfn, pfn + nr_pages)' },
        { effect: (k) => void (k.isolated = false), target: 'online_0' },
      ),
    }),
    ...callEnd(t, chain('online', 'MEM_ONLINE', 'online_pages'), 'online_done'),
    online_done: done(t, 'set_online'),
    set_online: t.on(
      { at: memory('memory_block_change_state'), says: 'mem->state = MEM_ONLINE' },
      { effect: (k) => void (k.state = 'MEM_ONLINE'), target: 'dev_online' },
    ),
    dev_online: t.on(
      { at: core('device_online'), says: 'dev->offline = false' },
      { effect: (k) => void (k.dev_offline = false), target: 'device_unlock' },
    ),
    ...(s.veto && {
      ...Object.assign(
        {},
        ...links
          .filter((i) => i === 1)
          .map((i) =>
            callEnd(
              t,
              chain(`cancel_online${i}`, 'MEM_CANCEL_ONLINE', 'online_pages', cancelled(d, i)),
              undo,
            ),
          ),
      ),
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
      online_failed: done(t, 'device_unlock'),
    }),
  };
}

/** Where the steps of an offline lead: `ok` when the block is offline, `failed` when it is online as before. */
export interface Ends {
  readonly ok: string;
  readonly failed: string;
}

/** From memory_block_change_state(MEM_OFFLINE) on. */
export function offlineBlock(
  t: OffliningThread,
  d: Decisions,
  s: Settings,
  ends: Ends,
): Record<string, object> {
  const refused = (i: number) => `refused${d.cancelTold ? i : ''}_unisolate`;
  const fails = [...(s.bootMemory ? [0] : []), ...(s.veto ? [1] : []), LINKS];
  const unwinds = d.cancelTold ? fails : [LINKS];
  const unwind = (i: number) => {
    const told = d.cancelTold ? i : LINKS;
    const name = `cancel_offline${d.cancelTold ? i : ''}`;
    return {
      [refused(i)]: t.on(
        { at: hotplug('offline_pages'), says: 'undo_isolate_page_range(start_pfn, end_pfn)' },
        { effect: (k) => void (k.isolated = false), target: enterChain(name, told, 'offline_failed') },
      ),
      ...callEnd(t, chain(name, 'MEM_CANCEL_OFFLINE', 'offline_pages', told), 'offline_failed'),
    };
  };
  const answers = (i: number) =>
    s.bootMemory && i === 0 ? ['NOTIFY_BAD'] : s.veto && i === 1 ? MAY_VETO : OK;
  return {
    going_offline: t.on(
      { at: memory('memory_block_change_state'), says: 'mem->state = MEM_GOING_OFFLINE' },
      { effect: (k) => void (k.state = 'MEM_GOING_OFFLINE'), target: 'offline_begin' },
    ),
    offline_begin: begin(t, 'isolate'),
    isolate: t.on(
      {
        at: hotplug('offline_pages'),
        says: 'start_isolate_page_range(start_pfn, end_pfn)',
        choices: ['isolated', 'EBUSY'],
      },
      { guard: (_, __, c) => c === 'EBUSY', target: 'offline_failed', note: '-EBUSY' },
      { effect: (k) => void (k.isolated = true), target: 'notify_going_offline_0', note: '0' },
    ),
    ...callGoing(
      t,
      chain('notify_going_offline', 'MEM_GOING_OFFLINE', 'offline_pages'),
      answers,
      'migrate',
      refused,
    ),
    migrate: t.on(
      {
        at: hotplug('offline_pages'),
        says: 'scan_movable_pages(), do_migrate_range()',
        choices: ['migrated', 'EINTR'],
      },
      { guard: (_, __, c) => c === 'EINTR', target: refused(LINKS), note: 'signal_pending(current): -EINTR' },
      { target: 'offline_isolated', note: 'all free' },
    ),
    ...Object.assign({}, ...unwinds.map(unwind)),
    offline_isolated: t.on(
      { at: hotplug('offline_pages'), says: '__offline_isolated_pages(start_pfn, end_pfn)' },
      { effect: (k) => void (k.pages_online = false), target: 'offline_0' },
    ),
    ...callEnd(
      t,
      chain('offline', 'MEM_OFFLINE', 'offline_pages'),
      d.zoneFollowsOnline ? 'offline_poison' : 'offline_done',
    ),
    ...(d.zoneFollowsOnline && {
      offline_poison: t.on(
        { at: hotplug('remove_pfn_range_from_zone'), says: 'page_init_poison(pfn_to_page(pfn))' },
        { effect: (k) => void (k.isolated = false), target: 'offline_shrink' },
      ),
      offline_shrink: t.on(
        { at: hotplug('remove_pfn_range_from_zone'), says: 'shrink_zone_span(zone, start_pfn, end_pfn)' },
        { effect: (k) => void (k.zone = 'none'), target: 'offline_done' },
      ),
    }),
    offline_done: done(t, 'set_offline'),
    set_offline: t.on(
      { at: memory('memory_block_change_state'), says: 'mem->state = MEM_OFFLINE' },
      { effect: (k) => void (k.state = 'MEM_OFFLINE'), target: ends.ok },
    ),
    offline_failed: done(t, 'back_online'),
    back_online: t.on(
      { at: memory('memory_block_change_state'), says: 'mem->state = MEM_ONLINE' },
      { effect: (k) => void (k.state = 'MEM_ONLINE'), target: ends.failed },
    ),
  };
}
