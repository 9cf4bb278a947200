// SPDX-License-Identifier: MIT
/** drivers/base/core.c (v6.1): device_hotplug_lock, device_lock(), a device's way into sysfs and out, online and offline. */
import {
  code,
  kernfs_remove,
  mutex_lock,
  mutex_trylock,
  mutex_unlock,
  source,
} from '../../src/vocabulary/index.ts';
import type { Fn } from '../../src/vocabulary/index.ts';
import { word_used } from './block.ts';
import type { Kernel, Writer } from './block.ts';

export const core = source('drivers/base/core.c', 'v6.1');
const { fn, step, if_, call, ret, inlined } = code<Kernel>();
const writer = code<Kernel, Writer>();

export const lock_device_hotplug = (name: string) =>
  inlined(core('lock_device_hotplug'), [mutex_lock(name, 'device_hotplug_lock')]);

export const unlock_device_hotplug = (name: string) =>
  inlined(core('unlock_device_hotplug'), [mutex_unlock(name, 'device_hotplug_lock')]);

export const lock_device_hotplug_sysfs = fn(core('lock_device_hotplug_sysfs'), [
  mutex_trylock('lock_device_hotplug', 'device_hotplug_lock', {
    note: 'held: restart_syscall()',
    then: ret('-ERESTARTNOINTR'),
  }),
  ret('0'),
]);

export const device_lock = (name: string) => mutex_lock(name, 'device_lock', 'device_lock(dev)');
export const device_unlock = (name: string) => mutex_unlock(name, 'device_lock', 'device_unlock(dev)');

export const device_add = fn(core('device_add'), [
  step('device_add', 'bus_add_device(dev)', (k) => (k.kn.present = true)),
  device_lock('attach'),
  device_unlock('attached'),
]);

export const device_del = fn(core('device_del'), [kernfs_remove('device_del', 'drain')]);

/** Up to device_unlock(), which stands where it is called: what follows differs. `offline`: dev->bus->offline. */
export const device_offline = (
  offline: Fn<Kernel, unknown, '0' | '-EINVAL' | '-EBUSY'>,
  name: { readonly lock: string; readonly look: string; readonly already: string },
) =>
  fn(core('device_offline'), [
    device_lock(name.lock),
    if_(name.look, 'dev->offline', (k) => k.dev_offline, ret('1'), name.already),
    call(offline, ret('-EBUSY')),
    step('set_dev_offline', 'dev->offline = true', { dev_offline: true }),
    ret('0'),
  ]);

/** `online`: dev->bus->online. */
export const device_online = (online: Fn<Kernel, Writer, '0' | '-EINVAL'>) =>
  writer.fn(core('device_online'), [
    device_lock('lock_online'),
    writer.branch('device_online', 'dev->offline', [
      { when: (k) => k.dev_offline, note: 'true' },
      { does: word_used, note: 'false: 1, to the writer -EINVAL', then: ret('1') },
    ]),
    writer.call(online, ret('-EINVAL')),
    step('dev_online', 'dev->offline = false', { dev_offline: false }),
    ret('0'),
  ]);
