// SPDX-License-Identifier: MIT
/** Memory is added: add_memory_resource(), mm/memory_hotplug.c, and what undoes it where it fails. */
import { bool, code, initially, int, oneOf, run, source, thread } from '../../src/vocabulary/index.ts';
import type { Region } from '../../src/vocabulary/index.ts';
import { blocksOf, firstSection, lastSection, RANGES, supports } from './layout.ts';
import type { Range } from './layout.ts';
import { lock_device_hotplug, mem_hotplug_begin, mem_hotplug_done, unlock_device_hotplug } from './locks.ts';
import { blockAt, read, THREADS } from './memory.ts';
import type { Build, Kernel } from './memory.ts';
import { sectionsOf } from './sections.ts';
import type { Plugger } from './sections.ts';

const { fn, step, branch, if_, call, ret, goto, label, inlined, loop } = code<Kernel, Plugger>();

export const pluggerOf = (left: number) => ({
  left: initially(int(0, left), left),
  range: oneOf('none', ...RANGES, 'misaligned'),
  s: int(0, 4),
  altmap: bool,
  alloc: initially(int(-2, 2), 0),
});
export const rangesOf = (misaligned: boolean): readonly Range[] => [
  ...RANGES,
  ...(misaligned ? (['misaligned'] as const) : []),
];
/** The device of a block is gone. */
export const unregisters = (k: Kernel, b: number) =>
  void Object.assign(blockAt(k, b), { state: 'none', nr_vmemmap_pages: 0 });
/** The end of an add or a removal, either way. */
export const returns = (name: string, says: string) => {
  const over = (_: unknown, me: Plugger) => {
    [me.range, me.s] = ['none', 0];
  };
  const of = (range: Range) => ({
    when: (_: unknown, me: Plugger) => me.range === range,
    does: over,
    note: range,
  });
  return branch(name, says, [of('block 0'), of('block 1'), { does: over, note: 'both, or misaligned' }]);
};

export function adder({ memory, decisions: d, settings: s, limits }: Build): Region {
  const { hotplug, base } = read(d);
  const acpi = source('drivers/acpi/acpi_memhotplug.c', d.version);
  const sections = sectionsOf(d, s.geometry);
  const eachBlock = (me: Plugger) => d.addsEachBlock && supports(s.geometry, d, me.range);
  const last = (me: Plugger) => (eachBlock(me) ? me.s | 1 : lastSection(me.range));
  const first = (me: Plugger) => (eachBlock(me) ? me.s & ~1 : firstSection(me.range));
  const forget = (_: Kernel, me: Plugger) => {
    [me.s, me.altmap, me.alloc] = [0, false, 0];
  };
  /** The blocks before the one that failed go as well: which it was is still to be known. */
  const failed = (k: Kernel, me: Plugger) => {
    const at = me.s;
    forget(k, me);
    if (d.addsEachBlock) me.s = at;
  };
  const lacksDevices = s.lacks === 'devices';

  const add_block = (k: Kernel, me: Plugger) => {
    const nr_vmemmap_pages = sections.unitsFor(me.alloc);
    Object.assign(blockAt(k, me.s >> 1), { state: 'MEM_OFFLINE', nr_vmemmap_pages });
  };
  /** One device for each block of what was added at once. */
  const create_memory_block_devices = inlined(base('add_memory_block', 'create_memory_block_devices'), [
    loop([
      branch(
        'add_block',
        {
          says: 'mem = kzalloc(), device_register(&mem->dev)',
          choices: lacksDevices ? ['0', 'ENOMEM'] : ['0'],
          primitive: 'device_register',
        },
        [
          lacksDevices && { choice: 'ENOMEM', note: '-ENOMEM', then: goto('no_device') },
          {
            when: (_, me) => me.s < last(me) - 1,
            does: (k, me) => {
              add_block(k, me);
              me.s += 2;
            },
            note: '0: the next',
          },
          {
            does: (k, me) => {
              add_block(k, me);
              if (!d.addsEachBlock) forget(k, me);
            },
            note: '0: the last',
            then: goto('devices_there'),
          },
        ],
      ),
    ]),
  ]);

  const add_memory_resource = fn(hotplug('add_memory_resource'), [
    if_(
      'check_range',
      'check_hotplug_memory_range(start, size)',
      (_, me) => me.range === 'misaligned',
      ret('-EINVAL'),
    ),
    mem_hotplug_begin(d, 'add'),
    branch('supports', 'mhp_supports_memmap_on_memory(size)', [
      {
        when: (_, me) => supports(s.geometry, d, me.range),
        does: (_k, me) => {
          me.altmap = true;
          me.s = firstSection(me.range);
        },
        note: 'true',
      },
      d.unsupported === '-EINVAL'
        ? { note: 'false: -EINVAL', then: goto('error') }
        : { does: (_k, me) => (me.s = firstSection(me.range)), note: 'false: its memmap elsewhere' },
    ]),
    label('each_block'),
    sections.adds(s.lacks === 'sections', last, first, failed),
    create_memory_block_devices,
    label('devices_there'),
    d.addsEachBlock &&
      branch('another_block', 'cur_start < start + size', [
        {
          when: (_, me) => me.s < lastSection(me.range) - 1 && eachBlock(me),
          does: (_k, me) => {
            me.s += 2;
            me.alloc = 0;
          },
          note: 'true',
          then: goto('each_block'),
        },
        { does: forget, note: 'false' },
      ]),
    step(
      'firmware_map_add',
      { says: 'firmware_map_add_hotplug(start, end)', primitive: 'firmware_map' },
      (k, me) => {
        for (const b of blocksOf(me.range)) k.firmware_map[b] = true;
      },
    ),
    mem_hotplug_done(d, 'add_done'),
    ret('0'),

    lacksDevices && [
      label('no_device'),
      inlined(base('create_memory_block_devices'), [
        step(
          'undo_devices',
          { says: 'remove_memory_block(mem) of those made', primitive: 'device_unregister' },
          (k, me) => {
            for (const b of eachBlock(me) ? [] : blocksOf(me.range)) if (2 * b < me.s) unregisters(k, b);
            me.s = first(me);
          },
        ),
      ]),
      step(
        'undo_sections',
        `arch_remove_memory(start, size, ${d.altmapOnError ? 'altmap' : 'NULL'})`,
        (_, me) => {
          me.altmap = me.altmap && d.altmapOnError;
        },
      ),
      sections.removes('undo_', last, failed),
    ],
    label('sections_failed'),
    d.addsEachBlock && [
      branch('earlier_blocks', 'cur_start != start', [
        {
          when: (_, me) => eachBlock(me) && me.s > firstSection(me.range) + 1,
          does: (_k, me) => (me.s = firstSection(me.range)),
          note: 'true',
        },
        { does: forget, note: 'false', then: goto('error') },
      ]),
      step('earlier_altmap', { says: 'altmap = mem->altmap', primitive: 'find_memory_block' }, (k, me) => {
        me.alloc = sections.chunksFor(blockAt(k, me.s >> 1).nr_vmemmap_pages);
        me.altmap = true;
      }),
      step(
        'earlier_device',
        { says: 'device_unregister(&mem->dev)', primitive: 'device_unregister' },
        (k, me) => unregisters(k, me.s >> 1),
      ),
      sections.removes('earlier_', (me) => me.s | 1, forget),
    ],
    label('error'),
    mem_hotplug_done(d, 'add_failed_done'),
    ret('-EINVAL'),
  ]);

  const taken = (k: Kernel, choice: string) => blocksOf(choice as Range).some((b) => k.resource[b]);
  const acpi_memory_enable_device = fn(acpi('acpi_memory_enable_device'), [
    loop([
      lock_device_hotplug('lock_add'),
      inlined(hotplug('register_memory_resource', '__add_memory'), [
        branch(
          'add',
          { says: 'request_mem_region(start, size)', choices: rangesOf(s.misaligned), primitive: 'resource' },
          [
            {
              when: (k, _, choice) => taken(k, choice),
              does: (_k, me) => me.left--,
              note: '-EEXIST',
              then: goto('out'),
            },
            {
              does: (k, me, choice) => {
                me.left--;
                me.range = choice as Range;
                for (const b of blocksOf(me.range)) {
                  k.resource[b] = true;
                  if (!s.standby) k.accessible[b] = true;
                }
              },
              note: 'plugged in',
            },
          ],
        ),
      ]),
      call(add_memory_resource, [
        inlined(hotplug('release_memory_resource', '__add_memory'), [
          step('release', { says: 'release_resource(res)', primitive: 'resource' }, (k, me) => {
            for (const b of blocksOf(me.range)) k.resource[b] = false;
          }),
        ]),
        returns('add_failed', 'return result'),
        goto('out'),
      ]),
      returns('added', 'return 0'),
      label('out'),
      unlock_device_hotplug('unlock_add'),
    ]),
  ]);
  return run(
    thread(memory, 'adder', pluggerOf(limits.adds), { threads: THREADS }),
    acpi_memory_enable_device,
  );
}
