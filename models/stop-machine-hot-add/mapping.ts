// SPDX-License-Identifier: MIT
/**
 * __create_pgd_mapping() of the added memory (arch/arm64/mm/mmu.c): alloc_init_cont_pmd(), init_pmd(),
 * alloc_init_cont_pte(), init_pte(). Each reads an entry, and where it is none takes a table, clears it, links it.
 */
import { fault } from '../../src/model/thread.ts';
import type { ThreadOf } from '../../src/model/thread.ts';
import type { Values } from '../../src/model/domain.ts';
import type { Source } from '../../src/model/types.ts';
import type { ContextWords } from '../../src/vocabulary/context.ts';
import { allocPages } from '../../src/vocabulary/page-allocator.ts';
import type { Decisions } from './designs.ts';
import type { Kernel, Limits, MappingStack, Memory, Settings } from './memory.ts';

type Mapper = ThreadOf<Memory, MappingStack>;
type Me = Values<MappingStack>;
export interface Mapping {
  readonly decisions: Decisions;
  readonly settings: Settings;
  readonly limits: Limits;
  readonly words: ContextWords;
  /** It runs in a stopper thread. */
  readonly stopper: boolean;
  readonly callers: readonly string[];
  readonly done: string;
}

/** The functions from __create_pgd_mapping() down. */
const PUD = ['__create_pgd_mapping', 'alloc_init_pud'];
const PMD = [...PUD, 'alloc_init_cont_pmd'];
const PTE = [...PMD, 'init_pmd'];

function sourceAt(m: Mapping, func: string, path: readonly string[]): Source {
  return {
    func,
    file: 'arch/arm64/mm/mmu.c',
    version: m.decisions.version,
    callers: [...m.callers, ...path],
  };
}

/** The state the mapping starts in. */
export const MAPPING_START = 'pud_none';

export function createMapping(t: Mapper, m: Mapping): Record<string, object> {
  const { limits, settings } = m;
  const first = settings.debugPagealloc ? 'pmd_none' : 'pmd_set_huge';
  const pmdAt = sourceAt(m, 'alloc_init_cont_pmd', PUD);
  return {
    pud_none: t.on(
      { at: pmdAt, says: 'pud_none(*pud)' },
      { guard: (k) => k.pud === 'none', target: tableStart(m, 'pmd_'), note: 'none' },
      { target: first, note: 'table' },
    ),
    ...newTable(t, m, 'pmd_', 'pud_populate', PMD),
    pud_populate: t.on(
      { at: pmdAt, says: '__pud_populate(pud, pmd_phys)' },
      {
        effect: (k, me) => {
          k.pud = me.zeroed ? 'table' : 'garbage';
          me.zeroed = false;
        },
        target: first,
      },
    ),
    ...(settings.debugPagealloc ? pages(t, m) : blocks(t, m)),
    ...(m.decisions.preallocate || m.decisions.gfp === 'GFP_ATOMIC' ? { bug: bug(t, m) } : {}),
    pmd_next: t.on(
      { at: sourceAt(m, 'init_pmd', PMD), says: 'while (pmd++, addr = next, addr != end)' },
      {
        guard: (_, me) => me.index + 1 < limits.pmdEntries,
        effect: (_, me) => void me.index++,
        target: first,
      },
      { effect: (_, me) => void (me.index = 0), target: m.done },
    ),
  };
}

/** A block for each PMD entry. */
const blocks = (t: Mapper, m: Mapping) => ({
  pmd_set_huge: t.on(
    { at: sourceAt(m, 'init_pmd', PMD), says: 'pmd_set_huge(pmd, phys, prot)' },
    { effect: (k, me) => void (k.pmd[me.index] = 'block'), target: 'pmd_next' },
  ),
});

/** With NO_BLOCK_MAPPINGS: a PTE page for each PMD entry, and every entry of it. */
function pages(t: Mapper, m: Mapping): Record<string, object> {
  const at = sourceAt(m, 'alloc_init_cont_pte', PTE);
  const lastLeaf = m.limits.ptes - 1;
  const set = (k: Kernel, me: Me) => {
    (k.pte[me.index] as boolean[])[me.leaf] = true;
  };
  return {
    pmd_none: t.on(
      { at, says: 'pmd_none(*pmd)' },
      { guard: (k, me) => k.pmd[me.index] === 'none', target: tableStart(m, 'pte_'), note: 'none' },
      { target: 'set_pte', note: 'table' },
    ),
    ...newTable(t, m, 'pte_', 'pmd_populate', [...PTE, 'alloc_init_cont_pte']),
    pmd_populate: t.on(
      { at, says: '__pmd_populate(pmd, pte_phys)' },
      {
        effect: (k, me) => {
          k.pmd[me.index] = me.zeroed ? 'table' : 'garbage';
          me.zeroed = false;
        },
        target: 'set_pte',
      },
    ),
    set_pte: t.on(
      { at: sourceAt(m, 'init_pte', [...PTE, 'alloc_init_cont_pte']), says: 'set_pte(pte, pfn_pte())' },
      {
        guard: (_, me) => me.leaf < lastLeaf,
        effect: (k, me) => {
          set(k, me);
          me.leaf++;
        },
        target: 'set_pte',
      },
      {
        effect: (k, me) => {
          set(k, me);
          me.leaf = 0;
        },
        target: 'pmd_next',
      },
    ),
  };
}

const tableStart = (m: Mapping, prefix: string) =>
  m.decisions.preallocate ? `${prefix}from_pool` : `${prefix}alloc`;

/** pgd_pgtable_alloc(): allocated and cleared here, or taken from those allocated ahead. */
function newTable(t: Mapper, m: Mapping, prefix: string, got: string, path: readonly string[]) {
  const at = sourceAt(m, 'pgd_pgtable_alloc', path);
  if (m.decisions.preallocate)
    return {
      [`${prefix}from_pool`]: t.on(
        { at, says: 'page = the next preallocated table' },
        { guard: (k) => k.pool === 0, target: 'bug', note: 'none left' },
        {
          effect: (k, me) => {
            k.pool--;
            me.zeroed = true;
          },
          target: got,
        },
      ),
    };
  return {
    ...allocPages(t, {
      prefix,
      at,
      says: `__get_free_page(${m.decisions.gfp} | __GFP_ZERO)`,
      gfp: m.decisions.gfp,
      words: m.words,
      stopper: m.stopper,
      debugAtomicSleep: m.settings.debugAtomicSleep,
      got: `${prefix}clear`,
      failed: 'bug',
    }),
    [`${prefix}clear`]: t.on(
      { at, says: 'clear_page(), dsb(ishst)' },
      { effect: (_, me) => void (me.zeroed = true), target: got },
    ),
  };
}

const bug = (t: Mapper, m: Mapping) =>
  t.on({ at: sourceAt(m, 'pgd_pgtable_alloc', [...PMD]), says: 'if (!ptr) BUG()' }, { target: fault('bug') });
