// SPDX-License-Identifier: MIT
/** Flags that say different things of one allocation, each set with the place where the kernel says so. */
import { formula } from '../../src/model/space.ts';
import type { Formula } from '../../src/model/space.ts';
import type { Call } from './call.ts';
import { flagsOf, places } from './kernels.ts';
import type { Kernel } from './kernels.ts';

/** `clash_zones` and its like, and `contradiction`: the first of them that is true, or `none`. */
export function clashesOf(k: Kernel): Readonly<Record<string, Formula<Call>>> {
  const { inFile, pageAlloc, gfp } = places(k);
  const has = flagsOf(k);
  const several =
    (...names: readonly string[]) =>
    (c: Call) =>
      names.filter((name) => has(name)(c)).length > 1;
  const clashes: Readonly<Record<string, Formula<Call, boolean>>> = {
    'nofail-no-reclaim': formula(
      pageAlloc('__alloc_pages_slowpath'),
      'WARN_ON_ONCE(!can_direct_reclaim) with __GFP_NOFAIL: fails all the same',
      (c) => c.wants_nofail && !c.direct_reclaim,
    ),
    'nofail-order': formula(
      pageAlloc(k.warnsOfNofailOrder),
      'WARN_ON_ONCE(order > 1) with __GFP_NOFAIL',
      (c) => c.wants_nofail && c.order > 1,
    ),
    'atomic-reclaim': k.warnsOfAtomicReclaim
      ? formula(
          pageAlloc('__alloc_pages_slowpath'),
          'WARN_ON_ONCE(__GFP_ATOMIC and __GFP_DIRECT_RECLAIM): the first is dropped',
          (c) => has('ATOMIC')(c) && c.direct_reclaim,
        )
      : formula(inFile(k.flagsFile)('GFP flags'), 'there is no __GFP_ATOMIC', () => false),
    'retry-modifiers': formula(
      pageAlloc('__alloc_pages_slowpath'),
      'more than one of __GFP_NORETRY (tested first), __GFP_RETRY_MAYFAIL, __GFP_NOFAIL (has the last word)',
      several('NORETRY', 'RETRY_MAYFAIL', 'NOFAIL'),
    ),
    reserves: formula(
      inFile(k.flagsFile)('Watermark modifiers'),
      '__GFP_MEMALLOC and __GFP_NOMEMALLOC: the second takes precedence',
      several('MEMALLOC', 'NOMEMALLOC'),
    ),
    zones: formula(
      gfp('gfp_zone'),
      'VM_BUG_ON(GFP_ZONE_BAD): more than one of __GFP_DMA, __GFP_HIGHMEM, __GFP_DMA32',
      several('DMA', 'HIGHMEM', 'DMA32'),
    ),
    mobility: formula(
      gfp(k.mobilityFunc),
      'VM_WARN_ON(__GFP_MOVABLE and __GFP_RECLAIMABLE)',
      several('MOVABLE', 'RECLAIMABLE'),
    ),
  };
  const named = Object.entries(clashes).map(
    ([name, f]) => [`clash_${name.replaceAll('-', '_')}`, f] as const,
  );
  const names = Object.keys(clashes);
  return {
    ...Object.fromEntries(named),
    contradiction: {
      says: 'the first clash that there is',
      of: (c) =>
        names[named.findIndex(([clash]) => (c as unknown as Record<string, boolean>)[clash])] ?? 'none',
    },
  };
}
