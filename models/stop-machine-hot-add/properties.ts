// SPDX-License-Identifier: MIT
/** What must be true whatever the design. */
import { LEVEL } from '../../src/model/cpu.ts';
import { always, alwaysPossible, leadsTo, noDeadlock, noFault, sometimes } from '../../src/model/types.ts';
import type { Property, View } from '../../src/model/types.ts';
import { WMARK_ATOMIC } from '../../src/vocabulary/page-allocator.ts';
import { pagesAtMost } from './memory.ts';
import type { Kernel, Limits, Settings } from './memory.ts';
import { allocating, tablesUsed } from './tables.ts';

const kernel = (s: View) => s.mem as Kernel;
const upTo = (count: number) => Array.from({ length: count }, (_, i) => i);
const entryMapped = (k: Kernel, i: number) =>
  k.pud === 'table' && (k.pmd[i] === 'block' || (k.pmd[i] === 'table' && (k.pte[i] ?? []).every(Boolean)));
const entryUntouched = (k: Kernel, i: number) => k.pmd[i] !== 'block' && !(k.pte[i] ?? []).some(Boolean);
const failed = (s: View) => s.at['hot_add'] === 'failed';
const SLOTS = ['FIX_PUD', 'FIX_PMD', 'FIX_PTE'] as const;
const irqsOff = (k: Kernel, cpu: number) => k.cpus[cpu]?.some((c) => c.level === LEVEL.irq) === true;

export function propertiesOf(settings: Settings, limits: Limits): readonly Property[] {
  const entries = upTo(limits.pmdEntries);
  const slotUsers = ['hot_add', ...(settings.marksRodata ? ['kernel_init'] : [])];
  return [
    noFault(
      'no-splat',
      'Neither "sleeping function called from invalid context" nor "bad unlock balance detected!" is printed.',
      'sleeping-in-atomic',
      'bad-unlock-balance',
    ),
    always(
      'no-sleeping-gfp-in-atomic',
      'No mask that may sleep is used in atomic context, reported or not.',
      (s) => !kernel(s).slept_in_atomic,
    ),
    noFault('no-bug', 'No BUG() is hit.', 'bug'),
    noDeadlock('no-deadlock', 'No CPU spins for ever, and nobody waits for ever.'),
    alwaysPossible('hot_add-gets-through', 'Whatever has happened, hot-add can still return.', (s) =>
      Boolean(s.ended['hot_add']),
    ),
    alwaysPossible(
      'cpus-get-through',
      'Whatever has happened, every CPU can still go back to its work.',
      (s) => kernel(s).cpus.every((cpu) => cpu.length === 0),
    ),
    leadsTo(
      'no-cpu-spins-for-ever',
      'Whenever some CPU is stopped or interrupted, all get back to their tasks.',
      (s) => kernel(s).cpus.some((cpu) => cpu.length > 0),
      (s) => kernel(s).cpus.every((cpu) => cpu.length === 0),
    ),
    always(
      'callback-runs-alone',
      'While the stop_machine() callback may run, every other CPU has interrupts off.',
      ...upTo(limits.cpus - 1).map(
        (i) => (s: View) => kernel(s).msdata_state !== 'RUN' || irqsOff(kernel(s), i + 1),
      ),
    ),
    noFault(
      'no-half-written-entry',
      'No reader of swapper_pg_dir follows an entry to a table that was not cleared.',
      'uninitialised-table',
    ),
    noFault(
      'no-wild-pointer',
      'No reader of swapper_pg_dir follows a table pointer derived from an empty entry.',
      'wild-pointer',
    ),
    noFault(
      'no-stray-fixmap-access',
      'No table is read or written through a slot of the fixmap that maps another, or nothing.',
      'fixmap',
    ),
    always(
      'no-slot-left-mapped',
      'Once all who use the slots of the fixmap are done, none maps a table.',
      ...SLOTS.map(
        (slot) => (s: View) => kernel(s)[slot] === 'none' || !slotUsers.every((t) => Boolean(s.ended[t])),
      ),
    ),
    always(
      'added-memory-is-mapped',
      'Once __add_pages() has succeeded, all of the linear mapping is there, from the root down.',
      ...entries.map((i) => (s: View) => !kernel(s).added || entryMapped(kernel(s), i)),
    ),
    always(
      'failure-leaves-no-mapping',
      'If hot-add has failed, nothing of the memory is mapped.',
      ...entries.map((i) => (s: View) => !failed(s) || entryUntouched(kernel(s), i)),
    ),
    sometimes('hot-add-can-succeed', 'Hot-add can succeed.', (s) => s.at['hot_add'] === 'added'),
    sometimes(
      'hot-add-can-fail-cleanly',
      'Hot-add can fail and leave nothing behind.',
      (s) => failed(s) && entries.every((i) => entryUntouched(kernel(s), i)),
    ),
    sometimes('ptdump-can-show-mapping', 'A walk of swapper_pg_dir can show the memory mapped.', (s) =>
      kernel(s).shown.some(Boolean),
    ),
    ...allocation(settings, limits),
    ...(settings.cpuHotplug ? CPU_HOTPLUG : []),
    ...(settings.marksRodata ? RODATA : []),
  ];
}

const CPU_HOTPLUG: readonly Property[] = [
  always(
    'cpus-stay-while-stopped',
    'No CPU comes or goes while stop_machine() runs.',
    (s) => s.at['cpu_up'] !== 'cpus_write_unlock' || kernel(s).msdata_state === 'NONE',
  ),
  always(
    'cpus-stay-while-hot-adding',
    'No CPU comes or goes while hot-add holds cpu_hotplug_lock.',
    (s) => s.at['cpu_up'] !== 'cpus_write_unlock' || !kernel(s).cpu_hotplug_lock.readers.some((n) => n > 0),
  ),
  sometimes('cpu-can-come-up', 'A CPU can come up.', (s) => Boolean(s.ended['cpu_up'])),
];
const RODATA: readonly Property[] = [
  sometimes('rodata-can-be-marked', 'kernel_init can get through.', (s) => Boolean(s.ended['kernel_init'])),
];

/** The page tables are pages of the allocator, and what each mask may take. */
function allocation(settings: Settings, limits: Limits): readonly Property[] {
  const { memoryLow } = settings;
  const pages = (s: View) => kernel(s).pcp.reduce((sum, n) => sum + n, kernel(s).nr_free + tablesUsed(s));
  const most = pagesAtMost(settings, limits);
  return [
    always(
      'page-used-once',
      'No page is both free and a page table, or two page tables.',
      (s) => pages(s) <= most,
    ),
    always(
      'no-table-lost',
      'Where nobody else takes memory, a page is free, kept for the callback, in hand, or linked.',
      (s) => memoryLow || pages(s) >= most,
    ),
    always(
      'reserve-is-kept',
      'No mask takes what lies below three eighths of the min watermark.',
      (s) => kernel(s).nr_free >= WMARK_ATOMIC,
    ),
    always(
      'drain-is-waited-for',
      'Reclaim lets the allocation try again only once every CPU has given back the pages on its list.',
      (s) => !allocating(s) || !kernel(s).pcpu_drain.some(Boolean),
    ),
    ...(memoryLow
      ? [
          sometimes(
            'table-wanted-when-low',
            'Memory can be used up before the first table is allocated.',
            (s) => tablesUsed(s) === 0 && kernel(s).nr_free <= WMARK_ATOMIC,
          ),
        ]
      : []),
  ];
}
