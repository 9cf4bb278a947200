// SPDX-License-Identifier: MIT
/**
 * A machine check of memory that was added and never brought online.
 *
 *   Report: mm/memory-failure.c: don't access uninitialized memmaps in memory_failure() (v5.4)
 *   Fix:    96c804a6ae8c
 *   Run:    npx mhpcheck check ./failure-memmap.js#v5.3
 *
 * pfn_valid() is true as soon as the section is there; its struct pages are initialized when it is onlined. The fix asks
 * pfn_to_online_page(). Neither looks again: offlining may come between the question and the page, which is left as is.
 */
import {
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

const { fn, step, branch, if_, inlined, ret } = code();
const failure = source('mm/memory-failure.c', 'v5.3');
const hotplug = source('mm/memory_hotplug.c', 'v5.3');

const memory = { section: oneOf('absent', 'added', 'online') };

const memory_failure = (d) =>
  fn(failure('memory_failure'), [
    d.asksOnline
      ? if_(
          'online',
          '!pfn_to_online_page(pfn)',
          (k) => k.section !== 'online',
          ret('-ENXIO'),
          'true: -ENXIO',
          'false',
        )
      : if_(
          'valid',
          '!pfn_valid(pfn)',
          (k) => k.section === 'absent',
          ret('-ENXIO'),
          'true: -ENXIO',
          'false',
        ),
    branch('page', 'TestSetPageHWPoison(p)', [
      { when: (k) => k.section === 'added', then: fault('uninitialized-memmap') },
      {},
    ]),
    ret('0'),
  ]);
const administrator = fn(source('drivers/base/memory.c', 'v5.3')('probe_store'), [
  inlined(hotplug('add_memory_resource'), [
    step('add', 'arch_add_memory(nid, start, size)', { section: 'added' }),
  ]),
  inlined(hotplug('online_pages', 'state_store'), [
    step(
      'online',
      { says: 'memmap_init_zone(), online_mem_sections()', primitive: 'memmap_init' },
      { section: 'online' },
    ),
  ]),
]);

/** By design and configuration: the properties that are violated. */
export const expected = { 'v5.3': { default: ['initialized-only'] }, 'asks-online': { default: [] } };

const bound = { says: 'one add, one online, one machine check', limits: {} };
export default model({
  name: 'failure-memmap',
  asks: 'Does memory_failure() touch a memmap that nobody initialized?',
  assumptions: ['Sequential consistency.', 'Nothing goes offline meanwhile.'],
  designs: {
    'v5.3': { says: 'pfn_valid() alone.', source: 'before 96c804a6ae8c', decisions: { asksOnline: false } },
    'asks-online': { says: 'pfn_to_online_page().', source: '96c804a6ae8c', decisions: { asksOnline: true } },
  },
  configurations: { default: { says: 'memory is added and brought online', settings: {} } },
  bounds: { tiny: bound, small: bound, large: bound },
  build: (decisions) => ({
    machine: system({
      id: 'failure-memmap',
      memory,
      threads: [
        run(thread(memory, 'failure', {}), memory_failure(decisions)),
        run(thread(memory, 'admin', {}), administrator),
      ],
    }),
    properties: [
      noFault(
        'initialized-only',
        'No struct page is touched that was never initialized.',
        'uninitialized-memmap',
      ),
      noDeadlock('no-deadlock', 'Both end.'),
      sometimes(
        'poisoned',
        'A page is marked in some run.',
        (s) => s.at.failure === 'page' && s.mem.section === 'online',
      ),
    ],
  }),
});
