// SPDX-License-Identifier: MIT
/** A function that may sleep, called in atomic context, as __might_resched() prints it (kernel/sched/core.c, v6.1). */
import type { TraceStep } from '../../counterexample/trace.ts';
import { wrap } from '../text.ts';
import type { Formed } from './formed.ts';
import { callTrace, heldLocks, log, said } from './kernel-log.ts';

const SLEEPING = 'sleeping-in-atomic';

export const unfitForMightSleep = ({ trace }: Formed): string | undefined =>
  trace.steps.at(-1)?.fault === SLEEPING ? undefined : 'it tells of what may sleep in atomic context';

export function mightSleep(of: Formed): string {
  const { trace, played, cause } = of;
  const last = trace.steps.at(-1) as TraceStep;
  const note = last.note?.startsWith('in_atomic()') === true ? last.note : 'in_atomic(): 1';
  const since = cause?.held === undefined ? undefined : trace.steps[cause.held];
  const where = last.at === undefined ? '' : ` at ${last.at.file}`;
  return log(of, "__might_resched()'s (v6.1)", [
    ...wrap(`BUG: sleeping function called from invalid context${where}`, 72, 4),
    `${note}, name: ${last.thread}`,
    ...heldLocks(of, last.thread, played.heldIn(trace.steps.length - 1)),
    ...(since === undefined ? [] : ['Atomic since:', ...wrap(said(since), 71, 4).map((line) => ` ${line}`)]),
    ...wrap(`Comm: ${last.thread}, in ${said(last)}`, 72, 4),
    ...callTrace(last),
  ]);
}
