// SPDX-License-Identifier: MIT
/** Mutants of memmap-on-memory that survive: the property that would be needed, and why there is none. */
const LEFT_ON_STACK =
  'not searched to the end within the limit: what is left on the stack makes more states, and nobody reads it';
const SHRUNK_AGAIN =
  '"a span is exact between two calls of shrink_zone_span()": that for the head comes next, and finds the zone empty too';
const TWO_LOOKS = 'none: neither step looks at what the other writes, and a refusal forgets what was noted';

const AGAIN = '"it is asked for once more": how often is the bound’s affair, not the kernel’s';
const NO_PAGES =
  'none: where no memmap is on the block its head is a range of no pages, and all that is done to it nothing';
const ALL_COME =
  '"an add that is done brings all blocks of its range": what does not come is asked for by nobody';

export const survivors: Readonly<Record<string, string>> = {
  'adder.add_block: ENOMEM ignored': ALL_COME,
  'adder.another_block: always false': ALL_COME,
  'adder.added: step dropped': LEFT_ON_STACK,
  'adder.supports: swapped with activate': TWO_LOOKS,
  'adder.undo_section_gone: step dropped': '"an add returns": it stays at one section, with the locks held',
  'adder.undo_unmap: always vmemmap_pmd_is_unused(addr, next), false: in use by another section':
    '"an entry of vmemmap that no section uses is cleared": the next add writes it anew',
  'adder.undo_unmap: always vmem_altmap_free(altmap, PMD_SIZE / PAGE_SIZE)':
    '"what an altmap has handed out has come back": asked of removals; where an add fails the altmap is forgotten',
  'adder.unlock_add: always the last': AGAIN,
  'onliner.check_node_online: swapped with going_online': TWO_LOOKS,
  'onliner.has_head: always true': NO_PAGES,
  'onliner.head_section_0: step dropped':
    'none: as posted online_pages() brings all sections of the block online, that of the head as well',
  'onliner.online_refused: always block 0': LEFT_ON_STACK,
  'onliner.online_refused: step dropped': LEFT_ON_STACK,
  'onliner.unlock_online: always the last': AGAIN,
  'onliner.undo_rest_shrink: step dropped': SHRUNK_AGAIN,
  'offliner.check_node_offline: swapped with migrate': TWO_LOOKS,
  'offliner.drop_rest_shrink: step dropped': SHRUNK_AGAIN,
  'offliner.migrate: EINTR ignored':
    '"an offline that a signal has ended is refused": pages that are all free can as well go offline',
  'offliner.offline_has_head: always true': NO_PAGES,
  'offliner.offline_refused: step dropped': LEFT_ON_STACK,
  'remover.check_offline: scan starts one late':
    '"each block of a range is looked at": a range of two that has its memmap on itself is refused for its size',
  'remover.check_offline: step dropped':
    '"a removal returns": the loop stays at the first block of two; both-removed-at-once, which is asked at small, misses it',
  'remover.remove_refused: step dropped': LEFT_ON_STACK,
  'remover.removed: step dropped': LEFT_ON_STACK,
  'walker.page_zone: step dropped': LEFT_ON_STACK,
};
