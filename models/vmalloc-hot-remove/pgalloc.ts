// SPDX-License-Identifier: MIT
/**
 * A walk that maps one page: root entry, PMD page, PTE page, leaf entry, with what is missing linked by pmd_alloc() and
 * pte_alloc_kernel() (include/linux/mm.h, mm/memory.c, v5.3). It reads each entry twice, as the C does: once to see
 * whether it is none, once more to follow it. vmalloc, ioremap and vmemmap_populate walk alike; what differs is who
 * locks what.
 */
import { alloc_page, code, might_sleep, source } from '../../src/vocabulary/index.ts';
import type { Item, Source } from '../../src/vocabulary/index.ts';
import type { Decisions } from './designs.ts';
import type { Entries, Kernel, WalkStack } from './memory.ts';
import { forget, free_page, pmd, pte, ptl, pud } from './pages.ts';
import type { Effect } from './pages.ts';

const { fn, step, branch, ret, goto, label, loop, break_, inlined } = code<Kernel, WalkStack>();
const mm_h = source('include/linux/mm.h', 'v5.3');
const memory_c = source('mm/memory.c', 'v5.3');

/** A walk that maps one page, as the design has it. */
export interface Walk extends Entries, Decisions {
  /** The leaf entry, in its PTE page. */
  readonly leaf: number;
  /** `entry`: the lock is taken to link a table, none entries looked at again. `none`: never. `walk`: over all of it. */
  readonly locking: 'none' | 'entry' | 'walk';
  /** Can the allocation of a table fail? */
  readonly mayFail: boolean;
  /** The function that holds the lock over all of it. */
  readonly range: Source;
  /** Where a table of each level is allocated and linked, what allocates and frees it there, what it is called. */
  readonly pmd: Linked;
  readonly pte: Linked;
  readonly new_page: string;
}
type Linked = { readonly at: Source } & Readonly<Record<'alloc' | 'free', string>>;
/** The lock is dropped for an allocation; the page is then in hand when the walk comes by again. */
const dropsToAlloc = (w: Walk) => w.locking === 'walk' && !w.allocUnderLock;

/** The first free page: which one it is makes no difference, a stale pointer is stale whoever uses the page now. */
const freePage = (pages: readonly { used: boolean }[]): number | null => {
  const page = pages.findIndex((p) => !p.used);
  return page < 0 ? null : page;
};
const alloc_one = (w: Walk, level: 'pmd' | 'pte', name: string, failed?: Effect) =>
  inlined(w[level].at, [
    branch(name, alloc_page(`${w.new_page} = ${w[level].alloc}()`, w.mayFail), [
      might_sleep,
      {
        when: (k, _me, choice) => choice !== 'ENOMEM' && freePage(k[`${level}_page`]) !== null,
        does: (k, me) => {
          const page = freePage(k[`${level}_page`]) as number;
          me[`new_${level}`] = page;
          (k[`${level}_page`][page] as { used: boolean }).used = true;
        },
      },
      w.mayFail && { choice: 'ENOMEM', does: failed, note: 'NULL', then: ret('-ENOMEM') },
    ]),
  ]);
const free_new_pmd = pmd.frees('new_pmd');
const free_new_pte = pte.frees('new_pte');
/** The text of a statement that frees a table which was not linked. */
const free_new = (w: Walk, level: 'pmd' | 'pte') => free_page(`${w[level].free}(${w.new_page})`);
const pte_free_kernel = (w: Walk) =>
  inlined(w.pte.at, [step('pte_free_kernel', free_new(w, 'pte'), free_new_pte)]);

/** `if (pud_none(*pud))`: __pmd_alloc(), and what vmemmap_pud_populate() has in its place. */
export function link_pmd(w: Walk) {
  const [none, drops] = [pud.none(w), dropsToAlloc(w)];
  const pmd_alloc_one = alloc_one(w, 'pmd', 'pmd_alloc_one');
  const pud_populate = inlined(w.pmd.at, [
    step('pud_populate', `pud_populate(pud, ${w.new_page})`, pud.link(w)),
  ]);
  const pmd_free = inlined(w.pmd.at, [step('pmd_free', free_new(w, 'pmd'), free_new_pmd)]);
  return branch('pud_none', 'pud_none(*pud)', [
    {
      when: (k, me) => none(k, me) && (!drops || me.new_pmd !== null),
      note: 'none',
      then: [
        !drops && pmd_alloc_one,
        w.locking === 'entry' &&
          inlined(memory_c('__pmd_alloc'), [
            ptl.lock('pud_lock'),
            branch('pud_present', 'pud_present(*pud)', [
              { when: none, note: 'false', then: pud_populate },
              { note: 'true', then: pmd_free },
            ]),
            ptl.unlock('pud_unlock'),
          ]),
        w.locking !== 'entry' && pud_populate,
      ],
    },
    drops && {
      when: none,
      note: 'none',
      then: [inlined(w.range, [ptl.unlock('unlock_to_alloc_pmd')]), pmd_alloc_one, ret('-EAGAIN')],
    },
    { note: 'present' },
  ]);
}

/** `if (pmd_none(*pmd))`: __pte_alloc_kernel(), and what vmemmap_pmd_populate() has in its place. */
export function link_pte(w: Walk) {
  const [none, drops, resumes] = [pmd.none(w), dropsToAlloc(w), w.dropBetweenLevels];
  const pte_alloc_one_kernel = alloc_one(w, 'pte', 'pte_alloc_one_kernel', forget);
  const pmd_populate_kernel = inlined(w.pte.at, [
    pmd.step('pmd_populate_kernel', `pmd_populate_kernel(pmd, ${w.new_page})`, pmd.link(w)),
  ]);
  return [
    w.dropBetweenLevels && [
      inlined(w.range, [ptl.unlock('level_unlock')]),
      label('level'),
      inlined(w.range, [ptl.lock('level_lock')]),
    ],
    branch('pmd_none', 'pmd_none(*pmd)', [
      pmd.through,
      {
        when: (k, me) => none(k, me) && (!drops || me.new_pte !== null),
        note: 'none',
        then: [
          !drops && pte_alloc_one_kernel,
          w.locking === 'entry' &&
            inlined(memory_c('__pte_alloc_kernel'), [
              ptl.lock('pmd_lock'),
              pmd.if_none('pmd_none_again', 'pmd_none(*pmd)', w, pmd_populate_kernel),
              branch('pmd_unlock', ptl.UNLOCK, [
                { when: (_, me) => me.new_pte !== null, does: ptl.unlocks, then: pte_free_kernel(w) },
                { does: ptl.unlocks },
              ]),
            ]),
          w.locking !== 'entry' && pmd_populate_kernel,
        ],
      },
      // With the lock gone the walk starts at the root again, unless the design resumes at the level it was at.
      drops && {
        when: none,
        note: 'none',
        then: [
          inlined(w.range, [ptl.unlock('unlock_to_alloc_pte', resumes ? undefined : forget)]),
          pte_alloc_one_kernel,
          resumes ? goto('level') : ret('-EAGAIN'),
        ],
      },
      { note: 'present' },
    ]),
  ];
}

export const pmd_alloc = (w: Walk) =>
  fn(mm_h('pmd_alloc'), [link_pmd(w), pmd.offset('pmd_offset', 'pmd = pmd_offset(pud, addr)', w), ret('0')]);
export const pte_alloc_kernel = (w: Walk) =>
  fn(mm_h('pte_alloc_kernel'), [
    link_pte(w),
    pte.offset('pte_offset_kernel', 'pte = pte_offset_kernel(pmd, addr)', w),
    ret('0'),
  ]);

/** The leaf entry, and the end of the function that sets it. `present`: what is done about one that is set already. */
export function set_pte<const T extends Item<Kernel, WalkStack>>(
  w: Walk,
  present: { says?: string; note: string; then: T },
  also?: (k: Kernel) => void,
) {
  const leave: Effect = w.locking === 'walk' ? () => {} : forget;
  return [
    branch('pte_none', 'pte_none(*pte)', [
      pte.through,
      { when: pte.is(w.leaf, true), does: leave, ...present },
      { note: 'none' },
    ]),
    pte.step('set_pte_at', 'set_pte_at(pte)', pte.set(w.leaf, true), also, leave),
    ret('0'),
  ];
}

/**
 * A walk, under the lock where the design has it so. It returns -EAGAIN where the lock was dropped for an allocation;
 * what is left in hand is given back, whichever way it ends.
 */
export const walked = <const B extends Item<Kernel, WalkStack>>(w: Walk, walk: B) => [
  label('again'),
  w.locking === 'walk' && ptl.lock('walk_lock'),
  walk,
  w.locking === 'walk' && [
    branch('walk_unlock', ptl.UNLOCK, [
      dropsToAlloc(w) && { when: (_, me) => me.new_pmd !== null, does: [ptl.unlocks, forget] },
      dropsToAlloc(w) && {
        when: (_, me) => me.new_pmd === null && me.new_pte !== null,
        does: [ptl.unlocks, forget],
        then: goto('free_pte'),
      },
      { does: [ptl.unlocks, forget], then: goto('mapped') },
    ]),
    dropsToAlloc(w) && [
      inlined(w.pmd.at, [
        branch('pmd_free', free_new(w, 'pmd'), [
          { when: (_, me) => me.new_pte !== null, does: free_new_pmd },
          { does: free_new_pmd, then: goto('mapped') },
        ]),
      ]),
      label('free_pte'),
      pte_free_kernel(w),
    ],
  ],
  label('mapped'),
];
/**
 * What `walked` does with what its walk returns. A page of the other level may be in hand where it fails: allocated on
 * an earlier turn, and not needed yet or not any more.
 */
export const again_or = <const T extends Item<Kernel, WalkStack>>(w: Walk, failed: T) => ({
  '-EAGAIN': goto('again'),
  '-ENOMEM': [
    w.locking === 'walk' &&
      inlined(w.pmd.at, [
        loop([
          branch('error', free_page('free what is in hand'), [
            { when: (_, me) => me.new_pmd !== null, does: free_new_pmd, note: 'a PMD page' },
            { when: (_, me) => me.new_pte !== null, does: free_new_pte, note: 'a PTE page' },
            { note: 'nothing', then: break_ },
          ]),
        ]),
      ]),
    failed,
  ],
});
