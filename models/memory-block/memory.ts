// SPDX-License-Identifier: MIT
/** drivers/base/memory.c: a block's state, its files in sysfs, its device and the links between that and its node. */
import { code, fault } from '../../src/vocabulary/index.ts';
import { forgetBefore, forgetType, found, nid_used, read } from './block.ts';
import type { Kernel, Reader, Settings } from './block.ts';
import { device_add, device_del, device_offline, device_online } from './core.ts';
import { lock_device_hotplug, lock_device_hotplug_sysfs, unlock_device_hotplug } from './core.ts';
import type { Decisions } from './designs.ts';
import { memory_hotplug } from './memory_hotplug.ts';

const { fn, step, branch, if_, call, ret, goto, label, inlined } = code<Kernel>();
const reader = code<Kernel, Reader>();

export function drivers_base_memory(d: Decisions, s: Settings) {
  const { memory, node, hotplug } = read(d);
  const { online_pages, offline_pages } = memory_hotplug(d, s);

  const change_to_online = fn(memory('memory_block_change_state'), [
    if_('online_state', 'mem->state != MEM_OFFLINE', (k) => k.state !== 'MEM_OFFLINE', ret('-EINVAL')),
    call(online_pages, ret),
    step('set_online', 'mem->state = MEM_ONLINE', { state: 'MEM_ONLINE' }),
    ret('0'),
  ]);

  /** Whether all is as it was is looked at where a refused offline returns. */
  const goes_offline = [
    step('going_offline', 'mem->state = MEM_GOING_OFFLINE', [found('state'), { state: 'MEM_GOING_OFFLINE' }]),
    call(offline_pages, [
      step('back_online', 'mem->state = from_state_req', { state: 'MEM_ONLINE' }),
      step('offline_refused', 'return ret', forgetBefore),
      ret('-EBUSY'),
    ]),
    step('set_offline', 'mem->state = MEM_OFFLINE', [{ state: 'MEM_OFFLINE' }, forgetBefore]),
    ret('0'),
  ] as const;
  const change_to_offline = fn(memory('memory_block_change_state'), [
    if_('offline_state', 'mem->state != MEM_ONLINE', (k) => k.state !== 'MEM_ONLINE', ret('-EINVAL')),
    goes_offline,
  ]);

  const reset_type = (name: string) =>
    step(name, 'mem->online_type = MMOP_OFFLINE', { online_type: 'MMOP_OFFLINE' });
  const memory_subsys_online = fn(memory('memory_subsys_online'), [
    if_('online_already', 'mem->state == MEM_ONLINE', (k) => k.state === 'MEM_ONLINE', ret('0')),
    call(change_to_online, [reset_type('refused_type'), ret('-EINVAL')]),
    reset_type('online_type'),
    ret('0'),
  ]);

  const memory_subsys_offline = fn(memory('memory_subsys_offline'), [
    if_('offline_already', 'mem->state == MEM_OFFLINE', (k) => k.state === 'MEM_OFFLINE', ret('0')),
    ret(change_to_offline),
  ]);

  // Boot memory is online for good: which zone a refused write asks for makes no difference.
  const words = s.bootMemory ? ['online_kernel', 'offline'] : ['online_kernel', 'online_movable', 'offline'];
  const offline = device_offline(memory_subsys_offline);
  const state_store = fn(memory('state_store'), [
    d.storeLock === 'trylock' && call(lock_device_hotplug_sysfs, ret),
    d.storeLock === 'lock' && lock_device_hotplug('lock_device_hotplug'),
    branch('write', { says: d.text.parse, choices: words }, [
      { choice: 'offline', note: 'offline', then: [call(offline, []), goto('out')] },
      { choice: 'online_movable', does: { online_type: 'online_movable' }, note: 'online_movable' },
      { does: { online_type: 'online_kernel' }, note: 'online_kernel' },
    ]),
    call(device_online(memory_subsys_online)),
    label('out'),
    d.storeLock !== 'none' && unlock_device_hotplug('unlock_device_hotplug', forgetType),
    ret('0'),
  ]);

  /** NODE_DATA(nid) of a node that has not been set yet. */
  const node_unset = {
    when: (_: Kernel, me: Reader) => !me.nid,
    says: 'pgdat = NODE_DATA(nid)',
    at: hotplug('default_kernel_zone_for_pfn', 'zone_for_pfn_range', 'default_zone_for_pfn'),
    'node 0': { note: 'NODE_DATA(0), whatever its node', then: step('wrong_node', 'default_zone->name') },
    NUMA_NO_NODE: { note: 'NODE_DATA(-1): before node_data[]', then: fault('out-of-bounds') },
  };
  const load_nid = reader.step('load_nid', 'nid = mem->nid', (k, me) => (me.nid = k.nid));
  const valid_zones_show = reader.fn(memory('valid_zones_show'), [
    d.readsNidFirst && load_nid,
    reader.branch('state', 'mem->state == MEM_ONLINE', [
      { when: (k) => k.state === 'MEM_ONLINE', does: nid_used, note: 'true: its own zone', then: ret() },
      { note: 'false' },
    ]),
    !d.readsNidFirst && load_nid,
    reader.branch('nid', 'zone_for_pfn_range(online_type, nid, ...)', [
      { when: node_unset.when, says: node_unset.says, at: node_unset.at, ...node_unset[d.nidUnset] },
      { does: nid_used, note: 'a zone of its node' },
    ]),
  ]);

  const FRESH = { state: 'MEM_OFFLINE', online_type: 'MMOP_OFFLINE', dev_offline: true, nid: false } as const;
  const set_nid = step('set_nid', 'mem->nid = nid', { nid: true });
  const create_memory_block_devices = fn(memory(d.text.addBlock), [
    step('init_memory_block', { says: d.text.newBlock, primitive: 'kzalloc' }, FRESH),
    d.nidFirst && set_nid,
    call(device_add),
  ]);
  /** The links between the directories of block and node, one each way. */
  const link_to_node = fn(node(d.text.links), [
    !d.nidFirst && inlined({ ...d.text.setsNid, version: d.text.version }, [set_nid]),
    branch('link', 'sysfs_create_link_nowarn(node, mem)', [
      { when: (k) => k.links, note: '-EEXIST: BUG_ON(ret)', then: fault('link-exists') },
      { does: { links: true } },
    ]),
  ]);

  const no_pfn = (k: Kernel) => s.memblockPfnValid && !k.memblock;
  const NO_NID = '-1: pfn_valid() asks memblock';
  const remove_memory_block_devices = fn(memory(d.text.removeDevice), [
    inlined(node(d.text.unlinks), [
      d.nidOfPfn &&
        if_('nid_of_pfn', 'nid = get_nid_for_pfn(pfn)', no_pfn, goto('continue'), NO_NID, 'its node'),
      step('unlink', 'sysfs_remove_link(node_devices[nid], mem)', { links: false }),
      label('continue'),
    ]),
    call(device_del),
  ]);

  const devices = { create_memory_block_devices, link_to_node, remove_memory_block_devices };
  return { goes_offline, memory_subsys_offline, state_store, valid_zones_show, ...devices };
}
