// SPDX-License-Identifier: MIT
/**
 * mm/memory_hotplug.c: online_pages() and offline_pages() of all page blocks of a range. v5.0 with the RFC's lines, which
 * know the pages of the memmap by PageVmemmap(); v5.14, whose callers begin behind them.
 */
import { code, mutex_lock, mutex_unlock, source } from '../../src/vocabulary/index.ts';
import { BLOCKS, sectionOf, touches } from './memory.ts';
import type { Build, Hotplug, Kernel } from './memory.ts';
import { free_reserved_page } from './page_alloc.ts';
import { page_isolation } from './page_isolation.ts';
import { over } from './walk.ts';

const { fn, step, branch, call, ret, goto, label, loop, break_, continue_, inlined, as } = code<
  Kernel,
  Hotplug
>();

export const mem_hotplug_begin = ({ decisions: d }: Build, state: string) =>
  d.hotplugLock && mutex_lock(state, 'mem_hotplug_lock', 'percpu_down_write(&mem_hotplug_lock)');
export const mem_hotplug_done = ({ decisions: d }: Build, state: string) =>
  d.hotplugLock && mutex_unlock(state, 'mem_hotplug_lock', 'percpu_up_write(&mem_hotplug_lock)');

export function online_offline(b: Build, first: number) {
  const { geometry: g, decisions: d, settings } = b;
  const version = d.offsets ? 'v5.14' : 'v5.0';
  const in_hotplug = source('mm/memory_hotplug.c', version);
  const in_page_alloc = source('mm/page_alloc.c', version);
  const in_sparse = source('mm/sparse.c', version);
  const section = (me: Hotplug) => sectionOf(first) + me.s;
  const at = (me: Hotplug) => first + me.p;
  const blocks = over<Hotplug, 'p'>('p', g.blocks);
  const sections = over<Hotplug, 's'>('s', g.sections);

  const skipped = d.offsets ? g.vmemmap : 0;
  const memmap_init_zone = d.offsets ? 'memmap_init_range' : 'memmap_init_zone';
  const memmap_init = fn(in_page_alloc(memmap_init_zone, 'move_pfn_range_to_zone'), [
    loop([
      branch(
        'init_page',
        { says: '__init_single_page(page), __SetPageReserved(page)', primitive: 'memmap_init' },
        [
          touches<Hotplug>(g, at),
          d.checks.includes('__init_single_page') &&
            blocks({ when: (k, me) => k.page[at(me)] === 'vmemmap', note: 'PageVmemmap: kept' }),
          blocks({
            does: (k, me) => {
              k.page[at(me)] = 'reserved';
              k.count[at(me)] = 1;
            },
          }),
        ],
      ),
    ]),
  ]);

  /** The page block of the section that is looked at. */
  const here = (me: Hotplug) => first + me.s * BLOCKS + me.n;
  const online_pages_blocks = inlined(in_hotplug('online_pages_blocks'), [
    as('online_', free_reserved_page<Hotplug>(d, settings, here)),
  ]);
  const more = (me: Hotplug) => me.n + 1 < BLOCKS;
  const no_more = (_: Kernel, me: Hotplug) => (me.n = 0);
  /** Vmemmap pages are counted, and are taken to be the first of the section. */
  const strips = [
    loop([
      branch('memmap_pages', 'PageVmemmap(p)', [
        touches<Hotplug>(g, here),
        { when: (k, me) => k.page[here(me)] !== 'vmemmap', note: 'false', then: break_ },
        { when: (_, me) => more(me), does: (_, me) => me.n++, note: 'true: memmap_pages++' },
        { does: no_more, note: 'true: all of the section', then: goto('section_over') },
      ]),
    ]),
  ] as const;
  /** Offsets are given in pages: this one is a multiple of a page block. */
  const offset = [
    branch('offset', 'start_pfn + nr_vmemmap_pages', [
      {
        when: (_, me) => (me.s + 1) * BLOCKS <= skipped,
        note: 'all of the section',
        then: goto('section_over'),
      },
      { when: (_, me) => me.s * BLOCKS < skipped, does: (_, me) => (me.n = skipped - me.s * BLOCKS) },
      {},
    ]),
  ] as const;
  const online_pages_range = fn(in_hotplug('online_pages_range'), [
    loop([
      d.offsets ? offset : strips,
      branch('reserved', 'PageReserved(pfn_to_page(start_pfn))', [
        touches<Hotplug>(g, here),
        {
          when: (k, me) => k.page[here(me)] !== 'reserved',
          note: 'false',
          does: no_more,
          then: goto('section_over'),
        },
        { note: 'true' },
      ]),
      loop([
        online_pages_blocks,
        branch('online_next', 'start += 1UL << order', [
          { when: (_, me) => more(me), does: (_, me) => me.n++, then: continue_ },
          { does: no_more, then: break_ },
        ]),
      ]),
      label('section_over'),
      branch('next_range', 'sect_nr++', sections()),
    ]),
    inlined(in_sparse('online_mem_sections'), [
      loop([
        branch(
          'online_section',
          'ms->section_mem_map |= SECTION_IS_ONLINE',
          sections({ does: (k, me) => ((k.section[section(me)] as { online: boolean }).online = true) }),
        ),
      ]),
    ]),
  ]);

  const online_pages = fn(in_hotplug('online_pages'), [
    mem_hotplug_begin(b, 'online_begin'),
    call(memmap_init),
    settings.arch === 's390' &&
      inlined(source('drivers/s390/char/sclp_cmd.c', 'v5.0')('sclp_mem_notifier'), [
        step('assign', 'sclp_mem_change_state(start, size, 1)', (k) => k.memory.fill('there')),
      ]),
    call(online_pages_range),
    mem_hotplug_done(b, 'online_done'),
  ]);

  const isolation = page_isolation<Hotplug>(b, first + skipped, g.blocks - skipped);
  const offline_pages = fn(in_hotplug(d.offsets ? 'offline_pages' : '__offline_pages'), [
    mem_hotplug_begin(b, 'offline_begin'),
    call(isolation.start_isolate_page_range, goto('failed_removal')),
    label('repeat'),
    loop([
      call(isolation.scan_movable_pages, { found: [call(isolation.do_migrate_range), continue_] }),
      break_,
    ]),
    call(isolation.test_pages_isolated, goto('repeat')),
    inlined(in_sparse('offline_mem_sections'), [
      loop([
        branch(
          'offline_section',
          'ms->section_mem_map &= ~SECTION_IS_ONLINE',
          sections({ does: (k, me) => ((k.section[section(me)] as { online: boolean }).online = false) }),
        ),
      ]),
    ]),
    call(isolation.__offline_isolated_pages),
    call(isolation.undo_isolate_page_range),
    mem_hotplug_done(b, 'offline_done'),
    ret('0'),
    label('failed_removal'),
    mem_hotplug_done(b, 'offline_failed'),
    ret('-EBUSY'),
  ]);

  return { online_pages, offline_pages };
}
