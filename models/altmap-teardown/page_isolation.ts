// SPDX-License-Identifier: MIT
/** mm/page_isolation.c, mm/page_alloc.c and mm/memory_hotplug.c (v5.0): page blocks are isolated, emptied and looked at. */
import { code, fault, source, spin_lock, spin_unlock } from '../../src/vocabulary/index.ts';
import type { Check } from './designs.ts';
import { touches } from './memory.ts';
import type { Build, Kernel, Walk, Walker } from './memory.ts';
import { over } from './walk.ts';

/** The page blocks from `start` on, `count` of them; `kind`: the fault where a memmap is not there. */
export function page_isolation<Me extends Walk>(
  b: Build,
  start: number,
  count: number,
  kind: Walker = 'page-fault',
) {
  const { fn, step, branch, if_, ret, goto, label, loop, break_, inlined } = code<Kernel, Me>();
  const { geometry: g, decisions: d } = b;
  const version = d.offsets ? 'v5.14' : 'v5.0';
  const isolation = source('mm/page_isolation.c', version);
  const page_alloc = source('mm/page_alloc.c', version);
  const hotplug = source('mm/memory_hotplug.c', version);
  const at = (me: Me) => start + me.p;
  const page = (k: Kernel, me: Me) => k.page[at(me)];
  const on = over<Me, 'p'>('p', count);
  /** PageVmemmap() where this design looks for it: on to the next page block. */
  const skips = (check: Check) =>
    d.checks.includes(check) &&
    on({ when: (k, me) => page(k, me) === 'vmemmap', note: 'PageVmemmap: skipped' });
  const lock = (name: string) => spin_lock(name, 'zone_lock');
  const unlock = (name: string) => spin_unlock(name, 'zone_lock');
  const forgets = (_: Kernel, me: Me) => (me.p = 0);

  const undo_isolate_page_range = fn(isolation('undo_isolate_page_range'), [
    loop([
      branch(
        'unisolate',
        { says: 'set_pageblock_migratetype(page, migratetype)' },
        on({ does: (k, me) => (k.isolated[at(me)] = false) }),
      ),
    ]),
  ]);

  const unmovable = d.checks.includes('has_unmovable_pages')
    ? { when: (k: Kernel, me: Me) => page(k, me) === 'vmemmap', note: 'PageVmemmap: skipped' }
    : undefined;
  const start_isolate_page_range = fn(isolation('set_migratetype_isolate', 'start_isolate_page_range'), [
    loop([
      lock('isolate_lock'),
      if_('isolated', 'is_migrate_isolate_page(page)', (k, me) => k.isolated[at(me)] === true, goto('busy')),
      inlined(page_alloc('has_unmovable_pages'), [
        branch('has_unmovable_pages', 'PageVmemmap(page), PageReserved(page)', [
          touches<Me>(g, at, kind),
          unmovable,
          {
            when: (k, me) => ['reserved', 'vmemmap'].includes(page(k, me) as string),
            note: 'PageReserved: unmovable',
            then: goto('busy'),
          },
          { note: 'free, or on the LRU' },
        ]),
      ]),
      step('isolate', 'set_pageblock_migratetype(page, MIGRATE_ISOLATE)', (k, me) => {
        k.isolated[at(me)] = true;
      }),
      unlock('isolate_unlock'),
      branch('isolate_next', 'pfn += pageblock_nr_pages', on()),
    ]),
    ret('0'),
    label('busy'),
    unlock('isolate_failed'),
    loop([
      branch('undo', { says: 'pfn < undo_pfn', primitive: 'set_pageblock_migratetype' }, [
        { when: (_, me) => me.p === 0, note: 'all undone', then: break_ },
        {
          does: (k, me) => {
            me.p--;
            k.isolated[at(me)] = false;
          },
        },
      ]),
    ]),
    ret('-EBUSY'),
  ]);
  const do_migrate_range = fn(hotplug('do_migrate_range'), [
    loop([
      branch('migrate', { says: 'get_page_unless_zero(page), PageLRU(page)', primitive: 'migrate_pages' }, [
        touches<Me>(g, at, kind),
        skips('do_migrate_range'),
        on({ when: (k, me) => page(k, me) === 'buddy', note: 'free' }),
        on({
          when: (k, me) => page(k, me) === 'lru',
          does: (k, me) => {
            k.page[at(me)] = 'buddy';
            k.count[at(me)] = 0;
          },
          note: 'migrated, and free',
        }),
        { note: 'failed to isolate', then: step('dump_page', 'dump_page(page, "isolation failed")') },
      ]),
      branch('migrate_next', 'pfn++', on()),
    ]),
  ]);

  const scan_movable_pages = fn(hotplug('scan_movable_pages'), [
    loop([
      branch('scan', 'PageLRU(page), __PageMovable(page)', [
        touches<Me>(g, at, kind),
        { when: (k, me) => page(k, me) === 'lru', note: 'movable', then: ret('found') },
        on(),
      ]),
    ]),
    ret('0'),
  ]);

  const test_pages_isolated = fn(isolation('test_pages_isolated'), [
    loop([
      branch('test_block', { says: 'PageVmemmap(page), is_migrate_isolate_page(page)', primitive: 'scan' }, [
        touches<Me>(g, at, kind),
        skips('test_pages_isolated'),
        on({ when: (k, me) => k.isolated[at(me)] === true, note: 'isolated' }),
        { does: forgets, note: 'not isolated', then: ret('-EBUSY') },
      ]),
    ]),
    lock('test_lock'),
    inlined(isolation('__test_page_isolated_in_pageblock'), [
      loop([
        branch('test_page', 'PageVmemmap(page), PageBuddy(page)', [
          touches<Me>(g, at, kind),
          skips('__test_page_isolated_in_pageblock'),
          on({ when: (k, me) => page(k, me) === 'buddy', note: 'free' }),
          { does: forgets, note: 'in use', then: goto('busy') },
        ]),
      ]),
    ]),
    unlock('test_unlock'),
    ret('0'),
    label('busy'),
    unlock('busy_unlock'),
    ret('-EBUSY'),
  ]);

  const __offline_isolated_pages = fn(page_alloc('__offline_isolated_pages'), [
    lock('offline_lock'),
    loop([
      branch('offline_vmemmap', 'PageVmemmap(page)', [
        touches<Me>(g, at, kind),
        skips('__offline_isolated_pages'),
        { note: 'false' },
      ]),
      branch('offline_count', 'BUG_ON(page_count(page))', [
        { when: (k, me) => k.count[at(me)] !== 0, note: 'true: BUG', then: fault('bug') },
        {},
      ]),
      branch('offline_buddy', 'BUG_ON(!PageBuddy(page))', [
        { when: (k, me) => page(k, me) !== 'buddy', note: 'true: BUG', then: fault('bug') },
        {},
      ]),
      branch(
        'offline_page',
        { says: 'list_del(&page->lru), SetPageReserved(page)', primitive: 'list_del' },
        on({ does: (k, me) => (k.page[at(me)] = 'reserved') }),
      ),
    ]),
    unlock('offline_unlock'),
  ]);
  const isolate = { start_isolate_page_range, undo_isolate_page_range, test_pages_isolated };
  return { ...isolate, do_migrate_range, scan_movable_pages, __offline_isolated_pages };
}
