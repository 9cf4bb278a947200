// SPDX-License-Identifier: MIT
/** Hot-add for arm64 as posted in November 2017, and the reply to it. */
import { show } from './types.ts';
import type { Mail } from './types.ts';

const added = (design: string, configuration: string, verdicts: Record<string, 'violated' | 'holds'>) =>
  show('arm64-add-pages', design, configuration, verdicts);
const posted = (design: string, configuration: string, verdicts: Record<string, 'violated' | 'holds'>) =>
  show('stop-machine-hot-add', design, configuration, verdicts);

export const stopMachine: Mail = {
  title: 'Hot-add for arm64, November 2017',
  subject: 'mm: memory_hotplug: Memory hotplug (add) support for arm64',
  when: '24 November 2017',
  counted: 'Arun KS replies; the patch that he quotes is Maciej Bielski’s and Andrea Reale’s.',
  questions: [
    {
      by: 'Arun KS, 1',
      asks: 'May a stop_machine() callback sleep, as this one can?',
      answer:
        'No. With CONFIG_DEBUG_ATOMIC_SLEEP the first allocation prints the splat; with memory low it does sleep, and no CPU ever runs again.',
      shown: [
        posted('as-posted', 'plenty-debug', { 'no-splat': 'violated' }),
        posted('as-posted', 'low', { 'no-deadlock': 'violated' }),
      ],
    },
    {
      by: 'Arun KS, 2',
      asks: 'Does the callback get to an allocation at all?',
      answer:
        'Yes, wherever a table is missing: pgd_pgtable_alloc() is asked with every other CPU stopped. Tables that were allocated before, as a what-if, end that.',
      shown: [
        posted('as-posted', 'plenty', { 'no-sleeping-gfp-in-atomic': 'violated' }),
        posted('preallocated', 'plenty', { 'no-sleeping-gfp-in-atomic': 'holds' }),
      ],
    },
    {
      by: 'Arun KS, 3',
      asks: 'Does PGALLOC_GFP allow direct reclaim?',
      answer: 'It does: GFP_KERNEL has __GFP_DIRECT_RECLAIM, and so the allocation may sleep.',
      shown: [
        show('gfp', 'stop-machine-gfp-kernel', 'v4.14', { 'no-sleep-in-atomic': 'violated' }),
        show('gfp', 'stop-machine-gfp-atomic', 'v4.14', { 'no-sleep-in-atomic': 'holds' }),
      ],
    },
    {
      by: 'Arun KS, 4 and 5',
      asks: 'Does might_sleep_if() end in a BUG()?',
      answer:
        'Not by itself: without CONFIG_DEBUG_ATOMIC_SLEEP, and with memory to be had, nothing is printed. The BUG() is pgd_pgtable_alloc()’s own, for NULL, and a mask that may not sleep is what brings it.',
      shown: [
        posted('as-posted', 'plenty', { 'no-splat': 'holds', 'no-bug': 'holds' }),
        posted('gfp-atomic', 'low', { 'no-bug': 'violated' }),
      ],
    },
    {
      by: 'Arun KS, 6',
      asks: 'Is v4.14 as v4.4 is?',
      answer:
        'The model is v4.14’s, where it is true; v4.4 was not read. What was merged (v5.0) has no stop_machine() there.',
      shown: [posted('additive-update', 'plenty-lockdep', { 'no-splat': 'holds', 'no-deadlock': 'holds' })],
    },
    {
      by: 'Bielski, change log',
      asks: 'If each change to swapper_pg_dir only adds, is stop_machine() needed against races?',
      answer:
        'No: a walker that runs meanwhile meets no entry that is half written, with the CPUs stopped or not. Another user of the fixmap’s slots is a different matter, and stop_machine() is no help there.',
      shown: [
        posted('additive-update', 'plenty', { 'no-half-written-entry': 'holds', 'no-wild-pointer': 'holds' }),
        posted('preallocated-cpuslocked', 'boot', { 'no-stray-fixmap-access': 'violated' }),
      ],
    },
    {
      by: 'Bielski, change log',
      asks: 'Is it right to map pages where page allocation is debugged?',
      answer:
        'It is right and takes more tables, so that the allocation in the callback fails sooner: nothing else changes.',
      shown: [posted('gfp-atomic', 'low-pagealloc', { 'no-bug': 'violated' })],
    },
    {
      by: 'Bielski, comment in add_pages(), 1',
      asks: 'Is it enough that the first page of the range is nomap, for __add_section() to take each section?',
      answer:
        'If the range is one section. Of the second pfn_valid() is true, and __add_pages() takes its -EEXIST for 0: the section is skipped, and the add succeeds.',
      shown: [
        added('as-posted', 'one-section', { 'no-section-skipped': 'holds' }),
        added('as-posted', 'sections', { 'no-section-skipped': 'violated' }),
        added('what-if-nomap-each-section', 'sections', { 'no-section-skipped': 'holds' }),
      ],
    },
    {
      by: 'Bielski, comment in add_pages(), 2',
      asks: 'May block and section be taken for the same?',
      answer:
        'On arm64 of v4.14, yes: memory_block_size_bytes() is MIN_MEMORY_BLOCK_SIZE, one section (drivers/base/memory.c). But a range is not one block: see the question before.',
      shown: [],
    },
    {
      by: 'Bielski, comment in add_pages(), 3',
      asks: 'Does setting Reserved on the first page afterwards make good what __add_zone() left out?',
      answer:
        'Reserved is there when the add returns. Not before, though the block can be seen: user space that brings it online at once is refused, with a warning. And the node of the page, which the same loop sets, stays as it was; the patch depends on a kernel without NUMA.',
      shown: [
        added('as-posted', 'one-section', { 'added-is-reserved': 'holds' }),
        added('as-posted', 'online', { 'no-block-refused': 'violated', 'no-warning': 'violated' }),
        added('as-posted', 'what-if-numa', { 'added-has-its-node': 'violated' }),
      ],
    },
    {
      by: 'Bielski, arch_add_memory()',
      asks: 'What stays behind where __add_pages() fails?',
      answer:
        'The linear mapping stays; from v5.7 it is undone. Sections and devices stay as well, to v5.11 and later, and a walker that is past pfn_valid() may come to a memmap that is not there.',
      shown: [
        posted('as-posted', 'plenty', { 'failure-leaves-no-mapping': 'violated' }),
        posted('additive-update-unwind', 'plenty', { 'failure-leaves-no-mapping': 'holds' }),
      ],
    },
  ],
};
