// SPDX-License-Identifier: MIT
/** What must be true whatever the design. None of these knows which design it looks at. */
import { always, eventually, noDeadlock, noFault, sometimes } from '../../src/model/types.ts';
import type { Property, View } from '../../src/model/types.ts';
import { threadNames } from './block.ts';
import type { Kernel, Limits, Settings } from './block.ts';

const kernel = (s: View) => s.mem as Kernel;
/** Where a reader or writer of a file is outside its show or store function. */
const OUTSIDE = ['get_active', 'returned'];
/** Where a write to state is when it has changed the block. */
const CHANGED = ['set_online', 'set_offline', 'back_online'];

/** What an offline never got to look at it cannot have changed. */
const same = (before: string, now: string | boolean) => before === 'unread' || before === String(now);
/** Field by field: the rest of a record, `...now`, would read all of memory in each state. */
const asBefore = (now: Kernel) =>
  now.pages_online &&
  same(now.before.state, now.state) &&
  same(now.before.zone, now.zone) &&
  same(now.before.isolated, now.isolated) &&
  same(now.before.present_pages, now.present_pages);

export function propertiesOf(settings: Settings, limits: Limits): readonly Property[] {
  const threads = threadNames(limits);
  const files = threads.filter((name) => name !== 'acpi');
  const writers = files.filter((name) => name !== 'show');
  /** What is true whenever a thread is there: one part for each thread, each of which reads its own position alone. */
  const whereverAt = (state: string, holds: (s: View) => boolean) =>
    threads.map((name) => (s: View) => s.at[name] !== state || holds(s));
  const adds = !settings.present || (limits.hotplugs > 1 && !settings.bootMemory);
  const properties: Property[] = [
    noFault(
      'valid-zones-has-node',
      'No reader of valid_zones meets a block without its node.',
      'out-of-bounds',
    ),
    noFault('no-link-twice', 'An add finds no link of an earlier block in sysfs.', 'link-exists'),
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
      ...whereverAt('offline_refused', (s) => asBefore(kernel(s))),
    ),
    always(
      'offline-seen-in-state',
      'While its pages are taken away mem->state of a block is MEM_GOING_OFFLINE.',
      ...['offline_begin', 'migrate', 'offline_isolated'].flatMap((state) =>
        whereverAt(state, (s) => kernel(s).state === 'MEM_GOING_OFFLINE'),
      ),
    ),
    always(
      'migrated-while-isolated',
      'Pages are isolated while they are migrated: nobody is given one of them again.',
      ...['migrate', 'offline_isolated'].flatMap((state) => whereverAt(state, (s) => kernel(s).isolated)),
    ),
    always(
      'node-follows-memory',
      'Outside mem_hotplug_lock the node is in N_MEMORY exactly when it has present pages.',
      (s) => kernel(s).mem_hotplug_lock !== null || kernel(s).node_memory === kernel(s).present_pages,
    ),
    always(
      'valid-zones-own-node',
      'No reader of valid_zones is told the zones of another node.',
      ...whereverAt('wrong_node', () => false),
    ),
    always(
      'no-file-of-removed-block',
      'Whoever is in a show or store function has an active reference; kernfs_drain() leaves nobody one.',
      ...files.map(
        (name) => (s: View) =>
          OUTSIDE.includes(s.at[name] ?? '') || kernel(s).kn.active[threads.indexOf(name)] === true,
      ),
      (s) => kernel(s).kn.present || s.at['acpi'] === 'drain' || !kernel(s).kn.active.includes(true),
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
      'accepted-add-leaves-block',
      'An add that has returned leaves memory known to memblock, with a memmap, and its device.',
      (s) => s.at['acpi'] !== 'added' || (kernel(s).kn.present && kernel(s).sections && kernel(s).memblock),
    ),
    always(
      'accepted-eject-leaves-no-link',
      'An accepted eject leaves no link between the block and its node in sysfs.',
      (s) => s.at['acpi'] !== 'accepted' || !kernel(s).links,
    ),
    always(
      'accepted-eject-leaves-none',
      'An accepted eject leaves neither device nor memmap nor zone.',
      (s) =>
        s.at['acpi'] !== 'accepted' ||
        (!kernel(s).kn.present && !kernel(s).sections && kernel(s).zone === 'none' && !kernel(s).memblock),
    ),
  ];
  properties.push(
    eventually('write-returns', 'Every write to state returns.', (s) =>
      writers.every((name) => s.at[name] === 'returned'),
    ),
    eventually(
      'hotplug-returns',
      'Every hot-add and every eject returns.',
      (s) => s.at['acpi'] === 'returned',
    ),
  );
  if (settings.bootMemory)
    properties.push(
      always('boot-memory-stays', 'Boot memory is never offline.', (s) => kernel(s).pages_online),
    );
  else if (settings.present || limits.hotplugs > 1)
    properties.push(
      sometimes('eject-gets-through', 'Is the DIMM ejected in some run?', (s) => s.at['acpi'] === 'accepted'),
      sometimes(
        'eject-offlines',
        'Does an eject take the block offline in some run?',
        (s) => s.at['acpi'] === 'set_offline',
      ),
    );
  if (!settings.bootMemory && settings.present)
    properties.push(
      sometimes('offline-gets-through', 'Does a write to state take the block offline in some run?', (s) =>
        writers.some((name) => s.at[name] === 'set_offline'),
      ),
    );
  if (adds)
    properties.push(
      sometimes('add-gets-through', 'Is the DIMM added in some run?', (s) => s.at['acpi'] === 'added'),
      sometimes(
        'online-movable-gets-through',
        'Does a write of online_movable bring the block online in ZONE_MOVABLE in some run?',
        (s) => kernel(s).zone === 'Movable' && writers.some((name) => s.at[name] === 'set_online'),
      ),
    );
  properties.push(
    sometimes(
      'offline-zones-read',
      'Is valid_zones read of a block that is not online in some run?',
      (s) => s.at['show'] === 'nid',
    ),
    sometimes('write-gets-through', 'Does a write to state change the block in some run?', (s) =>
      writers.some((name) => CHANGED.includes(s.at[name] ?? '')),
    ),
  );
  return properties;
}
