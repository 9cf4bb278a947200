// SPDX-License-Identifier: MIT
/**
 * A huge page of vmemmap that is never found unused, because parts of it were never used.
 *
 *   Report: x86/vmemmap: handle unpopulated sub-pmd ranges (v5.13)
 *           x86/mm: Fix marking of unused sub-pmd ranges (v5.18)
 *   Fix:    8d400913c231, then 280abe14b6e0
 *   Run:    npx mhpcheck check ./sub-pmd.js#v5.12
 *
 * Where sizeof(struct page) is no power of two a section's memmap does not end with a PMD. Removal fills what it gives
 * back with 0xfd and frees the huge page once all of it is. What no section ever used is not filled: the page is left
 * behind. The first fix fills it when the page is populated, but below the new range with the wrong address.
 */
import {
  always,
  array,
  bool,
  code,
  int,
  model,
  oneOf,
  run,
  sometimes,
  source,
  system,
  thread,
} from 'mhpcheck';

const { fn, step, branch, loop, call, ret, goto, label, continue_ } = code();
const init_64 = (d) => source('arch/x86/mm/init_64.c', d.marks === 'nothing' ? 'v5.11' : 'v5.14');

/** The huge page in four parts, of which each section uses some, and one is nobody's. */
const PARTS = 4;
const HOLE_ABOVE = [{ from: 0, to: 3 }];
const HOLE_BELOW = [
  { from: 1, to: 2 },
  { from: 2, to: 4 },
];
const memoryOf = (sections) => ({
  pmd: oneOf('none', 'huge'),
  part: array(PARTS, oneOf('zero', '0xfd', 'memmap')),
  present: array(sections.length, bool),
});
const each = (from, to, does) => {
  for (let i = from; i < to; i++) does(i);
};

const vmemmap_populate = (d, sections) =>
  fn(init_64(d)('vmemmap_populate_hugepages', 'vmemmap_populate', 'add_memory_resource'), [
    branch('pmd', { says: 'pmd_none(*pmd)', primitive: 'alloc_page' }, [
      {
        when: (k) => k.pmd === 'none',
        does: (k) => {
          k.pmd = 'huge';
          k.part.fill('zero');
        },
        note: 'vmemmap_alloc_block_buf(PMD_SIZE)',
        then: d.marks === 'nothing' ? [] : call(vmemmap_use_new_sub_pmd(d, sections)),
      },
      {},
    ]),
    step('init', { says: 'memmap_init_range()', primitive: 'memset' }, (k, me) => {
      const { from, to } = sections[me.section];
      each(from, to, (i) => (k.part[i] = 'memmap'));
      k.present[me.section] = true;
    }),
    ret('0'),
  ]);
/** What is below the new range, and what is above it; a later section that uses it writes its memmap there. */
const vmemmap_use_new_sub_pmd = (d, sections) =>
  fn(init_64(d)('vmemmap_use_new_sub_pmd'), [
    step(
      'mark_below',
      {
        says: `memset(${d.marks === 'both' ? 'page' : 'start'}, PAGE_UNUSED, start - page)`,
        primitive: 'memset',
      },
      (k, me) => {
        const { from } = sections[me.section];
        const at = d.marks === 'both' ? 0 : from;
        each(at, Math.min(at + from, PARTS), (i) => (k.part[i] = '0xfd'));
      },
    ),
    step(
      'mark_above',
      { says: 'unused_pmd_start = end, vmemmap_flush_unused_pmd()', primitive: 'memset' },
      (k, me) => {
        each(sections[me.section].to, PARTS, (i) => (k.part[i] = '0xfd'));
      },
    ),
    ret('0'),
  ]);
const remove_pmd_table = (d, sections) =>
  fn(init_64(d)('remove_pmd_table', 'vmemmap_free', '__remove_pages'), [
    step('fill', { says: 'memset((void *)addr, PAGE_UNUSED, next - addr)', primitive: 'memset' }, (k, me) => {
      const { from, to } = sections[me.section];
      each(from, to, (i) => (k.part[i] = '0xfd'));
      k.present[me.section] = false;
    }),
    branch('memchr_inv', { says: 'memchr_inv(page_addr, PAGE_UNUSED, PMD_SIZE)', primitive: 'memchr_inv' }, [
      {
        when: (k) => k.part.every((p) => p === '0xfd'),
        does: (k) => {
          k.pmd = 'none';
          k.part.fill('zero');
        },
        note: 'NULL: pmd_clear(pmd)',
      },
      { note: 'something is in use' },
    ]),
    ret('0'),
  ]);
const acpi = (d, sections) => {
  const each_section = (verb, there, then) =>
    sections.map((_, section) => ({
      choice: `${verb} section ${section}`,
      when: (k) => k.present[section] === there,
      does: (_k, me) => (me.section = section),
      then,
    }));
  const ways = [...each_section('add', false, []), ...each_section('remove', true, goto('remove'))];
  const choices = ways.map(({ choice }) => choice);
  return fn(source('drivers/acpi/acpi_memhotplug.c', 'v5.11')('acpi_bus_hotplug'), [
    loop([
      branch('do', { says: 'add or remove?', primitive: 'hotplug', mayWait: true, choices }, ways),
      call(vmemmap_populate(d, sections)),
      continue_,
      label('remove'),
      call(remove_pmd_table(d, sections)),
    ]),
  ]);
};

/** By design and configuration: the properties that are violated. */
export const expected = {
  'v5.12': { 'hole-above': ['freed-when-unused', 'freed'], 'hole-below': ['freed-when-unused', 'freed'] },
  'v5.17': { 'hole-above': [], 'hole-below': ['freed-when-unused', 'freed'] },
  'v5.18': { 'hole-above': [], 'hole-below': [] },
};

const bound = { says: 'sections come and go', limits: {} };
export default model({
  name: 'sub-pmd',
  asks: 'Is a huge page of vmemmap there as long as a section uses it, and no longer?',
  assumptions: ['One thread: mem_hotplug_lock.', 'One huge page in four parts.'],
  designs: {
    'v5.12': {
      says: 'What no section uses is not marked.',
      source: 'before 8d400913c231',
      decisions: { marks: 'nothing' },
    },
    'v5.17': {
      says: 'Marked above; below, at the wrong address.',
      source: '8d400913c231',
      decisions: { marks: 'above' },
    },
    'v5.18': { says: 'Marked above and below.', source: '280abe14b6e0', decisions: { marks: 'both' } },
  },
  configurations: {
    'hole-above': { says: 'one section, which ends before the PMD does', settings: { sections: HOLE_ABOVE } },
    'hole-below': {
      says: 'two sections, neither at the start of the PMD',
      settings: { sections: HOLE_BELOW },
    },
  },
  bounds: { tiny: bound, small: bound, large: bound },
  build(decisions, { sections }) {
    const memory = memoryOf(sections);
    const stack = { section: int(0, sections.length - 1) };
    return {
      machine: system({
        id: 'sub-pmd',
        memory,
        threads: [run(thread(memory, 'acpi', stack), acpi(decisions, sections))],
      }),
      properties: [
        always(
          'freed-when-unused',
          'Between two requests the huge page is there only if a section uses it.',
          (s) => s.at.acpi !== 'do' || s.mem.pmd === 'none' || s.mem.present.includes(true),
        ),
        always(
          'there-when-used',
          'Between two requests the memmap of each section is mapped.',
          (s) => s.at.acpi !== 'do' || s.mem.pmd === 'huge' || !s.mem.present.includes(true),
        ),
        sometimes(
          'freed',
          'A huge page is found unused in some run.',
          (s) => s.at.acpi === 'memchr_inv' && s.mem.part.every((p) => p === '0xfd'),
        ),
        sometimes('all', 'All sections are there in some run.', (s) => !s.mem.present.includes(false)),
      ],
    };
  },
});
