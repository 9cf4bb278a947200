// SPDX-License-Identifier: MIT
/** memory-block seen from outside of a running kernel: DIMMs of one block each, their files, and what is counted of them. */
import type { Act, Conformance, Part } from '../../src/model/conformance.ts';
import { BAD_ADDRESS } from '../../src/model/operations.ts';
import type { Kernel } from './block.ts';

const GONE = 'ENODEV|ENOENT';
const ZONES = ['Normal', 'Movable'] as const;
const STATES = { MEM_OFFLINE: 'offline', MEM_GOING_OFFLINE: 'going-offline', MEM_ONLINE: 'online' } as const;
/** Of an offline block the zone that `online` would choose comes first. */
const OFFERED = 'Normal Movable|Movable Normal';

const unlessGone = (k: Kernel, text: string) => (k.kn.present ? text : GONE);
/** Nobody sends signals to a kworker. */
const hotplug = (which: string) => ({
  role: 'acpi',
  takes: { 'acpi.next': [which, 'finished'], 'acpi.migrate': ['migrated'] },
});
/** `online` chooses the zone itself: either. */
const WORDS: Readonly<Record<string, readonly string[]>> = {
  offline: ['offline'],
  online: ['online_kernel', 'online_movable'],
  online_kernel: ['online_kernel'],
  online_movable: ['online_movable'],
};
const store = (words: readonly string[]) => ({ role: 'store', takes: { 'store.write': words } });
const FILES: Readonly<Record<string, (k: Kernel) => string>> = {
  state: (k) => STATES[k.state],
  // removable_show() of drivers/base/memory.c (v6.1): CONFIG_MEMORY_HOTREMOVE. x86 has no physical devices.
  removable: () => '1',
  phys_device: () => '0',
};

function parts(act: Act, got: string, auto: string): readonly Part<Kernel>[] {
  switch (act.does) {
    case 'plug': {
      // add_memory_resource() brings the block online as it ends: device_online(), as a write to state does.
      const online = auto === 'offline' ? undefined : WORDS[auto];
      return online ? [hotplug('insertion'), store(online)] : [hotplug('insertion')];
    }
    case 'eject':
      return [hotplug('ejection')];
    case 'write': {
      const words = WORDS[act.value];
      return words ? [store(words)] : [{ sees: (k) => unlessGone(k, 'EINVAL') }];
    }
    case 'read': {
      const file = FILES[act.file];
      if (file) return [{ sees: (k) => unlessGone(k, file(k)) }];
      return GONE.split('|').includes(got) ? [{ sees: (k) => unlessGone(k, '') }] : [{ role: 'show' }];
    }
    default:
      return [];
  }
}

/** memory_notify() has been through: every link has heard of it. */
const heard = (event: string, told: 'pending' | 'ended') => (k: Kernel) =>
  k.told.every((one) => one === told) ? event : undefined;

export const conformance: Conformance<Kernel> = {
  designs: { '6.1': 'v6.1', '6.12': 'v6.1' },
  configuration: 'dimm',
  limits: { writers: 4, readers: 1, hotplugs: 1 },
  parts,
  apart: (act) => {
    if (act.does === 'auto') return WORDS[act.value] ? 'ok' : 'EINVAL';
    // No CONFIG_ARCH_MEMORY_PROBE.
    return act.does === 'probe' ? 'ENOENT' : 'ok|ENOMEM';
  },
  told: {
    'store.get_active [removed: -ENODEV]': GONE,
    'store.device_offline [true: ret = 1]': 'EINVAL',
    'store.device_online [true: ret = 1]': 'EINVAL',
    'store.refused_type': 'EINVAL',
    'store.offline_state [-EINVAL]': 'EINVAL',
    'store.page_zone [in no zone: -EINVAL]': 'EINVAL',
    'store.isolate [-EBUSY]': 'EBUSY',
    'store.migrate [signal_pending(current): -EINTR]': 'EINTR',
    'acpi.refused': 'EBUSY',
    'show.state [true: its own zone]': (k) => k.zone,
    'show.nid [a zone of its node]': OFFERED,
  },
  marks: {
    going_online_1: heard('MEM_GOING_ONLINE', 'pending'),
    online_1: heard('MEM_ONLINE', 'ended'),
    notify_going_offline_1: heard('MEM_GOING_OFFLINE', 'pending'),
    offline_1: heard('MEM_OFFLINE', 'ended'),
    cancel_offline_1: heard('MEM_CANCEL_OFFLINE', 'ended'),
  },
  seen: (k) => ({
    state: unlessGone(k, STATES[k.state]),
    valid_zones: unlessGone(k, k.state === 'MEM_ONLINE' ? k.zone : OFFERED),
    removable: unlessGone(k, '1'),
    link: k.links ? 'yes' : 'no',
  }),
  // Of two blocks side by side no zone has a hole between them that is its own.
  counts: (k) => ({
    MemTotal: k.pages_online ? 1 : 0,
    present: k.present_pages ? 1 : 0,
    ...Object.fromEntries(
      ZONES.flatMap((zone) => [
        [`${zone}.managed`, k.pages_online && k.zone === zone ? 1 : 0],
        [`${zone}.present`, k.present_pages && k.zone === zone ? 1 : 0],
        [`${zone}.spanned`, k.zone === zone ? 1 : 0],
      ]),
    ),
  }),
  // Whoever meets it: of another's fault the model knows nothing.
  crashes: { 'out-of-bounds': [BAD_ADDRESS, /valid_zones_show|zone_for_pfn_range/] },
};
