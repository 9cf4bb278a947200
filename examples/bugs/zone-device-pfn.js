// SPDX-License-Identifier: MIT
/**
 * Pages that have a memmap, and are not valid because somebody else does not know them.
 *
 *   Report: arm64/mm: Fix pfn_valid() for ZONE_DEVICE based memory (v5.12)
 *   Fix:    eeb0753ba27b
 *   Run:    npx mhpcheck check ./zone-device-pfn.js#v5.11
 *
 * pfn_valid() of arm64 asks memblock besides the section. Hot-added memory is told to memblock, that of a device is not:
 * its pages have struct pages, and pfn_valid() says no. The fix lets the section alone answer for what was not there at
 * boot.
 */
import { bool, code, fault, model, noFault, run, sometimes, source, system, thread } from 'mhpcheck';

const { fn, step, branch, if_, inlined, call, ret } = code();
const init = (d) => source('arch/arm64/mm/init.c', d.sectionAlone ? 'v5.12' : 'v5.11');
const hotplug = source('mm/memory_hotplug.c', 'v5.11');
const memremap = source('mm/memremap.c', 'v5.11');

const memory = { section: bool, memblock: bool };

/** The section was not there at boot: early_section() is false. */
const pfn_valid = (d) =>
  fn(init(d)('pfn_valid'), [
    if_('valid_section', '!valid_section(ms)', (k) => !k.section, ret('false'), 'true: false', 'false'),
    !d.sectionAlone &&
      if_(
        'is_map_memory',
        '!memblock_is_map_memory(addr)',
        (k) => !k.memblock,
        ret('false'),
        'true: false',
        'false',
      ),
    ret('true'),
  ]);
const add = (d, s) =>
  fn(s.device ? memremap('pagemap_range', 'memremap_pages') : hotplug('add_memory_resource'), [
    !s.device && step('memblock_add', 'memblock_add_node(start, size, nid)', { memblock: true }),
    inlined(hotplug('__add_pages', 'arch_add_memory'), [
      step('add_section', 'sparse_add_section(nid, pfn, nr_pages, altmap)', { section: true }),
    ]),
    inlined(source('a driver', 'v5.11')('driver'), [
      call(pfn_valid(d), {
        true: step('use', 'pfn_to_page(pfn)', {}),
        false: branch('refuse', 'WARN_ON(!pfn_valid(pfn))', [{ then: fault('warn') }]),
      }),
    ]),
    ret('0'),
  ]);

/** By design and configuration: the properties that are violated. */
export const expected = {
  'v5.11': { 'system-ram': [], device: ['valid-where-mapped', 'used'] },
  'section-alone': { 'system-ram': [], device: [] },
};

const bound = { says: 'one range', limits: {} };
export default model({
  name: 'zone-device-pfn',
  asks: 'Is every pfn with a memmap valid?',
  assumptions: ['One thread.', 'arm64; a section that was not there at boot.'],
  designs: {
    'v5.11': {
      says: 'The section and memblock.',
      source: 'before eeb0753ba27b',
      decisions: { sectionAlone: false },
    },
    'section-alone': {
      says: 'The section alone, unless it is early.',
      source: 'eeb0753ba27b',
      decisions: { sectionAlone: true },
    },
  },
  configurations: {
    'system-ram': { says: 'memory is hot-added', settings: { device: false } },
    device: { says: 'a device brings its memory, ZONE_DEVICE', settings: { device: true } },
  },
  bounds: { tiny: bound, small: bound, large: bound },
  build: (decisions, settings) => ({
    machine: system({
      id: 'zone-device-pfn',
      memory,
      threads: [run(thread(memory, 'add', {}), add(decisions, settings))],
    }),
    properties: [
      noFault('valid-where-mapped', 'A pfn that has a struct page is valid.', 'warn'),
      sometimes('used', 'The page is used in some run.', (s) => s.at.add === 'use'),
    ],
  }),
});
