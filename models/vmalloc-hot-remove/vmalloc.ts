// SPDX-License-Identifier: MIT
/** mm/vmalloc.c (v5.3): vmalloc(), map_kernel_range_noflush() and vfree() of one page. The area is reserved already. */
import {
  alloc_page,
  code,
  fault,
  might_sleep,
  percpu_down_read,
  percpu_up_read,
  run,
  source,
} from '../../src/vocabulary/index.ts';
import type { Fn, Region } from '../../src/vocabulary/index.ts';
import type { Decisions, Path } from './designs.ts';
import { entriesOf, walking } from './memory.ts';
import type { Build, Kernel, WalkStack } from './memory.ts';
import { forget, pmd, pte, ptl, pud } from './pages.ts';
import type { Effect } from './pages.ts';
import { again_or, pmd_alloc, pte_alloc_kernel, set_pte, walked } from './pgalloc.ts';
import type { Walk } from './pgalloc.ts';

const { fn, step, branch, call, ret, goto, label, wait_until, inlined, as } = code<Kernel, WalkStack>();
const vmalloc = source('mm/vmalloc.c', 'v5.3');
const memory_c = source('mm/memory.c', 'v5.3');

/** How the range functions of vmalloc and ioremap walk to the entry of an area. */
export const walkOf = (
  { layout, decisions: d }: Build,
  role: 'vmalloc' | 'ioremap',
  area: number,
  mayFail: boolean,
): Omit<Walk, 'range'> => ({
  ...d,
  ...entriesOf(layout, layout.vmalloc),
  leaf: area,
  locking: d.walkLock.includes(role) ? 'walk' : 'entry',
  mayFail,
  pmd: { at: memory_c('__pmd_alloc'), alloc: 'pmd_alloc_one', free: 'pmd_free' },
  pte: { at: memory_c('__pte_alloc_kernel'), alloc: 'pte_alloc_one_kernel', free: 'pte_free_kernel' },
  new_page: 'new',
});

/** Over what the code holds mem_hotplug_lock for reading. */
export const section = (d: Decisions, path: Path) => (d.readers.includes(path) ? d.onlineMems : 'none');
export const get_online_mems = (d: Decisions) => [
  percpu_down_read('get_online_mems', 'mem_hotplug_lock', 'get_online_mems()'),
  d.cpusInside && percpu_down_read('cpus_read_lock', 'cpu_hotplug_lock', 'cpus_read_lock()'),
];
export const put_online_mems = (d: Decisions, name = 'put_online_mems') => [
  d.cpusInside && percpu_up_read(`cpus_${name}`, 'cpu_hotplug_lock', 'cpus_read_unlock()'),
  percpu_up_read(name, 'mem_hotplug_lock', 'put_online_mems()'),
];

/**
 * vunmap_page_range(), which vfree() and every error path come to: clears the leaf entry of an area, with no lock but
 * the design's.
 */
function vunmap({ layout, decisions: d }: Build, area: number) {
  const locked = d.walkLock.includes('vunmap');
  const entries = entriesOf(layout, layout.vmalloc);
  const range = vmalloc('vunmap_page_range');
  const leave: Effect = locked ? () => {} : forget;

  const vunmap_pte_range = fn(vmalloc('vunmap_pte_range'), [
    pte.offset('pte_offset_kernel', 'pte = pte_offset_kernel(pmd, addr)', entries),
    pte.step('ptep_get_and_clear', 'ptep_get_and_clear(pte)', pte.set(area, false), leave),
  ]);
  const vunmap_pmd_range = fn(vmalloc('vunmap_pmd_range'), [
    pmd.offset('pmd_offset', 'pmd = pmd_offset(pud, addr)', entries),
    locked && d.dropBetweenLevels && inlined(range, [ptl.unlock('level_unlock'), ptl.lock('level_lock')]),
    pmd.if_none('pmd_none', 'pmd_none_or_clear_bad(pmd)', entries, ret(), { does: leave }),
    call(vunmap_pte_range),
  ]);
  const vunmap_pud_range = fn(vmalloc('vunmap_pud_range'), [
    pud.if_none('pud_none', 'pud_none_or_clear_bad(pud)', entries, ret()),
    call(vunmap_pmd_range),
  ]);
  return fn(range, [
    locked && ptl.lock('walk_lock'),
    call(vunmap_pud_range),
    locked && ptl.unlock('walk_unlock', forget),
  ]);
}

type Maps = Fn<Kernel, WalkStack, '0' | '-ENOMEM'>;
/**
 * An area is mapped by `f`, or given back: by __vfree() in vmalloc(), by vunmap() in ioremap(), which both walk the
 * tables. `over`: with mem_hotplug_lock held for reading over all of it.
 */
export const map_area = (b: Build, over: boolean, area: number, f: Maps) => [
  over && get_online_mems(b.decisions),
  call(f, goto('fail')),
  over && put_online_mems(b.decisions),
  step('return', 'return addr', (k) => (k.vm_area[area] = 'mapped')),
  ret('0'),
  label('fail'),
  inlined(vmalloc('__vunmap'), [as('vfree_', call(vunmap(b, area)))]),
  over && put_online_mems(b.decisions, 'put_online_mems_error'),
  step('return_error', 'return NULL', (k) => (k.vm_area[area] = 'free')),
  ret('-ENOMEM'),
];

/** The code that maps the one page of an area. */
export function mm_vmalloc(b: Build, area: number, mayFail = true) {
  const { decisions: d } = b;
  const w: Walk = { ...walkOf(b, 'vmalloc', area, mayFail), range: vmalloc('vmap_page_range') };
  const over = section(d, 'vmalloc');

  const vmap_pte_range = fn(vmalloc('vmap_pte_range'), [
    call(pte_alloc_kernel(w), ret),
    set_pte(w, { says: 'WARN_ON(!pte_none(*pte))', note: 'present: -EBUSY', then: fault('warn') }),
  ]);
  const vmap_pmd_range = fn(vmalloc('vmap_pmd_range'), [call(pmd_alloc(w), ret), ret(vmap_pte_range)]);
  const vmap_page_range = fn(w.range, [
    walked(w, call(vmap_pmd_range, again_or(w, ret('-ENOMEM')))),
    ret('0'),
  ]);
  const map_kernel_range_noflush = fn(vmalloc('map_kernel_range_noflush'), [
    map_area(b, section(d, 'map_kernel_range') === 'mapping', area, vmap_page_range),
  ]);

  const map_vm_area = fn(vmalloc('map_vm_area'), [
    over === 'mapping' && get_online_mems(d),
    call(vmap_page_range, [
      over === 'mapping' && put_online_mems(d, 'put_online_mems_error'),
      ret('-ENOMEM'),
    ]),
    over === 'mapping' && put_online_mems(d),
    ret('0'),
  ]);
  const __vmalloc_area_node = fn(vmalloc('__vmalloc_area_node'), [
    over === 'call' &&
      branch('alloc_pages', alloc_page('page = alloc_page(gfp_mask)', mayFail), [
        might_sleep,
        mayFail && { choice: 'ENOMEM', note: 'NULL', then: ret('-ENOMEM') },
        {},
      ]),
    ret(map_vm_area),
  ]);
  const __vmalloc_node_range = fn(vmalloc('__vmalloc_node_range'), [
    map_area(b, over === 'call', area, __vmalloc_area_node),
  ]);
  return { map_kernel_range_noflush, __vmalloc_node_range };
}

/** A caller of vmalloc(): maps one page of its own area, and returns. */
export const mapper = (b: Build, name: string): Region =>
  run(walking(b, name), mm_vmalloc(b, b.areas.indexOf(name)).__vmalloc_node_range);

/** vfree() of what the first mapper mapped: clear the leaf entry, put the area on the lazy list, purge the list. */
export function unmapper(b: Build, name: string): Region {
  const area = 0;
  const __purge_vmap_area_lazy = fn(vmalloc('__purge_vmap_area_lazy'), [
    step('flush_tlb_kernel_range', 'flush_tlb_kernel_range()'),
    step('free_vmap_area', '__free_vmap_area(va)', (k) => (k.vm_area[area] = 'free')),
  ]);
  const free_vmap_area_noflush = fn(vmalloc('free_vmap_area_noflush'), [
    step('free_vmap_area_noflush', 'llist_add(&vmap_purge_list)'),
    call(__purge_vmap_area_lazy),
  ]);
  const __vunmap = fn(vmalloc('__vunmap'), [call(vunmap(b, area)), call(free_vmap_area_noflush)]);
  const vfree = fn(vmalloc('vfree'), [
    wait_until(
      'vfree',
      { says: 'remove_vm_area(addr)', mayWait: true },
      (k) => k.vm_area[area] === 'mapped',
      (k) => (k.vm_area[area] = 'lazy'),
    ),
    call(__vunmap),
  ]);
  return run(walking(b, name), vfree);
}
