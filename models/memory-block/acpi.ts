// SPDX-License-Identifier: MIT
/** The DIMM's hot-add and eject, in turn, as the ACPI hotplug work does them: kacpi_hotplug is one thread. */
import { code, initially, int, run, source, thread } from '../../src/vocabulary/index.ts';
import type { Region } from '../../src/vocabulary/index.ts';
import type { Build, Kernel } from './block.ts';
import { device_offline, lock_device_hotplug, unlock_device_hotplug } from './core.ts';
import { drivers_base_memory } from './memory.ts';
import { memory_hotplug } from './memory_hotplug.ts';

const { fn, step, branch, if_, call, ret, loop, inlined, continue_ } = code<Kernel, { left: number }>();
const scan = source('drivers/acpi/scan.c', 'v6.1');
const memtrace = source('arch/powerpc/platforms/powernv/memtrace.c', 'v5.2');

export function acpi({ memory, decisions: d, settings: s, limits, threads }: Build): Region {
  const devices = drivers_base_memory(d, s);
  const { add_memory_resource, try_remove_memory } = memory_hotplug(d, s);

  const memtrace_offline_pages = fn(memtrace('memtrace_offline_pages'), [
    inlined(memtrace('check_memblock_online'), [
      if_('check_online', 'mem->state != MEM_ONLINE', (k) => k.state !== 'MEM_ONLINE', ret('0')),
    ]),
    devices.goes_offline,
  ]);

  const acpi_scan_try_to_offline = fn(scan('acpi_scan_try_to_offline'), [
    ret(device_offline(devices.memory_subsys_offline)),
  ]);

  const acpi_scan_hot_remove = fn(scan('acpi_scan_hot_remove'), [
    call(d.writesState ? memtrace_offline_pages : acpi_scan_try_to_offline, ret('-EBUSY')),
    call(try_remove_memory(devices.remove_memory_block_devices)),
    ret('0'),
  ]);

  /** The end of an add or an eject: what it left is looked at there. */
  const leave = (state: string) => (d.hotplugLock ? unlock_device_hotplug(state) : step(state, 'return'));
  const enter = (state: string) =>
    d.hotplugLock ? lock_device_hotplug(state) : step(state, 'no lock_device_hotplug()');
  const acpi_device_hotplug = fn(scan('acpi_device_hotplug'), [
    loop([
      branch('next', 'insertion or ejection?', [
        { when: (_, me) => me.left === 0, note: 'finished', then: ret() },
        { when: (k) => k.sections, does: (_, me) => me.left--, note: 'ejection' },
        {
          does: (_, me) => me.left--,
          note: 'insertion',
          then: [
            enter('insert'),
            inlined(scan('acpi_scan_device_check'), [call(add_memory_resource(devices))]),
            leave('added'),
            continue_,
          ],
        },
      ]),
      enter('eject'),
      call(acpi_scan_hot_remove, [leave('refused'), continue_]),
      leave('accepted'),
    ]),
  ]);

  const stack = { left: initially(int(0, limits.hotplugs), limits.hotplugs) };
  return run(thread(memory, 'acpi', stack, { threads }), acpi_device_hotplug);
}
