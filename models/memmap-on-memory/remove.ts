// SPDX-License-Identifier: MIT
/** Memory is removed: try_remove_memory(), mm/memory_hotplug.c, of one block or of both. */
import { code, fault, run, source, thread } from '../../src/vocabulary/index.ts';
import type { Region } from '../../src/vocabulary/index.ts';
import { pluggerOf, rangesOf, returns, unregisters } from './add.ts';
import { blocksOf, firstSection, lastSection } from './layout.ts';
import type { Range } from './layout.ts';
import { lock_device_hotplug, mem_hotplug_begin, mem_hotplug_done, unlock_device_hotplug } from './locks.ts';
import { blockAt, read, THREADS } from './memory.ts';
import type { Build, Kernel } from './memory.ts';
import { sectionsOf } from './sections.ts';
import type { Plugger } from './sections.ts';

const { fn, step, branch, if_, call, ret, goto, label, inlined, loop, break_ } = code<Kernel, Plugger>();

export function remover({ memory, decisions: d, settings: s, limits }: Build): Region {
  const { hotplug, base } = read(d);
  const acpi = source('drivers/acpi/acpi_memhotplug.c', d.version);
  const sections = sectionsOf(d, s.geometry);
  const eachBlock = d.removes === 'each block';
  /** v6.8: without altmaps the range goes at once. */
  const each = (me: Plugger) => eachBlock && (!d.refusesMixed || me.altmap);
  const last = (me: Plugger) => (each(me) ? me.s | 1 : lastSection(me.range));
  const forget = (_: Kernel, me: Plugger) => {
    [me.s, me.altmap, me.alloc] = [0, false, 0];
  };
  const nrOf = (k: Kernel, b: number) => blockAt(k, b).nr_vmemmap_pages;

  const remove_memory_block_devices = inlined(base('remove_memory_block_devices'), [
    step(
      'remove_devices',
      { says: 'device_unregister(&mem->dev)', primitive: 'device_unregister' },
      (k, me) => {
        for (const b of blocksOf(me.range)) if (!each(me) || b === me.s >> 1) unregisters(k, b);
      },
    ),
  ]);
  const firmware_map_remove = step(
    'firmware_map_remove',
    { says: 'firmware_map_remove(start, start + size)', primitive: 'firmware_map' },
    (k, me) => {
      for (const b of blocksOf(me.range)) k.firmware_map[b] = false;
    },
  );
  const withAltmap = (k: Kernel, me: Plugger) => blocksOf(me.range).filter((b) => nrOf(k, b) > 0);
  /** The first of the range that has one. */
  const takesFirst = (k: Kernel, me: Plugger) => {
    const [b] = withAltmap(k, me);
    if (b === undefined) return;
    me.altmap = true;
    me.alloc = sections.chunksFor(nrOf(k, b));
  };
  const walk = { says: 'walk_memory_blocks(): nr_vmemmap_pages', primitive: 'walk_memory_blocks' };
  const nr_vmemmap_pages = branch('nr_vmemmap_pages', walk, [
    d.removes === 'one block' && {
      when: (k: Kernel, me: Plugger) => withAltmap(k, me).length > 0 && blocksOf(me.range).length > 1,
      does: forget,
      note: 'wrong granularity: -EINVAL',
      then: goto('refused'),
    },
    { does: takesFirst, note: 'altmap.alloc = nr_vmemmap_pages' },
  ]);
  const memory_blocks_have_altmaps = inlined(hotplug('memory_blocks_have_altmaps'), [
    branch('have_altmaps', { says: 'num_memblocks != num_altmaps', primitive: 'walk_memory_blocks' }, [
      {
        when: (k, me) => withAltmap(k, me).length > 0 && withAltmap(k, me).length < blocksOf(me.range).length,
        does: forget,
        note: 'true: -EINVAL',
        then: [mem_hotplug_done(d, 'refused_done'), goto('refused')],
      },
      {
        when: (k, me) => withAltmap(k, me).length > 0,
        does: (_k, me) => (me.altmap = true),
        note: 'all have one',
      },
      { note: 'none has one' },
    ]),
  ]);

  const try_remove_memory = fn(hotplug('try_remove_memory'), [
    if_('bug_on', 'BUG_ON(check_hotplug_memory_range())', (_, me) => me.range === 'misaligned', fault('bug')),
    inlined(hotplug('check_memblock_offlined_cb'), [
      loop([
        branch('check_offline', 'mem->state != MEM_OFFLINE', [
          {
            when: (k, me) => blockAt(k, me.s >> 1).state !== 'MEM_OFFLINE',
            does: forget,
            note: 'true: -EBUSY',
            then: goto('refused'),
          },
          {
            when: (_, me) => me.s < lastSection(me.range) - 1,
            does: (_k, me) => (me.s += 2),
            note: 'false: the next',
          },
          { does: (_k, me) => (me.s = firstSection(me.range)), note: 'false: the last', then: break_ },
        ]),
      ]),
    ]),
    !d.refusesMixed && !eachBlock && nr_vmemmap_pages,
    firmware_map_remove,
    !d.devicesUnderLock && !eachBlock && remove_memory_block_devices,
    mem_hotplug_begin(d, 'remove'),
    d.refusesMixed && memory_blocks_have_altmaps,
    label('each_block'),
    eachBlock &&
      step('take_altmap', { says: 'altmap = mem->altmap', primitive: 'find_memory_block' }, (k, me) => {
        if (!each(me)) return;
        me.alloc = sections.chunksFor(nrOf(k, me.s >> 1));
        me.altmap = me.alloc > 0;
      }),
    (d.devicesUnderLock || eachBlock) && remove_memory_block_devices,
    sections.removes('', last, (_, me) => {
      if (!eachBlock || !d.refusesMixed) me.altmap = false;
    }),
    branch('altmap_left', d.refusesMixed ? 'WARN(altmap->alloc)' : 'arch_remove_memory() returns', [
      {
        when: (_, me) => me.s < lastSection(me.range) && each(me),
        does: (_k, me) => {
          me.s++;
          me.alloc = 0;
        },
        note: 'another block',
        then: goto('each_block'),
      },
      { when: (_, me) => me.alloc !== 0, does: forget, note: 'not fully unmapped' },
      { does: forget, note: 'fully unmapped' },
    ]),
    step(
      'release',
      { says: 'release_mem_region_adjustable(start, size)', primitive: 'resource' },
      (k, me) => {
        for (const b of blocksOf(me.range)) k.resource[b] = false;
      },
    ),
    mem_hotplug_done(d, 'remove_done'),
    ret('0'),

    label('refused'),
    ret('-EBUSY'),
  ]);

  const absent = (k: Kernel, choice: string) =>
    choice !== 'misaligned' && blocksOf(choice as Range).some((b) => blockAt(k, b).state === 'none');
  const acpi_memory_device_remove = fn(acpi('acpi_memory_remove_memory', 'acpi_memory_device_remove'), [
    loop([
      lock_device_hotplug('lock_remove'),
      branch(
        'remove',
        { says: 'which memory?', choices: rangesOf(s.misaligned), primitive: 'find_memory_block' },
        [
          {
            when: (k, _, choice) => absent(k, choice),
            does: (_k, me) => me.left--,
            note: 'not there',
            then: goto('out'),
          },
          {
            does: (_k, me, choice) => {
              me.left--;
              me.range = choice as Range;
              me.s = firstSection(me.range);
            },
            note: 'there',
          },
        ],
      ),
      call(try_remove_memory, [returns('remove_refused', 'return rc'), goto('out')]),
      step('eject', { says: 'acpi_evaluate_ej0(handle)', primitive: '_EJ0' }, (k, me) => {
        for (const b of blocksOf(me.range)) k.accessible[b] = false;
      }),
      returns('removed', 'return'),
      label('out'),
      unlock_device_hotplug('unlock_remove'),
    ]),
  ]);
  return run(
    thread(memory, 'remover', pluggerOf(limits.removals), { threads: THREADS }),
    acpi_memory_device_remove,
  );
}
