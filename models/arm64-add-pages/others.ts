// SPDX-License-Identifier: MIT
/** Who meets memory that is being added: a reader of /proc/kpageflags, and user space that brings blocks online. */
import { code, fault, int, run, source, thread } from '../../src/vocabulary/index.ts';
import type { Region } from '../../src/vocabulary/index.ts';
import { PAGES, pfn_valid, sectionOf, sectionsOf } from './memory.ts';
import type { Build, Kernel, Page, Section } from './memory.ts';

type Walker = { pfn: number };
export function kpageflags({ memory, decisions: d, settings: s, limits, threads }: Build): Region {
  const { fn, branch, loop, ret, continue_ } = code<Kernel, Walker>();
  const file = source('fs/proc/page.c', d.version);
  const pages = sectionsOf(s, limits) * PAGES;
  const valid = pfn_valid(d);
  const kpageflags_read = fn(file('kpageflags_read'), [
    loop([
      branch('walk', { says: 'pfn_valid(pfn)', primitive: 'pfn_valid' }, [
        {
          when: (_, me) => me.pfn === pages,
          does: (_, me) => (me.pfn = 0),
          note: 'that was the last',
          then: ret(),
        },
        { when: (k, me) => !valid(k, me.pfn), does: (_, me) => me.pfn++, note: 'false', then: continue_ },
        { note: 'true' },
      ]),
      branch('page_flags', { says: 'stable_page_flags(pfn_to_page(pfn))', primitive: 'struct page' }, [
        {
          when: (k, me) => !sectionOf(k, me.pfn).memmap,
          note: 'its section has no memmap',
          then: fault('absent-memmap'),
        },
        { does: (_, me) => me.pfn++, note: 'its flags' },
      ]),
    ]),
  ]);
  return run(thread(memory, 'kpageflags', { pfn: int(0, pages) }, { threads }), kpageflags_read);
}

type Writer = { section: number; page: number };
/** udev writes `online` to the file of each block as it comes. */
export function online({ memory, decisions: d, settings: s, limits, threads }: Build): Region {
  const { fn, step, branch, wait_until, loop, call, ret, goto, label, inlined, break_ } = code<
    Kernel,
    Writer
  >();
  const memory_c = source('drivers/base/memory.c', d.version);
  const hotplug = source('mm/memory_hotplug.c', d.version);
  const mm_memory = source('mm/memory.c', d.version);
  const pageattr = source('arch/arm64/mm/pageattr.c', d.version);
  const sections = sectionsOf(s, limits);
  const valid = pfn_valid(d);
  const section = (k: Kernel, me: Writer) => k.section[me.section] as Section;
  const page = (k: Kernel, me: Writer) => k.page[me.section * PAGES + me.page] as Page;
  const last = (_: Kernel, me: Writer) => me.page === PAGES;
  const restart = (_: Kernel, me: Writer) => (me.page = 0);
  const following = (_: Kernel, me: Writer) => me.page++;

  const pages_correctly_reserved = fn(
    memory_c(d.addsSectionWhole ? 'pages_correctly_reserved' : 'pages_correctly_probed'),
    [
      branch('probe_valid', { says: 'WARN_ON_ONCE(!pfn_valid(pfn))', primitive: 'pfn_valid' }, [
        {
          when: (k, me) => !valid(k, me.section * PAGES),
          note: 'a warning',
          then: [step('warned', '-EBUSY'), ret('-EBUSY')],
        },
        { note: 'valid' },
      ]),
      !d.addsSectionWhole &&
        branch('probe_online', 'online_section_nr(section_nr)', [
          {
            when: (k, me) => section(k, me).online,
            note: 'online already',
            then: [step('refused', '-EBUSY'), ret('-EBUSY')],
          },
          { note: 'false' },
        ]),
      d.addsSectionWhole &&
        loop([
          branch('probe_reserved', 'PageReserved(page + j)', [
            { when: last, does: restart, note: 'all are', then: break_ },
            {
              when: (k, me) => !page(k, me).reserved,
              does: restart,
              says: 'printk("... not reserved, was it already online?")',
              note: 'PageReserved(page + j) is false',
              then: [step('refused', '-EBUSY'), ret('-EBUSY')],
            },
            { does: following, note: 'true' },
          ]),
        ]),
      ret('0'),
    ],
  );
  const online_pages = fn(hotplug('online_pages_range', 'online_pages'), [
    loop([
      branch('online_page', { says: '(*online_page_callback)(page)', primitive: '__free_page' }, [
        { when: last, does: restart, note: 'all are with the allocator', then: break_ },
        {
          when: (k, me) => s.debugPagealloc && section(k, me).linear === 'block',
          says: 'BUG_ON(pmd_huge(*pmd))',
          at: mm_memory('apply_to_pte_range', '__kernel_map_pages', 'apply_to_page_range'),
          note: 'true: BUG',
          then: fault('bug'),
        },
        {
          when: (k, me) => s.debugPagealloc && section(k, me).linear === 'contiguous',
          says: 'set_pte(ptep, pte)',
          at: pageattr('change_page_range', '__kernel_map_pages', 'apply_to_page_range'),
          note: 'one entry of a contiguous set is changed',
          then: fault('contiguous-bit'),
        },
        {
          when: (k, me) => section(k, me).linear === 'none',
          note: 'no linear mapping',
          then: fault('unmapped'),
        },
        { does: [(k, me) => (page(k, me).reserved = false), following], note: 'a free page' },
      ]),
    ]),
    step(
      'online_section',
      'online_mem_sections(start_pfn, end_pfn)',
      (k, me) => (section(k, me).online = true),
    ),
    ret(),
  ]);
  const store_mem_state = fn(memory_c('memory_block_action'), [
    loop([
      branch('each_block', 'the next block', [
        {
          when: (_, me) => me.section === sections,
          does: (_, me) => (me.section = 0),
          note: 'no more',
          then: ret(),
        },
        { note: 'echo online > state' },
      ]),
      inlined(memory_c(d.addsSectionWhole ? 'store_mem_state' : 'state_store'), [
        wait_until(
          'there',
          { says: 'its device is there', primitive: 'kernfs_get_active', mayWait: true },
          (k, me) => section(k, me).device,
        ),
      ]),
      call(pages_correctly_reserved, goto('next')),
      call(online_pages),
      label('next'),
      step('next_block', 'block++', (_, me) => me.section++),
    ]),
  ]);
  return run(
    thread(memory, 'online', { section: int(0, sections), page: int(0, PAGES) }, { threads }),
    store_mem_state,
  );
}
