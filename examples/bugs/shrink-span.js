// SPDX-License-Identifier: MIT
/**
 * A zone's span is worked out from struct pages that nobody has initialized.
 *
 *   Report: mm/memory_hotplug: don't access uninitialized memmaps in shrink_pgdat_span() (v5.4)
 *           mm/memory_hotplug: shrink zones when offlining memory (v5.5)
 *   Fix:    00d6c019b5bc, then feee6b298916
 *   Run:    npx mhpcheck check ./shrink-span.js#v5.3
 *
 * Spans shrank when memory was removed, whether it had ever been online, and looked for their new end in every section
 * with a memmap: that of a block which was never online holds no zone, but poison. The first fixes look at online
 * sections alone, so that offline memory is left out of some spans and in others; the last one shrinks at offlining.
 */
import {
  always,
  array,
  code,
  fault,
  int,
  model,
  noFault,
  oneOf,
  run,
  sometimes,
  source,
  system,
  thread,
} from 'mhpcheck';

const { fn, step, branch, loop, call, ret, break_, continue_ } = code();
const hotplug = (d) => source('mm/memory_hotplug.c', d.atOffline ? 'v5.8' : 'v5.3');

/** Of each block: not there, there with a memmap that was never initialized, offline with a stale one, online. */
const block = oneOf('absent', 'poisoned', 'stale', 'online');
const memoryOf = (blocks) => ({
  block: array(blocks, block),
  /** The zone's span, from first to before end; 0, 0: empty. */
  first: int(0, blocks),
  end: int(0, blocks),
});
const stackOf = (blocks) => ({ i: int(0, blocks), first: int(0, blocks), end: int(0, blocks) });

/** Looks at each block, and takes those in that it believes to be of the zone. */
const shrink_zone_span = (d, blocks) =>
  fn(hotplug(d)('shrink_zone_span', '__remove_zone'), [
    loop([
      branch(
        'look',
        d.onlineOnly ? 'pfn_to_online_page(pfn), page_zone()' : 'pfn_valid(pfn), page_zone(pfn_to_page(pfn))',
        [
          { when: (k, me) => k.block[me.i] === 'absent', note: 'no memmap' },
          !d.onlineOnly && {
            when: (k, me) => k.block[me.i] === 'poisoned',
            then: fault('uninitialized-memmap'),
          },
          d.onlineOnly && { when: (k, me) => k.block[me.i] !== 'online', note: 'not online' },
          {
            does: (_, me) => {
              if (me.end === 0) me.first = me.i;
              me.end = me.i + 1;
            },
            note: 'of this zone',
          },
        ],
      ),
      branch('next', 'pfn += PAGES_PER_SUBSECTION', [
        { when: (_, me) => me.i + 1 < blocks, does: (_, me) => me.i++ },
        { does: (_, me) => (me.i = 0), then: break_ },
      ]),
    ]),
    step(
      'span',
      { says: 'zone->zone_start_pfn = pfn, zone->spanned_pages = n', primitive: 'span_seqlock' },
      (k, me) => {
        k.first = me.first;
        k.end = me.end;
        me.first = 0;
        me.end = 0;
      },
    ),
    ret('0'),
  ]);
/** What the administrator does with one block after the other, in any order. */
const administrator = (d, blocks) => {
  const names = [...Array(blocks).keys()];
  const VERBS = ['add', 'online', 'offline', 'remove'];
  const each = (verb, from, to, then) =>
    names.map((b) => ({
      choice: `${verb} ${b}`,
      when: (k) => from.includes(k.block[b]),
      does: (k) => {
        k.block[b] = to;
        if (to !== 'online') return;
        k.first = k.end === 0 ? b : Math.min(k.first, b);
        k.end = Math.max(k.end, b + 1);
      },
      then,
    }));
  const choices = VERBS.flatMap((verb) => names.map((b) => `${verb} ${b}`));
  const shrinks = (does) => (does ? [] : continue_);
  return fn(source('drivers/base/memory.c', 'v5.3')('state_store'), [
    loop([
      branch(
        'do',
        { says: 'add, online, offline, remove a block', primitive: 'hotplug', mayWait: true, choices },
        [
          ...each('add', ['absent'], 'poisoned', continue_),
          ...each('online', ['poisoned', 'stale'], 'online', continue_),
          ...each('offline', ['online'], d.atOffline ? 'poisoned' : 'stale', shrinks(d.atOffline)),
          ...each('remove', ['poisoned', 'stale'], 'absent', shrinks(!d.atOffline)),
        ],
      ),
      call(shrink_zone_span(d, blocks)),
    ]),
  ]);
};

/** By design and configuration: the properties that are violated. */
export const expected = {
  'v5.3': { default: ['initialized-only', 'span-is-hull'] },
  'online-only': { default: ['span-is-hull'] },
  'at-offline': { default: [] },
};

const decides = (onlineOnly, atOffline) => ({ onlineOnly, atOffline });
const limits = (blocks) => ({ says: `${blocks} blocks`, limits: { blocks } });
const hull = (blocks) => [blocks.indexOf('online'), blocks.lastIndexOf('online') + 1];
export default model({
  name: 'shrink-span',
  asks: 'Is the span of a zone that of its online memory?',
  assumptions: [
    'One thread: device_hotplug_lock.',
    'One zone, one node; a span is looked for from its start on.',
  ],
  designs: {
    'v5.3': {
      says: 'Shrinks at removal, by every memmap.',
      source: 'before 00d6c019b5bc',
      decisions: decides(false, false),
    },
    'online-only': {
      says: 'At removal, by online sections.',
      source: '00d6c019b5bc',
      decisions: decides(true, false),
    },
    'at-offline': {
      says: 'At offlining, by online sections.',
      source: 'feee6b298916',
      decisions: decides(true, true),
    },
  },
  configurations: { default: { says: 'blocks are added, onlined, offlined, removed', settings: {} } },
  bounds: { tiny: limits(2), small: limits(3), large: limits(4) },
  build(decisions, _settings, { blocks }) {
    const memory = memoryOf(blocks);
    return {
      machine: system({
        id: 'shrink-span',
        memory,
        threads: [run(thread(memory, 'admin', stackOf(blocks)), administrator(decisions, blocks))],
      }),
      properties: [
        noFault(
          'initialized-only',
          'No struct page is read that was never initialized.',
          'uninitialized-memmap',
        ),
        always('span-is-hull', 'Between two requests the span is the hull of what is online.', (s) => {
          const [first, end] = hull(s.mem.block);
          return (
            s.at.admin !== 'do' || (end === 0 ? s.mem.end === 0 : s.mem.first === first && s.mem.end === end)
          );
        }),
        sometimes(
          'shrinks',
          'The span shrinks in some run.',
          (s) => s.at.admin === 'span' && s.stack.admin.end < s.mem.end,
        ),
      ],
    };
  },
});
