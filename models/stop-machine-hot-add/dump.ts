// SPDX-License-Identifier: MIT
/**
 * arch/arm64/mm/dump.c (v4.14): a walk of swapper_pg_dir without a lock, as /sys/kernel/debug/kernel_page_tables does,
 * to the last PMD entry.
 */
import { code, fault, run, source, thread } from '../../src/vocabulary/index.ts';
import type { Region } from '../../src/vocabulary/index.ts';
import { walkStack } from './memory.ts';
import type { Build, Kernel, Walker } from './memory.ts';

const { fn, branch, call, ret } = code<Kernel, Walker>();
const dump = source('arch/arm64/mm/dump.c', 'v4.14');

const WILD = {
  when: (_: Kernel, me: Walker) => me.entry !== 'table',
  note: 'the entry it came from was none',
  then: fault('wild-pointer'),
};
const GARBAGE = { note: 'a table that was not cleared', then: fault('uninitialised-table') };

/** `index`: whose walk it is; what it has shown is kept for properties. */
export function ptdump({ memory, limits }: Build, name: string, index: number): Region {
  const entry = limits.pmdEntries - 1;
  const note_page = (k: Kernel, me: Walker, mapped: boolean) => {
    k.shown[index] = mapped;
    me.entry = 'none';
  };

  const walk_pte = fn(dump('walk_pte'), [
    branch('walk_pte', 'note_page(st, addr, 4, pte_val(*pte))', [
      WILD,
      { does: (k, me) => note_page(k, me, k.pte[entry]?.[0] === true) },
    ]),
  ]);

  const walk_pmd = fn(dump('walk_pmd'), [
    branch('walk_pmd', 'if (pmd_none(*pmd) || pmd_sect(*pmd))', [
      WILD,
      { when: (k) => k.pmd[entry] === 'garbage', ...GARBAGE },
      {
        when: (k) => k.pmd[entry] === 'table',
        does: (k, me) => (me.entry = k.pmd[entry] ?? 'none'),
        note: 'table',
        then: call(walk_pte),
      },
      { does: (k, me) => note_page(k, me, k.pmd[entry] === 'block'), note: 'none, or a block' },
    ]),
  ]);

  const walk_pud = fn(dump('walk_pud', 'ptdump_show', 'ptdump_walk_pgd', 'walk_pgd'), [
    branch('walk_pud', 'if (pud_none(*pud) || pud_sect(*pud))', [
      { when: (k) => k.pud === 'garbage', ...GARBAGE },
      { when: (k) => k.pud === 'table', does: (k, me) => (me.entry = k.pud), note: 'table' },
      { note: 'none', then: ret() },
    ]),
    call(walk_pmd),
  ]);

  // Each reader has a CPU, from CPU 1 on.
  return run(thread(memory, name, walkStack, { cpu: 1 + (index % (limits.cpus - 1)) }), walk_pud);
}
