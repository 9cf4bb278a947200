// SPDX-License-Identifier: MIT
/** What a call does, each value as the kernel works it out. A formula asks what a version does, never which it is. */
import { anyOf, formula, oneFor } from '../../src/model/space.ts';
import type { Formula } from '../../src/model/space.ts';
import { COSTLY } from './call.ts';
import type { Call, Fails } from './call.ts';
import { clashesOf } from './clashes.ts';
import { flagsOf, places, valueOf } from './kernels.ts';
import type { Kernel } from './kernels.ts';

type Formulas = Readonly<Record<string, Formula<Call>>>;

const PREEMPT_OFF = ['spinlock', 'softirq', 'hardirq', 'NMI', 'stop_machine'];
const IRQS_OFF = ['irqs_off', 'hardirq', 'NMI', 'stop_machine'];

export function formulasOf(k: Kernel): Formulas {
  const at = places(k);
  const has = flagsOf(k);
  const masks = new Map<string, number>();
  return {
    gfp: {
      at: at.inFile(k.flagsFile)('GFP flags'),
      says: 'the bits of the mask',
      hex: true,
      of: ({ mask }) => {
        const value = masks.get(mask) ?? valueOf(k, mask);
        masks.set(mask, value);
        return value;
      },
    },
    cannot_sleep: anyOf(
      at.inFile('kernel/sched/core.c')(k.mightSleepFunc),
      'preempt_count() || irqs_disabled()',
      {
        'preempt_count()': (c) => PREEMPT_OFF.includes(c.context),
        'irqs_disabled()': (c) => IRQS_OFF.includes(c.context),
      },
    ),
    direct_reclaim: formula(
      at.gfp('gfpflags_allow_blocking'),
      'gfp & __GFP_DIRECT_RECLAIM',
      has('DIRECT_RECLAIM'),
    ),
    fs_allowed: formula(at.inFile(k.flagsFile)('Reclaim modifiers'), 'gfp & __GFP_FS', has('FS')),
    wants_nofail: formula(at.inFile(k.flagsFile)('Reclaim modifiers'), 'gfp & __GFP_NOFAIL', has('NOFAIL')),
    ...acceptance(k),
    ...sleeping(k),
    ...reclaiming(k),
    ...clashesOf(k),
    ...failing(k),
  };
}

/** What a callee does not take, or takes and does not do. */
function acceptance(k: Kernel): Formulas {
  const { pageAlloc, vmalloc } = places(k);
  const has = flagsOf(k);
  const known = ['IO', 'FS', 'DIRECT_RECLAIM', 'KSWAPD_RECLAIM', 'COMP', 'RETRY_MAYFAIL', 'NOWARN', 'ZERO'];
  const ignored = ['DMA', 'HIGHMEM', 'DMA32', 'MOVABLE', 'RECLAIMABLE', 'WRITE', 'HARDWALL', 'THISNODE'];
  const taken = [...known, ...ignored].reduce((mask, name) => mask | (k.flags[`__GFP_${name}`] ?? 0), 0);
  return {
    contig_refuses: k.contigVerifies
      ? formula(
          pageAlloc('__alloc_contig_verify_gfp_mask'),
          'a flag beyond reclaim, __GFP_COMP, __GFP_RETRY_MAYFAIL, __GFP_NOWARN, __GFP_ZERO and placement: -EINVAL',
          (c) => (c.gfp & ~taken) !== 0,
        )
      : formula(pageAlloc(k.contigRange), 'the mask is not looked at first', () => false),
    contig_ignores: k.contigZeroes
      ? formula(pageAlloc('alloc_contig_range_noprof'), 'pages are zeroed as the mask says', () => false)
      : formula(pageAlloc(k.contigRange), 'gfp & __GFP_ZERO: the pages are not zeroed', has('ZERO')),
    vmalloc_unsupported: anyOf(vmalloc(k.vmallocRange), 'flags said not to be supported', {
      'retry modifiers': (c) => has('NORETRY')(c) || has('RETRY_MAYFAIL')(c),
      __GFP_NOFAIL: (c) => !k.vmallocNofail && c.wants_nofail,
      'zone modifiers': (c) => k.vmallocNeedsReclaim && (has('DMA')(c) || has('DMA32')(c)),
      'no __GFP_DIRECT_RECLAIM': (c) => k.vmallocNeedsReclaim && !c.direct_reclaim,
    }),
    rejects: oneFor<Call, 'callee', boolean>('callee', {
      alloc_pages: () => false,
      alloc_contig_range: (c) => c.contig_refuses || c.contig_ignores,
      vmalloc: (c) => c.vmalloc_unsupported,
    }),
  };
}

/** Whether the callee may sleep, and whether it takes a spinlock. */
function sleeping(k: Kernel): Formulas {
  const { pageAlloc, vmalloc } = places(k);
  return {
    alloc_pages_sleeps: formula(
      pageAlloc('prepare_alloc_pages'),
      `${k.mightSleepIf}(gfp): if __GFP_DIRECT_RECLAIM`,
      (c) => c.direct_reclaim,
    ),
    contig_sleeps: formula(
      pageAlloc('__alloc_contig_migrate_range'),
      `${k.contigDrains}, migrate_pages(): whatever the mask that is taken`,
      (c) => !c.contig_refuses,
    ),
    vmalloc_sleeps: formula(vmalloc('alloc_vmap_area'), 'might_sleep(): whatever the mask', () => true),
    sleeps: oneFor<Call, 'callee', boolean>('callee', {
      alloc_pages: (c) => c.alloc_pages_sleeps,
      alloc_contig_range: (c) => c.contig_sleeps,
      vmalloc: (c) => c.vmalloc_sleeps,
    }),
    takes_lock: formula(
      pageAlloc('rmqueue'),
      'spin_lock(&zone->lock), or that of a per-CPU list: whatever the mask that is taken',
      (c) => c.callee !== 'alloc_contig_range' || !c.contig_refuses,
    ),
  };
}

/** What the callee may do to get memory, and what alloc_contig_range() leaves where it is. */
function reclaiming(k: Kernel): Formulas {
  const { inFile, vmalloc, pageAlloc } = places(k);
  const direct = (c: Call) => c.direct_reclaim;
  const target = inFile(k.contigTarget.file)(k.contigTarget.func);
  const ownMask = 'GFP_USER | __GFP_MOVABLE | __GFP_RETRY_MAYFAIL for the pages migrated to';
  const tables = vmalloc(k.vmallocTables);
  const slowpath = pageAlloc('__alloc_pages_slowpath');
  return {
    alloc_pages_reclaims: formula(slowpath, 'can_direct_reclaim = gfp & __GFP_DIRECT_RECLAIM', direct),
    contig_reclaims: k.contigTargetsFollowMask
      ? formula(
          target,
          'the caller’s reclaim flags for the pages migrated to',
          (c) => direct(c) && !c.contig_refuses,
        )
      : formula(target, ownMask, () => true),
    vmalloc_reclaims: formula(tables, 'GFP_KERNEL for page tables, whatever the mask', () => true),
    reclaims: oneFor<Call, 'callee', boolean>('callee', {
      alloc_pages: (c) => c.alloc_pages_reclaims,
      alloc_contig_range: (c) => c.contig_reclaims,
      vmalloc: (c) => c.vmalloc_reclaims,
    }),
    alloc_pages_enters_fs: formula(
      slowpath,
      'may reclaim, and gfp & __GFP_FS',
      (c) => direct(c) && c.fs_allowed,
    ),
    contig_enters_fs: k.contigTargetsFollowMask
      ? formula(
          target,
          'may reclaim, and gfp & __GFP_FS',
          (c) => direct(c) && c.fs_allowed && !c.contig_refuses,
        )
      : formula(target, ownMask, () => true),
    vmalloc_enters_fs: k.vmallocScopes
      ? formula(
          vmalloc('__vmalloc_area_node'),
          'memalloc_nofs_save() or memalloc_noio_save() if gfp lacks __GFP_FS',
          // With __GFP_FS alone neither scope is entered.
          (c) => c.fs_allowed,
        )
      : formula(tables, 'GFP_KERNEL for page tables, whatever the mask', () => true),
    enters_fs: oneFor<Call, 'callee', boolean>('callee', {
      alloc_pages: (c) => c.alloc_pages_enters_fs,
      alloc_contig_range: (c) => c.contig_enters_fs,
      vmalloc: (c) => c.vmalloc_enters_fs,
    }),
    file_pages_stay: formula(
      inFile('mm/compaction.c')('isolate_migratepages_block'),
      '!(cc->gfp_mask & __GFP_FS) && page_mapping(page)',
      (c) => !c.fs_allowed,
    ),
  };
}

/** Whether the callee can fail. */
function failing(k: Kernel): Formulas {
  const { pageAlloc, vmalloc } = places(k);
  const has = flagsOf(k);
  const givesUp = (c: Call) => has('NORETRY')(c) || has('RETRY_MAYFAIL')(c) || c.order > COSTLY;
  /** Nobody is killed for it: of one node, or of a zone below ZONE_NORMAL. */
  const oomSpares = (c: Call) => has('THISNODE')(c) || has('DMA')(c) || has('DMA32')(c);
  return {
    alloc_pages_fails: formula(
      pageAlloc('__alloc_pages_slowpath'),
      `never with __GFP_NOFAIL and __GFP_DIRECT_RECLAIM; without reclaim, with a retry modifier, above PAGE_ALLOC_COSTLY_ORDER, or where __alloc_pages_may_oom() kills nobody (${k.oomSpares}) yes; else to an OOM victim`,
      (c) => {
        if (!c.direct_reclaim) return 'yes';
        if (c.wants_nofail) return 'never';
        return givesUp(c) || oomSpares(c) ? 'yes' : 'OOM victim';
      },
    ),
    contig_fails: formula(
      pageAlloc(k.contigRange),
      '-EBUSY: a page does not move; whatever the mask',
      () => 'yes',
    ),
    vmalloc_fails: k.vmallocNofail
      ? formula(vmalloc(k.vmallocRange), 'never with __GFP_NOFAIL and __GFP_DIRECT_RECLAIM', (c) =>
          c.wants_nofail && c.direct_reclaim ? 'never' : 'yes',
        )
      : formula(
          vmalloc('__vmalloc_node_range'),
          'no address range, or no page table: whatever the mask',
          () => 'yes',
        ),
    fails: oneFor<Call, 'callee', Fails>('callee', {
      alloc_pages: (c) => c.alloc_pages_fails,
      alloc_contig_range: (c) => c.contig_fails,
      vmalloc: (c) => c.vmalloc_fails,
    }),
  };
}
