// SPDX-License-Identifier: MIT
/** Memory is added: mm/memory_hotplug.c, and what arm64 does on the way. */
import { bool, code, fault, int, run, source, thread } from '../../src/vocabulary/index.ts';
import type { Region } from '../../src/vocabulary/index.ts';
import { PAGES, pfn_valid, sectionOf, sectionsOf } from './memory.ts';
import type { Build, Kernel, Page, Section } from './memory.ts';

/** A section, a page of it or of the range; whether __add_pages() failed. */
type Adder = { section: number; page: number; failed: boolean };
const { fn, step, branch, call, ret, goto, label, loop, inlined, as, break_, continue_ } = code<
  Kernel,
  Adder
>();

export function hot_add({ memory, decisions: d, settings: s, limits, threads }: Build): Region {
  const sections = sectionsOf(s, limits);
  const pages = sections * PAGES;
  const hotplug = source('mm/memory_hotplug.c', d.version);
  // arm64 could not add memory before v5.0: as posted, what its files have is the series'.
  const arm64 = d.version === 'v4.14' ? 'v2 on v4.14' : d.version;
  const mmu = source('arch/arm64/mm/mmu.c', arm64);
  const init = source('arch/arm64/mm/init.c', arm64);
  const sparse = source('mm/sparse.c', d.version);
  const memory_c = source('drivers/base/memory.c', d.version);
  const valid = pfn_valid(d);
  const mayFail = s.failures ? ['0', 'ENOMEM'] : ['0'];
  const section = (k: Kernel, me: Adder) => k.section[me.section] as Section;
  const page = (k: Kernel, me: Adder) => k.page[me.section * PAGES + me.page] as Page;
  const all = (_: Kernel, me: Adder) => me.section === sections;
  const restart = (_: Kernel, me: Adder) => (me.section = 0);
  const nextSection = (_: Kernel, me: Adder) => me.section++;

  /** The pages that the trick is about. */
  const ofTrick = (i: number) =>
    ({ nothing: false, 'first of range': i === 0, 'first of section': i % PAGES === 0, range: true })[
      d.nomap
    ];
  const marks = (memblock: 'map' | 'nomap') => (k: Kernel) =>
    k.page.forEach((p, i) => {
      if (ofTrick(i)) p.memblock = memblock;
    });
  const known = (memblock: 'none' | 'map') => (k: Kernel) => k.page.forEach((p) => (p.memblock = memblock));

  const __create_pgd_mapping = fn(mmu('__create_pgd_mapping'), [
    loop([
      branch('map', 'alloc_init_pud(), init_pmd(), init_pte()', [
        { when: all, does: restart, note: 'all is mapped', then: ret() },
        {
          does: [(k, me) => (section(k, me).linear = s.debugPagealloc ? d.debugMaps : d.maps), nextSection],
          note: 'a section',
        },
      ]),
    ]),
  ]);
  const unmap = (name: string) =>
    inlined(mmu('__remove_pgd_mapping'), [
      loop([
        branch(name, 'unmap_hotplug_range(), free_empty_tables()', [
          { when: all, does: restart, note: 'all is unmapped', then: break_ },
          { does: [(k, me) => (section(k, me).linear = 'none'), nextSection], note: 'a section' },
        ]),
      ]),
    ]);
  const remove_pages = (name: string) =>
    inlined(hotplug('__remove_pages'), [
      loop([
        branch(name, { says: 'sparse_remove_section()', primitive: 'sparse_remove_section' }, [
          { when: all, does: restart, note: 'all are gone', then: break_ },
          {
            does: [(k, me) => (section(k, me).memmap = false), nextSection],
            note: 'a section',
          },
        ]),
      ]),
    ]);

  const sparse_add = (failed: 'out') =>
    inlined(sparse(d.addsSectionWhole ? 'sparse_add_one_section' : 'sparse_add_section'), [
      branch(
        'sparse_add',
        { says: 'memmap = populate_section_memmap(); sparse_init_one_section()', choices: mayFail },
        [
          s.failures && { choice: 'ENOMEM', does: restart, note: '-ENOMEM', then: goto(failed) },
          { does: (k, me) => (section(k, me).memmap = true), note: 'valid, with its memmap' },
        ],
      ),
    ]);
  /** Of v4.14: what becomes of one section. */
  const __add_section = [
    branch('section_valid', { says: 'pfn_valid(phys_start_pfn)', primitive: 'pfn_valid' }, [
      {
        when: (k: Kernel, me: Adder) => valid(k, me.section * PAGES),
        does: nextSection,
        says: 'if (pfn_valid(phys_start_pfn)) return -EEXIST',
        note: 'which __add_pages() takes for 0',
        then: continue_,
      },
      { note: 'false' },
    ]),
    sparse_add('out'),
    loop([
      branch('page_valid', { says: 'pfn_valid(pfn)', primitive: 'pfn_valid' }, [
        {
          when: (_, me) => me.page === PAGES,
          does: (_, me) => (me.page = 0),
          note: 'that was the last',
          then: break_,
        },
        {
          when: (k, me) => !valid(k, me.section * PAGES + me.page),
          does: (_, me) => me.page++,
          note: 'false: continue',
          then: continue_,
        },
        { note: 'true' },
      ]),
      s.numa && step('set_node', 'set_page_node(page, nid)', (k, me) => (page(k, me).node = true)),
      step('reserve', 'SetPageReserved(page)', (k, me) => {
        page(k, me).reserved = true;
        me.page++;
      }),
    ]),
    inlined(memory_c('register_new_memory'), [
      branch('register', { says: 'init_memory_block(&mem, section, MEM_OFFLINE)', choices: mayFail }, [
        s.failures && { choice: 'ENOMEM', does: restart, note: '-ENOMEM', then: goto('out') },
        { does: (k, me) => (section(k, me).device = true), note: '0' },
      ]),
    ]),
  ] as const;
  const __add_pages = fn(
    hotplug(
      d.addsSectionWhole ? '__add_section' : '__add_pages',
      ...(d.addsSectionWhole ? ['__add_pages'] : []),
    ),
    [
      loop([
        branch('each_section', 'i <= end_sec', [
          { when: all, does: restart, note: 'false', then: ret('0') },
          { note: 'true' },
        ]),
        d.addsSectionWhole ? __add_section : sparse_add('out'),
        step('next_section', 'i++', nextSection),
      ]),
      s.failures && [label('out'), ret('-ENOMEM')],
    ],
  );

  /** The trick of the patch. Its errors are not looked at. */
  const add_pages = fn(init('add_pages'), [
    branch(
      'mark_nomap',
      { says: 'memblock_mark_nomap(start_addr, 1<<PAGE_SHIFT)', primitive: 'memblock', choices: mayFail },
      [
        s.failures && { choice: 'ENOMEM', note: 'memblock_isolate_range() fails: ignored' },
        { does: marks('nomap'), note: 'nomap' },
      ],
    ),
    call(
      __add_pages,
      step('add_failed', 'ret = -ENOMEM', (_, me) => (me.failed = true)),
    ),
    step(
      'clear_nomap',
      { says: 'memblock_clear_nomap(start_addr, 1<<PAGE_SHIFT)', primitive: 'memblock' },
      marks('map'),
    ),
    loop([
      branch(
        'set_reserved',
        { says: 'SetPageReserved(pfn_to_page(start_pfn))', primitive: 'SetPageReserved' },
        [
          {
            when: (_, me) => me.page === pages,
            does: (_, me) => (me.page = 0),
            note: 'all are',
            then: break_,
          },
          { when: (_, me) => !ofTrick(me.page), does: (_, me) => me.page++, note: 'was never nomap' },
          {
            when: (k, me) => !sectionOf(k, me.page).memmap,
            note: 'its section has no memmap',
            then: fault('absent-memmap'),
          },
          {
            does: (k, me) => {
              (k.page[me.page] as Page).reserved = true;
              me.page++;
            },
            note: 'Reserved',
          },
        ],
      ),
    ]),
    branch('add_ret', 'return ret', [
      {
        when: (_, me) => me.failed,
        does: (_, me) => (me.failed = false),
        note: '-ENOMEM',
        then: ret('-ENOMEM'),
      },
      { note: '0', then: ret('0') },
    ]),
  ]);

  const unregister = inlined(memory_c('unregister_memory'), [
    loop([
      branch('unregister', { says: 'unregister_memory(mem)', primitive: 'unregister_memory' }, [
        { when: all, does: restart, note: 'all are gone', then: break_ },
        { does: [(k, me) => (section(k, me).device = false), nextSection], note: 'a device' },
      ]),
    ]),
  ]);
  const arch_add_memory = fn((d.addsSectionWhole ? init : mmu)('arch_add_memory'), [
    call(__create_pgd_mapping),
    call(d.nomap === 'nothing' ? __add_pages : add_pages, [
      d.undoes === 'all' && d.addsSectionWhole && as('undo_', unregister),
      d.undoes === 'all' && as('undo_', remove_pages('remove_pages')),
      d.undoes !== 'nothing' && as('undo_', unmap('unmap')),
      ret('-ENOMEM'),
    ]),
    ret('0'),
  ]);
  const create_memory_block_devices = fn(memory_c('create_memory_block_devices'), [
    loop([
      branch('register', { says: 'init_memory_block(&mem, block_id, MEM_OFFLINE)', choices: mayFail }, [
        s.failures && { choice: 'ENOMEM', does: restart, note: '-ENOMEM', then: goto('remove') },
        { when: all, does: restart, note: 'all are there', then: ret('0') },
        { does: [(k, me) => (section(k, me).device = true), nextSection], note: 'a device' },
      ]),
    ]),
    s.failures && [label('remove'), unregister, ret('-ENOMEM')],
  ]);
  const add_memory_resource = fn(hotplug('add_memory_resource'), [
    step(
      'memblock_add',
      { says: 'memblock_add_node(start, size, nid)', primitive: 'memblock' },
      known('map'),
    ),
    call(arch_add_memory, goto('error')),
    !d.addsSectionWhole &&
      call(create_memory_block_devices, [
        remove_pages('remove_pages'),
        d.removeUnmaps && unmap('unmap'),
        goto('error'),
      ]),
    step('added', 'return 0'),
    ret(),
    label('error'),
    step('memblock_remove', { says: 'memblock_remove(start, size)', primitive: 'memblock' }, known('none')),
    step('failed', 'return ret'),
  ]);
  const stack = { section: int(0, sections), page: int(0, pages), failed: bool };
  return run(thread(memory, 'hot_add', stack, { threads }), add_memory_resource);
}
