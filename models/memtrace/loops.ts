// SPDX-License-Identifier: MIT
/** Loops over the blocks of a range, and what both ways of taking memory do to each. */
import { code, fault, source } from '../../src/vocabulary/index.ts';
import type { Decisions } from './designs.ts';
import { read } from './memory.ts';
import type { Block, Kernel, Settings, Use, Writer } from './memory.ts';

const { branch, loop, inlined, break_ } = code<Kernel, Writer>();

/** The block that a loop has come to; the end of a loop over what is to be taken, and over what is given back. */
export const at = (k: Kernel, me: Writer) => k.block[(me.start ?? 0) + me.j] as Block;
export const past = (_: Kernel, me: Writer) => me.j === me.val;
export const whole = (_: Kernel, me: Writer) => me.j === me.size;
export const next = (_: Kernel, me: Writer) => me.j++;
export const again = (_: Kernel, me: Writer) => (me.j = 0);

export const each = (name: string, says: string, end: typeof past, does: (b: Block) => void) =>
  loop([
    branch(name, says, [
      { when: end, does: again, note: 'all are', then: break_ },
      { does: [(k, me) => does(at(k, me)), next], note: 'the next' },
    ]),
  ]);

export const memtrace_clear_range = (d: Decisions) =>
  // Where memory is taken offline what clears it is the fix, which came with v5.11.
  inlined(read(d.offlines ? { ...d, version: 'v5.11' } : d).memtrace('memtrace_clear_range'), [
    loop([
      branch('clear_page', { says: 'clear_page(__va(PFN_PHYS(pfn)))', primitive: 'clear_page' }, [
        { when: past, does: again, note: 'all are clear', then: break_ },
        { when: (k, me) => !at(k, me).linear, note: 'not mapped', then: fault('unmapped-access') },
        { does: [(k, me) => (at(k, me).old_data = false), next], note: 'the next' },
      ]),
    ]),
  ]);

/** What may fail does so at the first block. */
export const mayFail = (s: Settings, error: string) => (_: Kernel, me: Writer) =>
  s.failures && me.j === 0 ? ['0', error] : ['0'];

/** The first of the ranges that may be tried, the one after that which was; null: none is left. */
export const first = (ranges: (me: Writer) => readonly number[]) => (_: Kernel, me: Writer) =>
  (me.start = ranges(me)[0] ?? null);
export const following = (ranges: (me: Writer) => readonly number[]) => (_: Kernel, me: Writer) =>
  (me.start = ranges(me)[ranges(me).indexOf(me.start ?? 0) + 1] ?? null);
/** A region is given back, or is not: nobody asks for it any more. */
export const over = (_: Kernel, me: Writer) => {
  me.start = null;
  me.size = 0;
};
export const failed = (_: Kernel, me: Writer) => {
  over(_, me);
  me.failed = true;
};

/** What can be migrated. */
export const MOVES: readonly Use[] = ['anon', 'file'];
/** Somewhere else to move a page to. */
export const target = (k: Kernel) => k.block.findIndex((b) => b.use === 'buddy' && !b.isolated);
/** What was there stays there as well, until somebody writes over it. */
export const moves = (k: Kernel, me: Writer) => {
  const from = at(k, me);
  const to = target(k);
  (k.block[to] as Block).use = from.use;
  (k.block[to] as Block).old_data = true;
  if (from.use === 'file') k.file_moved = true;
  if (k.held === (me.start ?? 0) + me.j) k.held = to;
  from.use = 'buddy';
};

/** start_isolate_page_range() of v5.8 and of v5.11, as far as it comes; and back. */
export const page_isolation = (version: string) => {
  const isolation = source('mm/page_isolation.c', version);
  const nth = (k: Kernel, me: Writer) => k.block[(me.start ?? 0) + me.isolated] as Block;
  const { fn, ret } = code<Kernel, Writer>();
  const start_isolate_page_range = fn(isolation('set_migratetype_isolate', 'start_isolate_page_range'), [
    loop([
      branch('isolate', { says: 'set_migratetype_isolate(page)', primitive: 'set_migratetype_isolate' }, [
        { when: (_, me) => me.isolated === me.val, note: 'all are', then: ret('0') },
        {
          when: (k, me) => nth(k, me).isolated,
          says: 'is_migrate_isolate_page(page)',
          note: 'by another: -EBUSY',
          then: ret('-EBUSY'),
        },
        {
          when: (k, me) => !['buddy', ...MOVES].includes(nth(k, me).use),
          says: 'has_unmovable_pages(zone, page, ...)',
          note: 'unmovable: -EBUSY',
          then: ret('-EBUSY'),
        },
        { does: [(k, me) => (nth(k, me).isolated = true), (_, me) => me.isolated++], note: 'isolated' },
      ]),
    ]),
  ]);
  const undo_isolate_page_range = fn(isolation('unset_migratetype_isolate', 'undo_isolate_page_range'), [
    loop([
      branch(
        'unisolate',
        { says: 'unset_migratetype_isolate(page)', primitive: 'unset_migratetype_isolate' },
        [
          { when: (_, me) => me.isolated === 0, note: 'all done', then: ret() },
          { does: [(_, me) => me.isolated--, (k, me) => (nth(k, me).isolated = false)], note: 'the next' },
        ],
      ),
    ]),
  ]);
  return { start_isolate_page_range, undo_isolate_page_range };
};
