// SPDX-License-Identifier: MIT
/**
 * A poisoned page that can't be migrated, and that offlining tries to migrate for ever.
 *
 *   Report: hwpoison, memory_hotplug: allow hwpoisoned pages to be offlined (v5.0)
 *           hwpoison, memory_hotplug: lock folio before unmap hwpoisoned folio (v6.14)
 *   Fix:    b15c87263a69, then af288a426c3e
 *   Run:    npx mhpcheck check ./hwpoison-offline.js#v4.20
 *
 * A page that memory_failure() could not take off the LRU list keeps a reference, so that its migration always fails;
 * scan_movable_pages() finds it again. The first fix takes it off and unmaps it, without the page's lock, which
 * try_to_unmap() relies on; the second takes the lock.
 */
import {
  bool,
  code,
  eventually,
  fault,
  initially,
  model,
  mutex,
  mutex_lock,
  mutex_unlock,
  noDeadlock,
  noFault,
  run,
  sometimes,
  source,
  system,
  thread,
} from 'mhpcheck';

const { fn, step, branch, if_, loop, inlined, call, ret, break_ } = code();
const hotplug = (d) => source('mm/memory_hotplug.c', d.skips ? 'v5.0' : 'v4.20');
const rmap = source('mm/rmap.c', 'v5.0');

const LOCK = 'page_lock';
const memory = {
  [LOCK]: mutex(['offline', 'user']),
  lru: initially(bool, true),
  mapped: initially(bool, true),
};

const do_migrate_range = (d) =>
  fn(hotplug(d)('do_migrate_range'), [
    d.skips && [
      step('isolate', 'isolate_lru_page(page)', { lru: false }),
      if_('mapped', '!page_mapped(page)', (k) => !k.mapped, ret('0'), 'true', 'false'),
      d.locks && mutex_lock('lock', LOCK, 'lock_page(page)'),
      inlined(rmap('try_to_unmap'), [
        branch(
          'unmap',
          { says: 'try_to_unmap(page, TTU_IGNORE_MLOCK | TTU_IGNORE_ACCESS)', primitive: 'rmap' },
          [
            {
              when: (k) => k[LOCK] !== 'offline',
              note: 'make_hwpoison_entry(): BUG_ON(!PageLocked(page))',
              then: fault('bug'),
            },
            { does: { mapped: false } },
          ],
        ),
      ]),
      d.locks && mutex_unlock('unlock', LOCK, 'unlock_page(page)'),
    ],
    !d.skips && step('migrate', 'migrate_pages(): -EAGAIN, a reference is held', {}),
    ret('0'),
  ]);
const offline_pages = (d) =>
  fn(hotplug(d)('__offline_pages'), [
    loop([
      if_(
        'scan',
        'scan_movable_pages(pfn, end_pfn)',
        (k) => !k.lru,
        break_,
        'none is left',
        'the poisoned page',
      ),
      call(do_migrate_range(d)),
    ]),
    step('isolated', 'test_pages_isolated(): PageHWPoison() counts as isolated', {}),
    ret('0'),
  ]);
/** Somebody who has the page locked for a while. */
const user = fn(source('mm/filemap.c', 'v5.0')('generic_file_read_iter'), [
  mutex_lock('lock', LOCK, 'lock_page(page)'),
  mutex_unlock('unlock', LOCK, 'unlock_page(page)'),
]);

/** By design and configuration: the properties that are violated. */
export const expected = {
  'v4.20': { default: ['offline-returns', 'offlined'] },
  'v6.13': { default: ['no-bug', 'offlined'] },
  'v6.14': { default: [] },
};

const decides = (skips, locks) => ({ skips, locks });
const bound = { says: 'one poisoned page', limits: {} };
export default model({
  name: 'hwpoison-offline',
  asks: 'Does offlining end where a page is poisoned?',
  assumptions: [
    'Sequential consistency.',
    'One page, poisoned, mapped and on the LRU list; no signal comes.',
  ],
  designs: {
    'v4.20': {
      says: 'It is migrated again and again.',
      source: 'before b15c87263a69',
      decisions: decides(false, false),
    },
    'v6.13': {
      says: 'It is taken off the list and unmapped.',
      source: 'b15c87263a69',
      decisions: decides(true, false),
    },
    'v6.14': {
      says: 'The same with the page locked.',
      source: 'af288a426c3e',
      decisions: decides(true, true),
    },
  },
  configurations: { default: { says: 'memory_failure() left the page on the list', settings: {} } },
  bounds: { tiny: bound, small: bound, large: bound },
  build(decisions) {
    const threads = ['offline', 'user'];
    const start = (name, f) => run(thread(memory, name, {}, { threads }), f);
    return {
      machine: system({
        id: 'hwpoison-offline',
        memory,
        threads: [start('offline', offline_pages(decisions)), start('user', user)],
      }),
      properties: [
        eventually('offline-returns', 'Offlining returns.', (s) => s.ended.offline),
        noFault('no-bug', 'Nobody unmaps a page that it has not locked.', 'bug'),
        noDeadlock('no-deadlock', 'All end.'),
        sometimes('offlined', 'The memory is offlined in some run.', (s) => s.ended.offline),
      ],
    };
  },
});
