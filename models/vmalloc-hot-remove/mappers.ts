// SPDX-License-Identifier: MIT
/** vmalloc(), ioremap() and vunmap(): the users of the vmalloc range. v5.3 mm/vmalloc.c, lib/ioremap.c. */
import { thread } from '../../src/model/thread.ts';
import type { Region } from '../../src/model/thread.ts';
import type { Source } from '../../src/model/types.ts';
import { drops, takes, waitsFor } from '../../src/vocabulary/lock.ts';
import type { Decisions } from './designs.ts';
import { indexOf, rootOf } from './memory.ts';
import type { Kernel, Layout, Memory } from './memory.ts';
import { forget, pmdPage, pointPmd, pointPte, ptePage, throughPmd, throughPte, walkStack } from './pages.ts';
import type { WalkStack } from './pages.ts';
import { call, callStart } from './vmalloc.ts';
import type { Call } from './vmalloc.ts';

const LOCK = 'page_table_lock';

/** A caller of vmalloc() or ioremap(): maps one page of its own area, and returns. */
export function mapper(
  memory: Memory,
  layout: Layout,
  d: Decisions,
  path: 'vmalloc' | 'ioremap',
  name: string,
  self: number,
  area: number,
): Region {
  const t = thread(memory, name, walkStack(memory), { role: path });
  const c: Call = { path, self, area, prefix: '', done: 'returned' };
  return t.region(callStart(d, c), { ...call(t, layout, d, c), returned: t.end() });
}

/** vfree() of what the first mapper mapped: clear the leaf entry, put the area on the lazy list, purge the list. */
export function unmapper(
  memory: Memory,
  layout: Layout,
  d: Decisions,
  name: string,
  self: number,
  area: number,
): Region {
  const t = thread(memory, name, walkStack(memory), { role: 'vunmap' });
  const file = 'mm/vmalloc.c';
  const at = (func: string, ...callers: string[]): Source => ({ func, file, version: 'v5.3', callers });
  const range = ['__vunmap', 'vunmap_page_range'];
  const locked = d.walkLock.includes('vunmap');
  const root = rootOf(layout, layout.vmalloc);
  const index = indexOf(layout, layout.vmalloc);
  const outer = at('vunmap_page_range', '__vunmap');
  const leave = locked ? 'walk_unlock' : 'free_vmap_area_noflush';
  const finish = locked ? () => {} : (k: Kernel, me: WalkStack) => forget(k, me, self);
  const spinLock = (target: string) =>
    t.on(
      { at: outer, says: 'spin_lock(&init_mm.page_table_lock)', ...waitsFor(LOCK) },
      { ...takes(LOCK, t.name), target },
    );
  const spinUnlock = (target: string) =>
    t.on({ at: outer, says: 'spin_unlock(&init_mm.page_table_lock)' }, { ...drops(LOCK, t.name), target });
  const states = {
    vfree: t.on(
      { at: at('vfree'), says: 'remove_vm_area(addr)', mayWait: true },
      {
        guard: (k) => k.vm_area[area] === 'mapped',
        effect: (k) => void (k.vm_area[area] = 'lazy'),
        target: locked ? 'walk_lock' : 'pud_none',
      },
    ),
    pud_none: t.on(
      { at: at('vunmap_pud_range', ...range), says: 'pud_none_or_clear_bad(pud)' },
      { guard: (k) => k.pud[root] === null, target: leave, note: 'none' },
      { target: 'pmd_offset', note: 'present' },
    ),
    pmd_offset: t.on(
      { at: at('vunmap_pmd_range', ...range), says: 'pmd = pmd_offset(pud, addr)' },
      {
        effect: (k, me) => pointPmd(k, me, k.pud[root], self),
        target: locked && d.dropBetweenLevels ? 'level_unlock' : 'pmd_none',
      },
    ),
    pmd_none: t.on(
      { at: at('vunmap_pmd_range', ...range), says: 'pmd_none_or_clear_bad(pmd)' },
      ...throughPmd(self),
      {
        guard: (k, me) => pmdPage(k, me.pmd).entry[index] === null,
        effect: finish,
        target: leave,
        note: 'none',
      },
      { target: 'pte_offset_kernel', note: 'present' },
    ),
    pte_offset_kernel: t.on(
      { at: at('vunmap_pte_range', ...range), says: 'pte = pte_offset_kernel(pmd, addr)' },
      ...throughPmd(self),
      {
        effect: (k, me) => pointPte(k, me, pmdPage(k, me.pmd).entry[index], self),
        target: 'ptep_get_and_clear',
      },
    ),
    ptep_get_and_clear: t.on(
      { at: at('vunmap_pte_range', ...range), says: 'ptep_get_and_clear(pte)' },
      ...throughPte(self),
      {
        effect: (k, me) => {
          ptePage(k, me.pte).pte[area] = false;
          finish(k, me);
        },
        target: leave,
      },
    ),
    free_vmap_area_noflush: t.on(
      { at: at('free_vmap_area_noflush', '__vunmap'), says: 'llist_add(&vmap_purge_list)' },
      { target: 'flush_tlb_kernel_range' },
    ),
    flush_tlb_kernel_range: t.on(
      { at: at('__purge_vmap_area_lazy'), says: 'flush_tlb_kernel_range()' },
      { target: 'free_vmap_area' },
    ),
    free_vmap_area: t.on(
      { at: at('__purge_vmap_area_lazy'), says: '__free_vmap_area(va)' },
      { effect: (k) => void (k.vm_area[area] = 'free'), target: 'returned' },
    ),
    returned: t.end(),
  };
  const locking = {
    walk_lock: spinLock('pud_none'),
    walk_unlock: t.on(
      { at: outer, says: 'spin_unlock(&init_mm.page_table_lock)' },
      {
        effect: (k, me) => {
          drops(LOCK, t.name).effect(k);
          forget(k, me, self);
        },
        target: 'free_vmap_area_noflush',
      },
    ),
    ...(d.dropBetweenLevels && { level_unlock: spinUnlock('level_lock'), level_lock: spinLock('pmd_none') }),
  };
  return t.region('vfree', { ...states, ...(locked && locking) });
}
