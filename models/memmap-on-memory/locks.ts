// SPDX-License-Identifier: MIT
/** device_hotplug_lock (drivers/base/core.c) and mem_hotplug_lock (mm/memory_hotplug.c), as their callers name them. */
import {
  code,
  mutex_lock,
  notHeld,
  percpu_down_write,
  percpu_up_write,
  source,
  unlocks,
} from '../../src/vocabulary/index.ts';
import { read } from './memory.ts';
import type { Kernel } from './memory.ts';
import type { Decisions } from './designs.ts';

const { inlined, branch, ret } = code<Kernel, { left: number }>();
const core = source('drivers/base/core.c', 'v6.1');

/** A write to sysfs tries, and comes again (lock_device_hotplug_sysfs()): it waits all the same. */
export const lock_device_hotplug = (name: string) =>
  inlined(core('lock_device_hotplug'), [mutex_lock(name, 'device_hotplug_lock')]);
/** What has `left` turns left goes on with the next; else it returns. */
export const unlock_device_hotplug = (name: string) =>
  inlined(core('unlock_device_hotplug'), [
    branch(name, { says: 'mutex_unlock(&device_hotplug_lock)', primitive: 'mutex_unlock' }, [
      notHeld('device_hotplug_lock'),
      {
        when: (_, me) => me.left === 0,
        does: unlocks('device_hotplug_lock'),
        note: 'the last',
        then: ret(),
      },
      { does: unlocks('device_hotplug_lock'), note: 'and again' },
    ]),
  ]);

export const mem_hotplug_begin = (d: Decisions, name: string) =>
  inlined(read(d).hotplug('mem_hotplug_begin'), [
    ...percpu_down_write(`${name}_begin`, `${name}_readers`, 'mem_hotplug_lock', [
      'percpu_down_write(&mem_hotplug_lock)',
      'readers gone?',
    ]),
  ]);
/** `also`: what is of no use any more, on the thread's stack. */
export const mem_hotplug_done = <Me>(d: Decisions, name: string, also?: (k: Kernel, me: Me) => void) =>
  inlined(read(d).hotplug('mem_hotplug_done'), [
    percpu_up_write<'mem_hotplug_lock', Kernel, Me>(
      name,
      'mem_hotplug_lock',
      undefined,
      also && ((k, me) => also(k, me)),
    ),
  ] as never);
