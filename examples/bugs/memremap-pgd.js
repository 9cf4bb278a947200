// SPDX-License-Identifier: MIT
/**
 * Two threads set up linear mappings at once: the table of one is overwritten by that of the other.
 *
 *   Report: mm: fix devm_memremap_pages crash, use mem_hotplug_{begin, done} (v4.10)
 *           mm, devm_memremap_pages: hold device_hotplug lock over mem_hotplug_{begin, done} (v4.11)
 *   Fix:    f931ab479dd2, then b5d24fda9c3d
 *   Run:    npx mhpcheck check ./memremap-pgd.js#v4.9
 *
 * kernel_physical_mapping_init() looks at the PGD entry without a lock, fills a table, and takes a lock to link it, for
 * one thread is all it expects. The first fix calls mem_hotplug_begin() around it, which wants its callers kept apart by
 * another lock: it writes down who the writer is before it waits for the readers. The last of these wakes the writer that
 * is written down; another that had come before sleeps on.
 */
import {
  always,
  array,
  bool,
  code,
  id,
  int,
  model,
  mutex,
  mutex_lock,
  mutex_unlock,
  noDeadlock,
  oneOf,
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

const { fn, step, branch, if_, loop, wait_until, inlined, call, ret, goto, label, break_ } = code();
const init_64 = source('arch/x86/mm/init_64.c', 'v4.9');
const hotplug = source('mm/memory_hotplug.c', 'v4.10');
const memremap = source('kernel/memremap.c', 'v4.10');

const threads = ['pmem0', 'pmem1'];
const PTL = 'page_table_lock';
const MEM = 'mem_hotplug.lock';
const mem = (k) => k.mem_hotplug;
const DEVICE = 'device_hotplug_lock';
const memory = {
  pgd: id('pud', 2),
  /** Which entries of each table are set: that of pmem0, that of pmem1. */
  pud: array(2, array(2, bool)),
  [PTL]: spinlock(threads),
  [DEVICE]: mutex(threads),
  mem_hotplug: record({
    lock: mutex([...threads, 'kmem']),
    active_writer: oneOf('NULL', ...threads),
    refcount: int(0, 1),
  }),
  asleep: array(2, bool),
};
const stack = { pud: id('pud', 2) };

const kernel_physical_mapping_init = fn(init_64('kernel_physical_mapping_init', 'init_memory_mapping'), [
  branch('pgd', 'pgd_val(*pgd)', [
    { when: (k) => k.pgd !== null, does: (k, me) => (me.pud = k.pgd), note: 'set', then: goto('linked') },
    { note: 'none' },
  ]),
  step(
    'alloc',
    { says: 'pud = alloc_low_page()', primitive: 'alloc_page' },
    (_k, me, _c, self) => (me.pud = self.index),
  ),
  step('init', 'phys_pud_init(pud, ...)', (k, me, _c, self) => (k.pud[me.pud][self.index] = true)),
  spin_lock('lock', PTL),
  step('populate', 'pgd_populate(&init_mm, pgd, pud)', (k, me) => (k.pgd = me.pud)),
  spin_unlock('unlock', PTL),
  ret('0'),
  label('linked'),
  step('init_linked', 'phys_pud_init(pud, ...)', (k, me, _c, self) => (k.pud[me.pud][self.index] = true)),
  ret('0'),
]);
const mem_hotplug_begin = fn(hotplug('mem_hotplug_begin'), [
  step(
    'set_writer',
    'mem_hotplug.active_writer = current',
    (k, _me, _c, self) => (mem(k).active_writer = self.name),
  ),
  loop([
    mutex_lock('begin', MEM),
    if_('readers', '!mem_hotplug.refcount', (k) => mem(k).refcount === 0, break_, 'true', 'false'),
    step(
      'sleep',
      '__set_current_state(TASK_UNINTERRUPTIBLE)',
      (k, _me, _c, self) => (k.asleep[self.index] = true),
    ),
    mutex_unlock('sleep_unlock', MEM),
    wait_until('schedule', 'schedule()', (k, _me, _c, self) => !k.asleep[self.index]),
  ]),
  ret('0'),
]);
const mem_hotplug_done = fn(hotplug('mem_hotplug_done'), [
  step('clear_writer', 'mem_hotplug.active_writer = NULL', (k) => (mem(k).active_writer = 'NULL')),
  mutex_unlock('done', MEM),
  ret('0'),
]);
const kmem_cache_create = fn(source('mm/slab_common.c', 'v4.10')('kmem_cache_create'), [
  inlined(hotplug('get_online_mems'), [
    mutex_lock('get', MEM),
    step('inc', 'mem_hotplug.refcount++', (k) => mem(k).refcount++),
    mutex_unlock('got', MEM),
  ]),
  inlined(hotplug('put_online_mems'), [
    mutex_lock('put', MEM),
    step(
      'dec',
      { says: '!--mem_hotplug.refcount: wake_up_process(mem_hotplug.active_writer)', primitive: 'wake_up' },
      (k) => {
        mem(k).refcount--;
        const writer = threads.indexOf(mem(k).active_writer);
        if (writer >= 0) k.asleep[writer] = false;
      },
    ),
    mutex_unlock('did_put', MEM),
  ]),
  ret('0'),
]);
const devm_memremap_pages = (d) =>
  fn(memremap('devm_memremap_pages'), [
    d.device && mutex_lock('device_lock', DEVICE, 'lock_device_hotplug()'),
    d.begin && call(mem_hotplug_begin),
    call(kernel_physical_mapping_init),
    d.begin && call(mem_hotplug_done),
    d.device && mutex_unlock('device_unlock', DEVICE, 'unlock_device_hotplug()'),
    ret('0'),
  ]);

/** By design and configuration: the properties that are violated. */
export const expected = {
  'v4.9': { default: ['mapped'] },
  'v4.10': { default: ['no-deadlock'] },
  'v4.11': { default: [] },
};

const decides = (begin, device) => ({ begin, device });
const bound = { says: 'two devices, one call each', limits: {} };
export default model({
  name: 'memremap-pgd',
  asks: 'Is what devm_memremap_pages() mapped still mapped when it returns?',
  assumptions: ['Sequential consistency.', 'Both ranges lie under one PGD entry, which is empty.'],
  designs: {
    'v4.9': {
      says: 'No lock around arch_add_memory().',
      source: 'before f931ab479dd2',
      decisions: decides(false, false),
    },
    'v4.10': { says: 'mem_hotplug_begin() alone.', source: 'f931ab479dd2', decisions: decides(true, false) },
    'v4.11': {
      says: 'device_hotplug_lock around it.',
      source: 'b5d24fda9c3d',
      decisions: decides(true, true),
    },
  },
  configurations: {
    default: { says: 'two pmem devices are probed at once, and a cache is created', settings: {} },
  },
  bounds: { tiny: bound, small: bound, large: bound },
  build(decisions) {
    const start = (name) => run(thread(memory, name, stack, { threads }), devm_memremap_pages(decisions));
    return {
      machine: system({
        id: 'memremap-pgd',
        memory,
        threads: [...threads.map(start), run(thread(memory, 'kmem', {}), kmem_cache_create)],
      }),
      properties: [
        always(
          'mapped',
          'What a call has mapped stays mapped.',
          ...threads.map(
            (name, i) => (s) => !s.ended[name] || (s.mem.pgd !== null && s.mem.pud[s.mem.pgd][i]),
          ),
        ),
        noDeadlock('no-deadlock', 'Both end.'),
        sometimes('one-table', 'Both use one table in some run.', (s) => s.mem.pud[0][0] && s.mem.pud[0][1]),
      ],
    };
  },
});
