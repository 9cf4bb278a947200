// SPDX-License-Identifier: MIT
/** A bad access as KASAN prints it: print_error_description(), describe_object_stacks() (mm/kasan/report.c, v6.1). */
import type { TraceStep } from '../../counterexample/trace.ts';
import { wrap } from '../text.ts';
import type { Formed } from './formed.ts';
import { callTrace, log, said, stack } from './kernel-log.ts';

/** What a model calls a fault, and what KASAN calls it. What the MMU, a BUG_ON() or a table walker finds is not KASAN's. */
const BUGS: Readonly<Record<string, string>> = {
  'use-after-free': 'use-after-free',
  'slab-use-after-free': 'slab-use-after-free',
  'access-to-freed-page': 'use-after-free',
  'double-free': 'double-free',
  'invalid-free': 'invalid-free',
  'out-of-bounds': 'out-of-bounds',
  'slab-out-of-bounds': 'slab-out-of-bounds',
  'global-out-of-bounds': 'global-out-of-bounds',
  'stack-out-of-bounds': 'stack-out-of-bounds',
  'vmalloc-out-of-bounds': 'vmalloc-out-of-bounds',
  'wild-pointer': 'wild-memory-access',
  'wild-memory-access': 'wild-memory-access',
  'null-dereference': 'null-ptr-deref',
  'null-ptr-deref': 'null-ptr-deref',
};
const bugOf = (step: TraceStep | undefined): string | undefined =>
  step?.fault !== undefined && Object.hasOwn(BUGS, step.fault) ? BUGS[step.fault] : undefined;

export const unfitForKasan = ({ trace }: Formed): string | undefined =>
  bugOf(trace.steps.at(-1)) === undefined
    ? 'it tells of a use after free, a double free, a wild pointer and the like'
    : undefined;

const RULE = '='.repeat(66);

export function kasan(of: Formed): string {
  const { trace, played } = of;
  const last = trace.steps.at(-1) as TraceStep;
  const bug = bugOf(last) as string;
  const by = played.undone === undefined ? undefined : trace.steps[played.undone];
  const isFree = /free/.test(bug);
  const what = /^(double|invalid)-free$/.test(bug) ? 'Free' : 'Access';
  return log(of, "KASAN's (v6.1)", [
    RULE,
    `BUG: KASAN: ${bug} in ${last.at?.func ?? last.label}`,
    ...wrap(`${what} in "${last.says}" by task ${last.thread}`, 72, 4),
    '',
    `Comm: ${last.thread}`,
    ...callTrace(last),
    '',
    ...(by === undefined
      ? []
      : [
          `${isFree ? 'Freed' : 'Last changed'} by task ${by.thread}:`,
          ...stack(by),
          ...wrap(`(${said(by)})`, 71, 1).map((l) => ` ${l}`),
          '',
        ]),
    RULE,
  ]);
}
