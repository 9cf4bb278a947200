// SPDX-License-Identifier: MIT
/** The answers that the kernel's source gives. A property that a row does not name is expected to hold. */
import type { Expected } from '../../src/model/types.ts';

interface Row {
  readonly configurations: readonly string[];
  readonly designs: readonly string[];
  readonly violated: readonly string[];
  readonly source: string;
}

/** No arch_remove_memory() that frees tables in the tree. */
const ARM64_BEFORE = ['arm64-v5.2', 'arm64-v5.3', 'arm64-v5.4'];
const ARM64_TO_6_8 = [...ARM64_BEFORE, 'arm64-v5.7', 'arm64-v5.11', 'arm64-v6.1', 'arm64-v6.8'];
const ARM64 = [...ARM64_TO_6_8, 'arm64-v6.9', 'arm64-v6.18'];
/** 52 bits with every page size, and vmalloc in what a CPU without them leaves of vmemmap. */
const LPA2 = ['arm64-v6.9', 'arm64-v6.18'];
const ARM64_SINCE = ARM64.filter((name) => !ARM64_BEFORE.includes(name));
const X86 = ['x86-v5.3', 'x86-v5.9', 'x86-v6.18'];

/** With 16K pages and 48 bits one root entry spans the whole upper half. */
const SHARED = ['vmalloc-apart', 'others-apart'];

const rows: readonly Row[] = [
  {
    configurations: ARM64_BEFORE,
    designs: ['as-built'],
    violated: [...SHARED, 'frees-some-table'],
    source:
      'asm/pgtable.h VMALLOC_END, asm/memory.h VMEMMAP_START: 16K/48 shares a PUD page; arch/arm64/mm/mmu.c has no arch_remove_memory() that frees tables before v5.7',
  },
  {
    configurations: ARM64_SINCE.filter((name) => !LPA2.includes(name)),
    designs: ['as-built', 'floor-ceiling'],
    violated: SHARED,
    source: 'arch/arm64/mm/mmu.c pgtable_range_aligned() (v5.7): a table beyond [floor, ceiling) stays',
  },
  {
    configurations: LPA2,
    designs: ['as-built', 'floor-ceiling'],
    violated: [...SHARED, 'no-race', 'no-luck'],
    source:
      'asm/pgtable.h (v6.9) VMALLOC_END: where the CPU lacks the 52 bits vmalloc goes on into the part of vmemmap that is not used; arch/arm64/mm/mmu.c vmemmap_free(): the floor is VMEMMAP_START all the same. Found by the model: the row above was expected of these versions too',
  },
  {
    configurations: ARM64_BEFORE,
    designs: ['floor-ceiling'],
    violated: SHARED,
    source: 'arch/arm64/mm/mmu.c pgtable_range_aligned() (v5.7), had it been there',
  },
  {
    configurations: ARM64_TO_6_8,
    designs: ['none'],
    violated: [...SHARED, 'no-luck'],
    source:
      'arch/arm64/mm/mmu.c early_fixmap_init(): FIXADDR lies between VMALLOC_END and VMEMMAP_START (asm/memory.h), so that a table that spans both spans it; nothing unlinks it',
  },
  {
    configurations: LPA2,
    designs: ['none'],
    violated: [...SHARED, 'no-race', 'no-luck'],
    source:
      'asm/memory.h (v6.9) PCI_IO_START, FIXADDR_TOP: above VMEMMAP_END; what is shared is pinned by boot memory alone, and arm64_memblock_init() can leave the first 64 GiB from memstart_addr on without any',
  },
  {
    configurations: ARM64_TO_6_8,
    designs: ['option-3'],
    violated: SHARED,
    source: 'Option 3: no table of vmemmap is freed; the linear map shares none with vmalloc',
  },
  {
    configurations: LPA2,
    designs: ['option-3'],
    violated: [...SHARED, 'no-luck'],
    source:
      'Option 3: no table of vmemmap is freed; with 52 bits an entry of the root spans the end of the linear map and all above it, and the fixmap is there',
  },
  {
    configurations: ARM64,
    designs: ['option-4'],
    violated: ['others-apart', 'vmalloc-has-room', 'no-luck'],
    source:
      'asm/pgtable-hwdef.h PGDIR_SHIFT with 16K pages and 48 bits: 47, so that vmalloc and vmemmap have one root entry between them',
  },
  {
    configurations: X86,
    designs: ['as-built', 'none'],
    violated: ['vmalloc-apart', 'no-luck'],
    source:
      'arch/x86/mm/kaslr.c kernel_randomize_memory(): bases are aligned to PUD_SIZE, with a gap of PUD_SIZE at least; the first entry of vmemmap has the struct pages of low memory, which is never removed',
  },
  {
    configurations: ['powerpc-v5.3', 'powerpc-v6.18'],
    designs: ['as-built', 'none'],
    violated: [],
    source:
      'asm/book3s/64/radix.h: vmalloc, IO and vmemmap are 2^49 bytes each, from c008000000000000 on; an entry of the root spans 2^39',
  },
  {
    configurations: ['s390-v5.3'],
    designs: ['as-built'],
    violated: ['frees-some-table'],
    source:
      'arch/s390/kernel/setup.c setup_memory_end(): vmemmap ends below the 2 GiB that VMALLOC_START begins; arch/s390/mm/vmem.c vmemmap_free() does nothing',
  },
  {
    configurations: ['s390-v5.3', 's390-v5.9'],
    designs: ['none'],
    violated: [],
    source: 'arch/s390/kernel/setup.c setup_memory_end(): as above',
  },
  {
    configurations: ['s390-v5.9'],
    designs: ['as-built'],
    violated: [],
    source: 'arch/s390/kernel/setup.c setup_memory_end(): as above',
  },
  {
    configurations: ['s390-v6.18'],
    designs: ['as-built'],
    violated: ['vmalloc-apart'],
    source:
      'arch/s390/boot/startup.c setup_kernel_memory_layout(): VMALLOC_START is aligned to a segment alone; arch/s390/mm/vmem.c try_free_pmd_table(): "end > VMALLOC_START" returns',
  },
  {
    configurations: ['s390-v6.18'],
    designs: ['none'],
    violated: ['vmalloc-apart', 'no-luck'],
    source:
      'the same without the look at VMALLOC_START: vmalloc’s first addresses, in use since boot, are under the shared table',
  },
];

const PROPERTIES = [
  'no-race',
  'no-luck',
  'vmalloc-apart',
  'others-apart',
  'regions-there',
  'regions-disjoint',
  'vmemmap-covers',
  'vmalloc-has-room',
  'frees-some-table',
];

export const expected: readonly Expected[] = rows.flatMap(({ configurations, designs, violated, source }) =>
  configurations.flatMap((configuration) =>
    designs.flatMap((design) =>
      PROPERTIES.map((property): Expected => {
        const verdict = violated.includes(property) ? 'violated' : 'holds';
        return { configuration, design, property, verdict, source };
      }),
    ),
  ),
);
