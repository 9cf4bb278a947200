// SPDX-License-Identifier: MIT
/**
 * Memory is torn down in the order in which it was set up: what it is known by goes before what asks.
 *
 *   Report: mm/hotplug: reorder memblock_[free|remove]() calls in try_remove_memory() (v5.6)
 *   Fix:    32d1fe8fcb32
 *   Run:    npx mhpcheck check ./memblock-first.js#v5.3
 *
 * On arm64 pfn_valid() asks memblock. memblock_remove() came first, so that unregister_mem_sect_under_nodes() took the
 * pfns for holes, and the links between block and node in sysfs stayed. The next add of the DIMM finds one: -EEXIST.
 */
import {
  always,
  bool,
  code,
  initially,
  model,
  noFault,
  fault,
  run,
  sometimes,
  source,
  system,
  thread,
} from 'mhpcheck';

const { fn, step, branch, if_, inlined, call, ret } = code();
const hotplug = source('mm/memory_hotplug.c', 'v5.3');
const node = source('drivers/base/node.c', 'v5.3');

const memory = {
  memblock: initially(bool, true),
  memmap: initially(bool, true),
  link: initially(bool, true),
};

const unregister_links = fn(node('unregister_memory_block_under_nodes'), [
  if_('nid', 'get_nid_for_pfn(pfn) < 0', (k) => !k.memblock, ret('0'), 'true: pfn_valid() is false', 'false'),
  step('unlink', 'sysfs_remove_link()', { link: false }),
  ret('0'),
]);
const remove_memory = (d) => {
  const forget = step('memblock_remove', 'memblock_remove(start, size)', { memblock: false });
  return fn(hotplug('try_remove_memory'), [
    d.memblockFirst && forget,
    call(unregister_links),
    inlined(hotplug('__remove_pages', 'arch_remove_memory'), [
      step('remove_sections', 'sparse_remove_section()', { memmap: false }),
    ]),
    !d.memblockFirst && forget,
  ]);
};
const add_memory = fn(hotplug('add_memory_resource'), [
  step('memblock_add', 'memblock_add_node(start, size, nid)', { memblock: true }),
  step('add_sections', 'arch_add_memory(nid, start, size)', { memmap: true }),
  inlined(node('register_mem_sect_under_node', 'link_mem_sections'), [
    branch('create_link', 'sysfs_create_link_nowarn()', [
      { when: (k) => k.link, note: '-EEXIST: BUG_ON(ret)', then: fault('bug') },
      { does: { link: true } },
    ]),
  ]),
]);
const dimm = (d) =>
  fn(source('drivers/acpi/acpi_memhotplug.c', 'v5.3')('acpi_bus_hotplug'), [
    call(remove_memory(d)),
    call(add_memory),
  ]);

/** By design and configuration: the properties that are violated. */
export const expected = {
  'v5.3': { arm64: ['no-link-left', 'no-bug', 'added'] },
  reordered: { arm64: [] },
};

const bound = { says: 'one eject, one add', limits: {} };
export default model({
  name: 'memblock-first',
  asks: 'Does an eject leave links in sysfs?',
  assumptions: [
    'One thread.',
    'arm64 of v5.3 with the series that enables hot-remove; CONFIG_HOLES_IN_ZONE.',
  ],
  designs: {
    'v5.3': {
      says: 'memblock forgets the range first.',
      source: 'before 32d1fe8fcb32',
      decisions: { memblockFirst: true },
    },
    reordered: {
      says: 'It forgets the range last.',
      source: '32d1fe8fcb32',
      decisions: { memblockFirst: false },
    },
  },
  configurations: { arm64: { says: 'pfn_valid() asks memblock', settings: {} } },
  bounds: { tiny: bound, small: bound, large: bound },
  build: (decisions) => ({
    machine: system({
      id: 'memblock-first',
      memory,
      threads: [run(thread(memory, 'acpi', {}), dimm(decisions))],
    }),
    properties: [
      always(
        'no-link-left',
        'What is not there any more has no link in sysfs.',
        (s) => s.mem.memmap || !s.mem.link,
      ),
      noFault('no-bug', 'No add meets a link of the memory that was there before.', 'bug'),
      sometimes('added', 'The DIMM is added again in some run.', (s) => s.ended.acpi && s.mem.link),
    ],
  }),
});
