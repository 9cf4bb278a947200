// SPDX-License-Identifier: MIT
/**
 * A page table that is read for debugfs while a huge mapping takes its place.
 *
 *   Report: arm64: Enable vmalloc-huge with ptdump (v6.18)
 *   Fix:    fa93b45fd397
 *   Run:    npx mhpcheck check ./ptdump-huge-vmap.js#v6.17
 *
 * vmap() with a huge page frees the empty table that is in its way; ptdump holds init_mm's mmap_lock, which vmap() does
 * not take. On arm64 a static key now says that somebody walks, and who frees a table then waits for the lock, after
 * the clear. A later series has every architecture hold the lock for reading; with the arm64 code left in below it the
 * lock is taken twice, and a writer in between stops both.
 */
import {
  bool,
  code,
  down_read,
  down_write,
  fault,
  initially,
  model,
  noDeadlock,
  noFault,
  run,
  rwsem,
  sometimes,
  source,
  system,
  thread,
  up_read,
  up_write,
} from 'mhpcheck';

const { fn, step, branch, if_, inlined, call, ret, goto, label } = code();
const ptdump = source('mm/ptdump.c', 'v6.18');
const arm64 = source('arch/arm64/mm/ptdump.c', 'v6.18');
const mmu = source('arch/arm64/mm/mmu.c', 'v6.18');
const vmalloc = source('mm/vmalloc.c', 'v6.18');

const LOCK = 'mmap_lock';
const threads = ['ptdump', 'vmap'];
const memory = {
  [LOCK]: rwsem(threads),
  /** pmd -> the PTE table. */
  pmd: initially(bool, true),
  freed: bool,
  ptdump_lock_key: bool,
};
const stack = { table: bool };

const ptdump_walk = (d) =>
  fn(arm64('arm64_ptdump_walk_pgd', 'ptdump_show'), [
    d.key && step('key_inc', 'static_branch_inc(&arm64_ptdump_lock_key)', { ptdump_lock_key: true }),
    inlined(ptdump('ptdump_walk_pgd'), [
      down_write('lock', LOCK, 'mmap_write_lock(mm)'),
      branch('pmd', 'pmd_none(*pmd)', [
        { when: (k) => !k.pmd, note: 'true', then: goto('unlock') },
        { does: (_, me) => (me.table = true), note: 'false' },
      ]),
      branch('pte', 'note_page(st, addr, 4, pte_val(*pte))', [
        { when: (k) => k.freed, then: fault('use-after-free') },
        { does: (_, me) => (me.table = false) },
      ]),
      label('unlock'),
      up_write('unlock_it', LOCK, 'mmap_write_unlock(mm)'),
    ]),
    d.key && step('key_dec', 'static_branch_dec(&arm64_ptdump_lock_key)', { ptdump_lock_key: false }),
    ret('0'),
  ]);
const pmd_free_pte_page = (d) =>
  fn(mmu('pmd_free_pte_page'), [
    step('pmd_clear', 'pmd_clear(pmdp), __flush_tlb_kernel_pgtable(addr)', { pmd: false }),
    d.key && [
      if_(
        'key',
        'static_branch_unlikely(&arm64_ptdump_lock_key)',
        (k) => !k.ptdump_lock_key,
        goto('free'),
        'false',
        'true',
      ),
      down_read('wait', LOCK, 'mmap_read_lock(&init_mm)'),
      up_read('waited', LOCK, 'mmap_read_unlock(&init_mm)'),
      label('free'),
    ],
    step('free_table', { says: 'pte_free_kernel(NULL, table)', primitive: 'free_page' }, { freed: true }),
    ret('1'),
  ]);
const vmap_huge = (d) =>
  fn(vmalloc('vmap_try_huge_pmd', 'vmap_pmd_range'), [
    d.readLock && down_read('read_lock', LOCK, 'mmap_read_lock(&init_mm)'),
    call(pmd_free_pte_page(d), { 1: [] }),
    d.readLock && up_read('read_unlock', LOCK, 'mmap_read_unlock(&init_mm)'),
    ret('1'),
  ]);

/** By design and configuration: the properties that are violated. */
export const expected = {
  'v6.17': { default: ['no-uaf'] },
  'static-key': { default: [] },
  'read-lock': { default: [] },
  'both-nested': { default: ['no-deadlock', 'lock-order'] },
};

const decides = (key, readLock) => ({ key, readLock });
const bound = { says: 'one dump, one mapping', limits: {} };
export default model({
  name: 'ptdump-huge-vmap',
  asks: 'May ptdump read a table that a huge mapping has freed?',
  assumptions: ['Sequential consistency.', 'Two levels. Nobody but these two maps or unmaps there.'],
  designs: {
    'v6.17': {
      says: 'vmap() takes no lock. arm64 had no huge mappings where ptdump was built in.',
      source: 'b6bdb7517c3d (v4.16); before fa93b45fd397',
      decisions: decides(false, false),
    },
    'static-key': {
      says: 'arm64 waits for the walker after the clear.',
      source: 'fa93b45fd397',
      decisions: decides(true, false),
    },
    'read-lock': {
      says: 'vmap() holds mmap_lock for reading.',
      source: 'mm/vmalloc: acquire init_mm read lock on huge vmap promotion, posted in July 2026',
      decisions: decides(false, true),
    },
    'both-nested': {
      says: 'The second without taking the first away.',
      source: 'what that series warns of',
      decisions: decides(true, true),
    },
  },
  configurations: { default: { says: 'an empty table is in the way of a huge page', settings: {} } },
  bounds: { tiny: bound, small: bound, large: bound },
  build(decisions) {
    const start = (name, own, f) => run(thread(memory, name, own, { threads }), f);
    return {
      machine: system({
        id: 'ptdump-huge-vmap',
        memory,
        threads: [start('ptdump', stack, ptdump_walk(decisions)), start('vmap', {}, vmap_huge(decisions))],
      }),
      properties: [
        noFault('no-uaf', 'No freed table is read.', 'use-after-free'),
        noDeadlock('no-deadlock', 'Both end.'),
        sometimes('dumped', 'The table is read in some run.', (s) => s.at.ptdump === 'pte' && !s.mem.freed),
        sometimes('freed', 'It is freed in some run.', (s) => s.mem.freed),
      ],
    };
  },
});
