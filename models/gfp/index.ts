// SPDX-License-Identifier: MIT
/** GFP masks: who may call which allocator from where with what, and what the callee makes of it, by kernel version. */
import { spaceModel } from '../../src/model/types.ts';
import { masksWithin, parameters, possible } from './call.ts';
import type { Limits } from './call.ts';
import { ANY, designs } from './designs.ts';
import type { Decisions } from './designs.ts';
import { formulasOf } from './formulas.ts';
import { kernels } from './kernels.ts';
import type { Kernel } from './kernels.ts';
import { properties } from './properties.ts';
import { short } from './short.ts';

export const gfp = spaceModel<Decisions, Kernel, Limits>({
  name: 'gfp',
  asks: 'May this call sleep, reclaim or fail, and does the mask say what its caller means?',
  short,
  assumptions: [
    'CONFIG_PREEMPT_COUNT, CONFIG_DEBUG_ATOMIC_SLEEP: a spinlock holder is in_atomic(). No PREEMPT_RT.',
    'No memalloc scope around the call, no PF_MEMALLOC task; CONFIG_LOCKDEP and CONFIG_KASAN_HW_TAGS off.',
    'CONFIG_KASAN_VMALLOC off: with it vmalloc() takes shadow pages with GFP_KERNEL whatever the mask (v6.8), or with the mask (v6.18, and v6.1.192).',
    'CONFIG_ZONE_DMA and CONFIG_ZONE_DMA32 on; oom_lock is free: with it taken by another, every mask tries again.',
    '__GFP_IO is not looked at: nothing asked here depends on it alone.',
    'What may happen counts as happening: memory may always be low, the fast path may always fail.',
    'alloc_contig_pages() chooses a range and calls alloc_contig_range(); before v5.5 there is only the latter.',
    'Each call is looked at on its own: nothing is said of two callers at a time.',
  ],
  designs,
  configurations: {
    'v4.14': { says: 'Linux v4.14', settings: kernels['v4.14'] },
    'v5.12': { says: 'Linux v5.12', settings: kernels['v5.12'] },
    'v6.1': { says: 'Linux v6.1', settings: kernels['v6.1'] },
    'v6.18': { says: 'Linux v6.18', settings: kernels['v6.18'] },
  },
  bounds: {
    tiny: { says: 'any mask: the composite masks of gfp.h', limits: { masks: 'composites' } },
    small: { says: 'any mask: each composite mask, and with each flag added', limits: { masks: 'one-more' } },
    large: {
      says: 'any mask: every set of the flags that a formula asks for, and __GFP_HIGH',
      limits: { masks: 'every' },
    },
  },
  build(decisions, kernel, limits) {
    const calls = decisions.calls.map((c) =>
      c.masks.includes(ANY) ? { ...c, masks: masksWithin(kernel, limits) } : c,
    );
    return {
      space: { parameters: parameters(calls), formulas: formulasOf(kernel), possible: possible(calls) },
      properties,
    };
  },
});
