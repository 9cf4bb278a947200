// SPDX-License-Identifier: MIT
/**
 * Two users isolate the same page block, one undoes it, and the other goes on with a block that hands out pages again.
 *
 *   Report: mm/page_isolation.c: make start_isolate_page_range() fail if already isolated (v4.17)
 *   Fix:    2c7452a075d4
 *   Run:    npx mhpcheck check ./double-isolation.js#v4.16
 *
 * Memory offlining and a contiguous allocation want the same range. The properties are about what is true while a user
 * migrates, of the counter that goes with the blocks, and of the end.
 */
import {
  always,
  array,
  bool,
  code,
  int,
  model,
  noDeadlock,
  record,
  run,
  sometimes,
  source,
  spin_lock,
  spin_unlock,
  spinlock,
  system,
  thread,
} from 'mhpcheck';

const { fn, step, branch, if_, loop, call, ret, as, break_ } = code();
const isolation = source('mm/page_isolation.c', 'v4.16');
const migrate = source('mm/migrate.c', 'v4.16');
const hotplug = source('mm/memory_hotplug.c', 'v4.16');
const alloc = source('mm/page_alloc.c', 'v4.16');

const names = ['offline', 'cma'];
const memoryOf = (blocks) => ({
  zone: record({ lock: spinlock(names), nr_isolate_pageblock: int(0, 2 * blocks) }),
  isolated: array(blocks, bool),
});
/** The block at hand, and up to which it is isolated. */
const stackOf = (blocks) => ({ i: int(0, blocks), to: int(0, blocks) });

const lock = (name) => spin_lock(name, 'zone.lock', 'spin_lock_irqsave(&zone->lock)');
const unlock = (name) => spin_unlock(name, 'zone.lock', 'spin_unlock_irqrestore(&zone->lock)');
const pageblock = (says) => ({ says, primitive: 'pageblock' });

const set_migratetype_isolate = (d) =>
  fn(isolation('set_migratetype_isolate'), [
    lock('lock'),
    d.ebusy &&
      if_(
        'busy',
        'is_migrate_isolate_page(page)',
        (k, me) => k.isolated[me.i],
        [unlock('unlock_busy'), ret('-EBUSY')],
        'true: -EBUSY',
      ),
    step('mark', pageblock('set_pageblock_migratetype(page, MIGRATE_ISOLATE)'), (k, me) => {
      k.isolated[me.i] = true;
      k.zone.nr_isolate_pageblock++;
    }),
    unlock('unlock'),
    ret('0'),
  ]);
const undo_isolate_page_range = fn(isolation('undo_isolate_page_range'), [
  loop([
    if_('undo', 'pfn < end_pfn', (_, me) => me.i >= me.to, break_, 'false', 'true'),
    lock('lock'),
    branch('unmark', pageblock('if (is_migrate_isolate_page(page)) set_pageblock_migratetype()'), [
      {
        when: (k, me) => k.isolated[me.i],
        does: (k, me) => {
          k.isolated[me.i] = false;
          k.zone.nr_isolate_pageblock--;
        },
      },
      { note: 'not isolated' },
    ]),
    unlock('unlock'),
    step('next', 'pfn += pageblock_nr_pages', (_, me) => me.i++),
  ]),
  step('undone', 'return 0', (_, me) => (me.i = me.to = 0)),
]);
const start_isolate_page_range = (d, blocks) =>
  fn(isolation('start_isolate_page_range'), [
    loop([
      call(set_migratetype_isolate(d), {
        '-EBUSY': [
          step('undo_pfn', 'undo_pfn = pfn', (_, me) => {
            me.to = me.i;
            me.i = 0;
          }),
          as('undo_', call(undo_isolate_page_range)),
          ret('-EBUSY'),
        ],
      }),
      branch('next', 'pfn += pageblock_nr_pages', [
        { when: (_, me) => me.i + 1 < blocks, does: (_, me) => me.i++ },
        {
          does: (_, me) => {
            me.i = 0;
            me.to = blocks;
          },
          then: break_,
        },
      ]),
    ]),
    ret('0'),
  ]);
const user = (at, d, blocks) =>
  fn(at, [
    call(start_isolate_page_range(d, blocks), { '-EBUSY': ret('-EBUSY') }),
    call(
      fn(migrate('migrate_pages'), [
        step('migrate', 'the range is emptied'),
        step('migrated', 'and given back'),
      ]),
    ),
    as('end_', call(undo_isolate_page_range)),
    ret('0'),
  ]);

/** By design and configuration: the properties that are violated. */
export const expected = {
  'v4.16': { default: ['offline-isolated', 'cma-isolated', 'balanced'] },
  ebusy: { default: [] },
};

export default model({
  name: 'double-isolation',
  asks: 'May two users isolate the same page block at a time?',
  assumptions: [
    'Sequential consistency.',
    'Both give the range back; zone->lock alone is held while a block is marked.',
  ],
  designs: {
    'v4.16': {
      says: 'An isolated block is isolated again.',
      source: 'before 2c7452a075d4',
      decisions: { ebusy: false },
    },
    ebusy: {
      says: '-EBUSY, and what was isolated is undone.',
      source: '2c7452a075d4',
      decisions: { ebusy: true },
    },
  },
  configurations: { default: { says: 'offline and CMA want the same range', settings: {} } },
  bounds: {
    tiny: { says: 'one block', limits: { blocks: 1 } },
    small: { says: 'two blocks', limits: { blocks: 2 } },
    large: { says: 'three blocks', limits: { blocks: 3 } },
  },
  build(decisions, _settings, { blocks }) {
    const memory = memoryOf(blocks);
    const start = (name, at) => run(thread(memory, name, stackOf(blocks)), user(at, decisions, blocks));
    const isMigrating = (s, name) => s.at[name] === 'migrated';
    return {
      machine: system({
        id: 'double-isolation',
        memory,
        threads: [start('offline', hotplug('offline_pages')), start('cma', alloc('alloc_contig_range'))],
      }),
      properties: [
        ...names.map((name) =>
          always(
            `${name}-isolated`,
            `While ${name} migrates, its range is isolated.`,
            (s) => !isMigrating(s, name) || s.mem.isolated.every(Boolean),
          ),
        ),
        always(
          'balanced',
          'Once zone->lock is free, nr_isolate_pageblock is the number of isolated blocks.',
          ({ mem: { zone, isolated } }) =>
            zone.lock !== null || zone.nr_isolate_pageblock === isolated.filter(Boolean).length,
        ),
        always(
          'none-left',
          'In the end no block is isolated.',
          (s) => !s.quiet || !s.mem.isolated.some(Boolean),
        ),
        noDeadlock('no-deadlock', 'Both end.'),
        sometimes(
          'both-succeed',
          'Both succeed in some run, one after the other.',
          (s) => isMigrating(s, 'offline') && s.ended.cma,
        ),
      ],
    };
  },
});
