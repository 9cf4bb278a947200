// SPDX-License-Identifier: MIT
/** Mutants of memory-block that survive: the property that would be needed, and why there is none. */
const LOOKS_TWICE =
  'none: memory_block_change_state() looks at mem->state next, and the writer gets -EINVAL from either';
const POISONED =
  'none: nobody looks at the page blocks of a block that is offline, and onlining it writes them anew';

const INTERRUPTED =
  '"no page that is in use is taken offline". Which pages are in use is not modelled: all are migrated, or a signal came';

export const survivors: Readonly<Record<string, string>> = {
  'store.device_online: always true': LOOKS_TWICE,
  'store.device_offline: always false': LOOKS_TWICE,
  'store.offline_poison: step dropped': POISONED,
  'acpi.offline_poison: step dropped': POISONED,
  'store.migrate: EINTR ignored': INTERRUPTED,
  'acpi.migrate: EINTR ignored': INTERRUPTED,
  'store.memmap_init_range: step dropped':
    '"pages are isolated while they are brought online". True of v6.1 and not of v5.2, and no thread of the model allocates a page',
  'acpi.init_memory_block: step dropped':
    'none: the device that the eject before left behind is offline, as the new one is to be, and its node is written next',
  'show.state: always false':
    '"a reader is told the zone that the block is in". What valid_zones prints is not modelled, only which node it looks at',
};
