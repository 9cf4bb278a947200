// SPDX-License-Identifier: MIT
/** What must be true whatever the design. */
import { LEVEL } from '../../src/model/cpu.ts';
import { always, alwaysPossible, noDeadlock, noFault, sometimes } from '../../src/model/types.ts';
import type { Property, View } from '../../src/model/types.ts';
import type { Kernel, Limits } from './memory.ts';

const kernel = (s: View) => s.mem as Kernel;
const upTo = (count: number) => Array.from({ length: count }, (_, i) => i);
const entryMapped = (k: Kernel, i: number) =>
  k.pmd[i] === 'block' || (k.pmd[i] === 'table' && (k.pte[i] ?? []).every(Boolean));
const entryUntouched = (k: Kernel, i: number) => k.pmd[i] !== 'block' && !(k.pte[i] ?? []).some(Boolean);
const failed = (s: View) => s.at['hot_add'] === 'failed';
const irqsOff = (k: Kernel, cpu: number) => k.cpus[cpu]?.some((c) => c.level === LEVEL.irq) === true;

export function propertiesOf(limits: Limits): readonly Property[] {
  const entries = upTo(limits.pmdEntries);
  return [
    noFault(
      'no-splat',
      'No "BUG: sleeping function called from invalid context" is printed.',
      'sleeping-in-atomic',
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
    always(
      'added-memory-is-mapped',
      'Once __add_pages() has succeeded, all of the linear mapping is there.',
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
  ];
}
