// SPDX-License-Identifier: MIT
/** Hot-remove for arm64, V6, July 2019: the cover letter’s options, and the review. */
import { show } from './types.ts';
import type { Mail } from './types.ts';

const asked = (
  design: string,
  configuration: string,
  verdicts: Record<string, 'violated' | 'holds'>,
  bound?: 'small',
) => show('vmalloc-hot-remove', design, configuration, verdicts, bound);
const layout = (design: string, configuration: string, verdicts: Record<string, 'violated' | 'holds'>) =>
  show('kernel-va-layout', design, configuration, verdicts);
const SOUND = { 'no-freed-table-accessed': 'holds', 'no-wild-pointer': 'holds' } as const;

export const hotRemove: Mail = {
  title: 'Hot-remove for arm64, July 2019',
  subject: 'arm64/mm: Enable memory hot remove',
  when: '23 July 2019',
  counted:
    'Mark Rutland replies; the cover letter that he quotes is Anshuman Khandual’s, whose options are named.',
  questions: [
    {
      by: 'Khandual, the conflict',
      asks: 'Can vmalloc() walk into a table that hot-remove frees, and is the lock that protects installation alone the cause?',
      answer:
        'It can, where a table is shared and nothing else holds it; a lock around the freeing alone does not help, for the walk has none. No kernel had both: as built, the table is pinned.',
      shown: [
        asked('none', 'what-if-unpinned', { 'no-freed-table-accessed': 'violated' }),
        asked('lock-around-free-only', 'what-if-unpinned', { 'no-freed-table-accessed': 'violated' }),
        asked('none', 'as-built', SOUND),
      ],
    },
    {
      by: 'Khandual, option 1',
      asks: 'Is a lock over the whole walk adequate, and what does it take?',
      answer:
        'It is, if every mutator takes it, down to the leaf, and tables are allocated outside it. Allocation under it sleeps in atomic context; between two levels it may not be dropped.',
      shown: [
        asked('option-1', 'what-if-unpinned', SOUND),
        asked('option-1-alloc-under-lock', 'what-if-unpinned', { 'no-sleep-in-atomic': 'violated' }),
        asked('option-1-drop-between-levels', 'what-if-unpinned', { 'no-freed-table-accessed': 'violated' }),
        asked(
          'option-1-one-mutator-missing',
          'what-if-unpinned',
          { 'no-freed-table-accessed': 'violated' },
          'small',
        ),
      ],
    },
    {
      by: 'Khandual, option 2',
      asks: 'Does get_online_mems() over vmalloc() solve it in the right way?',
      answer:
        'The race is gone if ioremap() and whoever else maps there take it too. But hot-add itself comes to vmalloc() with the lock held for writing, and waits for itself: with KASAN, and where kswapd gets its stack.',
      shown: [
        asked('option-2', 'what-if-unpinned', SOUND),
        asked(
          'option-2-vmalloc-alone',
          'what-if-unpinned',
          { 'no-freed-table-accessed': 'violated' },
          'small',
        ),
        asked('option-2', 'kasan', { 'no-deadlock': 'violated' }),
        asked('option-2', 'vmap-stack', { 'no-deadlock': 'violated' }),
      ],
    },
    {
      by: 'Khandual, option 3',
      asks: 'Is the only price that some tables stay empty until the same memory is added again?',
      answer:
        'Yes: they stay linked, are used again, and never become more than it takes to map everything once.',
      shown: [
        asked('option-3', 'what-if-unpinned', {
          ...SOUND,
          'leftover-bounded': 'holds',
          'no-table-lost': 'holds',
        }),
      ],
    },
    {
      by: 'Khandual, option 4',
      asks: 'Is there no conflict where vmalloc and vmemmap share no table?',
      answer:
        'There is none between these two. ptdump still reads what hot-remove frees, and needs the lock; and with 16K pages and 48 bits one root entry spans it all, so that vmalloc is left no room.',
      shown: [
        asked('option-4', 'what-if-unpinned', SOUND),
        asked('ptdump-lockless', 'ptdump', { 'no-freed-table-accessed': 'violated' }),
        layout('option-4', 'arm64-v5.3', { 'vmalloc-apart': 'holds', 'vmalloc-has-room': 'violated' }),
      ],
    },
    {
      by: 'Khandual, memblock',
      asks: 'Is the order of memblock_remove() and arch_remove_memory() a fault?',
      answer:
        'On arm64, whose pfn_valid() asks memblock: links in sysfs stay, and the next add meets them. In the other order nothing stays.',
      shown: [
        show('examples/bugs/memblock-first.js', 'v5.3', 'arm64', { 'no-link-left': 'violated' }),
        show('examples/bugs/memblock-first.js', 'reordered', 'arm64', { 'no-link-left': 'holds' }),
      ],
    },
    {
      by: 'Khandual, testing',
      asks: 'Could any of the configurations that were tested have shown the race?',
      answer:
        'None of v5.3: 16K pages with 48 bits share a table, which the fixmap pins, and no other configuration shares one. Even without any measure the tests would have passed.',
      shown: [
        layout('none', 'arm64-v5.3', { 'vmalloc-apart': 'violated', 'no-race': 'holds' }),
        asked('none', 'as-built', SOUND),
        asked('none', 'disjoint', SOUND),
      ],
    },
    {
      by: 'Rutland, 1',
      asks: 'Does option 3 leak memory?',
      answer:
        'No: what stays is linked, is used by the next hot-add of that range, and is bounded by what maps everything once. It is kept, however often memory comes and goes.',
      shown: [
        asked('option-3', 'what-if-unpinned', { 'no-table-lost': 'holds', 'leftover-bounded': 'holds' }),
      ],
    },
    {
      by: 'Rutland, 2',
      asks: 'Are there technical reasons against option 2?',
      answer:
        'Yes, deadlocks: notifiers of onlining call vmalloc(), kthreadd does for a stack while hot-add waits for it, a reader may come to vmalloc() behind a writer, a file system with a page locked that offlining waits for.',
      shown: [
        asked('option-2', 'kasan', { 'no-deadlock': 'violated' }),
        asked('option-2', 'vmap-stack', { 'no-deadlock': 'violated' }),
        asked('option-2', 'nested-reader', { 'no-deadlock': 'violated' }),
        asked('option-2', 'page-lock', { 'no-deadlock': 'violated' }),
      ],
    },
    {
      by: 'Rutland, 2',
      asks: 'Are there technical reasons against option 4?',
      answer:
        'It is a fact of a layout, and layouts change: apart in most configurations of v5.3, not so in v5.4 with 4K pages and 48 bits. What was merged gives the same at run time, table by table.',
      shown: [
        asked('option-4', 'what-if-unpinned', SOUND),
        layout('as-built', 'arm64-v5.4', { 'vmalloc-apart': 'violated', 'no-race': 'holds' }),
        asked('floor-ceiling', 'what-if-unpinned', SOUND),
      ],
    },
    {
      by: 'Rutland, 2',
      asks: 'Is the least change the right one, where other architectures have the same problem?',
      answer:
        'The problem is that of who frees shared tables, and what was merged frees none: one condition in arm64’s own code, no lock, and no table lost.',
      shown: [
        asked('floor-ceiling', 'what-if-unpinned', {
          ...SOUND,
          'no-table-lost': 'holds',
          'no-deadlock': 'holds',
        }),
      ],
    },
    {
      by: 'Rutland, 3',
      asks: 'Why is nothing seen on other architectures: rare, or masked by the layout?',
      answer:
        'Masked. powerpc and s390 (v5.9) share no table; x86 shares one in some draws of KASLR, and the struct pages of low memory keep it. Free before clear, x86’s order, meets no vmalloc() there; a table walker sees it all the same. docs/layout.md has each layout.',
      shown: [
        layout('none', 'x86-v5.3', { 'vmalloc-apart': 'violated', 'no-race': 'holds' }),
        layout('none', 'powerpc-v5.3', { 'vmalloc-apart': 'holds' }),
        layout('none', 's390-v5.9', { 'vmalloc-apart': 'holds' }),
        asked('x86-free-before-clear', 'disjoint', SOUND),
        asked('x86-free-before-clear', 'hw-walker', { 'clear-flush-free': 'violated' }),
      ],
    },
    {
      by: 'Rutland, 4',
      asks: 'Can the underlying fault be mended before the feature is added?',
      answer:
        'Yes, by any of option 1, 3, 4 and what was merged; option 2 trades it for deadlocks. What was merged rests on its floor: from v6.9, on a CPU without the 52 bits it was built for, vmalloc reaches below it.',
      shown: [
        asked('floor-ceiling', 'as-built', SOUND),
        asked('option-2', 'new-node-big-chunk', { 'no-deadlock': 'violated' }),
        layout('floor-ceiling', 'arm64-v6.9', { 'no-race': 'violated' }),
      ],
    },
    {
      by: 'Rutland, 5 and 6',
      asks: 'How is it tested, and how can that be done again?',
      answer:
        'Not by removing memory: as built, no run of any length shows it. The race is shown by the interleaving, which is kept and replayed.',
      shown: [asked('none', 'what-if-unpinned', { 'no-wild-pointer': 'violated' })],
    },
  ],
};
