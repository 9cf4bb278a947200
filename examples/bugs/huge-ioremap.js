// SPDX-License-Identifier: MIT
/**
 * A huge mapping is put where a table was: the table is lost; or it is freed while a CPU still walks through it.
 *
 *   Report: x86/mm: implement free pmd/pte page interfaces (v4.16)
 *           x86/mm: Add TLB purge to free pmd/pte page interfaces (v4.18)
 *   Fix:    28ee90fe6048 with b6bdb7517c3d, then 5e0fb5df2ee8
 *   Run:    npx mhpcheck check ./huge-ioremap.js#v4.15
 *
 * ioremap() of a page, iounmap(), ioremap() of 2M at the same address. The PMD still leads to the empty table: v4.15
 * writes over it. The first fix frees the table; a CPU's paging-structure cache may still lead to it, and it walks what
 * is somebody else's page by then. The second has the caches flushed between clear and free.
 */
import {
  always,
  bool,
  code,
  fault,
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
const ioremap = source('lib/ioremap.c', 'v4.15');
const pgtable = source('arch/x86/mm/pgtable.c', 'v4.18');
const vmalloc = source('mm/vmalloc.c', 'v4.15');

const memory = {
  pmd: oneOf('none', 'table', 'huge'),
  table: oneOf('unused', 'allocated', 'freed'),
  pte: bool,
  /** The paging-structure cache of a CPU: does it lead to the table? */
  walk_cache: bool,
};

const driver = (d) =>
  fn(source('a driver', 'v4.15')('driver'), [
    inlined(ioremap('ioremap_pte_range', 'ioremap'), [
      step(
        'pte_alloc',
        { says: 'pte_alloc_kernel(pmd, addr)', primitive: 'alloc_page' },
        { table: 'allocated', pmd: 'table' },
      ),
      step('set_pte', 'set_pte_at(&init_mm, addr, pte, ...)', { pte: true }),
    ]),
    inlined(vmalloc('vunmap_page_range', 'iounmap'), [
      step('clear_pte', 'ptep_get_and_clear(&init_mm, addr, pte)', { pte: false }),
      step('purge', { says: 'flush_tlb_kernel_range(start, end)', primitive: 'tlb' }, { walk_cache: false }),
    ]),
    inlined(ioremap('ioremap_pmd_range', 'ioremap'), [
      d.frees &&
        inlined(pgtable('pmd_free_pte_page'), [
          step('pmd_clear', 'pmd_clear(pmd)', { pmd: 'none' }),
          d.flushes &&
            step(
              'flush',
              { says: 'flush_tlb_kernel_range(addr, addr + PAGE_SIZE-1)', primitive: 'tlb' },
              { walk_cache: false },
            ),
          step('free', { says: 'free_page((unsigned long)pte)', primitive: 'free_page' }, { table: 'freed' }),
        ]),
      step('pmd_set_huge', 'pmd_set_huge(pmd, phys_addr + addr, prot)', { pmd: 'huge' }),
    ]),
    ret('0'),
  ]);
/** A CPU that looks there speculatively, as often as it likes. */
const speculate = fn(source('the architecture', 'Intel SDM 4.10')('table walk'), [
  loop([
    branch('walk', { says: 'walk', primitive: 'walk', mayWait: true }, [
      { when: (k) => k.walk_cache && k.table === 'freed', then: fault('walk-of-freed-table') },
      {
        when: (k) => !k.walk_cache && k.pmd === 'table',
        does: { walk_cache: true },
        note: 'through the PMD: cached',
        then: continue_,
      },
    ]),
  ]),
]);

/** By design and configuration: the properties that are violated. */
export const expected = {
  'v4.15': { default: ['no-table-lost', 'freed'] },
  'freed-unflushed': { default: ['no-freed-walk'] },
  flushed: { default: [] },
};

const decides = (frees, flushes) => ({ frees, flushes });
const bound = { says: 'one page, then 2M', limits: {} };
export default model({
  name: 'huge-ioremap',
  asks: 'What becomes of the table that a huge mapping replaces?',
  assumptions: ['Sequential consistency.', 'One CPU beside, whose caches a flush reaches.'],
  designs: {
    'v4.15': { says: 'It is written over.', source: 'before 28ee90fe6048', decisions: decides(false, false) },
    'freed-unflushed': { says: 'Clear, free.', source: '28ee90fe6048', decisions: decides(true, false) },
    flushed: { says: 'Clear, flush, free.', source: '5e0fb5df2ee8', decisions: decides(true, true) },
  },
  configurations: { default: { says: 'x86-64, huge I/O mappings', settings: {} } },
  bounds: { tiny: bound, small: bound, large: bound },
  build: (decisions) => ({
    machine: system({
      id: 'huge-ioremap',
      memory,
      threads: [
        run(thread(memory, 'driver', {}), driver(decisions)),
        run(thread(memory, 'cpu', {}), speculate),
      ],
    }),
    properties: [
      always(
        'no-table-lost',
        'An allocated table is linked, or about to be freed.',
        (s) => s.mem.table !== 'allocated' || s.mem.pmd !== 'huge',
      ),
      noFault('no-freed-walk', 'No CPU walks through a freed table.', 'walk-of-freed-table'),
      noDeadlock('no-deadlock', 'The driver ends.'),
      sometimes('freed', 'The table is freed in some run.', (s) => s.mem.table === 'freed'),
    ],
  }),
});
