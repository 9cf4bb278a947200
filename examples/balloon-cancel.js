// SPDX-License-Identifier: MIT
/**
 * A notifier lets go of a mutex that it never took.
 *
 *   Report: Drivers: hv: balloon: check if ha_region_mutex was acquired in MEM_CANCEL_ONLINE case (v4.2)
 *   Fix:    4e4bd36f97b1
 *   Run:    npx mhpcheck check ./balloon-cancel.js#v4.1
 *
 * Hyper-V's balloon locks ha_region_mutex on MEM_GOING_ONLINE and unlocks it on MEM_ONLINE and on MEM_CANCEL_ONLINE.
 * KASAN, called before it, refuses: the balloon hears the CANCEL alone. "bad unlock balance detected!"; and where
 * hot_add_req() holds the mutex, it is that one's lock which is let go.
 */
import {
  always,
  bool,
  code,
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

const { fn, step, branch, inlined, ret, goto, label } = code();
const hotplug = source('mm/memory_hotplug.c', 'v4.1');
const kasan = source('mm/kasan/kasan.c', 'v4.1');
const hv = source('drivers/hv/hv_balloon.c', 'v4.1');

const threads = ['udev', 'hot_add'];
const MUTEX = 'ha_region_mutex';
const memory = { [MUTEX]: mutex(threads), ha_region_locked: bool, walking: bool };

/** online_pages() with the two links of its notifier chain. */
const online_pages = (d, s) =>
  fn(hotplug('online_pages'), [
    inlined(kasan('kasan_mem_notifier', 'memory_notify'), [
      branch('kasan', { says: 'MEM_GOING_ONLINE', choices: [s.kasan ? 'NOTIFY_BAD' : 'NOTIFY_OK'] }, [
        { choice: 'NOTIFY_BAD', then: goto('failed') },
        {},
      ]),
    ]),
    inlined(hv('hv_memory_notifier', 'memory_notify'), [
      mutex_lock('going_online', MUTEX, 'MEM_GOING_ONLINE: mutex_lock(&dm_device.ha_region_mutex)'),
      d.flag && step('set_locked', 'dm_device.ha_region_locked = true', { ha_region_locked: true }),
    ]),
    step('online', 'online_pages_range()'),
    inlined(hv('hv_memory_notifier', 'memory_notify'), [
      d.flag && step('clear_locked', 'dm_device.ha_region_locked = false', { ha_region_locked: false }),
      mutex_unlock('onlined', MUTEX, 'MEM_ONLINE: mutex_unlock(&dm_device.ha_region_mutex)'),
    ]),
    ret('0'),
    label('failed'),
    inlined(hv('hv_memory_notifier', 'memory_notify'), [
      d.flag &&
        branch('is_locked', 'if (dm_device.ha_region_locked)', [
          { when: (k) => !k.ha_region_locked, note: 'false', then: ret('-EINVAL') },
          { note: 'true' },
        ]),
      mutex_unlock('cancel', MUTEX, 'MEM_CANCEL_ONLINE: mutex_unlock(&dm_device.ha_region_mutex)'),
    ]),
    ret('-EINVAL'),
  ]);

const hot_add_req = fn(hv('hot_add_req'), [
  mutex_lock('lock', MUTEX),
  step('walk', 'list_for_each(&dm_device.ha_region_list)', { walking: true }),
  step('walked', 'the list is walked', { walking: false }),
  mutex_unlock('unlock', MUTEX),
]);

/** By design and configuration: the properties that are violated. */
export const expected = {
  'v4.1': { kasan: ['unlock-balance'], 'no-veto': [] },
  'ha-region-locked': { kasan: [], 'no-veto': [] },
};

const bound = { says: 'one online, one hot-add request', limits: {} };
export default model({
  name: 'balloon-cancel',
  asks: 'May a notifier let its lock go on MEM_CANCEL_ONLINE?',
  assumptions: ['Sequential consistency.', 'Two links: KASAN before the balloon.'],
  designs: {
    'v4.1': { says: 'MEM_CANCEL_ONLINE unlocks.', source: 'before 4e4bd36f97b1', decisions: { flag: false } },
    'ha-region-locked': {
      says: 'It unlocks where a flag says so.',
      source: '4e4bd36f97b1',
      decisions: { flag: true },
    },
  },
  configurations: {
    kasan: { says: 'KASAN refuses hotplug', settings: { kasan: true } },
    'no-veto': { says: 'nobody refuses', settings: { kasan: false } },
  },
  bounds: { tiny: bound, small: bound, large: bound },
  build: (decisions, settings) => ({
    machine: system({
      id: 'balloon-cancel',
      memory,
      threads: [
        run(thread(memory, 'udev', {}), online_pages(decisions, settings)),
        run(thread(memory, 'hot_add', {}), hot_add_req),
      ],
    }),
    properties: [
      noFault('unlock-balance', 'Nobody lets go of a mutex that it does not hold.', 'bad-unlock-balance'),
      always(
        'walk-locked',
        'The list is walked with the mutex held.',
        (s) => !s.mem.walking || s.mem[MUTEX] === 'hot_add',
      ),
      noDeadlock('no-deadlock', 'All end.'),
      sometimes('walks', 'The list is walked in some run.', (s) => s.mem.walking),
    ],
  }),
});
