// SPDX-License-Identifier: MIT
/**
 * References to a memory block that nobody gives back.
 *
 *   Report: mm/memory_hotplug: fix memory block reference leak on remove (2026)
 *           drivers/base/memory: fix memory block reference leak in poison accounting (2026)
 *   Fix:    93866f55f7e2, then 03a2cc1756a0
 *   Run:    npx mhpcheck check ./block-ref.js#v6.18
 *
 * find_memory_block() takes a reference. The removal of v6.8 finds the block twice and puts one; memory_failure()
 * counts a poisoned page in it and puts none. The device is never released. The look-up itself takes its reference to
 * what may be gone by then: a third patch of the series takes device_hotplug_lock there.
 */
import {
  always,
  bool,
  code,
  fault,
  initially,
  int,
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

const { fn, step, branch, inlined, call, ret } = code();
const memory_c = source('drivers/base/memory.c', 'v6.18');
const hotplug = source('mm/memory_hotplug.c', 'v6.18');

const LOCK = 'device_hotplug_lock';
const memory = {
  [LOCK]: mutex(['remove', 'failure']),
  /** Is the block in the xarray memory_blocks? */
  listed: initially(bool, true),
  /** The references to mem->dev: that of device_register() at first. 0: released. */
  kref: initially(int(0, 4), 1),
};
const stack = { found: bool };

const put_device = (name) =>
  step(name, { says: 'put_device(&mem->dev)', primitive: 'kref' }, (k, me) => {
    k.kref--;
    me.found = false;
  });
/** Under device_hotplug_lock the two steps are one; without it the block may go in between. */
const find_memory_block_by_id = fn(memory_c('find_memory_block_by_id'), [
  branch('xa_load', 'xa_load(&memory_blocks, block_id)', [
    { when: (k) => !k.listed, note: 'NULL', then: ret('NULL') },
    {},
  ]),
  branch('get', { says: 'get_device(&mem->dev)', primitive: 'kref' }, [
    { when: (k) => k.kref === 0, then: fault('use-after-free') },
    {
      does: (k, me) => {
        k.kref++;
        me.found = true;
      },
    },
  ]),
  ret('mem'),
]);
const remove_memory = (d) =>
  fn(hotplug('remove_memory_blocks_and_altmaps', 'try_remove_memory'), [
    mutex_lock('lock', LOCK),
    call(find_memory_block_by_id, { NULL: ret('0'), mem: [] }),
    inlined(memory_c('remove_memory_block', 'remove_memory_block_devices'), [
      call(find_memory_block_by_id, { NULL: ret('0'), mem: [] }),
      step('erase', 'xa_erase(&memory_blocks, memory->dev.id)', { listed: false }),
      put_device('put_found'),
      put_device('unregister'),
    ]),
    d.removerPuts && put_device('put_first'),
    mutex_unlock('unlock', LOCK),
    ret('0'),
  ]);
const memblk_nr_poison_inc = (d) =>
  fn(memory_c('memblk_nr_poison_inc', 'num_poisoned_pages_inc', 'memory_failure'), [
    d.failureLocks && mutex_lock('lock', LOCK),
    call(find_memory_block_by_id, { NULL: [], mem: d.failurePuts ? put_device('put') : [] }),
    d.failureLocks && mutex_unlock('unlock', LOCK),
    ret('0'),
  ]);

/** By design and configuration: the properties that are violated. */
export const expected = {
  'v6.18': { alone: ['released'], poison: ['released'] },
  'remover-puts': { alone: [], poison: ['released', 'no-uaf'] },
  'both-put': { alone: [], poison: ['no-uaf'] },
  'both-put-locked': { alone: [], poison: [] },
};

const decides = (removerPuts, failurePuts, failureLocks) => ({ removerPuts, failurePuts, failureLocks });
const bound = { says: 'one removal', limits: {} };
export default model({
  name: 'block-ref',
  asks: 'Is a memory block released once it is removed?',
  assumptions: ['Sequential consistency.'],
  designs: {
    'v6.18': {
      says: 'Found twice, put once.',
      source: '6b8f0798b85a (v6.8)',
      decisions: decides(false, false, false),
    },
    'remover-puts': {
      says: 'The removal puts what it found.',
      source: '93866f55f7e2',
      decisions: decides(true, false, false),
    },
    'both-put': {
      says: 'memory_failure() puts too.',
      source: '03a2cc1756a0',
      decisions: decides(true, true, false),
    },
    'both-put-locked': {
      says: 'It looks up under device_hotplug_lock.',
      source: 'the third patch of the series, posted in April 2026',
      decisions: decides(true, true, true),
    },
  },
  configurations: {
    alone: { says: 'a block is removed', settings: { poison: false } },
    poison: { says: 'meanwhile a page of it is found poisoned', settings: { poison: true } },
  },
  bounds: { tiny: bound, small: bound, large: bound },
  build(decisions, settings) {
    const threads = ['remove', 'failure'];
    const start = (name, f) => run(thread(memory, name, stack, { threads }), f);
    return {
      machine: system({
        id: 'block-ref',
        memory,
        threads: [
          start('remove', remove_memory(decisions)),
          ...(settings.poison ? [start('failure', memblk_nr_poison_inc(decisions))] : []),
        ],
      }),
      properties: [
        always(
          'released',
          'Once all is done a removed block is released.',
          (s) => !s.quiet || s.mem.listed || s.mem.kref === 0,
        ),
        noFault('no-uaf', 'No released block is referenced.', 'use-after-free'),
        noDeadlock('no-deadlock', 'All end.'),
        sometimes('removed', 'The block is removed in some run.', (s) => !s.mem.listed),
      ],
    };
  },
});
