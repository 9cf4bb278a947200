// SPDX-License-Identifier: MIT
/**
 * Onlining and hot-add take two locks in opposite order; the first fix drops one of them on a way that it forgot.
 *
 *   Report: mm, hotplug: fix concurrent memory hot-add deadlock (v4.1)
 *           mm/memory_hotplug: fix online/offline_pages called w.o. mem_hotplug_lock (v4.20)
 *   Fix:    30467e0b3be8, then 381eab4a6ee8 with 8df1d0e4a265
 *   Run:    npx mhpcheck check ./online-locks.js#v4.0
 *
 * A write to `state` holds device_lock and wants mem_hotplug_lock; hot-add holds mem_hotplug_lock, and the new block's
 * device_lock is wanted while it is registered. v4.1 takes mem_hotplug_lock in the write to `state` first, and no more
 * in online_pages(): a write to `online` gets there without it, and the zone grows twice at once. v4.20 has everybody
 * take device_hotplug_lock, and online_pages() its lock again.
 */
import {
  always,
  bool,
  code,
  int,
  model,
  mutex,
  mutex_lock,
  mutex_unlock,
  noDeadlock,
  run,
  sometimes,
  source,
  system,
  thread,
} from 'mhpcheck';

const { fn, step, inlined, call, ret, wait_until } = code();
const memory_c = source('drivers/base/memory.c', 'v4.1');
const core = source('drivers/base/core.c', 'v4.1');
const hotplug = source('mm/memory_hotplug.c', 'v4.1');

const threads = ['write', 'add'];
const DEVICE_HOTPLUG = 'device_hotplug_lock';
const DEVICE = 'device_lock';
const MEM = 'mem_hotplug_lock';
const memory = {
  [DEVICE_HOTPLUG]: mutex(threads),
  [DEVICE]: mutex(threads, { novalidate: true }),
  [MEM]: mutex(threads),
  visible: bool,
  /** zone->present_pages, in blocks. */
  present_pages: int(0, 2),
};
const stack = { pages: int(0, 1) };

/** zone->present_pages += nr_pages: two accesses, for which mem_hotplug_lock is there. */
const grow = [
  step('load_present', 'zone->present_pages', (k, me) => (me.pages = k.present_pages)),
  step('store_present', 'zone->present_pages = ... + nr_pages', (k, me) => {
    k.present_pages = me.pages + 1;
    me.pages = 0;
  }),
];
const online_pages = (d) =>
  fn(hotplug('online_pages', 'memory_block_action'), [
    d.onlinePages && mutex_lock('begin', MEM, 'mem_hotplug_begin()'),
    grow,
    d.onlinePages && mutex_unlock('done', MEM, 'mem_hotplug_done()'),
    ret('0'),
  ]);
/** A file of the block: `state`, or `online`, which is the driver core's own. */
const store = (d, s) => {
  const first = d.stateFirst && s.file === 'state';
  return fn(s.file === 'state' ? memory_c('store_mem_state') : core('online_store'), [
    wait_until('open', `open("${s.file}")`, (k) => k.visible),
    d.outermost && mutex_lock('lock_hotplug', DEVICE_HOTPLUG, 'lock_device_hotplug_sysfs()'),
    first && mutex_lock('begin_first', MEM, 'mem_hotplug_begin()'),
    inlined(core('device_online'), [
      mutex_lock('device_lock', DEVICE, 'device_lock(dev)'),
      call(online_pages(d)),
      mutex_unlock('device_unlock', DEVICE, 'device_unlock(dev)'),
    ]),
    first && mutex_unlock('done_first', MEM, 'mem_hotplug_done()'),
    d.outermost && mutex_unlock('unlock_hotplug', DEVICE_HOTPLUG, 'unlock_device_hotplug()'),
    ret('0'),
  ]);
};
/** Adds the block, and memory to the zone it will be in: that of ZONE_DEVICE, or of another block. */
const add_memory = (d) =>
  fn(hotplug('add_memory'), [
    d.outermost && mutex_lock('lock_hotplug', DEVICE_HOTPLUG, 'lock_device_hotplug()'),
    mutex_lock('begin', MEM, 'mem_hotplug_begin()'),
    inlined(core('device_add', 'register_new_memory'), [
      step('uevent', 'kobject_uevent(&dev->kobj, KOBJ_ADD)', { visible: true }),
      mutex_lock('device_attach', DEVICE, 'device_lock(dev)'),
      mutex_unlock('attached', DEVICE, 'device_unlock(dev)'),
    ]),
    inlined(hotplug('__add_zone', '__add_section'), [grow]),
    mutex_unlock('done', MEM, 'mem_hotplug_done()'),
    d.outermost && mutex_unlock('unlock_hotplug', DEVICE_HOTPLUG, 'unlock_device_hotplug()'),
    ret('0'),
  ]);

/** By design and configuration: the properties that are violated. */
export const expected = {
  'v4.0': { state: ['no-deadlock'], online: ['no-deadlock'] },
  'v4.1': { state: [], online: ['all-counted'] },
  'v4.20': { state: [], online: [] },
};

const decides = (onlinePages, stateFirst, outermost) => ({ onlinePages, stateFirst, outermost });
const bound = { says: 'one add, one write', limits: {} };
export default model({
  name: 'online-locks',
  asks: 'Can memory be onlined while it is added?',
  assumptions: ['Sequential consistency.', 'mem_hotplug_lock as a mutex: there is no reader.'],
  designs: {
    'v4.0': {
      says: 'online_pages() locks inside device_lock.',
      source: 'before 30467e0b3be8',
      decisions: decides(true, false, false),
    },
    'v4.1': {
      says: 'A write to state locks first, online_pages() not at all.',
      source: '30467e0b3be8',
      decisions: decides(false, true, false),
    },
    'v4.20': {
      says: 'device_hotplug_lock around all.',
      source: '381eab4a6ee8, 8df1d0e4a265',
      decisions: decides(true, false, true),
    },
  },
  configurations: {
    state: { says: 'udev writes to state', settings: { file: 'state' } },
    online: { says: 'udev writes to online', settings: { file: 'online' } },
  },
  bounds: { tiny: bound, small: bound, large: bound },
  build(decisions, settings) {
    const start = (name, f) => run(thread(memory, name, stack, { threads }), f);
    return {
      machine: system({
        id: 'online-locks',
        memory,
        threads: [start('write', store(decisions, settings)), start('add', add_memory(decisions))],
      }),
      properties: [
        always(
          'all-counted',
          'Once all is done every page is counted.',
          (s) => !s.quiet || !s.ended.add || s.mem.present_pages === 2,
        ),
        noDeadlock('no-deadlock', 'Both end.'),
        sometimes('onlined', 'The block is onlined in some run.', (s) => s.ended.write),
      ],
    };
  },
});
