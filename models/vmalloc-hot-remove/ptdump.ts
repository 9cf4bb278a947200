// SPDX-License-Identifier: MIT
/**
 * Reading /sys/kernel/debug/kernel_page_tables: ptdump visits every table from the root. v5.3 arch/arm64/mm/dump.c;
 * get_online_mems() as in v5.7 arch/arm64/mm/ptdump_debugfs.c.
 */
import { int } from '../../src/model/domain.ts';
import { thread } from '../../src/model/thread.ts';
import type { Region } from '../../src/model/thread.ts';
import type { Source } from '../../src/model/types.ts';
import { downRead, upRead, waitsForWriter } from '../../src/vocabulary/percpu-rwsem.ts';
import type { Decisions } from './designs.ts';
import { PTE_ENTRIES } from './memory.ts';
import type { Kernel, Layout, Memory } from './memory.ts';
import {
  forget,
  forgetPte,
  pmdPage,
  pointPmd,
  pointPte,
  throughPmd,
  throughPte,
  walkStack,
} from './pages.ts';
import type { WalkStack } from './pages.ts';

const HOTPLUG = 'mem_hotplug_lock';
type Me = WalkStack & { root: number; i: number; j: number };

export function ptdump(memory: Memory, layout: Layout, d: Decisions, self: number): Region {
  const { rootEntries, pmdEntries } = layout;
  const t = thread(memory, 'ptdump', {
    ...walkStack(memory),
    root: int(0, rootEntries),
    i: int(0, pmdEntries),
    j: int(0, PTE_ENTRIES - 1),
  });
  const dump = (func: string, ...callers: string[]): Source => ({
    func,
    file: 'arch/arm64/mm/dump.c',
    version: 'v5.3',
    callers,
  });
  const show: Source = { func: 'ptdump_show', file: 'arch/arm64/mm/ptdump_debugfs.c', version: 'v5.7' };
  const [pud, pmd, pte] = [
    dump('walk_pud', 'ptdump_show'),
    dump('walk_pmd', 'ptdump_show', 'walk_pud'),
    dump('walk_pte', 'ptdump_show', 'walk_pud', 'walk_pmd'),
  ];
  const nextRoot = (k: Kernel, me: Me) => {
    forget(k, me, self);
    me.i = 0;
    me.root++;
  };
  const nextPmd = (k: Kernel, me: Me) => {
    forgetPte(k, me, self);
    me.j = 0;
    me.i++;
  };
  const entry = (k: Kernel, me: Me) => pmdPage(k, me.pmd).entry[me.i] ?? null;
  const leave = d.ptdumpLockless ? 'returned' : 'put_online_mems';
  return t.region(d.ptdumpLockless ? 'pud' : 'get_online_mems', {
    ...(!d.ptdumpLockless && {
      get_online_mems: t.on(
        { at: show, says: 'get_online_mems()', ...waitsForWriter(HOTPLUG) },
        { ...downRead(HOTPLUG, self), target: 'pud' },
      ),
    }),
    pud: t.on(
      { at: pud, says: 'pud_none(READ_ONCE(*pudp))' },
      {
        guard: (_, me) => me.root === rootEntries,
        effect: (_, me) => void (me.root = 0),
        target: leave,
        note: 'end',
      },
      {
        guard: (k, me) => k.pud[me.root] === null,
        effect: (_, me) => void me.root++,
        target: 'pud',
        note: 'none',
      },
      { target: 'pmd_offset', note: 'present' },
    ),
    pmd_offset: t.on(
      { at: pmd, says: 'pmdp = pmd_offset(pudp, start)' },
      { effect: (k, me) => pointPmd(k, me, k.pud[me.root], self), target: 'pmd' },
    ),
    pmd: t.on(
      { at: pmd, says: 'pmd_none(READ_ONCE(*pmdp))' },
      { guard: (_, me) => me.i === pmdEntries, effect: nextRoot, target: 'pud', note: 'end' },
      ...throughPmd(self),
      { guard: (k, me) => entry(k, me) === null, effect: nextPmd, target: 'pmd', note: 'none' },
      { target: 'pte_offset', note: 'present' },
    ),
    pte_offset: t.on({ at: pte, says: 'ptep = pte_offset_kernel(pmdp, start)' }, ...throughPmd(self), {
      effect: (k, me) => pointPte(k, me, entry(k, me), self),
      target: 'pte',
    }),
    pte: t.on(
      { at: pte, says: 'note_page(st, addr, 4, READ_ONCE_pte(*ptep))' },
      ...throughPte(self),
      { guard: (_, me) => me.j < PTE_ENTRIES - 1, effect: (_, me) => void me.j++, target: 'pte' },
      { effect: nextPmd, target: 'pmd' },
    ),
    ...(!d.ptdumpLockless && {
      put_online_mems: t.on(
        { at: show, says: 'put_online_mems()', primitive: 'percpu_rwsem' },
        { ...upRead(HOTPLUG, self), target: 'returned' },
      ),
    }),
    returned: t.end(),
  });
}
