// SPDX-License-Identifier: MIT
/** A block goes offline: memory_block_offline() (drivers/base/memory.c), offline_pages(), mhp_deinit_memmap_on_memory(). */
import { code, run, source, thread } from '../../src/vocabulary/index.ts';
import type { Region } from '../../src/vocabulary/index.ts';
import { lock_device_hotplug, mem_hotplug_begin, mem_hotplug_done, unlock_device_hotplug } from './locks.ts';
import { blockAt, DMA32, NO_ZONE, NORMAL, read, THREADS, zoneAt, zonesOf } from './memory.ts';
import type { Build, Kernel } from './memory.ts';
import { STATE, forgotten, over, page_ext, rangesOf, refused, stackOf, state, written } from './online.ts';
import { zoneOf } from './zone.ts';
import type { Onliner } from './zone.ts';

const { fn, step, branch, if_, call, ret, goto, label, inlined, loop } = code<Kernel, Onliner>();

export function offliner(b: Build): Region {
  const { decisions: d, settings: s } = b;
  const { base, hotplug } = read(d);
  const alloc = source('mm/page_alloc.c', d.version);
  const zone = zoneOf(b);
  const { head, rest, block, told } = rangesOf(b);
  const overPages = d.lockOver === 'pages' && !d.calleeKnows;
  const may = (...failures: string[]) => ['0', ...(s.refuses ? failures : [])];
  const whole = d.calleeKnows ? block : rest;

  const holes = (me: Onliner) => {
    const [counted, compared] =
      d.holesOf === 'block, compared with rest'
        ? [block(me).length, rest(me).length]
        : [told(d.holesOf)(me).length, told(d.holesOf)(me).length];
    return counted !== compared;
  };
  const counted = (k: Kernel) => k.zones.reduce<number>((sum, { present }) => sum + present, s.otherPages);

  const offline_pages = fn(hotplug('offline_pages'), [
    overPages && mem_hotplug_begin(d, 'offline'),
    if_('holes', 'walk_system_ram_range(): memory holes', (_, me) => holes(me), goto('failed_removal')),
    branch('isolate', { says: 'start_isolate_page_range(start_pfn, end_pfn)', choices: may('EBUSY') }, [
      { choice: 'EBUSY', note: '-EBUSY', then: goto('failed_removal') },
      {
        does: (k, me) => {
          k.isolated[me.b] = true;
        },
        note: '0',
      },
    ]),
    step(
      'check_node_offline',
      { says: 'nr_pages >= present_pages', primitive: 'node_states_check_changes_offline' },
      (k, me) => (me.node = told(d.nodeOf)(me).length >= counted(k)),
    ),
    branch(
      'migrate',
      {
        says: 'MEM_GOING_OFFLINE; scan_movable_pages(), do_migrate_range()',
        choices: may('EINTR'),
      },
      [
        s.refuses && {
          choice: 'EINTR',
          does: (_k: Kernel, me: Onliner) => (me.node = false),
          note: '-EINTR',
          then: goto('failed_isolated'),
        },
        { note: 'all free' },
      ],
    ),
    inlined(alloc('__offline_isolated_pages'), [
      zone.offline_mem_sections('offline_section', whole),
      step(
        'del_pages',
        { says: 'del_page_from_free_list()', primitive: 'del_page_from_free_list' },
        (k, me) => {
          for (const u of rest(me)) k.given[u] = false;
          k.isolated[me.b] = false;
        },
      ),
    ]),
    inlined(alloc('adjust_managed_page_count'), [
      step('managed', 'atomic_long_add(count, &page_zone(page)->managed_pages)', (k, me) => {
        zoneAt(k, me.zone).managed -= rest(me).length;
      }),
      step('totalram_offline', 'totalram_pages_add(count)', (k, me) => {
        k.totalram_pages -= rest(me).length;
      }),
    ]),
    zone.adjust_present_page_count('present_offline', whole, -1),
    branch('clear_node', 'node_states_clear_node(node, &arg)', [
      {
        when: (_, me) => me.node,
        does: (k, me) => {
          k.node_memory = false;
          me.node = false;
        },
        note: 'its last memory',
      },
      {},
    ]),
    step('notify_offline', { says: 'memory_notify(MEM_OFFLINE)', primitive: 'notifier_call' }, (k, me) =>
      page_ext(k, told(d.notifierOf)(me), false),
    ),
    zone.remove_pfn_range_from_zone('drop_rest', rest),
    overPages && mem_hotplug_done(d, 'offline_done'),
    ret('0'),

    s.refuses && [
      label('failed_isolated'),
      step('unisolate', 'undo_isolate_page_range(start_pfn, end_pfn)', (k, me) => {
        k.isolated[me.b] = false;
      }),
    ],
    label('failed_removal'),
    overPages ? mem_hotplug_done(d, 'offline_failed') : step('offline_failed', 'return ret'),
    ret('-EBUSY'),
  ]);

  const unaccount = (name: string) => zone.adjust_present_page_count(name, head, -1);
  const memory_block_offline = fn(base('memory_block_offline'), [
    step('nr_vmemmap_pages_offline', 'nr_vmemmap_pages = mem->nr_vmemmap_pages', (k, me) => {
      me.nr = blockAt(k, me.b).nr_vmemmap_pages;
    }),
    step(
      'zone_offline',
      `zone = ${d.memZone ? 'mem->zone' : 'page_zone(pfn_to_page(start_pfn))'}`,
      (k, me) => {
        const its = d.memZone ? blockAt(k, me.b).zone : k.page_zone[me.b];
        me.zone = its === DMA32 ? DMA32 : NORMAL;
      },
    ),
    !overPages && mem_hotplug_begin(d, 'offline'),
    !d.calleeKnows && d.unaccountsFirst && unaccount('head_unaccount'),
    call(offline_pages, [
      !d.calleeKnows && d.unaccountsFirst && zone.adjust_present_page_count('head_account_back', head, 1),
      !overPages && mem_hotplug_done(d, 'block_offline_failed'),
      ret('-EBUSY'),
    ]),
    !d.calleeKnows && !d.unaccountsFirst && unaccount('head_unaccount'),
    if_('offline_has_head', 'nr_vmemmap_pages', (_, me) => me.nr === 0, goto('no_head'), 'false', 'true'),
    inlined(hotplug('mhp_deinit_memmap_on_memory'), [
      zone.offline_full_sections('head_section_off', head),
      zone.remove_pfn_range_from_zone('drop_head', head, (me) => ([me.nr, me.zone] = [0, NORMAL])),
    ]),
    label('no_head'),
    d.memZone
      ? step('unset_zone', 'mem->zone = NULL', [(k, me) => (blockAt(k, me.b).zone = NO_ZONE), forgotten])
      : step('offline_returns', 'return ret', forgotten),
    d.prepares &&
      step('finish', { says: 'memory_notify(MEM_FINISH_OFFLINE)', primitive: 'notifier_call' }, (k, me) => {
        if (s.standby) k.accessible[me.b] = false;
        k.prepared[me.b] = false;
      }),
    !overPages && mem_hotplug_done(d, 'block_offline_done'),
    ret('0'),
  ]);

  const not_online = (k: Kernel, _: Onliner, choice: string) =>
    blockAt(k, Number(choice.at(-1))).state !== 'MEM_ONLINE';
  const state_store = fn(base('state_store'), [
    loop([
      lock_device_hotplug('lock_offline'),
      branch('write_offline', { ...STATE, says: 'mem->state != MEM_ONLINE' }, [
        { when: not_online, does: (_k, me) => me.left--, note: 'true', then: goto('out') },
        { does: (_k, me, choice) => written(choice, me), note: 'false' },
      ]),
      state('going_offline', 'MEM_GOING_OFFLINE'),
      call(memory_block_offline, [
        state('back_online', 'MEM_ONLINE'),
        refused('offline_refused'),
        goto('out'),
      ]),
      state('set_offline', 'MEM_OFFLINE', over),
      label('out'),
      unlock_device_hotplug('unlock_offline'),
    ]),
  ]);
  return run(
    thread(b.memory, 'offliner', stackOf(b.limits.offlines, zonesOf(s).length), { threads: THREADS }),
    state_store,
  );
}
