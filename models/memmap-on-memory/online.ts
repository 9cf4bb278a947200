// SPDX-License-Identifier: MIT
/** A block comes online: memory_block_online() (drivers/base/memory.c), mhp_init_memmap_on_memory(), online_pages(). */
import { bool, code, fault, initially, int, run, thread } from '../../src/vocabulary/index.ts';
import type { Region } from '../../src/vocabulary/index.ts';
import { headOf, hullOf, restOf, SECTION, unitsOf } from './layout.ts';
import { lock_device_hotplug, mem_hotplug_begin, mem_hotplug_done, unlock_device_hotplug } from './locks.ts';
import { blockAt, DMA32, NORMAL, read, sectionAt, THREADS, zoneAt, zonesOf } from './memory.ts';
import type { Build, Kernel } from './memory.ts';
import { sectionsTold, zoneOf } from './zone.ts';
import type { Onliner } from './zone.ts';

const { fn, step, branch, if_, call, ret, goto, label, inlined, loop } = code<Kernel, Onliner>();
const blockIn = (choice: string) => Number(choice.at(-1));

/** Whose file is written to. */
export const STATE = { choices: ['block 0', 'block 1'], primitive: 'find_memory_block' } as const;

/** The ranges that functions are told of, by the thread that is bringing `me.b` online or offline. */
export function rangesOf({ decisions: d }: Build) {
  const head = (me: Onliner) => headOf(me.b, me.nr, d);
  const rest = (me: Onliner) => restOf(me.b, me.nr, d);
  const block = (me: Onliner) => unitsOf(me.b);
  const told = (of: 'block' | 'rest') => (of === 'block' ? block : rest);
  return { head, rest, block, told };
}
/** The file of a block in sysfs is written to; with device_hotplug_lock held. */
export const written = (choice: string, me: Onliner) => {
  me.left--;
  me.b = blockIn(choice);
};
/** What was read of the block is of no use any more. */
export const forgotten = (_: unknown, me: Onliner) => {
  [me.nr, me.zone, me.node] = [0, NORMAL, false];
};
/** The block is of no use any more. */
export const over = (_: unknown, me: Onliner) => (me.b = 0);
export const stackOf = (left: number, zones: number) => ({
  left: initially(int(0, left), left),
  b: int(0, 1),
  nr: int(0, SECTION),
  zone: int(NORMAL, zones - 1),
  node: bool,
});
/** An online or an offline has failed. */
export const refused = (name: string) =>
  branch(name, 'return ret', [
    { when: (_, me) => me.b === 1, does: [forgotten, over], note: 'block 1' },
    { does: forgotten, note: 'block 0' },
  ]);
export const state = (
  name: string,
  to: 'MEM_OFFLINE' | 'MEM_GOING_OFFLINE' | 'MEM_ONLINE',
  also?: typeof over,
) => step(name, `mem->state = ${to}`, [(k, me) => (blockAt(k, me.b).state = to), also]);
/** What page_ext_callback() does for the sections that it is told of. */
export const page_ext = (k: Kernel, told: readonly number[], on: boolean) => {
  for (const s of sectionsTold(told)) sectionAt(k, s).page_ext = on;
};

export function onliner(b: Build): Region {
  const { decisions: d, settings: s } = b;
  const { base, hotplug } = read(d);
  const zone = zoneOf(b);
  const { head, rest, block, told } = rangesOf(b);
  const { pageblock } = s.geometry;
  const overPages = d.lockOver === 'pages' && !d.calleeKnows;
  const whole = d.calleeKnows ? block : rest;
  const misaligned = (_: Kernel, me: Onliner) =>
    rest(me).length === 0 || hullOf(rest(me))[0] % pageblock !== 0;
  const answers = (bad: string) => (s.refuses ? ['NOTIFY_OK', bad] : ['NOTIFY_OK']);

  const online_pages = fn(hotplug('online_pages'), [
    !d.calleeKnows && if_('aligned', 'WARN_ON_ONCE(!pageblock_aligned(pfn))', misaligned, ret('-EINVAL')),
    overPages && mem_hotplug_begin(d, 'online'),
    zone.move_pfn_range_to_zone('rest', rest),
    step('check_node_online', '!node_state(nid, N_MEMORY)', (k, me) => (me.node = !k.node_memory)),
    branch(
      'going_online',
      { says: 'memory_notify(MEM_GOING_ONLINE)', choices: answers('ENOMEM'), primitive: 'notifier_call' },
      [
        s.refuses && {
          choice: 'ENOMEM',
          does: (_: Kernel, me: Onliner) => (me.node = false),
          note: 'page_ext: -ENOMEM',
          then: goto('failed_addition'),
        },
        { does: (k, me) => page_ext(k, told(d.notifierOf)(me), true), note: 'NOTIFY_OK' },
      ],
    ),
    d.calleeKnows &&
      if_('vm_bug_on', 'VM_BUG_ON(!IS_ALIGNED(pfn, pageblock_nr_pages))', misaligned, fault('vm-bug')),
    inlined(hotplug('generic_online_page', 'online_pages_range'), [
      step(
        'free_pages',
        { says: '__free_pages_core(page, order)', primitive: '__free_pages_core' },
        (k, me) => {
          for (const u of rest(me)) k.given[u] = true;
          k.isolated[me.b] = true;
        },
      ),
      step('managed_online', 'atomic_long_add(nr_pages, &page_zone(page)->managed_pages)', (k, me) => {
        zoneAt(k, me.zone).managed += rest(me).length;
      }),
      step('totalram_online', 'totalram_pages_add(1UL << order)', (k, me) => {
        k.totalram_pages += rest(me).length;
        if (d.calleeKnows) me.nr = 0;
      }),
    ]),
    zone.online_mem_sections('online_section', whole),
    zone.adjust_present_page_count('present', whole, 1),
    branch('set_node', 'node_states_set_node(nid, &arg)', [
      {
        when: (_, me) => me.node,
        does: (k, me) => {
          k.node_memory = true;
          me.node = false;
        },
        note: 'its first memory',
      },
      {},
    ]),
    step('undo_isolate', 'undo_isolate_page_range(pfn, pfn + nr_pages)', (k, me) => {
      k.isolated[me.b] = false;
    }),
    overPages && mem_hotplug_done(d, 'online_done'),
    ret('0'),

    s.refuses && [
      label('failed_addition'),
      step(
        'cancel_online',
        { says: 'memory_notify(MEM_CANCEL_ONLINE)', primitive: 'notifier_call' },
        (k, me) => page_ext(k, told(d.notifierOf)(me), false),
      ),
      zone.remove_pfn_range_from_zone('undo_rest', rest),
      overPages && mem_hotplug_done(d, 'online_failed'),
      ret('-ENOMEM'),
    ],
  ]);

  const zoneRange = (me: Onliner) => hullOf(told(d.zoneOf)(me));
  const memory_block_online = fn(base('memory_block_online'), [
    step('nr_vmemmap_pages', 'nr_vmemmap_pages = mem->nr_vmemmap_pages', (k, me) => {
      me.nr = blockAt(k, me.b).nr_vmemmap_pages;
    }),
    inlined(hotplug('zone_for_pfn_range'), [
      step(
        'zone',
        { says: 'zone_intersects(zone, start_pfn, nr_pages)', primitive: 'zone_intersects' },
        (k, me) => {
          const dma32 = s.zoneEndsInHead && k.zones[DMA32];
          const [from, to] = zoneRange(me);
          me.zone = dma32 && from < dma32.end && dma32.start < to ? DMA32 : NORMAL;
        },
      ),
    ]),
    !overPages && mem_hotplug_begin(d, 'online'),
    d.prepares &&
      branch(
        'prepare',
        {
          says: 'memory_notify(MEM_PREPARE_ONLINE)',
          choices: answers('NOTIFY_BAD'),
          primitive: 'notifier_call',
        },
        [
          s.refuses && { choice: 'NOTIFY_BAD', note: 'NOTIFY_BAD', then: goto('out_notifier') },
          {
            does: (k, me) => {
              if (s.standby) k.accessible[me.b] = true;
              k.prepared[me.b] = true;
            },
            note: 'NOTIFY_OK',
          },
        ],
      ),
    if_('has_head', 'nr_vmemmap_pages', (_, me) => me.nr === 0, goto('no_head'), 'false', 'true'),
    inlined(hotplug('mhp_init_memmap_on_memory'), [
      zone.move_pfn_range_to_zone('head', head),
      zone.online_full_sections('head_section', head),
    ]),
    label('no_head'),
    call(online_pages, [
      if_('had_head', 'nr_vmemmap_pages', (_, me) => me.nr === 0, goto('out'), 'false', 'true'),
      inlined(hotplug('mhp_deinit_memmap_on_memory'), [
        zone.offline_full_sections('undo_head_section', head),
        zone.remove_pfn_range_from_zone('undo_head', head),
      ]),
      goto('out'),
    ]),
    !d.calleeKnows && zone.adjust_present_page_count('head_present', head, 1, (me) => (me.nr = 0)),
    d.memZone
      ? step('set_zone', 'mem->zone = zone', [(k, me) => (blockAt(k, me.b).zone = me.zone), forgotten])
      : step('online_returns', 'return ret', forgotten),
    !overPages && mem_hotplug_done(d, 'block_online_done'),
    ret('0'),

    label('out'),
    d.prepares && [
      step(
        'finish_failed',
        { says: 'memory_notify(MEM_FINISH_OFFLINE)', primitive: 'notifier_call' },
        (k, me) => {
          if (s.standby) k.accessible[me.b] = false;
          k.prepared[me.b] = false;
        },
      ),
      label('out_notifier'),
    ],
    !overPages && mem_hotplug_done(d, 'block_online_failed'),
    ret('-EINVAL'),
  ]);

  const not_offline = (k: Kernel, _: Onliner, choice: string) =>
    blockAt(k, blockIn(choice)).state !== 'MEM_OFFLINE';
  const state_store = fn(base('state_store'), [
    loop([
      lock_device_hotplug('lock_online'),
      branch('write_online', { ...STATE, says: 'mem->state != MEM_OFFLINE' }, [
        { when: not_offline, does: (_k, me) => me.left--, note: 'true', then: goto('out') },
        { does: (_k, me, choice) => written(choice, me), note: 'false' },
      ]),
      call(memory_block_online, [refused('online_refused'), goto('out')]),
      state('set_online', 'MEM_ONLINE', over),
      label('out'),
      unlock_device_hotplug('unlock_online'),
    ]),
  ]);
  return run(
    thread(b.memory, 'onliner', stackOf(b.limits.onlines, zonesOf(s).length), { threads: THREADS }),
    state_store,
  );
}
