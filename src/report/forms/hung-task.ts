// SPDX-License-Identifier: MIT
/**
 * A deadlock as khungtaskd prints it, task by task: check_hung_task(), debug_show_blocker() and debug_show_all_locks()
 * (kernel/hung_task.c, v6.18; kernel/locking/lockdep.c). A model has no clock: what hangs there hangs for ever.
 */
import type { Ending, Wait } from '../../counterexample/ending.ts';
import { wrap } from '../text.ts';
import type { Formed } from './formed.ts';
import { callTrace, heldLocks, log, said } from './kernel-log.ts';

export const unfitForHungTask = ({ ending }: Formed): string | undefined =>
  ending ? undefined : 'it tells of threads that wait for ever';

export function hungTask(of: Formed): string {
  const { parties, others } = of.ending as Ending;
  const waiting = [...parties, ...others].filter((w) => !w.idle || w.holders.length > 0);
  const held = of.played.heldIn(of.played.states.length - 1);
  const holders = [...new Set(held.map(({ by }) => by))];
  return log(of, "khungtaskd's (v6.18)", [
    ...waiting.flatMap((w) => [...hung(w), '']),
    'Showing all locks held in the system:',
    ...(holders.length === 0 ? ['(none)'] : holders.flatMap((by) => heldLocks(of, by, held))),
    '',
    '=============================================',
  ]);
}

const hung = (w: Wait): string[] => [
  `INFO: task ${w.thread} blocked for ever.`,
  ...blocker(w),
  ...wrap(`task:${w.thread.padEnd(15)} state:D, in ${said(w)}`, 72, 4),
  ...callTrace(w),
];

/** Whom it waits for: lines that a kernel has from v6.16 on, of a mutex. */
const blocker = ({ thread, lock, holders }: Wait): string[] =>
  holders.length === 0
    ? []
    : wrap(
        `INFO: task ${thread} is blocked on ${lock ?? 'what'} ${lock === undefined ? 'is' : ''} owned by task ${holders
          .map((h) => (h === thread ? `${h}, which is itself` : h))
          .join(' and ')}.`,
        72,
        4,
      );
