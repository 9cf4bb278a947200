// SPDX-License-Identifier: MIT
/** mm/page_alloc.c: a contiguous range is found, emptied and taken, or freed. */
import { code, fault } from '../../src/vocabulary/index.ts';
import type { Decisions } from './designs.ts';
import { again, at, first, following, moves, MOVES, next } from './loops.ts';
import { over, page_isolation, past, target, whole } from './loops.ts';
import { contigRanges, read } from './memory.ts';
import type { Kernel, Settings, Writer } from './memory.ts';

const { fn, step, branch, if_, call, ret, goto, label, loop, break_, as } = code<Kernel, Writer>();

export function page_alloc(d: Decisions, s: Settings) {
  const { page_alloc: file, compaction, migrate } = read(d);
  const { start_isolate_page_range, undo_isolate_page_range } = page_isolation(d.version);

  const movesOn = (k: Kernel, me: Writer) =>
    !past(k, me) && MOVES.includes(at(k, me).use) ? ['moved', 'EAGAIN'] : ['moved'];
  const __alloc_contig_migrate_range = fn(file('__alloc_contig_migrate_range'), [
    loop([
      branch(
        'migrate',
        {
          says: 'isolate_migratepages_range(), migrate_pages()',
          primitive: 'migrate_pages',
          choices: movesOn,
        },
        [
          { when: past, does: again, note: 'all tried', then: ret('0') },
          { when: (k, me) => !MOVES.includes(at(k, me).use), does: next, note: 'nothing to move' },
          !d.fs && {
            when: (k, me) => at(k, me).use === 'file',
            does: next,
            says: '!(cc->gfp_mask & __GFP_FS) && page_mapping(page)',
            at: compaction('isolate_migratepages_block', 'isolate_migratepages_range'),
            note: 'goto isolate_fail: stays',
          },
          {
            choice: 'EAGAIN',
            does: next,
            says: 'page_count(page) != expected_count',
            at: migrate('migrate_page_move_mapping', 'migrate_pages', 'unmap_and_move'),
            note: '-EAGAIN: somebody has a reference: stays',
          },
          {
            when: (k) => target(k) < 0,
            does: again,
            says: 'newpage = get_new_page(page, private)',
            at: migrate('unmap_and_move', 'migrate_pages'),
            note: 'NULL: -ENOMEM',
            then: ret('-ENOMEM'),
          },
          { does: [moves, next], note: 'moved' },
        ],
      ),
    ]),
  ]);
  const alloc_contig_range = fn(file('alloc_contig_range'), [
    call(start_isolate_page_range, goto('done')),
    call(__alloc_contig_migrate_range, goto('done')),
    loop([
      branch('test_isolated', { says: 'test_pages_isolated()', primitive: 'PageBuddy' }, [
        { when: past, does: again, note: 'all are free', then: break_ },
        { when: (k, me) => at(k, me).use !== 'buddy', does: again, note: '-EBUSY', then: goto('done') },
        { does: next, note: 'free' },
      ]),
    ]),
    loop([
      branch('isolate_freepages', { says: 'isolate_freepages_range()', primitive: '__isolate_free_page' }, [
        { when: past, does: again, note: 'all are taken', then: break_ },
        { does: [(k, me) => (at(k, me).use = 'contig'), next], note: 'the next' },
      ]),
    ]),
    call(undo_isolate_page_range),
    ret('0'),
    label('done'),
    as('failed_', call(undo_isolate_page_range)),
    ret('-EBUSY'),
  ]);

  const pfn_range_valid_contig = fn(file('pfn_range_valid_contig'), [
    loop([
      branch('range_valid', { says: 'PageReserved(page), page_count(page)', primitive: 'struct page' }, [
        { when: past, does: again, note: 'all fit', then: ret('0') },
        d.pageCount && {
          when: (k, me) => at(k, me).use !== 'buddy',
          does: again,
          says: 'page_count(page) > 0',
          note: 'true: return false',
          then: ret('false'),
        },
        {
          when: (k, me) => at(k, me).flag === 'PG_reserved',
          does: again,
          says: 'PageReserved(page)',
          note: 'true: return false',
          then: ret('false'),
        },
        { does: next, note: 'fits' },
      ]),
    ]),
  ]);

  /** Every range of each node and size that may be tried, in this order. */
  const none = (_: Kernel, me: Writer) => me.start === null;
  const ranges = (me: Writer) => contigRanges(s, d.movable, me.nid, me.val);
  const alloc_contig_pages = fn(file('alloc_contig_pages'), [
    step('align', 'pfn = ALIGN(zone->zone_start_pfn, nr_pages)', first(ranges)),
    loop([
      if_(
        'spans',
        'zone_spans_last_pfn(zone, pfn, nr_pages)',
        none,
        ret('NULL'),
        'false, in the last zone',
        'true',
      ),
      call(pfn_range_valid_contig, goto('next')),
      call(alloc_contig_range, goto('next')),
      ret('0'),
      label('next'),
      step('next_pfn', 'pfn += nr_pages', following(ranges)),
    ]),
  ]);

  /** Of the region at `start`, `size` long. */
  const free_contig_range = fn(file('free_contig_range'), [
    loop([
      branch('free_page', { says: '__free_page(page)', primitive: '__free_page' }, [
        { when: whole, does: d.mapsFirst ? [again, over] : again, note: 'all are free', then: ret() },
        { when: (k, me) => at(k, me).use !== 'contig', note: 'free already', then: fault('double-free') },
        {
          when: (k, me) => at(k, me).flag !== 'none',
          says: 'check_free_page_bad(page)',
          at: file('check_free_page'),
          note: d.flag,
          then: fault('bad-page'),
        },
        { does: [(k, me) => (at(k, me).use = 'buddy'), next], note: 'the next' },
      ]),
    ]),
  ]);

  return { alloc_contig_pages, free_contig_range };
}
