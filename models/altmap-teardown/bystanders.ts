// SPDX-License-Identifier: MIT
/** Who meets the pages of a range meanwhile: a user of the page allocator, and those who walk pfns. */
import {
  code,
  fault,
  id,
  int,
  rcu_callback,
  rcu_read_lock,
  rcu_read_unlock,
  run,
  source,
  thread,
} from '../../src/vocabulary/index.ts';
import type { Region } from '../../src/vocabulary/index.ts';
import { backing, BLOCKS, blocksOf, sectionOf, sectionsOf, touches } from './memory.ts';
import type { Build, Bystander, Kernel, Walk } from './memory.ts';
import { page_isolation } from './page_isolation.ts';
import { over } from './walk.ts';

interface Page {
  page: number | null;
}

/** Allocates a movable page, and writes to it. */
function user(b: Build): Region {
  const { geometry: g, memory, threads } = b;
  const { fn, branch, wait_until } = code<Kernel, Page>();
  const page_alloc = source('mm/page_alloc.c', 'v5.0');
  const is_free = (k: Kernel, p: number) => k.page[p] === 'buddy' && k.isolated[p] === false;
  const holdsMemmap = (k: Kernel, p: number) =>
    sectionsOf(g).some((s) => g.own && backing(g, s) === p && k.mapped[s]);
  const choices = blocksOf(g).map(String);
  const alloc_pages = fn(page_alloc('rmqueue', 'alloc_pages', 'get_page_from_freelist'), [
    wait_until(
      'alloc',
      { says: 'list_del(&page->lru)', primitive: 'zone->lock', choices, mayWait: true },
      (k, _me, choice) => k.zone_lock === null && is_free(k, Number(choice)),
      (k, me, choice) => {
        k.page[Number(choice)] = 'lru';
        k.count[Number(choice)] = 1;
        me.page = Number(choice);
      },
    ),
    branch('clear', 'clear_highpage(page)', [
      {
        when: (k, me) => me.page !== null && holdsMemmap(k, me.page),
        note: 'it holds a memmap',
        then: fault('memmap-overwritten'),
      },
      { does: (_, me) => (me.page = null) },
    ]),
  ]);
  return run(thread(memory, 'user', { page: id('page', choices.length) }, { threads }), alloc_pages);
}

interface Scan extends Walk {
  s: number;
}
/** kcompactd, looking for pages to migrate: over all sections of the range, once. */
function compaction(b: Build): Region {
  const { geometry: g, decisions: d, memory, threads } = b;
  const { fn, branch, loop, inlined, call, goto, label, ret } = code<Kernel, Scan>();
  const compact = source('mm/compaction.c', 'v5.0');
  const at = (me: Scan) => me.s * BLOCKS + me.p;
  const sections = over<Scan, 's'>('s', g.sections);
  const blocks = over<Scan, 'p'>('p', BLOCKS);
  const fails = (note: string, when?: (k: Kernel, me: Scan) => boolean) =>
    blocks({ note, ...(when && { when }) });
  const is = (kind: string) => (k: Kernel, me: Scan) => k.page[at(me)] === kind;
  const isolate_migratepages_block = fn(compact('isolate_migratepages_block'), [
    loop([
      branch('isolate', { says: 'PageVmemmap(page), PageBuddy(page), PageLRU(page)', primitive: 'scan' }, [
        touches<Scan>(g, at, 'walker-page-fault'),
        d.checks.includes('isolate_migratepages_block') && fails('PageVmemmap: isolate_fail', is('vmemmap')),
        fails('free', is('buddy')),
        fails('isolated', is('lru')),
        fails('not on the LRU: isolate_fail'),
      ]),
    ]),
  ]);
  const isolate_migratepages = fn(compact('isolate_migratepages', 'kcompactd_do_work', 'compact_zone'), [
    loop([
      inlined(source('mm/page_alloc.c', 'v5.0')('__pageblock_pfn_to_page'), [
        branch('pfn_to_online_page', 'pfn_to_online_page(start_pfn)', [
          { when: (k, me) => k.section[me.s]?.online === false, note: 'NULL', then: goto('next') },
          { note: 'online' },
        ]),
      ]),
      call(isolate_migratepages_block),
      label('next'),
      branch('next_pageblock', 'low_pfn = block_end_pfn', sections()),
    ]),
    ret(),
  ]);
  const stack = { s: int(0, g.sections - 1), p: int(0, BLOCKS - 1) };
  return run(thread(memory, 'compaction', stack, { threads }), isolate_migratepages);
}

/** alloc_contig_range() of the page block behind the first: it holds a memmap. */
function contig(b: Build): Region {
  const { memory, threads, geometry: g } = b;
  const { fn, branch, step, call, goto, label, ret, end } = code<Kernel, Walk>();
  const block = 1;
  const page_alloc = source('mm/page_alloc.c', 'v5.0');
  const isolation = page_isolation<Walk>(b, block, 1, 'walker-page-fault');
  const alloc_contig_range = fn(page_alloc('alloc_contig_range'), [
    branch('zone', 'page_zone(pfn_to_page(start))', [
      {
        when: (k) => k.section[sectionOf(block)]?.online === false,
        note: 'not online',
        then: end('not_online'),
      },
      touches<Walk>(g, () => block, 'walker-page-fault'),
      {},
    ]),
    call(isolation.start_isolate_page_range, end('busy')),
    call(isolation.test_pages_isolated, goto('done')),
    branch('isolate_freepages', 'isolate_freepages_range(&cc, outer_start, end)', [
      touches<Walk>(g, () => block, 'walker-page-fault'),
      { when: (k) => k.page[block] !== 'buddy', note: 'not free: 0', then: goto('done') },
      {},
    ]),
    step('grabbed', 'free_contig_range()'),
    label('done'),
    call(isolation.undo_isolate_page_range),
    ret(),
  ]);
  return run(thread(memory, 'contig', { p: int(0, 0) }, { threads }), alloc_contig_range);
}

/** A machine check, of any page. */
function memory_failure(b: Build): Region {
  const { geometry: g, memory, threads, settings } = b;
  const { fn, step, branch, ret } = code<Kernel, Page>();
  const choices = blocksOf(g).map(String);
  const version = settings.asksOnline ? 'v5.14' : 'v5.0';
  const asks = (k: Kernel, p: number) => {
    const section = k.section[sectionOf(p)] as { valid: boolean; online: boolean };
    return settings.asksOnline ? section.online : section.valid;
  };
  const says = settings.asksOnline ? 'pfn_to_online_page(pfn)' : 'pfn_valid(pfn)';
  const handler = fn(source('mm/memory-failure.c', version)('memory_failure'), [
    step('pfn', { says: 'of which page?', choices }, (_, me, choice) => (me.page = Number(choice))),
    branch('pfn_valid', says, [
      {
        when: (k, me) => !asks(k, me.page ?? 0),
        does: (_, me) => (me.page = null),
        note: 'outside kernel control',
        then: ret(),
      },
      { note: 'true' },
    ]),
    branch('set_hwpoison', { says: 'TestSetPageHWPoison(p)' }, [
      touches<Page>(g, (me) => me.page ?? 0, 'walker-page-fault'),
      {
        does: (k, me) => {
          const page = me.page ?? 0;
          k.hwpoison[page] = true;
          k.poisoned[page] = true;
          me.page = null;
        },
      },
    ]),
  ]);
  return run(thread(memory, 'memory_failure', { page: id('page', choices.length) }, { threads }), handler);
}

interface Usage {
  mine: number | null;
}
/** Whoever asks whether the first pfn of the range is valid. */
function pfn_valid(b: Build): Region {
  const { memory, threads, decisions: d } = b;
  const { fn, branch, ret, label, goto, inlined } = code<Kernel, Usage>();
  const version = { none: 'v5.0', plain: 'v5.14', rcu: 'v6.8', 'rcu-null': 'v6.17' }[d.usage];
  const mmzone = source('include/linux/mmzone.h', version);
  const rcu = d.usage === 'rcu' || d.usage === 'rcu-null';
  const asks = fn(mmzone('pfn_valid'), [
    rcu && rcu_read_lock('rcu_read_lock', 'rcu'),
    branch('valid_section', '!valid_section(ms)', [
      { when: (k) => k.section[0]?.valid === false, note: 'true: 0', then: goto('out') },
      { note: 'false' },
    ]),
    inlined(mmzone('pfn_section_valid'), [
      branch('load_usage', rcu ? 'READ_ONCE(ms->usage)' : 'ms->usage', [
        d.usage === 'rcu-null' && { when: (k) => k.usage === null, note: 'NULL: 0', then: goto('out') },
        { when: (k) => k.usage === null, note: 'NULL', then: fault('null-dereference') },
        { does: (k, me) => (me.mine = k.usage) },
      ]),
      branch('test_bit', 'test_bit(idx, usage->subsection_map)', [
        { when: (k) => k.usage_freed, note: 'freed', then: fault('use-after-free') },
        { does: (_, me) => (me.mine = null) },
      ]),
    ]),
    label('out'),
    rcu && rcu_read_unlock('rcu_read_unlock', 'rcu'),
    ret(),
  ]);
  return run(thread(memory, 'pfn_valid', { mine: id('usage', 1) }, { threads }), asks);
}

const threads: Readonly<Record<Bystander, (b: Build) => Region>> = {
  user,
  compaction,
  contig,
  memory_failure,
  pfn_valid,
};
export const bystanders = (b: Build): Region[] => [
  ...b.settings.beside.map((who) => threads[who](b)),
  ...(b.threads.includes('usage_rcu') ? [usageCallback(b)] : []),
];

function usageCallback({ memory, threads: names }: Build): Region {
  const { fn, step } = code<Kernel>();
  const callback = fn(source('kernel/rcu/tree.c', 'v6.8')('kvfree_rcu_bulk'), [
    step('kfree', { says: 'kfree(ms->usage)', primitive: 'kfree' }, { usage_freed: true }),
  ]);
  return run(thread(memory, 'usage_rcu', {}, { threads: names }), rcu_callback('rcu', 'usage_rcu', callback));
}
