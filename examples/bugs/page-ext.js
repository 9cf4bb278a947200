// SPDX-License-Identifier: MIT
/**
 * Data of a page that is followed while offlining frees it.
 *
 *   Report: mm: fix use-after free of page_ext after race with memory-offline (v6.1)
 *   Fix:    b1d5488a252d
 *   Run:    npx mhpcheck check ./page-ext.js#v5.14
 *
 * lookup_page_ext() looks whether section->page_ext is there and loads it again to follow it; MEM_OFFLINE frees it and
 * stores NULL afterwards. The fix marks the pointer, waits for a grace period, and frees; who follows it is in an RCU
 * read section. To store NULL first, as a reviewer might propose, leaves both faults.
 */
import {
  bool,
  code,
  fault,
  model,
  noDeadlock,
  noFault,
  oneOf,
  rcu_read_lock,
  rcu_read_unlock,
  rcuState,
  run,
  sometimes,
  source,
  synchronize_rcu,
  system,
  thread,
} from 'mhpcheck';

const { fn, step, branch, if_, ret, goto, label } = code();
const at = (d) => source('mm/page_ext.c', d.rcu ? 'v6.1' : 'v5.14');

const threads = ['reader', 'offline'];
const memory = {
  rcu: rcuState(threads),
  /** section->page_ext, whose lowest bit says that it is invalid. */
  page_ext: oneOf('pointer', 'pointer + PAGE_EXT_INVALID', 'NULL'),
  freed: bool,
};
const stack = { base: oneOf('NULL', 'pointer') };

const lookup_page_ext = (d) =>
  fn(at(d)(d.rcu ? 'page_ext_get' : 'lookup_page_ext', 'page_owner'), [
    d.rcu && rcu_read_lock('lock', 'rcu'),
    !d.rcu &&
      if_('there', '!section->page_ext', (k) => k.page_ext === 'NULL', goto('out'), 'true: NULL', 'false'),
    branch('load', d.rcu ? 'page_ext = READ_ONCE(section->page_ext)' : 'base = section->page_ext', [
      d.rcu && { when: (k) => k.page_ext !== 'pointer', note: 'invalid: NULL', then: goto('out') },
      { when: (k) => k.page_ext === 'NULL', does: (_, me) => (me.base = 'NULL'), note: 'NULL' },
      { does: (_, me) => (me.base = 'pointer') },
    ]),
    branch('follow', 'page_ext->flags', [
      { when: (_, me) => me.base === 'NULL', then: fault('null-dereference') },
      { when: (k) => k.freed, then: fault('use-after-free') },
      { does: (_, me) => (me.base = 'NULL') },
    ]),
    label('out'),
    d.rcu && rcu_read_unlock('unlock', 'rcu'),
    ret('0'),
  ]);

const offline_page_ext = (d) => {
  const free = step('free', { says: 'free_page_ext(base)', primitive: 'kfree' }, { freed: true });
  const clear = step('clear', 'ms->page_ext = NULL', { page_ext: 'NULL' });
  return fn(at(d)('__free_page_ext', 'offline_page_ext', 'page_ext_callback'), [
    d.rcu && [
      step('invalidate', 'WRITE_ONCE(ms->page_ext, val)', { page_ext: 'pointer + PAGE_EXT_INVALID' }),
      synchronize_rcu('synchronize', 'wait', 'rcu'),
    ],
    d.clearFirst ? [clear, free] : [free, clear],
  ]);
};

/** By design and configuration: the properties that are violated. */
export const expected = {
  'v5.14': { default: ['no-null', 'no-uaf'] },
  'null-first': { default: ['no-null', 'no-uaf'] },
  'rcu-invalid': { default: [] },
};

const bound = { says: 'one lookup, one offline', limits: {} };
export default model({
  name: 'page-ext',
  asks: 'May a page_ext be followed while its section goes offline?',
  assumptions: ['Sequential consistency.', 'One section.'],
  designs: {
    'v5.14': {
      says: 'Two loads, no lock; freed, then NULL.',
      source: 'before b1d5488a252d',
      decisions: { rcu: false, clearFirst: false },
    },
    'null-first': {
      says: 'NULL, then freed.',
      source: 'this file',
      decisions: { rcu: false, clearFirst: true },
    },
    'rcu-invalid': {
      says: 'Marked, a grace period, freed.',
      source: 'b1d5488a252d',
      decisions: { rcu: true, clearFirst: true },
    },
  },
  configurations: { default: { says: 'CONFIG_PAGE_EXTENSION, SPARSEMEM', settings: {} } },
  bounds: { tiny: bound, small: bound, large: bound },
  build(decisions) {
    const start = (name, own, f) => run(thread(memory, name, own, { threads }), f);
    return {
      machine: system({
        id: 'page-ext',
        memory,
        threads: [
          start('reader', stack, lookup_page_ext(decisions)),
          start('offline', {}, offline_page_ext(decisions)),
        ],
      }),
      properties: [
        noFault('no-null', 'No NULL page_ext is followed.', 'null-dereference'),
        noFault('no-uaf', 'No freed page_ext is read.', 'use-after-free'),
        noDeadlock('no-deadlock', 'Both end.'),
        sometimes('read', 'A page_ext is read in some run.', (s) => s.at.reader === 'follow' && !s.mem.freed),
        sometimes('freed', 'It is freed in some run.', (s) => s.mem.freed),
      ],
    };
  },
});
