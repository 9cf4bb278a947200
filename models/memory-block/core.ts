// SPDX-License-Identifier: MIT
/** drivers/base/core.c (v6.1): device_hotplug_lock, device_lock(), a device's way into sysfs and out, online and offline. */
import { code, kernfs_remove, mutex_lock, mutex_trylock, mutex_unlock } from '../../src/vocabulary/index.ts';
import { source } from '../../src/vocabulary/index.ts';
import type { Fn } from '../../src/vocabulary/index.ts';
import type { Kernel } from './block.ts';

const core = source('drivers/base/core.c', 'v6.1');
const { fn, step, if_, call, ret, goto, label, inlined } = code<Kernel>();

export const lock_device_hotplug = (name: string) =>
  inlined(core('lock_device_hotplug'), [mutex_lock(name, 'device_hotplug_lock')]);

/** `also`: what it protects and is of no use any more. */
export const unlock_device_hotplug = (name: string, also?: (k: Kernel) => void) =>
  inlined(core('unlock_device_hotplug'), [mutex_unlock(name, 'device_hotplug_lock', undefined, also)]);

export const lock_device_hotplug_sysfs = fn(core('lock_device_hotplug_sysfs'), [
  mutex_trylock('lock_device_hotplug', 'device_hotplug_lock', {
    note: 'held: restart_syscall()',
    then: ret('-ERESTARTNOINTR'),
  }),
  ret('0'),
]);

const device_lock = (name: string) => mutex_lock(name, 'device_lock', 'device_lock(dev)');
const device_unlock = (name: string, says = 'device_unlock(dev)') => mutex_unlock(name, 'device_lock', says);

/** The attributes can be opened before the bus knows the device. */
export const device_add = fn(core('device_add'), [
  step('device_add', 'device_add_attrs(dev)', (k) => (k.kn.present = true)),
  inlined(source('drivers/base/dd.c', 'v6.1')('__device_attach', 'bus_probe_device'), [
    device_lock('attach'),
    device_unlock('attached'),
  ]),
]);

export const device_del = fn(core('device_del'), [
  device_lock('lock_dead'),
  device_unlock('dead', 'kill_device(dev); device_unlock(dev)'),
  kernfs_remove('device_del', 'drain'),
]);

/** `offline`: dev->bus->offline. Its callers take 1, the device was offline already, as 0. */
export const device_offline = (offline: Fn<Kernel, unknown, '0' | '-EINVAL' | '-EBUSY'>) =>
  fn(core('device_offline'), [
    device_lock('lock_offline'),
    if_('device_offline', 'dev->offline', (k) => k.dev_offline, goto('out'), 'true: ret = 1'),
    call(offline, [device_unlock('unlock_refused'), ret('-EBUSY')]),
    step('set_dev_offline', 'dev->offline = true', { dev_offline: true }),
    label('out'),
    device_unlock('unlock_offline'),
    ret('0'),
  ]);

/** `online`: dev->bus->online. What it returns only the writer is told. */
export const device_online = (online: Fn<Kernel, unknown, '0' | '-EINVAL'>) =>
  fn(core('device_online'), [
    device_lock('lock_online'),
    if_('device_online', '!dev->offline', (k) => !k.dev_offline, goto('out'), 'true: ret = 1'),
    call(online, goto('out')),
    step('dev_online', 'dev->offline = false', { dev_offline: false }),
    label('out'),
    device_unlock('unlock_online'),
  ]);
