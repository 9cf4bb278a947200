// SPDX-License-Identifier: MIT
/** The files of the block in sysfs: a write to `state`, a read of `valid_zones`. */
import { fault, thread } from '../../src/model/thread.ts';
import type { Region } from '../../src/model/thread.ts';
import { getsActive, putsActive } from '../../src/vocabulary/kernfs.ts';
import { drops, takes, waitsFor } from '../../src/vocabulary/lock.ts';
import type { Decisions } from './designs.ts';
import { core, kernfs, read, word } from './memory.ts';
import type { Memory, Settings } from './memory.ts';
import { offlineBlock } from './offline.ts';
import { onlineBlock } from './online.ts';

const HOTPLUG = 'device_hotplug_lock';

export function store(mem: Memory, d: Decisions, s: Settings, name: string, self: number): Region {
  const t = thread(mem, name, { word });
  const { memory } = read(d);
  const locked = d.storeLock !== 'none';
  const after = locked ? 'unlock_device_hotplug' : 'put_active';
  // Boot memory is online for good: which zone a refused write asks for makes no difference.
  const words = s.bootMemory ? ['online_kernel', 'offline'] : ['online_kernel', 'online_movable', 'offline'];
  return t.region('get_active', {
    get_active: t.on(
      {
        at: kernfs('kernfs_get_active'),
        says: 'atomic_inc_unless_negative(&kn->active)',
        primitive: 'kernfs_get_active',
      },
      { ...getsActive(self), target: locked ? 'lock_device_hotplug' : 'write', note: 'active' },
      { target: 'returned', note: 'removed: -ENODEV' },
    ),
    ...(d.storeLock === 'trylock' && {
      lock_device_hotplug: t.on(
        { at: core('lock_device_hotplug_sysfs'), says: 'mutex_trylock(&device_hotplug_lock)' },
        { ...takes(HOTPLUG, name), target: 'write', note: 'taken' },
        { target: 'restart', note: 'held: restart_syscall()' },
      ),
      restart: t.on(
        { at: kernfs('kernfs_put_active'), says: 'kernfs_put_active(kn)' },
        { ...putsActive(self), target: 'get_active' },
      ),
    }),
    ...(d.storeLock === 'lock' && {
      lock_device_hotplug: t.on(
        { at: core('lock_device_hotplug'), says: 'mutex_lock(&device_hotplug_lock)', ...waitsFor(HOTPLUG) },
        { ...takes(HOTPLUG, name), target: 'write' },
      ),
    }),
    write: t.on(
      {
        at: memory('state_store'),
        says: d.text.parse,
        choices: words,
      },
      { guard: (_, __, c) => c === 'offline', target: 'lock_offline', note: 'offline' },
      {
        guard: (_, __, c) => c === 'online_movable',
        effect: (_, me) => void (me.word = 'online_movable'),
        target: 'lock_online',
        note: 'online_movable',
      },
      { effect: (_, me) => void (me.word = 'online_kernel'), target: 'lock_online', note: 'online_kernel' },
    ),
    lock_online: t.on(
      { at: core('device_online'), says: 'device_lock(dev)', ...waitsFor('device_lock') },
      { ...takes('device_lock', name), target: 'device_online' },
    ),
    device_online: t.on(
      { at: core('device_online'), says: 'dev->offline' },
      { guard: (k) => k.dev_offline, target: 'online_state', note: 'true' },
      {
        effect: (_, me) => void (me.word = 'none'),
        target: 'device_unlock',
        note: 'false: 1, to the writer -EINVAL',
      },
    ),
    lock_offline: t.on(
      { at: core('device_offline'), says: 'device_lock(dev)', ...waitsFor('device_lock') },
      { ...takes('device_lock', name), target: 'device_offline' },
    ),
    device_offline: t.on(
      { at: core('device_offline'), says: 'dev->offline' },
      { guard: (k) => k.dev_offline, target: 'device_unlock', note: 'true: 1, to the writer -EINVAL' },
      { target: 'offline_state', note: 'false' },
    ),
    offline_state: t.on(
      { at: memory('memory_block_change_state'), says: 'mem->state != MEM_ONLINE' },
      { guard: (k) => k.state !== 'MEM_ONLINE', target: 'device_unlock', note: 'true: -EINVAL' },
      { target: 'going_offline', note: 'false' },
    ),
    ...onlineBlock(t, d, s),
    ...offlineBlock(t, d, s, { ok: 'set_dev_offline', failed: 'device_unlock' }),
    set_dev_offline: t.on(
      { at: core('device_offline'), says: 'dev->offline = true' },
      { effect: (k) => void (k.dev_offline = true), target: 'device_unlock' },
    ),
    device_unlock: t.on(
      { at: memory('state_store'), says: 'device_unlock(dev)' },
      { ...drops('device_lock', name), target: after },
    ),
    ...(locked && {
      unlock_device_hotplug: t.on(
        { at: core('unlock_device_hotplug'), says: 'mutex_unlock(&device_hotplug_lock)' },
        { ...drops(HOTPLUG, name), target: 'put_active' },
      ),
    }),
    put_active: t.on(
      { at: kernfs('kernfs_put_active'), says: 'kernfs_put_active(kn)' },
      { ...putsActive(self), target: 'returned' },
    ),
    returned: t.end(),
  });
}

export function show(mem: Memory, d: Decisions, name: string, self: number): Region {
  const t = thread(mem, name, {});
  const { memory } = read(d);
  return t.region('get_active', {
    get_active: t.on(
      {
        at: kernfs('kernfs_get_active'),
        says: 'atomic_inc_unless_negative(&kn->active)',
        primitive: 'kernfs_get_active',
        mayWait: true,
      },
      { ...getsActive(self), target: 'state' },
    ),
    state: t.on(
      { at: memory('valid_zones_show'), says: 'mem->state == MEM_ONLINE' },
      { guard: (k) => k.state === 'MEM_ONLINE', target: 'put_active', note: 'true: its own zone' },
      { target: 'nid', note: 'false' },
    ),
    nid: t.on(
      { at: memory('valid_zones_show'), says: 'zone_for_pfn_range(online_type, mem->nid, ...)' },
      d.nidUnset === 'NUMA_NO_NODE'
        ? { guard: (k) => !k.nid, target: fault('null-dereference'), note: 'NODE_DATA(NUMA_NO_NODE)' }
        : { guard: (k) => !k.nid, target: 'wrong_node', note: 'NODE_DATA(0), whatever its node' },
      { target: 'put_active', note: 'a zone of its node' },
    ),
    ...(d.nidUnset === 'node 0' && {
      wrong_node: t.on(
        { at: memory('valid_zones_show'), says: 'strcat(buf, default_zone->name)' },
        { target: 'put_active' },
      ),
    }),
    put_active: t.on(
      { at: kernfs('kernfs_put_active'), says: 'kernfs_put_active(kn)' },
      { ...putsActive(self), target: 'returned' },
    ),
    returned: t.end(),
  });
}
