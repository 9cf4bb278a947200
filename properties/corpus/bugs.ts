// SPDX-License-Identifier: MIT
/** Real bugs, each as two designs of a model: as it was, which violates the property named, and as it was mended. */
import { ONE_FILE } from './one-file.ts';
import { REPORTS } from './reports.ts';

export interface Bug {
  /** What went wrong, in a few words. */
  readonly bug: string;
  /** The commits that mended it, and the version they came in. */
  readonly fix: string;
  /** A model of the project by its name, or one in a file. */
  readonly model: string;
  readonly before: string;
  readonly after: string;
  /** The property that is violated before, and holds after. */
  readonly broken: string;
  readonly configuration?: string;
}

const MODELS: readonly Bug[] = [
  {
    bug: 'vmalloc() walks through a table that hot-remove frees (V5 of the series, never merged)',
    fix: 'bbd6ec605c0f (v5.7)',
    model: 'vmalloc-hot-remove',
    configuration: 'what-if-unpinned',
    before: 'none',
    after: 'floor-ceiling',
    broken: 'no-freed-table-accessed',
  },
  {
    bug: 'kernel_page_tables is read while hot-remove frees tables',
    fix: 'bf2b59f60ee1 (v5.7)',
    model: 'vmalloc-hot-remove',
    configuration: 'ptdump',
    before: 'ptdump-lockless',
    after: 'floor-ceiling',
    broken: 'no-freed-table-accessed',
  },
  {
    bug: 'ptdump_check_wx() walks the same tables without the lock',
    fix: '59305202c67f (2025)',
    model: 'vmalloc-hot-remove',
    configuration: 'check-wx',
    before: 'floor-ceiling',
    after: 'ptdump-locked-walk',
    broken: 'no-wild-pointer',
  },
  {
    bug: 'a stop_machine() callback allocates with GFP_KERNEL (as posted, never merged)',
    fix: '4ab215061554 (v5.0)',
    model: 'stop-machine-hot-add',
    configuration: 'plenty-lockdep',
    before: 'as-posted',
    after: 'additive-update',
    broken: 'no-splat',
  },
  {
    bug: 'the linear mapping stays where __add_pages() has failed',
    fix: 'bbd6ec605c0f (v5.7)',
    model: 'stop-machine-hot-add',
    configuration: 'plenty',
    before: 'additive-update',
    after: 'additive-update-unwind',
    broken: 'failure-leaves-no-mapping',
  },
  {
    bug: 'hot-add and mark_rodata_ro() share a slot of the fixmap',
    fix: 'ee017ee35350 (v5.18)',
    model: 'stop-machine-hot-add',
    configuration: 'boot',
    before: 'additive-update-unwind',
    after: 'additive-update-fixmap-lock',
    broken: 'no-stray-fixmap-access',
  },
  {
    bug: 'an eject waits for the reader of a file, whose write waits for the eject',
    fix: '5e33bc4165f3 (v3.12)',
    model: 'memory-block',
    configuration: 'dimm',
    before: 'what-if-blocking-store',
    after: 'v6.1',
    broken: 'no-deadlock',
  },
  {
    bug: 'add_memory() takes mem_hotplug_lock with no lock around it',
    fix: '8df1d0e4a265 (v4.20)',
    model: 'memory-block',
    configuration: 'first-add',
    before: 'what-if-no-hotplug-lock-add',
    after: 'v6.1',
    broken: 'no-deadlock',
  },
  {
    bug: 'block devices go under mem_hotplug_lock: what lockdep reported',
    fix: 'f1037ec0cc8a (v5.5)',
    model: 'memory-block',
    configuration: 'dimm',
    before: 'v5.4',
    after: 'v6.1',
    broken: 'lock-order',
  },
  {
    bug: 'an offline block stays in its zone until it is removed',
    fix: 'feee6b298916 (v5.5)',
    model: 'memory-block',
    configuration: 'dimm',
    before: 'v5.4',
    after: 'v6.1',
    broken: 'offline-in-no-zone',
  },
  {
    bug: 'valid_zones of a new block tells of node 0',
    fix: '2c91f8fc6c99 (v5.4)',
    model: 'memory-block',
    configuration: 'first-add',
    before: 'v5.2',
    after: 'v5.4',
    broken: 'valid-zones-own-node',
  },
  {
    bug: 'valid_zones of a new block reads before node_data[]',
    fix: 'b8179af12094 (v6.18)',
    model: 'memory-block',
    configuration: 'first-add',
    before: 'v6.1',
    after: 'v6.18',
    broken: 'valid-zones-has-node',
  },
  {
    bug: 'memtrace writes mem->state itself, and dev->offline says otherwise',
    fix: '0bd4b96d9910 (v5.11)',
    model: 'memory-block',
    configuration: 'dimm',
    before: 'v5.2-memtrace',
    after: 'v5.2',
    broken: 'device-agrees',
  },
  {
    bug: 'the altmap is lost on the way to vmemmap_free(): memmap is given to the page allocator',
    fix: 'f42ce5f087eb (v6.7)',
    model: 'altmap-teardown',
    configuration: 'x86',
    before: 'what-if-altmap-lost',
    after: 'v5.14',
    broken: 'memmap-not-free',
  },
  {
    bug: 'the same where block devices can’t be created: pages of memory that is not there are given out',
    fix: 'f42ce5f087eb (v6.7)',
    model: 'memmap-on-memory',
    configuration: 'failures',
    before: 'v6.1',
    after: 'v6.1-fixed',
    broken: 'buddy-of-added-memory',
  },
  {
    bug: 'the head of a block is poisoned without mem_hotplug_lock, while a walker reads its struct pages',
    fix: '001002e73712 (v6.7)',
    model: 'memmap-on-memory',
    configuration: 'whole-section',
    before: 'v6.1',
    after: 'v6.1-fixed',
    broken: 'no-poisoned-page',
  },
  {
    bug: 'the memmap of standby memory is written before that is accessible (s390)',
    fix: 'c5f1e2d18909 (v6.9)',
    model: 'memmap-on-memory',
    configuration: 'standby',
    before: 'v6.8',
    after: 'v6.9',
    broken: 'no-memmap-out-of-reach',
  },
  {
    bug: 'two writers of enable fill one array of memtrace',
    fix: 'd6718941a276 (v5.11)',
    model: 'memtrace',
    configuration: 'writers',
    before: 'v5.8',
    after: 'v5.10-fixed',
    broken: 'within-the-array',
  },
  {
    bug: 'memtrace shows what the kernel had written before',
    fix: 'c74cf7a3d59a (v5.11)',
    model: 'memtrace',
    configuration: 'allocator',
    before: 'v5.8',
    after: 'v5.10-fixed',
    broken: 'nothing-old-shown',
  },
  {
    bug: 'memtrace asks without __GFP_FS: file pages do not move (v1, never merged)',
    fix: '0bd4b96d9910 (v5.11)',
    model: 'gfp',
    configuration: 'v5.12',
    before: 'memtrace-v1',
    after: 'memtrace-merged',
    broken: 'file-pages-move',
  },
];

export const BUGS: readonly Bug[] = [...MODELS, ...REPORTS, ...ONE_FILE];

/** What is not in, and what it would take. */
export const LEFT_OUT: readonly (readonly [bug: string, why: string])[] = [
  ['the altmap that is lost on the same error path of v6.8, block by block', 'a fix: v6.18 still has it'],
  [
    'shrink_zone_span() reads memmaps that nobody initialized (v5.4)',
    'its id could not be seen with its subject; the file of 00d6c019b5bc has the same fault',
  ],
  [
    'memory_failure() looks a block up without device_hotplug_lock (posted in April 2026)',
    'an id in the mainline tree; block-ref.js has it as a design',
  ],
  [
    'ptdump and huge mappings of all architectures (posted in July 2026)',
    'an id in the mainline tree; ptdump-huge-vmap.js has it as a design',
  ],
  [
    'vmemmap accounting that goes below zero (posted in 2026)',
    'the ids in the mainline tree; a model that counts pages of memmap',
  ],
  ['ca2c36cae9d4 (v5.11), powerpc', 'arch_add_memory() of powerpc; that of arm64 is 5 in the table'],
  ['9fb3d4a30338 (v5.11), arm64', 'an invariant: it prints what should not have happened'],
  ['0ccc9d47cf02, LoongArch (2026)', 'a bug: what it takes away is a variable that nobody reads'],
];
