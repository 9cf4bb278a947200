// SPDX-License-Identifier: MIT
/** What must be true whatever the design. None of these knows which design it looks at. */
import { always, noDeadlock, noFault, sometimes } from '../../src/model/types.ts';
import type { Property, View } from '../../src/model/types.ts';
import type { Kernel, Limits, Settings } from './memory.ts';

const kernel = (s: View) => s.mem as Kernel;
const anyAt = (s: View, state: string) => Object.values(s.at).includes(state);

/** What an offline never got to look at it cannot have changed. */
const same = (before: string, now: string | boolean) => before === 'unread' || before === String(now);
const asBefore = ({ before, ...now }: Kernel) =>
  now.pages_online &&
  same(before.state, now.state) &&
  same(before.zone, now.zone) &&
  same(before.isolated, now.isolated) &&
  same(before.present_pages, now.present_pages);

export function propertiesOf(settings: Settings, limits: Limits): readonly Property[] {
  const adds = !settings.present || (limits.hotplugs > 1 && !settings.bootMemory);
  const properties: Property[] = [
    noFault(
      'valid-zones-has-node',
      'No reader of valid_zones meets a block without its node.',
      'null-dereference',
    ),
    noFault(
      'pfn-valid-until-removed',
      'The range is valid to pfn_valid() until its pages are removed.',
      'pfn-not-valid',
    ),
    noFault(
      'no-removal-while-online',
      'No block’s memmap is removed while its pages are in use.',
      'removed-while-online',
    ),
    noFault('removes-offline-only', '__remove_memory() meets no block that is not offline.', 'bug'),
    noDeadlock('no-deadlock', 'Nobody waits for ever, least of all in a cycle.'),
    always(
      'notifier-told-the-end',
      'A link that saw GOING_x is told of the end once, before mem_hotplug_lock is let go.',
      (s) =>
        !kernel(s).told_twice &&
        (kernel(s).mem_hotplug_lock !== null || kernel(s).told.every((told) => told !== 'pending')),
    ),
    always(
      'cancel-to-told-only',
      'MEM_CANCEL_* reaches no link that was not told GOING_x.',
      (s) => !kernel(s).told_out_of_turn,
    ),
    always(
      'offline-in-no-zone',
      'Outside mem_hotplug_lock a block is in a zone exactly when its pages are online.',
      (s) => kernel(s).mem_hotplug_lock !== null || (kernel(s).zone !== 'none') === kernel(s).pages_online,
    ),
    always(
      'no-isolation-left',
      'Outside mem_hotplug_lock no page block of an online block is isolated.',
      (s) => kernel(s).mem_hotplug_lock !== null || !kernel(s).pages_online || !kernel(s).isolated,
    ),
    always(
      'failed-offline-as-before',
      'An offline that fails leaves state, zone, isolation and counters as it found them.',
      (s) => !anyAt(s, 'offline_refused') || asBefore(kernel(s)),
    ),
    always(
      'node-follows-memory',
      'Outside mem_hotplug_lock the node is in N_MEMORY exactly when it has present pages.',
      (s) => kernel(s).mem_hotplug_lock !== null || kernel(s).node_memory === kernel(s).present_pages,
    ),
    always(
      'valid-zones-own-node',
      'No reader of valid_zones is told the zones of another node.',
      (s) => !anyAt(s, 'wrong_node'),
    ),
    always(
      'device-agrees',
      'While device_lock is free, dev->offline says what mem->state says.',
      (s) =>
        kernel(s).device_lock !== null ||
        !kernel(s).kn.present ||
        kernel(s).dev_offline === (kernel(s).state === 'MEM_OFFLINE'),
    ),
    always(
      'refused-eject-leaves-online',
      'A refused eject leaves the block online.',
      (s) => s.at['acpi'] !== 'refused' || (kernel(s).state === 'MEM_ONLINE' && kernel(s).pages_online),
    ),
    always(
      'accepted-eject-leaves-none',
      'An accepted eject leaves neither device nor memmap nor zone.',
      (s) =>
        s.at['acpi'] !== 'accepted' ||
        (!kernel(s).kn.present && !kernel(s).sections && kernel(s).zone === 'none' && !kernel(s).memblock),
    ),
  ];
  if (settings.bootMemory)
    properties.push(
      always('boot-memory-stays', 'Boot memory is never offline.', (s) => kernel(s).pages_online),
    );
  else
    properties.push(
      sometimes('eject-gets-through', 'Is the DIMM ejected in some run?', (s) => s.at['acpi'] === 'accepted'),
    );
  if (adds)
    properties.push(
      sometimes('add-gets-through', 'Is the DIMM added in some run?', (s) => s.at['acpi'] === 'added'),
    );
  properties.push(
    sometimes('write-gets-through', 'Does a write to state change the block in some run?', (s) =>
      Object.entries(s.at).some(
        ([n, at]) =>
          n.startsWith('store') && (at === 'set_online' || at === 'set_offline' || at === 'back_online'),
      ),
    ),
  );
  return properties;
}
