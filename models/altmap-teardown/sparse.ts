// SPDX-License-Identifier: MIT
/** mm/sparse.c: a section's memmap comes and goes. v5.0, with the RFC's lines; v5.14 and later where a design says so. */
import { code, kfree_rcu, source } from '../../src/vocabulary/index.ts';
import { backing, BLOCKS, sectionOf, touches } from './memory.ts';
import type { Build, Hotplug, Kernel } from './memory.ts';
import { arch_init_64 } from './init_64.ts';
import { memremap_h } from './memremap.ts';

const { fn, step, branch, if_, call, ret, goto, label, loop, break_, as } = code<Kernel, Hotplug>();

/** `first`: the page block that the range begins with. */
export function mm_sparse(b: Build, first: number) {
  const { geometry: g, decisions: d, settings } = b;
  const merged = d.usage !== 'none';
  const version = { none: 'v5.0', plain: 'v5.14', rcu: 'v6.8', 'rcu-null': 'v6.17' }[d.usage];
  const sparse = source('mm/sparse.c', version);
  const first_section = sectionOf(first);
  const section = (me: Hotplug) => first_section + me.s;
  const leaving = (me: Hotplug) => first_section + (d.lastFirst ? g.sections - 1 - me.s : me.s);
  /** The first page block of the section that leaves: its first struct page is where its memmap begins. */
  const memmap = (me: Hotplug) => leaving(me) * BLOCKS;
  const asksUsage = settings.beside.includes('pfn_valid');

  /** What the memmap of section `s` lies in can be written. */
  const reaches = {
    when: (k: Kernel, me: Hotplug) => g.own && k.memory[sectionOf(backing(g, section(me)))] !== 'there',
    note: 'it lies in no memory',
    then: 'fault(no-memory)',
  } as const;
  const mark_present = (k: Kernel, me: Hotplug) =>
    ((k.section[section(me)] as { valid: boolean }).valid = true);

  const sparse_add_one_section = fn(sparse(merged ? 'sparse_add_section' : 'sparse_add_one_section'), [
    step('populate', { says: 'vmemmap_populate(start, end, nid, altmap)', primitive: 'set_pmd' }, (k, me) => {
      k.pmd[section(me)] = true;
      k.mapped[section(me)] = true;
    }),
    settings.poisons &&
      branch('poison', { says: 'page_init_poison(memmap)', primitive: 'memset' }, [
        reaches,
        {
          does: (k, me) => {
            for (let i = 0; i < BLOCKS; i++) {
              k.page[section(me) * BLOCKS + i] = 'none';
              k.count[section(me) * BLOCKS + i] = -1;
            }
          },
        },
      ]),
    !d.altmap && !d.offsets && g.own && call(memremap_h(b, first).mark_vmemmap_pages),
    merged && asksUsage && step('set_usage', 'ms->usage = usage', { usage: 0 }),
    step('mark_present', 'sparse_init_one_section(ms, section_nr, memmap)', mark_present),
  ]);

  const range = Math.floor(first / g.blocks);
  const zero = (k: Kernel, which: number) => (k.zeros[which] = Math.min(2, (k.zeros[which] as number) + 1));

  /** From the section that is removed last back to the range's first, or the other way round. */
  const free_vmemmap_range = fn(source('mm/sparse.c', 'RFC on v5.0')('free_vmemmap_range'), [
    loop([
      branch('range', d.order === 'backward' ? 'range_start >= limit' : 'range_start < end', [
        d.order === 'backward'
          ? { when: (_, me) => me.j >= me.to, note: 'true' }
          : { when: (_, me) => me.j <= me.to, note: 'true' },
        { does: ends, note: 'false', then: break_ },
      ]),
      as('range_', call(arch_init_64(b, (me) => me.j).vmemmap_free)),
      branch('next_section', 'range_start -= align', [
        { when: (_, me) => me.j === me.to, does: ends, note: 'all freed', then: break_ },
        { does: (_, me) => (me.j += d.order === 'backward' ? -1 : 1) },
      ]),
    ]),
  ]);
  /** limit is the address of the first struct page, end that of the end of this section's memmap. */
  const limits = (k: Kernel, me: Hotplug, head: number) => {
    const [limit, here] = [sectionOf(head), leaving(me)];
    [me.j, me.to] = d.order === 'backward' ? [here, limit] : [limit, here];
  };
  const no_head = {
    when: (k: Kernel) => k.current_vmemmap_page === null,
    note: 'NULL',
    then: 'fault(null-page)',
  } as const;
  const head = (k: Kernel) => k.current_vmemmap_page ?? 0;
  const by_global = [
    branch('page_vmemmap', 'PageVmemmap(memmap)', [
      touches<Hotplug>(g, memmap),
      { when: (k, me) => k.page[memmap(me)] !== 'vmemmap', note: 'false', then: goto('counted') },
      { note: 'true' },
    ]),
    if_(
      'current_null',
      '!current_vmemmap_page',
      (k) => k.current_vmemmap_page !== null,
      goto('counted'),
      'set already',
      'NULL',
    ),
    step('set_current', 'current_vmemmap_page = memmap', (k, me) => (k.current_vmemmap_page = memmap(me))),
    label('counted'),
    if_('current', '!current_vmemmap_page', (k) => k.current_vmemmap_page === null, goto('free')),
    branch(
      'dec_and_test',
      { says: 'page_ref_dec_and_test(current_vmemmap_page)', primitive: 'page_ref_dec_and_test' },
      [
        no_head,
        touches<Hotplug>(g, (_, k) => head(k)),
        {
          when: (k) => k.count[head(k)] === 1,
          note: 'zero: the last section',
          does: (k) => {
            k.count[head(k)] = 0;
            zero(k, Math.floor(head(k) / g.blocks));
          },
        },
        {
          does: (k) => (k.count[head(k)] = Math.max(-1, (k.count[head(k)] as number) - 1)),
          note: 'more sections',
          then: ret(),
        },
      ],
    ),
    branch('limits', 'start_vmemmap = current_vmemmap_page', [
      no_head,
      { does: (k, me) => limits(k, me, head(k)) },
    ]),
    call(free_vmemmap_range),
    step('clear_current', 'current_vmemmap_page = NULL', { current_vmemmap_page: null }),
    ret(),
    label('free'),
  ] as const;
  const by_range = [
    branch('dec_and_test', '--altmap->nr_sections == 0', [
      {
        when: (k) => k.nr_sections[range] === 1,
        note: 'zero: the last section',
        does: (k) => {
          k.nr_sections[range] = 0;
          zero(k, range);
        },
      },
      {
        does: (k) => (k.nr_sections[range] = (k.nr_sections[range] as number) - 1),
        note: 'more sections',
        then: ret(),
      },
    ]),
    step('limits', 'start_vmemmap = altmap->head', (k, me) => limits(k, me, first)),
    call(free_vmemmap_range),
    ret(),
  ] as const;

  const __kfree_section_memmap = fn(sparse('__kfree_section_memmap'), [
    d.counts === 'global' && by_global,
    d.counts === 'range' && by_range,
    d.counts !== 'range' && call(arch_init_64(b, leaving).vmemmap_free),
  ]);

  const invalidate = step(
    'invalidate',
    merged ? 'ms->section_mem_map &= ~SECTION_HAS_MEM_MAP' : 'ms->section_mem_map = 0',
    (k, me) => ((k.section[leaving(me)] as { valid: boolean }).valid = false),
  );
  const free_usage = merged &&
    asksUsage && [
      d.usage === 'plain' &&
        step('free_usage', { says: 'kfree(ms->usage)', primitive: 'kfree' }, { usage_freed: true }),
      d.usage !== 'plain' && kfree_rcu('free_usage', 'rcu', 'usage_rcu', 'kfree_rcu(ms->usage, rcu)'),
      step('clear_usage', 'ms->usage = NULL', { usage: null }),
    ];
  const removes = merged ? 'section_deactivate' : 'sparse_remove_one_section';
  const sparse_remove_one_section = fn(sparse(removes), [
    d.usage === 'plain' && free_usage,
    invalidate,
    d.usage !== 'plain' && free_usage,
    call(__kfree_section_memmap),
  ]);
  return { sparse_add_one_section, sparse_remove_one_section };
}

/** No section's vmemmap is being freed any more. */
const ends = (_: Kernel, me: Hotplug) => {
  me.j = 0;
  me.to = 0;
};
