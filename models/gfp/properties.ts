// SPDX-License-Identifier: MIT
/** What must be true of a call, whoever makes it. */
import { everywhere, somewhere } from '../../src/model/space.ts';
import type { SpaceProperty } from '../../src/model/space.ts';
import type { Call } from './call.ts';

const sleepsWhereItMustNot = (c: Call) => c.sleeps && c.cannot_sleep;

export const properties: readonly SpaceProperty<Call>[] = [
  everywhere<Call>(
    'no-sleep-in-atomic',
    'Nothing that may sleep is called where sleeping is forbidden.',
    'callee',
    (c) => !sleepsWhereItMustNot(c),
  ),
  everywhere<Call>(
    'no-lock-in-nmi',
    'Nothing that takes a spinlock is called from an NMI.',
    'callee',
    (c) => !(c.context === 'NMI' && c.takes_lock),
  ),
  everywhere<Call>(
    'reclaim-where-it-sleeps',
    'A callee that sleeps where it may is also allowed to reclaim.',
    'callee',
    (c) => !c.sleeps || c.cannot_sleep || c.direct_reclaim,
  ),
  everywhere<Call>(
    'one-meaning',
    'A mask means one thing: no flag of it contradicts another.',
    'contradiction',
    (c) => c.contradiction === 'none',
  ),
  everywhere<Call>(
    'mask-taken',
    'The callee takes the mask, and does what each flag says.',
    'callee',
    (c) => !c.rejects,
  ),
  everywhere<Call>(
    'no-reclaim-unasked',
    'The callee does not reclaim where the mask says no.',
    'callee',
    (c) => !c.reclaims || c.direct_reclaim,
  ),
  everywhere<Call>(
    'no-fs-unasked',
    'The callee does not enter a filesystem to reclaim where the mask says no.',
    'callee',
    (c) => !c.enters_fs || c.fs_allowed,
  ),
  everywhere<Call>(
    'file-pages-move',
    'What is to be moved out of the way includes pages of files.',
    'callee',
    (c) => c.callee !== 'alloc_contig_range' || !c.file_pages_stay,
  ),
  everywhere<Call>(
    'failure-checked',
    'Whoever calls what can fail looks for the failure.',
    'callee',
    (c) => c.caller === 'checks' || c.fails === 'never',
  ),
  everywhere<Call>(
    'nofail-kept',
    'With __GFP_NOFAIL, and nothing against it, the callee does not fail.',
    'callee',
    (c) => !c.wants_nofail || c.contradiction !== 'none' || c.fails === 'never',
  ),
  somewhere<Call>(
    'can-succeed',
    'Some call sleeps nowhere it must not, and its mask is taken.',
    (c) => !sleepsWhereItMustNot(c) && !c.rejects && c.context !== 'NMI',
  ),
];
