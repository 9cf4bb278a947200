// SPDX-License-Identifier: MIT
/**
 * Entries of one contiguous block, cleared and flushed one by one: the TLB keeps what was flushed already.
 *
 *   Report: arm64/mm: Enable batched TLB flush in unmap_hotplug_range() (2026)
 *   Fix:    48478b9f7913
 *   Run:    npx mhpcheck check ./cont-tlb.js#v5.7
 *
 * The linear map has blocks of entries with the contiguous bit. A speculative access through one that still stands may
 * fill the TLB for the whole block, in single entries; the flush of that one address leaves the others. The architecture
 * wants all entries cleared before the first flush.
 */
import {
  always,
  array,
  bool,
  code,
  initially,
  int,
  model,
  noDeadlock,
  run,
  sometimes,
  source,
  system,
  thread,
} from 'mhpcheck';

const { fn, step, branch, loop, break_, continue_ } = code();
const mmu = (d) => source('arch/arm64/mm/mmu.c', d.batched ? 'v6.1.192' : 'v5.7');

const memoryOf = (entries) => ({
  pte: initially(array(entries, bool), Array(entries).fill(true)),
  tlb: array(entries, bool),
});

const next = (name, entries) =>
  branch(name, 'while (addr += PAGE_SIZE, addr < end)', [
    { when: (_, me) => me.i + 1 < entries, does: (_, me) => me.i++ },
    { does: (_, me) => (me.i = 0), then: break_ },
  ]);
const unmap_hotplug_range = (d, entries) =>
  fn(mmu(d)('unmap_hotplug_pte_range', '__remove_pgd_mapping', 'unmap_hotplug_range'), [
    loop([
      step('clear', 'pte_clear(&init_mm, addr, ptep)', (k, me) => (k.pte[me.i] = false)),
      !d.batched &&
        step(
          'flush',
          { says: 'flush_tlb_kernel_range(addr, addr + PAGE_SIZE)', primitive: 'tlb' },
          (k, me) => {
            k.tlb[me.i] = false;
          },
        ),
      next('next', entries),
    ]),
    d.batched &&
      step('flush_all', { says: 'flush_tlb_kernel_range(start, end)', primitive: 'tlb' }, (k) =>
        k.tlb.fill(false),
      ),
  ]);

/** A CPU that looks at the block speculatively, as often as it likes. */
const speculate = (entries) =>
  fn(source('the architecture', 'Arm ARM')('table walk'), [
    loop([
      branch(
        'walk',
        { says: 'walk', primitive: 'tlb', mayWait: true, choices: [...Array(entries).keys()].map(String) },
        [
          {
            when: (k, _me, choice) => k.pte[Number(choice)],
            does: (k) => k.tlb.fill(true),
            note: 'valid, contiguous: fills the block',
            then: continue_,
          },
        ],
      ),
    ]),
  ]);

/** By design and configuration: the properties that are violated. */
export const expected = { 'v5.7': { cont: ['no-stale-entry'] }, batched: { cont: [] } };

const limits = (entries) => ({ says: `a block of ${entries} entries`, limits: { entries } });
export default model({
  name: 'cont-tlb',
  asks: 'Is the TLB rid of a range that was unmapped?',
  assumptions: [
    'Sequential consistency.',
    'A TLB that holds a block in single entries, as the architecture allows.',
  ],
  designs: {
    'v5.7': {
      says: 'Each entry is cleared and flushed.',
      source: 'bbd6ec605c0f',
      decisions: { batched: false },
    },
    batched: { says: 'All are cleared, then flushed.', source: '48478b9f7913', decisions: { batched: true } },
  },
  configurations: { cont: { says: 'the linear map has contiguous blocks', settings: {} } },
  bounds: { tiny: limits(2), small: limits(3), large: limits(4) },
  build(decisions, _settings, { entries }) {
    const memory = memoryOf(entries);
    return {
      machine: system({
        id: 'cont-tlb',
        memory,
        threads: [
          run(
            thread(memory, 'hot_remove', { i: int(0, entries - 1) }),
            unmap_hotplug_range(decisions, entries),
          ),
          run(thread(memory, 'mmu', {}), speculate(entries)),
        ],
      }),
      properties: [
        always(
          'no-stale-entry',
          'Once a range is unmapped no TLB holds an entry of it.',
          (s) => !s.ended.hot_remove || !s.mem.tlb.includes(true),
        ),
        noDeadlock('no-deadlock', 'Hot-remove ends.'),
        sometimes(
          'filled',
          'The TLB holds an entry of a cleared pte in some run.',
          (s) => s.mem.tlb[0] && !s.mem.pte[0],
        ),
      ],
    };
  },
});
