// SPDX-License-Identifier: MIT
/** What the memory is used for, and who else is about. */
import type { Configuration } from '../../src/model/types.ts';
import type { Settings, Zone } from './memory.ts';

const alone: Settings = {
  blocks: ['kernel', 'buddy', 'buddy'],
  zones: ['Normal', 'Normal', 'Normal'],
  nodes: 1,
  writers: 1,
  values: [0, 1],
  allocates: [],
  hibernates: false,
  reads: false,
  failures: false,
  pagePresent: false,
};

const KERNELS = ['v5.8', 'v5.10-fixed', 'as-posted', 'v5.11', 'v5.14'];
const MASKS = ['what-if-posted-mask', 'what-if-noio'];
/** What keeps hibernation away from the pages. */
const MARKS = ['v5.8', 'as-posted', 'v5.11', 'v5.14', 'what-if-pg-reserved', 'what-if-no-flag'];

export const configurations: Readonly<Record<string, Configuration<Settings>>> = {
  allocator: {
    says: 'one writer of enable; a task allocates a page, for itself or for a file, and frees it',
    settings: { ...alone, allocates: ['kernel', 'file'] },
    about: [...KERNELS, ...MASKS, 'what-if-free-first'],
  },
  writers: {
    says: 'two writers of enable at a time',
    settings: { ...alone, writers: 2 },
    about: [...KERNELS, 'what-if-no-mutex', 'what-if-free-first', 'what-if-repaired'],
  },
  reader: {
    says: 'one writer of enable; a task opens trace, and reads or maps it',
    settings: { ...alone, reads: true },
    about: [...KERNELS, 'what-if-repaired'],
  },
  hibernation: {
    says: 'one writer of enable; the machine hibernates',
    settings: { ...alone, hibernates: true },
    about: MARKS,
  },
  'what-if-page-present': {
    says: 'as hibernation, on an architecture whose kernel_page_present() looks at the page table',
    settings: { ...alone, hibernates: true, pagePresent: true },
    about: MARKS,
  },
  'file-page': {
    says: 'one writer; the one range that might be emptied has a page of a file in it',
    settings: {
      ...alone,
      blocks: ['kernel', 'kernel', 'file', 'buddy', 'buddy', 'kernel'],
      zones: Array<Zone>(6).fill('Normal'),
      values: [0, 2],
    },
    about: [...KERNELS, ...MASKS],
  },
  movable: {
    says: 'one writer; free memory is in ZONE_MOVABLE alone',
    settings: {
      ...alone,
      blocks: ['kernel', 'kernel', 'buddy', 'buddy'],
      zones: ['Normal', 'Normal', 'Movable', 'Movable'],
    },
    about: ['v5.8', 'v5.11', 'what-if-zone-movable'],
  },
  failures: {
    says: 'one writer; two nodes; kcalloc(), ioremap(), linear mappings, add_memory(), device_online() may fail',
    settings: {
      ...alone,
      blocks: ['kernel', 'buddy', 'buddy', 'kernel', 'buddy', 'buddy'],
      zones: Array<Zone>(6).fill('Normal'),
      nodes: 2,
      failures: true,
    },
    about: [...KERNELS, 'what-if-repaired'],
  },
  'three-blocks': {
    says: 'one writer; three blocks are asked for, no power of two, of the second node of two',
    settings: {
      ...alone,
      blocks: ['kernel', 'kernel', 'kernel', 'kernel', 'buddy', 'buddy', 'buddy', 'buddy'],
      zones: Array<Zone>(8).fill('Normal'),
      nodes: 2,
      values: [0, 3],
    },
    about: KERNELS,
  },
  console: {
    says: 'one writer; the machine of the patch’s console log: 10 GiB, blocks of 1 GiB, one node',
    settings: {
      ...alone,
      blocks: ['kernel', 'kernel', 'buddy', 'buddy', 'kernel', 'buddy', 'buddy', 'buddy', 'buddy', 'kernel'],
      zones: Array<Zone>(10).fill('Normal'),
      values: [1, 2, 4],
    },
    about: ['as-posted', 'v5.11'],
  },
};
