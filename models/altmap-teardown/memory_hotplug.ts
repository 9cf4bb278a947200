// SPDX-License-Identifier: MIT
/** mm/memory_hotplug.c: a range is added, and removed as a whole or by sections. v5.0 with the RFC's lines, or v5.14. */
import { code, mutex_lock, mutex_unlock, run, source, thread } from '../../src/vocabulary/index.ts';
import type { Region } from '../../src/vocabulary/index.ts';
import { BLOCKS, hotplugStack, sectionOf, touches } from './memory.ts';
import type { Build, Hotplug, Kernel } from './memory.ts';
import { mem_hotplug_begin, mem_hotplug_done, online_offline } from './online_pages.ts';
import { mm_sparse } from './sparse.ts';
import { over } from './walk.ts';

const { fn, step, branch, call, loop, inlined, end } = code<Kernel, Hotplug>();

/** Who adds and removes, and what takes the memory away afterwards. */
const CALLERS = {
  x86: {
    file: 'drivers/acpi/scan.c',
    entry: 'acpi_device_hotplug',
    ejects: source('drivers/acpi/scan.c', 'v5.0')('acpi_scan_hot_remove'),
    says: 'acpi_evaluate_ej0(handle)',
  },
  powerpc: {
    file: 'arch/powerpc/platforms/pseries/hotplug-memory.c',
    entry: 'dlpar_memory',
    ejects: source('arch/powerpc/platforms/pseries/dlpar.c', 'v5.0')('dlpar_release_drc'),
    says: 'dlpar_release_drc(lmb->drc_index)',
  },
  // What was standby memory stays added.
  s390: {
    file: 'drivers/s390/char/sclp_cmd.c',
    entry: 'sclp_add_standby_memory',
    ejects: undefined,
    says: '',
  },
};

export function hotplug(b: Build, name: string, range: number): Region {
  const { memory, geometry: g, decisions: d, settings, threads } = b;
  const arch = source(`arch/${settings.arch}/mm/${settings.arch === 'x86' ? 'init_64' : 'mem'}.c`, 'v5.0');
  const in_hotplug = source('mm/memory_hotplug.c', d.offsets ? 'v5.14' : 'v5.0');
  const caller = CALLERS[settings.arch];
  const first = range * g.blocks;
  const first_section = sectionOf(first);
  const section = (me: Hotplug) => first_section + me.s;
  const sections = over<Hotplug, 's'>('s', g.sections);
  const { sparse_add_one_section, sparse_remove_one_section } = mm_sparse(b, first);
  const { online_pages, offline_pages } = online_offline(b, first);

  const lock_device_hotplug = (state: string) => d.hotplugLock && mutex_lock(state, 'device_hotplug_lock');
  const unlock_device_hotplug = (state: string) =>
    d.hotplugLock && mutex_unlock(state, 'device_hotplug_lock');

  const __add_pages = fn(in_hotplug('__add_pages', 'arch_add_memory'), [
    loop([
      call(sparse_add_one_section),
      branch('next_added', 'for (i = start_sec; i <= end_sec; i++)', sections()),
    ]),
    step('add_return', 'return err', (_, me) => (me.nr_sects = 0)),
  ]);
  const add_memory = fn(in_hotplug('add_memory'), [
    lock_device_hotplug('add_lock'),
    inlined(in_hotplug('add_memory_resource'), [
      mem_hotplug_begin(b, 'add_begin'),
      call(__add_pages),
      mem_hotplug_done(b, 'add_done'),
    ]),
    unlock_device_hotplug('add_unlock'),
  ]);

  const page_zone = inlined(arch('arch_remove_memory'), [
    branch('page_zone', 'zone = page_zone(page)', [touches<Hotplug>(g, (me) => section(me) * BLOCKS), {}]),
  ]);
  const __remove_pages = fn(in_hotplug('__remove_pages', 'arch_remove_memory'), [
    settings.bySection
      ? call(sparse_remove_one_section)
      : loop([
          call(sparse_remove_one_section),
          branch('next_removed', 'for (i = 0; i < sections_to_remove; i++)', sections()),
        ]),
  ]);
  const whole = (k: Kernel) => {
    for (let i = 0; i < g.sections; i++) k.memory[first_section + i] = 'gone';
  };
  const ejects = caller.ejects ?? in_hotplug('__remove_memory');
  const removed = [
    lock_device_hotplug('remove_lock'),
    inlined(in_hotplug('__remove_memory'), [
      mem_hotplug_begin(b, 'remove_begin'),
      page_zone,
      call(__remove_pages),
      mem_hotplug_done(b, 'remove_done'),
    ]),
    unlock_device_hotplug('remove_unlock'),
  ] as const;
  const remove_memory = fn(
    in_hotplug('remove_memory'),
    settings.bySection
      ? loop([
          removed,
          inlined(
            ejects,
            branch('eject', caller.says, sections({ does: (k, me) => (k.memory[section(me)] = 'gone') })),
          ),
        ])
      : [removed, inlined(ejects, step('eject', caller.says, whole))],
  );

  /** try_remove_memory() of v5.14 takes a range that has its memmap in itself as a whole, or not at all. */
  const refused = inlined(in_hotplug('try_remove_memory'), [
    branch('granularity', 'size != memory_block_size_bytes()', [
      { note: 'true: -EINVAL', then: end('refused') },
    ]),
  ]);
  const removes = settings.bySection && d.offsets ? refused : [call(remove_memory), end('removed')];

  const comes_and_goes = fn(source(caller.file, 'v5.0')(caller.entry), [
    call(add_memory),
    settings.onlines && [call(online_pages), call(offline_pages, end('refused'))],
    settings.arch === 's390' ? end('offline') : removes,
  ]);
  return run(thread(memory, name, hotplugStack(g), { threads }), comes_and_goes);
}
