// SPDX-License-Identifier: MIT
/** Mutants of memory-block that survive: the property that would be needed, and why there is none. */
const LOOKS_TWICE =
  'none: memory_subsys_online(), memory_subsys_offline() and memory_block_change_state() look at mem->state next, and nobody gets further';
const POISONED =
  'none: nobody looks at the page blocks of a block that is offline, and onlining it writes them anew';

const INTERRUPTED =
  '"no page that is in use is taken offline". Which pages are in use is not modelled: all are migrated, or a signal came';

export const survivors: Readonly<Record<string, string>> = {
  'store.device_online: always false': LOOKS_TWICE,
  'store.device_offline: always false': LOOKS_TWICE,
  'acpi.device_offline: always false': LOOKS_TWICE,
  'store.offline_poison: step dropped': POISONED,
  'acpi.offline_poison: step dropped': POISONED,
  'store.migrate: EINTR ignored': INTERRUPTED,
  'acpi.migrate: EINTR ignored': INTERRUPTED,
  'store.memmap_init_range: step dropped':
    '"pages are isolated while they are brought online". True of v6.1 and not of v5.2, and no thread of the model allocates a page',
  'store.write: step dropped':
    '"a block is brought online in the zone that was asked for". online-movable-gets-through is asked where the DIMM is added, and notices there',
  'store.online_type: step dropped':
    'none: what is left of mem->online_type is dead, the next write that asks for a zone says it anew',
  'acpi.link: step dropped':
    '"an added block is linked to its node". Links are looked at where an eject leaves one and where an add finds one',
  'show.load_nid: swapped with state':
    'none: v5.4 has that order; the node was set long ago, or not yet, either way',
  'show.state: always false':
    '"a reader is told the zone that the block is in". What valid_zones prints is not modelled, only which node it looks at',
};
