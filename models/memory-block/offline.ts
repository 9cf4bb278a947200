// SPDX-License-Identifier: MIT
/** memory_block_offline(): the store and the remover run it. */
import { callEnd, callGoing, enterChain } from '../../src/vocabulary/notifier.ts';
import { begin, chain, done, MAY_VETO, OK } from './block.ts';
import type { Ends } from './block.ts';
import type { Decisions } from './designs.ts';
import { asWord, forgetBefore, LINKS, read } from './memory.ts';
import type { OffliningThread, Settings } from './memory.ts';

/** From memory_block_change_state(MEM_OFFLINE) on. */
export function offlineBlock(
  t: OffliningThread,
  d: Decisions,
  s: Settings,
  ends: Ends,
): Record<string, object> {
  const { memory, hotplug } = read(d);
  const at = hotplug(d.text.offlinePages);
  const answers = (i: number) =>
    s.bootMemory && i === 0 ? ['NOTIFY_BAD'] : s.veto && i === 1 ? MAY_VETO : OK;
  return {
    going_offline: t.on(
      { at: memory('memory_block_change_state'), says: 'mem->state = MEM_GOING_OFFLINE' },
      {
        effect: (k) => {
          k.before.state = k.state;
          k.state = 'MEM_GOING_OFFLINE';
        },
        target: 'offline_begin',
      },
    ),
    offline_begin: begin(t, d, 'page_zone'),
    page_zone: t.on(
      {
        at,
        says: d.text.oneZone,
      },
      { guard: (k) => k.zone === 'none', target: 'offline_failed', note: 'in no zone: -EINVAL' },
      { effect: (k) => void (k.before.zone = k.zone), target: 'isolate', note: 'in one zone' },
    ),
    isolate: t.on(
      { at, says: 'start_isolate_page_range(start_pfn, end_pfn)', choices: ['isolated', 'EBUSY'] },
      { guard: (_, __, c) => c === 'EBUSY', target: 'offline_failed', note: '-EBUSY' },
      {
        effect: (k) => {
          k.before.isolated = asWord(k.isolated);
          k.isolated = true;
        },
        target: 'check_node_states',
        note: '0',
      },
    ),
    check_node_states: t.on(
      {
        at: hotplug('node_states_check_changes_offline'),
        says: 'present_pages += pgdat->node_zones[zt].present_pages',
      },
      {
        effect: (k) => void (k.before.present_pages = asWord(k.present_pages)),
        target: 'notify_going_offline_0',
      },
    ),
    ...callGoing(
      t,
      chain(d, 'notify_going_offline', 'MEM_GOING_OFFLINE', d.text.offlinePages),
      answers,
      'migrate',
      (i) => unwindFrom(d, i),
    ),
    migrate: t.on(
      { at, says: 'scan_movable_pages(), do_migrate_range()', choices: ['migrated', 'EINTR'] },
      {
        guard: (_, __, c) => c === 'EINTR',
        target: unwindFrom(d, LINKS),
        note: 'signal_pending(current): -EINTR',
      },
      { target: 'offline_isolated', note: 'all free' },
    ),
    ...unwind(t, d, s),
    offline_isolated: t.on(
      { at, says: '__offline_isolated_pages(start_pfn, end_pfn)' },
      { effect: (k) => void (k.pages_online = false), target: 'offline_present' },
    ),
    offline_present: t.on(
      { at, says: 'zone->present_pages -= nr_pages' },
      { effect: (k) => void (k.present_pages = false), target: 'offline_node' },
    ),
    offline_node: t.on(
      { at: hotplug('node_states_clear_node'), says: 'node_clear_state(node, N_MEMORY)' },
      { effect: (k) => void (k.node_memory = false), target: 'offline_0' },
    ),
    ...callEnd(
      t,
      chain(d, 'offline', 'MEM_OFFLINE', d.text.offlinePages),
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
    offline_done: done(t, d, 'set_offline'),
    set_offline: t.on(
      { at: memory('memory_block_change_state'), says: 'mem->state = MEM_OFFLINE' },
      {
        effect: (k) => {
          k.state = 'MEM_OFFLINE';
          forgetBefore(k);
        },
        target: ends.ok,
      },
    ),
    offline_failed: done(t, d, 'back_online'),
    back_online: t.on(
      { at: memory('memory_block_change_state'), says: 'mem->state = from_state_req' },
      { effect: (k) => void (k.state = 'MEM_ONLINE'), target: 'offline_refused' },
    ),
    // Whether all is as it was is looked at here.
    offline_refused: t.on(
      { at: memory('memory_subsys_offline'), says: 'return ret' },
      { effect: forgetBefore, target: ends.failed },
    ),
  };
}

/** Where a refusal by link i leads; LINKS: a failure after all of them agreed. */
const unwindFrom = (d: Decisions, i: number) => `refused${d.cancelTold ? i : ''}_unisolate`;

/** failed_removal_isolated: one way out where all links are told, one for each refusing link otherwise. */
function unwind(t: OffliningThread, d: Decisions, s: Settings): Record<string, object> {
  const at = read(d).hotplug(d.text.offlinePages);
  const fails = [...(s.bootMemory ? [0] : []), ...(s.veto ? [1] : []), LINKS];
  const from = (i: number) => {
    const told = d.cancelTold ? i : LINKS;
    const name = `cancel_offline${d.cancelTold ? i : ''}`;
    return {
      [unwindFrom(d, i)]: t.on(
        { at, says: 'undo_isolate_page_range(start_pfn, end_pfn)' },
        { effect: (k) => void (k.isolated = false), target: enterChain(name, told, 'offline_failed') },
      ),
      ...callEnd(t, chain(d, name, 'MEM_CANCEL_OFFLINE', d.text.offlinePages, told), 'offline_failed'),
    };
  };
  return Object.assign({}, ...(d.cancelTold ? fails : [LINKS]).map(from));
}
