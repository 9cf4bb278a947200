// SPDX-License-Identifier: MIT
/**
 * The slots of the fixmap through which arch/arm64/mm/mmu.c reads and writes tables, one a level for all who do: a slot
 * maps the table of whoever has set it last. The other one that does is kernel_init, which marks read-only data.
 */
import { code, fault, mutex_lock, mutex_unlock, run, source, thread } from '../../src/vocabulary/index.ts';
import type { Region, Self, Ways } from '../../src/vocabulary/index.ts';
import type { Build, Kernel } from './memory.ts';

const { fn, step, call } = code<Kernel>();
type Slot = 'FIX_PUD' | 'FIX_PMD' | 'FIX_PTE';
/** Whose tables a thread walks: those of the linear mapping, or of the kernel's read-only data. */
const tablesOf = ({ name }: Self) => (name === 'kernel_init' ? 'rodata' : 'linear');

/** A statement that reads or writes a table through a slot: `ways`, behind the one that must not be taken. */
export const through =
  <Me>() =>
  <const W extends Ways<Kernel, Me>>(slot: Slot, name: string, says: string, ways: W) =>
    code<Kernel, Me>().branch(name, { says, primitive: 'fixmap' }, [
      {
        when: (k, _me, _choice, self) => k[slot] !== tablesOf(self),
        note: `${slot} maps another table, or nothing`,
        then: fault('fixmap'),
      },
      ways,
    ]);
const through_slot = through();
/** `level`_set_fixmap_offset(). The table is found in an entry that is read through the slot of the level above. */
const set_fixmap = (level: string, slot: Slot, entry: string, above?: Slot) => {
  const [name, says] = [`${level}_set_fixmap`, `${level}_set_fixmap_offset(${entry}, addr)`];
  const sets = (k: Kernel, _me: unknown, _choice: string, self: Self) => (k[slot] = tablesOf(self));
  return above
    ? through_slot(above, name, says, { does: sets })
    : step(name, { says, primitive: 'fixmap' }, sets);
};
const clear_fixmap = (level: string, slot: Slot) =>
  step(`${level}_clear_fixmap`, `${level}_clear_fixmap()`, { [slot]: 'none' });
export const pud_set_fixmap = set_fixmap('pud', 'FIX_PUD', 'pgd');
export const pmd_set_fixmap = set_fixmap('pmd', 'FIX_PMD', 'pud', 'FIX_PUD');
export const pte_set_fixmap = set_fixmap('pte', 'FIX_PTE', 'pmd', 'FIX_PMD');
export const pud_clear_fixmap = clear_fixmap('pud', 'FIX_PUD');
export const pmd_clear_fixmap = clear_fixmap('pmd', 'FIX_PMD');
export const pte_clear_fixmap = clear_fixmap('pte', 'FIX_PTE');
export const lock_fixmap = mutex_lock('lock_fixmap', 'fixmap_lock');
export const unlock_fixmap = mutex_unlock('unlock_fixmap', 'fixmap_lock');

/** mark_rodata_ro(): the tables are there, and an entry, a block, is written anew. */
export function kernelInit({ memory, decisions: d, limits }: Build): Region {
  const mmu = source('arch/arm64/mm/mmu.c', d.version);
  const init_pmd = fn(mmu('init_pmd', 'alloc_init_cont_pmd'), [
    pmd_set_fixmap,
    through_slot('FIX_PMD', 'pmd_set_huge', 'pmd_set_huge(pmd, phys, PAGE_KERNEL_RO)', {}),
    pmd_clear_fixmap,
  ]);
  const alloc_init_pud = fn(
    mmu('alloc_init_pud', 'mark_rodata_ro', 'update_mapping_prot', '__create_pgd_mapping'),
    [
      d.fixmapLock && lock_fixmap,
      pud_set_fixmap,
      call(init_pmd),
      pud_clear_fixmap,
      d.fixmapLock && unlock_fixmap,
    ],
  );
  return run(thread(memory, 'kernel_init', {}, { cpu: limits.cpus - 1 }), alloc_init_pud);
}
