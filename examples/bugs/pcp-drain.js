// SPDX-License-Identifier: MIT
/**
 * A page that is freed to a per-CPU list after the lists were drained: offlining waits for it for ever.
 *
 *   Report: mm/memory_hotplug: drain per-cpu pages again during memory offline (v5.9)
 *           mm, page_alloc: disable pcplists during memory offline (v5.11)
 *   Fix:    968318261221, then ec6e8c7e0314
 *   Run:    npx mhpcheck check ./pcp-drain.js#v5.8
 *
 * A CPU that frees a page has read the type of its block before offlining isolates the block, and puts the page on its
 * list after offlining has drained that. The first fix drains again in each round. The page is on a list of an isolated
 * block all the same, from where it can be given out; the second keeps the lists empty from before the isolation on.
 */
import {
  always,
  bool,
  code,
  eventually,
  model,
  noDeadlock,
  oneOf,
  run,
  sometimes,
  source,
  system,
  thread,
} from 'mhpcheck';

const { fn, step, branch, loop, inlined, call, break_ } = code();
const page_alloc = source('mm/page_alloc.c', 'v5.8');
const isolation = source('mm/page_isolation.c', 'v5.8');
const hotplug = source('mm/memory_hotplug.c', 'v5.8');

const memory = {
  migratetype: oneOf('MIGRATE_MOVABLE', 'MIGRATE_ISOLATE'),
  /** Where the one page of the block is. */
  page: oneOf('used', 'pcplist', 'free'),
  /** zone->pageset: high 0, batch 1. */
  pcp_disabled: bool,
};
const stack = { mt: oneOf('unread', 'MIGRATE_MOVABLE', 'MIGRATE_ISOLATE') };

/** With interrupts off on its CPU: drain_all_pages(), which runs on that CPU, comes before it or after it. */
const free_unref_page = fn(page_alloc('free_unref_page', '__free_pages'), [
  step('prepare', 'migratetype = get_pfnblock_migratetype(page, pfn)', (k, me) => (me.mt = k.migratetype)),
  branch('commit', { says: 'free_unref_page_commit(page, pfn)', primitive: 'pcplist' }, [
    {
      when: (k, me) => me.mt === 'MIGRATE_ISOLATE' || k.pcp_disabled,
      does: (k, me) => {
        k.page = 'free';
        me.mt = 'unread';
      },
      note: 'to the buddy allocator',
    },
    {
      does: (k, me) => {
        k.page = 'pcplist';
        me.mt = 'unread';
      },
      note: 'list_add(&page->lru, &pcp->lists[migratetype])',
    },
  ]),
]);

const drain = (name) =>
  branch(name, { says: 'drain_all_pages(zone)', primitive: 'drain' }, [
    { when: (k) => k.page === 'pcplist', does: { page: 'free' }, note: 'the page is on a list' },
    { note: 'nothing on a list' },
  ]);
const start_isolate_page_range = fn(isolation('set_migratetype_isolate', 'start_isolate_page_range'), [
  step('isolate', 'set_pageblock_migratetype(page, MIGRATE_ISOLATE)', { migratetype: 'MIGRATE_ISOLATE' }),
  drain('drain'),
]);
const offline_pages = (d) =>
  fn(hotplug('__offline_pages'), [
    d.disable &&
      inlined(page_alloc('zone_pcp_disable'), [
        step('pcp_disable', '__zone_set_pageset_high_and_batch(zone, 0, 1)', { pcp_disabled: true }),
        drain('pcp_drain'),
      ]),
    call(start_isolate_page_range),
    loop([
      branch('test', 'test_pages_isolated(start_pfn, end_pfn)', [
        { when: (k) => k.page === 'free', note: '0', then: break_ },
        { note: '-EBUSY' },
      ]),
      d.again && drain('drain_again'),
    ]),
    step('offlined', '__offline_isolated_pages(start_pfn, end_pfn)', {}),
  ]);

/** By design and configuration: the properties that are violated. */
export const expected = {
  'v5.8': { default: ['isolated-off-lists', 'offline-returns'] },
  'drain-again': { default: ['isolated-off-lists'] },
  'pcp-disabled': { default: [] },
};

const decides = (again, disable) => ({ again, disable });
const bound = { says: 'one page, freed once', limits: {} };
export default model({
  name: 'pcp-drain',
  asks: 'Does offlining end, whoever frees a page of the block meanwhile?',
  assumptions: [
    'Sequential consistency.',
    'One page of the block. Nobody else drains the list of that CPU, and no signal comes.',
  ],
  designs: {
    'v5.8': { says: 'Drained once.', source: 'before 968318261221', decisions: decides(false, false) },
    'drain-again': {
      says: 'Drained in each round.',
      source: '968318261221',
      decisions: decides(true, false),
    },
    'pcp-disabled': {
      says: 'No lists while offlining.',
      source: 'ec6e8c7e0314',
      decisions: decides(false, true),
    },
  },
  configurations: { default: { says: 'another CPU frees the page', settings: {} } },
  bounds: { tiny: bound, small: bound, large: bound },
  build: (decisions) => ({
    machine: system({
      id: 'pcp-drain',
      memory,
      threads: [
        run(thread(memory, 'free', stack), free_unref_page),
        run(thread(memory, 'offline', {}), offline_pages(decisions)),
      ],
    }),
    properties: [
      always(
        'isolated-off-lists',
        'Once its block is isolated and the lists are drained, no page of it is on one.',
        (s) => !['test', 'offlined'].includes(s.at.offline) || s.mem.page !== 'pcplist',
      ),
      eventually('offline-returns', 'Offlining returns.', (s) => s.ended.offline),
      noDeadlock('no-deadlock', 'Both end.'),
      sometimes(
        'late',
        'The page is freed after the drain in some run.',
        (s) => s.at.offline === 'test' && s.at.free === 'commit',
      ),
    ],
  }),
});
