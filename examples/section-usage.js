// SPDX-License-Identifier: MIT
/**
 * A pointer that is followed while its object goes away: RCU, and a NULL that RCU does not help against.
 *
 *   Report: mm/sparsemem: fix race in accessing memory_section->usage (v6.8, CVE-2023-52489)
 *           mm: prevent derefencing NULL ptr in pfn_section_valid() (v6.10, CVE-2024-41055)
 *   Fix:    5ec8e8ea8b77, then 82f0b6f041fa
 *   Run:    npx mhpcheck check ./section-usage.js#v6.7
 *
 * Compaction's pfn_valid() sees a valid section; memunmap_pages() frees ms->usage and stores NULL; pfn_section_valid()
 * follows it. The first fix waits for a grace period and loads the pointer once, but follows it as loaded.
 */
import {
  allocated,
  assign_pointer,
  bool,
  clear_pointer,
  code,
  follow,
  id,
  initially,
  kfree,
  kfree_rcu,
  model,
  noDeadlock,
  noFault,
  oneOf,
  rcu_callback,
  rcu_read_lock,
  rcu_read_unlock,
  rcuHead,
  rcuState,
  run,
  sometimes,
  source,
  system,
  thread,
} from 'mhpcheck';

const { fn, step, branch, inlined, call, ret, goto, label } = code();
const mmzone = source('include/linux/mmzone.h', 'v6.7');
const sparse = source('mm/sparse.c', 'v6.7');
const compaction = source('mm/compaction.c', 'v6.7');

const threads = ['compact', 'memunmap', 'head'];
const usage = id('usage', 1);
const memory = {
  rcu: rcuState(threads),
  head: rcuHead,
  has_mem_map: initially(bool, true),
  usages: allocated(1),
  ms_usage: initially(usage, 0),
  /** Where the rcu_head lies: in the object. */
  head_in: initially(usage, 0),
};
const stack = { usage, result: oneOf('none', 'valid', 'invalid') };

const pfn_valid = (d) =>
  fn(mmzone('pfn_valid'), [
    d.rcu && rcu_read_lock('lock', 'rcu'),
    branch('valid_section', 'valid_section(ms)', [
      {
        when: (k) => !k.has_mem_map,
        does: (_, me) => (me.result = 'invalid'),
        note: 'false',
        then: goto('out'),
      },
      { note: 'true' },
    ]),
    inlined(mmzone('pfn_section_valid'), [
      assign_pointer('load_usage', 'me.usage', 'ms_usage', d.rcu ? 'READ_ONCE(ms->usage)' : 'ms->usage'),
      d.check &&
        branch('check', 'if (usage)', [
          {
            when: (_, me) => me.usage === null,
            does: (_, me) => (me.result = 'invalid'),
            note: 'NULL',
            then: goto('out'),
          },
          {},
        ]),
      follow('test_bit', 'test_bit(idx, usage->subsection_map)', 'usages', 'me.usage', (_, me) => {
        me.usage = null;
        me.result = 'valid';
      }),
    ]),
    label('out'),
    d.rcu && rcu_read_unlock('unlock', 'rcu'),
    ret('0'),
  ]);
const compact_zone = (d) => fn(compaction('compact_zone', '__pageblock_pfn_to_page'), [call(pfn_valid(d))]);

const section_deactivate = (d) =>
  fn(sparse('section_deactivate', 'memunmap_pages', '__remove_pages', 'sparse_remove_section'), [
    step('clear_map', 'ms->section_mem_map &= ~SECTION_HAS_MEM_MAP', { has_mem_map: false }),
    d.rcu && kfree_rcu('free', 'rcu', 'head', 'kfree_rcu(ms->usage, rcu)'),
    !d.rcu && kfree('free', 'usages', 'ms_usage', 'kfree(ms->usage)'),
    clear_pointer('clear_usage', 'ms_usage', d.rcu ? 'WRITE_ONCE(ms->usage, NULL)' : 'ms->usage = NULL'),
  ]);
const callback = fn(sparse('kvfree_rcu_list'), [kfree('free', 'usages', 'head_in', 'kfree(usage)')]);

/** By design and configuration: the properties that are violated. */
export const expected = {
  'v6.7': { default: ['no-null', 'no-uaf'] },
  'rcu-no-check': { default: ['no-null'] },
  'rcu-check': { default: [] },
};

const bound = { says: 'one pfn_valid()', limits: {} };
export default model({
  name: 'section-usage',
  asks: 'May pfn_valid() follow ms->usage while the section goes away?',
  assumptions: [
    'Sequential consistency.',
    'One section, one pfn; section_deactivate() takes its whole section.',
  ],
  designs: {
    'v6.7': {
      says: 'No protection but the order of section_deactivate().',
      source: 'b943f045a9af',
      decisions: { rcu: false, check: false },
    },
    'rcu-no-check': {
      says: 'RCU and READ_ONCE(), the pointer followed as read.',
      source: '5ec8e8ea8b77',
      decisions: { rcu: true, check: false },
    },
    'rcu-check': {
      says: 'The same, NULL looked for.',
      source: '82f0b6f041fa',
      decisions: { rcu: true, check: true },
    },
  },
  configurations: { default: { says: 'SPARSEMEM_VMEMMAP', settings: {} } },
  bounds: { tiny: bound, small: bound, large: bound },
  build(decisions) {
    const start = (name, own, f) => run(thread(memory, name, own, { threads }), f);
    return {
      machine: system({
        id: 'section-usage',
        memory,
        threads: [
          start('compact', stack, compact_zone(decisions)),
          start('memunmap', {}, section_deactivate(decisions)),
          ...(decisions.rcu ? [start('head', {}, rcu_callback('rcu', 'head', callback))] : []),
        ],
      }),
      properties: [
        noFault('no-null', 'No NULL ms->usage is followed.', 'null-dereference'),
        noFault('no-uaf', 'No freed ms->usage is read.', 'use-after-free'),
        noDeadlock('no-deadlock', 'All end.'),
        sometimes('valid', 'The pfn is valid in some run.', (s) => s.stack.compact.result === 'valid'),
        sometimes('freed', 'ms->usage is freed in some run.', (s) => s.mem.usages[0] === 'freed'),
      ],
    };
  },
});
