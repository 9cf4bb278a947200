// SPDX-License-Identifier: MIT
/**
 * Who refuses that boot memory goes offline comes too late to be asked.
 *
 *   Report: arm64/mm/hotplug: Register boot memory hot remove notifier earlier (v5.11)
 *   Fix:    cb45babe1b80
 *   Run:    npx mhpcheck check ./boot-notifier.js#v5.10
 *
 * On arm64 memory that was there at boot must not be removed: a notifier says no to MEM_GOING_OFFLINE. It was registered
 * by a device_initcall(); memory block devices are there before, and so may be who offlines them. early_initcall() runs
 * before they are.
 */
import {
  always,
  bool,
  code,
  initially,
  model,
  noDeadlock,
  run,
  sometimes,
  source,
  system,
  thread,
} from 'mhpcheck';

const { fn, step, branch, inlined, wait_until, ret } = code();
const main = source('init/main.c', 'v5.9');
const mmu = source('arch/arm64/mm/mmu.c', 'v5.9');
const hotplug = source('mm/memory_hotplug.c', 'v5.9');

const memory = { registered: bool, block_devices: bool, online: initially(bool, true), done: bool };

const kernel_init = (d) => {
  const register = inlined(mmu('prevent_bootmem_remove_init'), [
    step('register', 'register_memory_notifier(&prevent_bootmem_remove_nb)', { registered: true }),
  ]);
  return fn(main('kernel_init_freeable'), [
    inlined(main('do_pre_smp_initcalls'), [d.early && register]),
    inlined(source('drivers/base/memory.c', 'v5.9')('memory_dev_init', 'driver_init'), [
      step('block_devices', 'add_memory_block(nr)', { block_devices: true }),
    ]),
    inlined(main('do_initcalls'), [!d.early && register]),
    step('booted', 'system_state = SYSTEM_RUNNING', { done: true }),
  ]);
};
const offliner = fn(source('a driver', 'v5.9')('driver'), [
  wait_until('find', 'find_memory_block(section)', (k) => k.block_devices),
  inlined(hotplug('__offline_pages', 'device_offline'), [
    branch('going_offline', { says: 'memory_notify(MEM_GOING_OFFLINE, &arg)', primitive: 'notifier' }, [
      { when: (k) => k.registered, note: 'NOTIFY_BAD', then: ret('-EBUSY') },
      { note: 'NOTIFY_OK' },
    ]),
    step('offline', '__offline_isolated_pages()', { online: false }),
  ]),
  ret('0'),
]);

/** By design and configuration: the properties that are violated. */
export const expected = { 'v5.10': { default: ['boot-memory-stays'] }, 'early-initcall': { default: [] } };

const bound = { says: 'one offline', limits: {} };
export default model({
  name: 'boot-notifier',
  asks: 'Can boot memory of arm64 be offlined before it is protected?',
  assumptions: ['Sequential consistency.', 'Somebody offlines a block as soon as its device is there.'],
  designs: {
    'v5.10': {
      says: 'Registered by a device_initcall().',
      source: 'bbd6ec605c0f (v5.7)',
      decisions: { early: false },
    },
    'early-initcall': {
      says: 'Registered by an early_initcall().',
      source: 'cb45babe1b80',
      decisions: { early: true },
    },
  },
  configurations: { default: { says: 'a driver offlines memory during boot', settings: {} } },
  bounds: { tiny: bound, small: bound, large: bound },
  build: (decisions) => ({
    machine: system({
      id: 'boot-notifier',
      memory,
      threads: [
        run(thread(memory, 'init', {}), kernel_init(decisions)),
        run(thread(memory, 'driver', {}), offliner),
      ],
    }),
    properties: [
      always('boot-memory-stays', 'Boot memory is never offline.', (s) => s.mem.online),
      noDeadlock('no-deadlock', 'Both end.'),
      sometimes(
        'asked',
        'The notifier is asked in some run.',
        (s) => s.at.driver === 'going_offline' && s.mem.registered,
      ),
    ],
  }),
});
