// SPDX-License-Identifier: MIT
/** What keeps __add_section() from taking a section that is to be added for one that is there, and who repairs what. */
import type { Design } from '../../src/model/types.ts';

export interface Decisions {
  /** What is MEMBLOCK_NOMAP meanwhile: nothing, the first page of the range or of each section, every page. */
  readonly nomap: 'nothing' | 'first of range' | 'first of section' | 'range';
  /** What pfn_valid() asks. */
  readonly valid: 'memblock' | 'section' | 'both';
  /** __add_section() asks pfn_valid(), sets node and Reserved of each valid page, and makes the device: v4.14. */
  readonly addsSectionWhole: boolean;
  /** What the linear mapping is made of, with debug_pagealloc_enabled() and without. */
  readonly debugMaps: 'page' | 'contiguous' | 'block';
  readonly maps: 'page' | 'block';
  /** What a failure of __add_pages() takes back, beside memblock's region. */
  readonly undoes: 'nothing' | 'mapping' | 'all';
  /** Where the devices cannot be made arch_remove_memory() is called, and unmaps. */
  readonly removeUnmaps: boolean;
  readonly version: string;
}

const POSTED: Decisions = {
  nomap: 'first of range',
  valid: 'memblock',
  addsSectionWhole: true,
  debugMaps: 'page',
  maps: 'block',
  undoes: 'nothing',
  removeUnmaps: false,
  version: 'v4.14',
};
const V53: Decisions = {
  ...POSTED,
  nomap: 'nothing',
  valid: 'both',
  addsSectionWhole: false,
  // rodata_full is on unless asked for otherwise.
  maps: 'page',
  version: 'v5.3',
};
const V511: Decisions = { ...V53, undoes: 'mapping', removeUnmaps: true, version: 'v5.11' };

export const designs: Readonly<Record<string, Design<Decisions>>> = {
  'as-posted': {
    says: 'The first page of the range is nomap while it is added, and made Reserved afterwards.',
    source: 'mm: memory_hotplug: Memory hotplug (add) support for arm64, v2, November 2017',
    decisions: POSTED,
  },
  'what-if-no-trick': {
    says: 'As posted, without the nomap trick.',
    source: 'arch/arm64/mm/init.c pfn_valid() (v4.14): memblock alone, which knows the range already',
    decisions: { ...POSTED, nomap: 'nothing' },
  },
  'what-if-nomap-each-section': {
    says: 'As posted, but the first page of each section is nomap, and made Reserved afterwards.',
    source: 'what __add_section() asks (v4.14): pfn_valid() of the first page of the section',
    decisions: { ...POSTED, nomap: 'first of section' },
  },
  'what-if-nomap-range': {
    says: 'As posted, but the whole range is nomap, and each page is made Reserved afterwards.',
    source: 'the second loop over all pages that the posted comment saves',
    decisions: { ...POSTED, nomap: 'range' },
  },
  'what-if-generic-pfn-valid': {
    says: 'As posted, but pfn_valid() asks the section, as the generic one does: no trick is needed.',
    source: 'include/linux/mmzone.h pfn_valid() (v4.14), without CONFIG_HAVE_ARCH_PFN_VALID',
    decisions: { ...POSTED, nomap: 'nothing', valid: 'section' },
  },
  'what-if-blocks': {
    says: 'As posted, but mapped by blocks with debug_pagealloc as well.',
    source: 'hotplug_paging() of the patch without its flags',
    decisions: { ...POSTED, debugMaps: 'block' },
  },
  'what-if-contiguous': {
    says: 'As posted, but with debug_pagealloc mapped by pages with the contiguous bit.',
    source: 'hotplug_paging() of the patch with NO_BLOCK_MAPPINGS alone',
    decisions: { ...POSTED, debugMaps: 'contiguous' },
  },
  'what-if-all-undone': {
    says: 'As what-if-generic-pfn-valid, and a failure takes back all that was done.',
    source: 'the patch with what v5.7 does to the mapping, and the same for sections and devices',
    decisions: { ...POSTED, nomap: 'nothing', valid: 'section', undoes: 'all' },
  },
  'v5.3': {
    says: 'As merged for v5.0: pfn_valid() asks section and memblock; a failure leaves the mapping.',
    source: '4ab215061554 (v5.0) "arm64: Add memory hotplug support"; v5.3 arch/arm64/mm/mmu.c, init.c',
    decisions: V53,
  },
  'v5.11': {
    says: 'From v5.7 on a failure takes the mapping back.',
    source: 'bbd6ec605c0f (v5.7), v5.11 arch/arm64/mm/mmu.c arch_add_memory()',
    decisions: V511,
  },
  'what-if-undone': {
    says: 'As v5.11, but a failure of __add_pages() takes back the sections that it has added.',
    source: 'v5.11 mm/memory_hotplug.c __add_pages() with a repair',
    decisions: { ...V511, undoes: 'all' },
  },
};
