// SPDX-License-Identifier: MIT
/**
 * A cycle of lock waits as lockdep prints it: print_circular_bug(), and print_deadlock_bug() where a thread waits for
 * itself (kernel/locking/lockdep.c, v6.1).
 */
import type { Ending, Wait } from '../../counterexample/ending.ts';
import type { Formed } from './formed.ts';
import { callTrace, heldLocks, lockLine, log, stack } from './kernel-log.ts';

export function unfitForLockdep({ ending }: Formed): string | undefined {
  if (ending?.kind !== 'cycle') return 'it tells of threads that wait for each other’s locks';
  const untold = ending.parties.find((w) => !w.tracked || w.lock === undefined);
  return untold && `lockdep is not told of what ${untold.thread} waits for in "${untold.says}"`;
}

/** Whoever asks for what it holds is told of first, as in check_deadlock(). */
export function lockdep(of: Formed): string {
  const { parties } = of.ending as Ending;
  const again = parties.find((w) => heldFor(of, w, w.thread));
  const cycle = inOrder(of.ending as Ending, of.trace.steps.at(-1)?.thread);
  return log(of, "lockdep's (v6.1)", again ? recursive(of, again) : circular(of, cycle));
}

/** One cycle of the deadlock, each waiting for the next, from the thread that closed it on. */
function inOrder({ parties }: Ending, closer: string | undefined): Wait[] {
  const by = new Map(parties.map((w) => [w.thread, w]));
  const next = (w: Wait) => w.holders.map((h) => by.get(h)).find((h) => h !== undefined);
  const cycle: Wait[] = [];
  let at = by.get(closer ?? '') ?? parties[0];
  while (at && !cycle.includes(at)) {
    cycle.push(at);
    at = next(at);
  }
  return at ? cycle.slice(cycle.indexOf(at)) : cycle;
}

const nameOf = (w: Wait): string => w.lock ?? w.says;
/** What a thread holds of the lock that another, or it itself, waits for. */
const heldFor = (of: Formed, waiter: Wait, holder: string) => {
  const name = nameOf(waiter);
  return heldAtEnd(of).find(
    ({ by, lock }) => by === holder && [lock.path, lock.field, lock.class].includes(name),
  );
};
const heldAtEnd = ({ played }: Formed) => played.heldIn(played.states.length - 1);

/** Where the lock that `waiter` waits for was taken by the thread that holds it. */
function taken(of: Formed, waiter: Wait, holder: Wait) {
  const since = heldFor(of, waiter, holder.thread)?.since;
  return since === undefined ? undefined : of.trace.steps[since];
}

const rule = (of: string, long: number) => of.repeat(long);

function circular(of: Formed, cycle: readonly Wait[]): string[] {
  const [closer, second] = cycle as [Wait, Wait];
  const last = cycle.at(-1) as Wait;
  const chain = cycle.toReversed();
  const parent = cycle.at(-2) as Wait;
  const lock = (w: Wait) => `lock(${nameOf(w)});`;
  const column = ' '.repeat(31);
  const via =
    cycle.length === 2
      ? []
      : ['Chain exists of:', `  ${nameOf(closer)} --> ${nameOf(parent)} --> ${nameOf(last)}`, ''];
  return [
    rule('=', 54),
    'WARNING: possible circular locking dependency detected',
    rule('-', 54),
    `${closer.thread} is trying to acquire lock:`,
    ...lockLine(nameOf(closer), closer),
    '',
    'but task is already holding lock:',
    ...lockLine(nameOf(last), taken(of, last, closer)),
    '',
    'which lock already depends on the new lock.',
    '',
    'the existing dependency chain (in reverse order) is:',
    ...chain.flatMap((w, i) => [
      '',
      ...lockLine(nameOf(w), undefined, `-> #${cycle.length - 1 - i} `),
      ...stack(w, '       '),
    ]),
    '',
    'other info that might help us debug this:',
    '',
    ...via,
    ' Possible unsafe locking scenario:',
    '',
    ...inColumns(`CPU0 (${closer.thread})`, `CPU1 (${cycle.length === 2 ? second.thread : last.thread})`),
    ...inColumns('----', '----'),
    `  ${lock(last)}`,
    `${column}${lock(parent)}`,
    `${column}${lock(last)}`,
    `  ${lock(closer)}`,
    '',
    ' *** DEADLOCK ***',
    '',
    ...cycle.flatMap((w) => [...heldLocks(of, w.thread, heldAtEnd(of)), '']),
    'stack backtrace:',
    `Comm: ${closer.thread}`,
    ...callTrace(closer),
  ];
}
const inColumns = (left: string, right: string) => [`${`       ${left}`.padEnd(31)} ${right}`];

function recursive(of: Formed, w: Wait): string[] {
  return [
    rule('=', 44),
    'WARNING: possible recursive locking detected',
    rule('-', 44),
    `${w.thread} is trying to acquire lock:`,
    ...lockLine(nameOf(w), w),
    '',
    'but task is already holding lock:',
    ...lockLine(nameOf(w), taken(of, w, w)),
    '',
    'other info that might help us debug this:',
    ' Possible unsafe locking scenario:',
    '',
    '       CPU0',
    '       ----',
    `  lock(${nameOf(w)});`,
    `  lock(${nameOf(w)});`,
    '',
    ' *** DEADLOCK ***',
    '',
    ...heldLocks(of, w.thread, heldAtEnd(of)),
    '',
    'stack backtrace:',
    `Comm: ${w.thread}`,
    ...callTrace(w),
  ];
}
