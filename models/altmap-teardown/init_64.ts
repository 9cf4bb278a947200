// SPDX-License-Identifier: MIT
/**
 * What the architectures make of the memmap: arch/x86/mm/init_64.c and arch/powerpc/mm/init_64.c (v5.0), s390's has
 * nothing to add.
 */
import { code, source } from '../../src/vocabulary/index.ts';
import { backing, touches } from './memory.ts';
import type { Build, Hotplug, Kernel } from './memory.ts';
import { free_reserved_page } from './page_alloc.ts';

const { fn, step, branch, if_, call, ret, goto, label, inlined, as } = code<Kernel, Hotplug>();

/** vmemmap_free() of the memmap of `section`. */
export function arch_init_64(
  { geometry: g, decisions: d, settings }: Build,
  section: (me: Hotplug) => number,
) {
  const x86 = source('arch/x86/mm/init_64.c', d.altmap ? 'v5.14' : 'v5.0');
  const powerpc = source('arch/powerpc/mm/init_64.c', 'v5.0');
  const own = (me: Hotplug) => backing(g, section(me));
  const unmap = (k: Kernel, me: Hotplug) => {
    k.pmd[section(me)] = false;
    k.mapped[section(me)] = false;
  };

  const free_pagetable = (page: (me: Hotplug) => number) =>
    fn(x86('free_pagetable'), [
      branch('free_pagetable', 'PageVmemmap(page), PageReserved(page)', [
        touches(g, page),
        d.checks.includes('free_pagetable') && {
          when: (k, me) => k.page[page(me)] === 'vmemmap',
          note: 'PageVmemmap: stays where it is',
          then: ret(),
        },
        { note: 'PageReserved' },
      ]),
      free_reserved_page(d, settings, page),
    ]);

  const free_pmd_table = fn(x86('free_pmd_table'), [
    if_(
      'pmd_none',
      { says: 'pmd_none(*pmd)', primitive: 'scan' },
      (k) => k.pmd.some(Boolean),
      ret(),
      'an entry is left',
      'all',
    ),
    call(free_pagetable(() => 0)),
    step('pud_clear', 'pud_clear(pud)'),
  ]);

  const x86_vmemmap_free = fn(x86('remove_pmd_table', 'vmemmap_free'), [
    if_('pmd_present', '!pmd_present(*pmd)', (k, me) => k.pmd[section(me)] === false, ret()),
    d.altmap &&
      inlined(x86('free_hugepage_table'), [step('altmap_free', 'vmem_altmap_free(altmap, nr_pages)')]),
    !d.altmap && inlined(x86('free_hugepage_table'), [call(free_pagetable(own))]),
    step('pmd_clear', 'pmd_clear(pmd)', unmap),
    settings.tableInside && as('table_', call(free_pmd_table)),
  ]);

  const powerpc_vmemmap_free = fn(powerpc('vmemmap_free'), [
    if_(
      'vmemmap_populated',
      'vmemmap_populated(start, page_size)',
      (k, me) => k.section[section(me)]?.valid === true,
      ret(),
      'a section of it is valid',
    ),
    if_('vmemmap_list_free', '!vmemmap_list_free(start)', (k, me) => k.pmd[section(me)] === false, ret()),
    d.altmap && step('altmap_free', 'vmem_altmap_free(altmap, nr_pages)'),
    !d.altmap && [
      branch('backing_page', 'PageVmemmap(page), PageReserved(page)', [
        touches(g, own),
        d.checks.includes('free_pagetable') && {
          when: (k, me) => k.page[own(me)] === 'vmemmap',
          note: d.unmapsOwn ? 'PageVmemmap' : 'PageVmemmap: continue',
          then: d.unmapsOwn ? goto('remove_mapping') : ret(),
        },
        { note: 'PageReserved' },
      ]),
      free_reserved_page(d, settings, own),
    ],
    label('remove_mapping'),
    step('remove_mapping', 'vmemmap_remove_mapping(start, page_size)', unmap),
  ]);

  return { vmemmap_free: settings.arch === 'powerpc' ? powerpc_vmemmap_free : x86_vmemmap_free };
}
