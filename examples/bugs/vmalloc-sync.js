// SPDX-License-Identifier: MIT
/**
 * A mapping that is gone from one page table and stays in others.
 *
 *   Report: mm/vmalloc: Sync unmappings in __purge_vmap_area_lazy() (v5.3)
 *   Fix:    3f8fd02b1bf1
 *   Run:    npx mhpcheck check ./vmalloc-sync.js#v5.2
 *
 * On x86-32 each process has its own copy of the kernel's PMDs, filled by page faults. What is unmapped goes from
 * init_mm alone; when the address is given out again, a process that had used it meets the old mapping, and no fault.
 */
import {
  bool,
  code,
  fault,
  initially,
  model,
  noDeadlock,
  noFault,
  oneOf,
  run,
  sometimes,
  source,
  system,
  thread,
} from 'mhpcheck';

const { fn, step, branch, loop, inlined, ret, continue_ } = code();
const vmalloc = source('mm/vmalloc.c', 'v5.2');
const ioremap = source('lib/ioremap.c', 'v5.2');
const x86 = source('arch/x86/mm/fault.c', 'v5.2');

/** The PMD of one address, in init_mm and in a process: what it maps. Whose the address is. */
const pmd = oneOf('none', 'first', 'second');
const memory = {
  init_mm: initially(pmd, 'first'),
  process: pmd,
  owner: initially(pmd, 'first'),
  purged: bool,
};

const driver = (d) =>
  fn(source('a driver', 'v5.2')('driver'), [
    inlined(vmalloc('vunmap_pmd_range', 'iounmap', 'remove_vm_area'), [
      step('disown', { says: 'iounmap(addr)', primitive: 'ownership' }, { owner: 'none' }),
      step('pmd_clear_huge', 'pmd_clear_huge(pmd)', { init_mm: 'none' }),
    ]),
    inlined(vmalloc('__purge_vmap_area_lazy'), [
      d.sync && inlined(x86('vmalloc_sync_all'), [step('sync', 'set_pmd(pmd, *pmd_k)', { process: 'none' })]),
      step('free_area', { says: '__free_vmap_area(va)', primitive: 'vmap_area_lock' }, { purged: true }),
    ]),
    inlined(ioremap('ioremap_pmd_range', 'ioremap'), [
      step('pmd_set_huge', 'pmd_set_huge(pmd, phys_addr + addr, prot)', { init_mm: 'second' }),
      step('own', { says: 'return addr', primitive: 'ownership' }, { owner: 'second' }),
    ]),
    ret('0'),
  ]);
/** A process that uses what is there whenever it is somebody's. */
const process = fn(source('a process', 'v5.2')('process'), [
  loop([
    branch('access', { says: 'readl(addr)', primitive: 'access through CR3', mayWait: true }, [
      { when: (k) => k.owner === 'none', note: 'not ours', then: continue_ },
      { when: (k) => k.process === 'none', note: 'page fault' },
      { when: (k) => k.process !== k.owner, then: fault('stale-mapping') },
      { note: 'what is mapped there', then: continue_ },
    ]),
    inlined(x86('vmalloc_sync_one', 'vmalloc_fault'), [
      step(
        'vmalloc_fault',
        { says: 'set_pmd(pmd, *pmd_k)', primitive: 'pmd' },
        (k) => (k.process = k.init_mm),
      ),
    ]),
  ]),
]);

/** By design and configuration: the properties that are violated. */
export const expected = { 'v5.2': { default: ['no-stale-mapping'] }, 'sync-unmappings': { default: [] } };

const bound = { says: 'one address, given out twice', limits: {} };
export default model({
  name: 'vmalloc-sync',
  asks: 'May a process meet a mapping of what was there before?',
  assumptions: [
    'Sequential consistency.',
    'TLBs are flushed where they must be; a process uses an address only while it is somebody’s.',
  ],
  designs: {
    'v5.2': {
      says: 'Unmapping touches init_mm alone.',
      source: 'before 3f8fd02b1bf1',
      decisions: { sync: false },
    },
    'sync-unmappings': {
      says: 'The purge takes it from all.',
      source: '3f8fd02b1bf1',
      decisions: { sync: true },
    },
  },
  configurations: { default: { says: 'x86-32, PAE, kernel PMDs not shared', settings: {} } },
  bounds: { tiny: bound, small: bound, large: bound },
  build: (decisions) => ({
    machine: system({
      id: 'vmalloc-sync',
      memory,
      threads: [
        run(thread(memory, 'driver', {}), driver(decisions)),
        run(thread(memory, 'process', {}), process),
      ],
    }),
    properties: [
      noFault('no-stale-mapping', 'No process meets a mapping of an earlier owner.', 'stale-mapping'),
      noDeadlock('no-deadlock', 'The driver ends.'),
      sometimes('used', 'A process uses the second mapping in some run.', (s) => s.mem.process === 'second'),
    ],
  }),
});
