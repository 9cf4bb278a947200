// SPDX-License-Identifier: MIT
/** Trace memory of powernv: taken offline and removed, as in v5.8, or from alloc_contig_pages(), as in v5.11. */
import { system } from '../../src/model/thread.ts';
import { model } from '../../src/model/types.ts';
import { configurations } from './configurations.ts';
import { designs } from './designs.ts';
import type { Decisions } from './designs.ts';
import { enable } from './memtrace.ts';
import { memoryOf, threadsOf } from './memory.ts';
import type { Build, Limits, Settings } from './memory.ts';
import { propertiesOf } from './properties.ts';
import { hibernate } from './snapshot.ts';
import { trace } from './trace.ts';
import { user } from './user.ts';
import { short } from './short.ts';

const OTHERS = { user, trace, hibernate } as const;
type Other = keyof typeof OTHERS;

export const memtrace = model<Decisions, Settings, Limits>({
  name: 'memtrace',
  asks: 'Does memory that memtrace takes from the kernel and gives back stay its own, unseen, and untouched by others?',
  short,
  assumptions: [
    'Sequential consistency: memory barriers are not modelled.',
    'A block of memory is one thing: all its pages are free, or used for one purpose. Sizes and places count blocks.',
    'zone->lock is not modelled: what the kernel does under it to one block is one step. Per-CPU lists are drained in no time.',
    'mem->state, which v5.8 writes behind the back of device_lock, is in memory-block (v5.2-memtrace); nobody else writes to sysfs here.',
    'A page table has no TLB in front of it; caches are not modelled but for two mappings of one page with different attributes.',
    'The three stores to an entry of memtrace_array are one step. What a task reads or maps is entry 0.',
    'copy_to_user() of an address that is not mapped is -EFAULT on powerpc (extable of copyuser_64.S): told as stale-mapping where the address was given back, since it may be another’s by then.',
    'Hibernation copies with all tasks outside the kernel: freeze_processes() waits for those inside.',
  ],
  designs,
  configurations,
  bounds: {
    tiny: {
      says: 'two writes to enable; one of each writer where there are two',
      limits: { alone: 2, first: 1, second: 1 },
    },
    small: {
      says: 'three writes to enable; two of one writer and one of the other where there are two',
      limits: { alone: 3, first: 2, second: 1 },
    },
    large: {
      says: 'four writes to enable; two of each writer where there are two',
      limits: { alone: 4, first: 2, second: 2 },
    },
  },
  build(decisions, settings, limits) {
    const memory = memoryOf(settings, limits);
    const threads = threadsOf(settings);
    const build: Build = { memory, decisions, settings, limits, threads };
    const region = (name: string) => (name in OTHERS ? OTHERS[name as Other](build) : enable(build, name));
    return {
      machine: system({ id: 'memtrace', memory, threads: threads.map(region) }),
      properties: propertiesOf(settings),
    };
  },
});
