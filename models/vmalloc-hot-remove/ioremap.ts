// SPDX-License-Identifier: MIT
/** ioremap(): lib/ioremap.c, arch/arm64/mm/ioremap.c (v5.3). The area is reserved already. */
import { code, fault, run, source } from '../../src/vocabulary/index.ts';
import type { Region } from '../../src/vocabulary/index.ts';
import { walking } from './memory.ts';
import type { Build, Kernel, WalkStack } from './memory.ts';
import { again_or, pmd_alloc, pte_alloc_kernel, set_pte, walked } from './pgalloc.ts';
import type { Walk } from './pgalloc.ts';
import { get_online_mems, map_area, put_online_mems, section, walkOf } from './vmalloc.ts';

const { fn, call, ret, goto, label } = code<Kernel, WalkStack>();
const lib = source('lib/ioremap.c', 'v5.3');
const arch = source('arch/arm64/mm/ioremap.c', 'v5.3');

export function ioremap(b: Build, name: string): Region {
  const { decisions: d } = b;
  const area = b.areas.indexOf(name);
  const w: Walk = { ...walkOf(b, 'ioremap', area, true), range: lib('ioremap_page_range') };
  const over = section(d, 'ioremap');

  const ioremap_pte_range = fn(lib('ioremap_pte_range'), [
    call(pte_alloc_kernel(w), ret),
    set_pte(w, { says: 'BUG_ON(!pte_none(*pte))', note: 'present: BUG', then: fault('bug') }),
  ]);
  const ioremap_pmd_range = fn(lib('ioremap_pmd_range'), [call(pmd_alloc(w), ret), ret(ioremap_pte_range)]);
  const ioremap_page_range = fn(w.range, [
    over === 'mapping' && get_online_mems(d),
    walked(w, call(ioremap_pmd_range, again_or(w, goto('fail')))),
    over === 'mapping' && put_online_mems(d),
    ret('0'),
    label('fail'),
    over === 'mapping' && put_online_mems(d, 'put_online_mems_error'),
    ret('-ENOMEM'),
  ]);

  const __ioremap_caller = fn(arch('__ioremap_caller'), [
    map_area(b, over === 'call', area, ioremap_page_range),
  ]);
  return run(walking(b, name), __ioremap_caller);
}
