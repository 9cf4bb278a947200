// SPDX-License-Identifier: MIT
/** Who else runs: the stopper of each CPU, the disk's interrupt, a task that uses memory up. */
import {
  code,
  cpu_stopper_thread,
  end_page_writeback,
  run,
  source,
  thread,
  WMARK_LOW,
} from '../../src/vocabulary/index.ts';
import type { Region } from '../../src/vocabulary/index.ts';
import { mappingStack, stoppers } from './memory.ts';
import type { Build, Kernel } from './memory.ts';
import { arm64_mmu } from './mmu.ts';

const { fn, branch, loop, break_ } = code<Kernel>();

/** migration/N: the first online CPU runs the callback. */
export function migration(b: Build, cpu: number): Region {
  const { memory, decisions, limits } = b;
  const callback = decisions.stopMachine && cpu === 0 ? arm64_mmu(b).__hotplug_paging : undefined;
  const name = stoppers(limits)[cpu] as string;
  const t = thread(memory, name, mappingStack(limits), { cpu, context: 'stopper' });
  return run(t, cpu_stopper_thread(limits.cpus, callback));
}

export function diskIrq({ memory, settings, limits }: Build): Region {
  const cpu = settings.diskIrqOnCpu0 ? 0 : limits.cpus - 1;
  return run(thread(memory, 'disk_irq', {}, { cpu, context: 'irq' }), end_page_writeback);
}

/** It faults memory in until the low watermark is reached. */
const do_anonymous_page = fn(source('mm/memory.c', 'v4.14')('do_anonymous_page', 'handle_mm_fault'), [
  loop([
    branch('fault', { says: 'alloc_zeroed_user_highpage_movable()', primitive: 'alloc_pages' }, [
      { when: (k) => k.nr_free > WMARK_LOW, does: (k) => k.nr_free-- },
      { note: 'below the low watermark', then: break_ },
    ]),
  ]),
]);
export const hog = ({ memory }: Build) => run(thread(memory, 'hog', {}, { cpu: 1 }), do_anonymous_page);
