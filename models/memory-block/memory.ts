// SPDX-License-Identifier: MIT
/** drivers/base/memory.c: a block's state, its files in sysfs, its device. */
import { code, fault } from '../../src/vocabulary/index.ts';
import { forgetBefore, found, read, word_used } from './block.ts';
import type { Kernel, Settings, Writer } from './block.ts';
import {
  device_add,
  device_del,
  device_offline,
  device_online,
  device_unlock,
  lock_device_hotplug,
  lock_device_hotplug_sysfs,
  unlock_device_hotplug,
} from './core.ts';
import type { Decisions } from './designs.ts';
import { memory_hotplug } from './memory_hotplug.ts';

const { fn, step, branch, if_, call, ret, goto, label } = code<Kernel>();
const writer = code<Kernel, Writer>();

export function drivers_base_memory(d: Decisions, s: Settings) {
  const { memory } = read(d);
  const { online_pages, offline_pages } = memory_hotplug(d, s);

  /** To MEM_ONLINE, from MEM_OFFLINE. */
  const change_to_online = writer.fn(memory('memory_block_change_state'), [
    writer.branch('online_state', 'mem->state != MEM_OFFLINE', [
      {
        when: (k) => k.state !== 'MEM_OFFLINE',
        does: word_used,
        note: 'true: -EINVAL',
        then: ret('-EINVAL'),
      },
      { note: 'false' },
    ]),
    writer.call(online_pages, ret('-EINVAL')),
    step('set_online', 'mem->state = MEM_ONLINE', { state: 'MEM_ONLINE' }),
    ret('0'),
  ]);

  /** To MEM_OFFLINE, from MEM_ONLINE. `looks`: at the state that there is; memtrace_offline_pages() does it itself. */
  const change_to_offline = (looks: boolean) =>
    fn(memory('memory_block_change_state'), [
      looks &&
        if_('offline_state', 'mem->state != MEM_ONLINE', (k) => k.state !== 'MEM_ONLINE', ret('-EINVAL')),
      step('going_offline', 'mem->state = MEM_GOING_OFFLINE', [
        found('state'),
        { state: 'MEM_GOING_OFFLINE' },
      ]),
      call(offline_pages, [
        step('back_online', 'mem->state = from_state_req', { state: 'MEM_ONLINE' }),
        ret('-EBUSY'),
      ]),
      step('set_offline', 'mem->state = MEM_OFFLINE', [{ state: 'MEM_OFFLINE' }, forgetBefore]),
      ret('0'),
    ]);

  const memory_subsys_online = writer.fn(memory('memory_subsys_online'), [writer.ret(change_to_online)]);

  const memory_subsys_offline = (looks: boolean) =>
    fn(memory('memory_subsys_offline'), [
      call(change_to_offline(looks), {
        '-EINVAL': ret('-EINVAL'),
        // Whether all is as it was is looked at here.
        '-EBUSY': [step('offline_refused', 'return ret', forgetBefore), ret('-EBUSY')],
      }),
      ret('0'),
    ]);

  // Boot memory is online for good: which zone a refused write asks for makes no difference.
  const words = s.bootMemory ? ['online_kernel', 'offline'] : ['online_kernel', 'online_movable', 'offline'];
  const names = { lock: 'lock_offline', look: 'device_offline', already: 'true: 1, to the writer -EINVAL' };
  const offline = device_offline(memory_subsys_offline(true), names);
  const state_store = writer.fn(memory('state_store'), [
    d.storeLock === 'trylock' && call(lock_device_hotplug_sysfs, ret('-ERESTARTNOINTR')),
    d.storeLock === 'lock' && lock_device_hotplug('lock_device_hotplug'),
    writer.branch('write', { says: d.text.parse, choices: words }, [
      { choice: 'offline', note: 'offline', then: [call(offline, []), goto('out')] },
      { choice: 'online_movable', does: (_, me) => (me.word = 'online_movable'), note: 'online_movable' },
      { does: (_, me) => (me.word = 'online_kernel'), note: 'online_kernel' },
    ]),
    writer.call(device_online(memory_subsys_online), []),
    label('out'),
    device_unlock('device_unlock'),
    d.storeLock !== 'none' && unlock_device_hotplug('unlock_device_hotplug'),
    ret('0'),
  ]);

  const no_nid = (k: Kernel) => !k.nid;
  const wild = fault('null-dereference');
  const wrong_node = step('wrong_node', 'strcat(buf, default_zone->name)');
  const valid_zones_show = fn(memory('valid_zones_show'), [
    if_('state', 'mem->state == MEM_ONLINE', (k) => k.state === 'MEM_ONLINE', ret(), 'true: its own zone'),
    branch('nid', 'zone_for_pfn_range(online_type, mem->nid, ...)', [
      d.nidUnset === 'NUMA_NO_NODE' && { when: no_nid, note: 'NODE_DATA(NUMA_NO_NODE)', then: wild },
      d.nidUnset === 'node 0' && { when: no_nid, note: 'NODE_DATA(0), whatever its node', then: wrong_node },
      { note: 'a zone of its node' },
    ]),
  ]);

  const create_memory_block_devices = fn(memory(d.text.addBlock), [
    step(
      'init_memory_block',
      { says: d.text.newBlock, primitive: 'kzalloc' },
      { state: 'MEM_OFFLINE', dev_offline: true, nid: false },
    ),
    d.nidFirst && step('set_nid', 'mem->nid = nid', { nid: true }),
    call(device_add),
  ]);

  const remove_memory_block_devices = fn(memory(d.text.removeDevice), [call(device_del)]);

  const devices = { create_memory_block_devices, remove_memory_block_devices };
  return { memory_subsys_offline, state_store, valid_zones_show, ...devices };
}
