// SPDX-License-Identifier: MIT
/**
 * Memory that is touched before the page table of the running task maps it.
 *
 *   Report: x86/mm/64: define ARCH_PAGE_TABLE_SYNC_MASK and arch_sync_kernel_mappings() (v6.17)
 *   Fix:    6659d0279980
 *   Run:    npx mhpcheck check ./pgd-sync.js#v6.16
 *
 * vmemmap_populate() links a new table into init_mm, and copies the top entry to all other page tables when it is done.
 * vmemmap_use_new_sub_pmd() writes to the new memmap before that: an oops where the task that adds memory runs on a
 * page table of its own. The fix copies the entry as soon as it is set.
 */
import { always, bool, code, fault, model, noFault, run, sometimes, source, system, thread } from 'mhpcheck';

const { fn, step, branch, inlined, call } = code();
const init_64 = source('arch/x86/mm/init_64.c', 'v5.14');

/** The top entry above the new memmap, in init_mm and in the task's page table. */
const memory = { init_pgd: bool, task_pgd: bool, unused_marked: bool };

const sync = (name, says) => step(name, { says, primitive: 'pgd_lock' }, { task_pgd: true });
const touch = (name, says) =>
  branch(name, { says, primitive: 'access through CR3' }, [
    { when: (k) => !k.task_pgd, then: fault('page-fault') },
    { does: { unused_marked: true } },
  ]);
const vmemmap_populate = (d, s) =>
  fn(init_64('vmemmap_populate', '__add_pages'), [
    inlined(init_64('vmemmap_pgd_populate'), [
      step('populate', 'pgd_populate(&init_mm, pgd, p)', { init_pgd: true }),
      d.atOnce && sync('sync_at_once', 'arch_sync_kernel_mappings(addr, addr)'),
    ]),
    s.subPmd &&
      inlined(init_64('vmemmap_use_new_sub_pmd', 'vmemmap_populate_hugepages'), [
        touch('mark', 'memset(start, PAGE_UNUSED, ...)'),
      ]),
    !d.atOnce && sync('sync', 'sync_global_pgds(start, end - 1)'),
    touch('init', 'page_init_poison()'),
  ]);

/** By design and configuration: the properties that are violated. */
export const expected = {
  'v6.16': { aligned: [], 'sub-pmd': ['no-page-fault', 'added'] },
  'synced-at-once': { aligned: [], 'sub-pmd': [] },
};

const bound = { says: 'one add', limits: {} };
export default model({
  name: 'pgd-sync',
  asks: 'Is new memmap touched before the running page table maps it?',
  assumptions: ['One thread.', 'The task has a page table of its own, whose top entry is empty.'],
  designs: {
    'v6.16': {
      says: 'Other page tables get the entry last.',
      source: 'before 6659d0279980',
      decisions: { atOnce: false },
    },
    'synced-at-once': {
      says: 'They get it when it is set.',
      source: '6659d0279980',
      decisions: { atOnce: true },
    },
  },
  configurations: {
    aligned: { says: 'the memmap ends with a PMD', settings: { subPmd: false } },
    'sub-pmd': { says: 'it does not', settings: { subPmd: true } },
  },
  bounds: { tiny: bound, small: bound, large: bound },
  build: (decisions, settings) => ({
    machine: system({
      id: 'pgd-sync',
      memory,
      threads: [
        run(
          thread(memory, 'add', {}),
          fn(source('mm/memory_hotplug.c', 'v5.14')('add_memory_resource'), [
            call(vmemmap_populate(decisions, settings)),
          ]),
        ),
      ],
    }),
    properties: [
      noFault(
        'no-page-fault',
        'No memmap is touched that the running page table does not map.',
        'page-fault',
      ),
      always(
        'in-step',
        'No page table has an entry that init_mm has not.',
        (s) => s.mem.init_pgd || !s.mem.task_pgd,
      ),
      sometimes('added', 'Memory is added in some run.', (s) => s.ended.add),
    ],
  }),
});
