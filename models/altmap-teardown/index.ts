// SPDX-License-Identifier: MIT
/** A range whose memmap lies in its own first pages: how it is taken down, and who must know these pages. */
import { system } from '../../src/model/thread.ts';
import { model } from '../../src/model/types.ts';
import { bystanders } from './bystanders.ts';
import { configurations } from './configurations.ts';
import { designs } from './designs.ts';
import type { Decisions } from './designs.ts';
import { geometryOf, memoryOf, threadNames } from './memory.ts';
import type { Build, Limits, Settings } from './memory.ts';
import { hotplug } from './memory_hotplug.ts';
import { propertiesOf } from './properties.ts';
import { short } from './short.ts';

export const altmapTeardown = model<Decisions, Settings, Limits>({
  name: 'altmap-teardown',
  asks: 'May the memmap of hot-added memory lie in that memory, and how is it taken down?',
  short,
  assumptions: [
    'Sequential consistency: memory barriers are not modelled.',
    'A section is two page blocks and the memmap of a section is one of them; all pages of a page block are alike. In real sizes: 128 MiB, 2 MiB, 64 page blocks. How the first struct page is found over real sizes is the model altmap-head’s.',
    'PageVmemmap() reads PG_reserved and the mapping in one step: they are set in this order, and read in it.',
    'altmap->reserve is 0: the RFC leaves it as the stack has it. A new memmap is zero, or what it was, without CONFIG_DEBUG_VM.',
    'An access to a struct page whose entry was cleared faults at once: vmemmap_free() flushes the TLB before it returns, what another CPU still finds in its TLB until then is left out.',
    'The RFC stands on v5.0; steps that it changes are named as there. The range is one memory block, in one zone.',
    'Adding does not fail; offlining is not interrupted by a signal. Pages are freed one page block at a time.',
    'Whoever allocates has one page, which can be migrated, and only ever writes to it.',
  ],
  designs,
  configurations,
  bounds: {
    tiny: { says: 'ranges of three sections', limits: { sections: 3 } },
    small: { says: 'ranges of four sections', limits: { sections: 4 } },
    large: { says: 'ranges of seven sections', limits: { sections: 7 } },
  },
  build(decisions, settings, limits) {
    const threads = threadNames(settings, decisions);
    const memory = memoryOf(settings, decisions, limits);
    const geometry = geometryOf(settings, decisions, limits);
    const b: Build = { memory, geometry, decisions, settings, limits, threads };
    const ranges = Array.from({ length: settings.ranges }, (_, i) => hotplug(b, threads[i] as string, i));
    return {
      machine: system({ id: 'altmap-teardown', memory, threads: [...ranges, ...bystanders(b)] }),
      properties: propertiesOf(b),
    };
  },
});
