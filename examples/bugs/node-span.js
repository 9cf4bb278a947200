// SPDX-License-Identifier: MIT
/**
 * The span of a node is the hull of its zones' spans, and begins with page 0 all the same.
 *
 *   Report: mm/memory_hotplug: fix updating the node span (v5.4)
 *   Fix:    656d57119326
 *   Run:    npx mhpcheck check ./node-span.js#from-zero
 *
 * update_pgdat_span() looks for the smallest start, beginning with 0, which none is smaller than. The fix leaves out
 * zones that span nothing, and begins with the first that does.
 */
import { always, array, code, int, model, record, run, sometimes, source, system, thread } from 'mhpcheck';

const { fn, step, branch, loop, continue_, break_ } = code();
const hotplug = source('mm/memory_hotplug.c', 'v5.4');

const PAGES = 4;
const pfn = int(0, PAGES);
const memoryOf = (zones) => ({
  zone: array(zones, record({ start: pfn, spanned: pfn })),
  node: record({ start: pfn, end: pfn }),
});
const stackOf = (zones) => ({ i: int(0, zones - 1), start: pfn, end: pfn });
const endOf = ({ start, spanned }) => start + spanned;

const next = (zones) =>
  branch('next', 'zone++', [
    { when: (_, me) => me.i + 1 < zones, does: (_, me) => me.i++, then: continue_ },
    { does: (_, me) => (me.i = 0), then: break_ },
  ]);
const update_pgdat_span = (d, zones) =>
  fn(hotplug('update_pgdat_span', 'remove_pfn_range_from_zone'), [
    loop([
      branch('zone', { says: 'zone->zone_start_pfn, zone->spanned_pages', primitive: 'two loads' }, [
        d.skipsEmpty && { when: (k, me) => k.zone[me.i].spanned === 0, note: 'spans nothing: skipped' },
        d.skipsEmpty && {
          when: (_, me) => me.end === 0,
          does: (k, me) => {
            me.start = k.zone[me.i].start;
            me.end = endOf(k.zone[me.i]);
          },
          note: 'the first',
        },
        {
          does: (k, me) => {
            me.end = Math.max(me.end, endOf(k.zone[me.i]));
            me.start = Math.min(me.start, k.zone[me.i].start);
          },
        },
      ]),
      next(zones),
    ]),
    step(
      'span',
      { says: 'pgdat->node_start_pfn, pgdat->node_spanned_pages', primitive: 'pgdat_resize_lock' },
      (k, me) => {
        k.node = { start: me.start, end: me.end };
        me.start = 0;
        me.end = 0;
      },
    ),
  ]);

/** By design and configuration: the properties that are violated. */
export const expected = { 'from-zero': { default: ['span-is-hull'] }, 'skips-empty': { default: [] } };

/** Spans of up to three zones, one behind the other. */
const spans = (zones, from = 0) =>
  zones === 0
    ? [[]]
    : [
        ...spans(zones - 1, from).map((rest) => [{ start: 0, spanned: 0 }, ...rest]),
        ...Array.from({ length: PAGES - from }, (_, i) => from + i).flatMap((start) =>
          spans(zones - 1, start + 1).map((rest) => [{ start, spanned: 1 }, ...rest]),
        ),
      ];
const limits = (zones) => ({ says: `${zones} zones`, limits: { zones } });
export default model({
  name: 'node-span',
  asks: 'Is the span of a node the hull of its zones?',
  assumptions: ['One thread: mem_hotplug_lock.', 'Each zone spans one page, or none.'],
  designs: {
    'from-zero': {
      says: 'The smallest start, from 0 on.',
      source: 'before 656d57119326',
      decisions: { skipsEmpty: false },
    },
    'skips-empty': {
      says: 'Empty zones are left out.',
      source: '656d57119326',
      decisions: { skipsEmpty: true },
    },
  },
  configurations: { default: { says: 'any zones', settings: {} } },
  bounds: { tiny: limits(2), small: limits(3), large: limits(4) },
  build(decisions, _settings, { zones }) {
    const memory = memoryOf(zones);
    return {
      machine: system({
        id: 'node-span',
        memory,
        initial: spans(zones).map((zone) => ({ zone })),
        threads: [run(thread(memory, 'offline', stackOf(zones)), update_pgdat_span(decisions, zones))],
      }),
      properties: [
        always('span-is-hull', 'The node spans from its first zone to its last.', (s) => {
          const used = s.mem.zone.filter((z) => z.spanned > 0);
          const [start, end] =
            used.length === 0
              ? [0, 0]
              : [Math.min(...used.map((z) => z.start)), Math.max(...used.map(endOf))];
          return !s.ended.offline || (s.mem.node.start === start && s.mem.node.end === end);
        }),
        sometimes('empty', 'A node with an empty zone is looked at.', (s) => s.mem.zone[0].spanned === 0),
      ],
    };
  },
});
