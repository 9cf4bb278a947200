// SPDX-License-Identifier: MIT
/** A counterexample on one kernel: a guest for its schedule, and one for each that the model forbids. */
import { isError } from '../model/mistake.ts';
import { forbid } from '../kernel/forbid.ts';
import type { Forbidden } from '../kernel/forbidden.ts';
import { force } from '../kernel/force.ts';
import type { Broken } from '../kernel/force.ts';
import { GuestError } from '../kernel/guest.ts';
import type { Guest } from '../kernel/guest.ts';
import { listen } from '../kernel/heard.ts';
import type { Kernel } from '../kernel/kernels.ts';
import type { Plan } from '../kernel/plan.ts';
import { boot } from '../kernel/qemu.ts';
import { PATIENCE } from '../kernel/run.ts';
import type { Patience } from '../kernel/run.ts';
import { otherSizes } from '../kernel/sizes.ts';
import type { Operations } from '../model/operations.ts';
import type { Tried, TriedForbidden } from '../report/reproduced.ts';
import { ProgressLine, UsageError } from './console.ts';
import { emulator } from './emulator.ts';
import { text } from './options.ts';
import type { Arguments } from './options.ts';
import { parseTime } from './quantity.ts';
import type { Context } from './verbs.ts';

/** What is tried: the schedule of a counterexample, and what the model forbids beside. */
export interface Asked {
  readonly plan: Plan;
  readonly forbidden: readonly Forbidden[];
  readonly operations: Operations;
  readonly broken: Broken;
}

export async function tryOn(context: Context, kernel: Kernel, asked: Asked): Promise<Tried> {
  const { plan, operations, broken } = asked;
  const patience = patienceOf(context.args);
  const { release } = kernel;
  const first = await inGuest(context, kernel, asked, (guest) =>
    force(guest, plan, operations, broken, patience),
  );
  const forbidden: TriedForbidden[] = [];
  for (const one of asked.forbidden) {
    if (context.stopped() || first.outcome === 'failed' || first.outcome === 'not-possible') break;
    const { kind } = one;
    const tried = await inGuest(context, kernel, asked, (guest) =>
      forbid(guest, one, operations, broken, patience),
    );
    forbidden.push({ kind, ...tried });
  }
  return { release, ...first, forbidden };
}

/** Boots one, has it asked, and ends it; a guest that fails is an outcome. */
async function inGuest<T>(
  { args, console, stopped }: Context,
  kernel: Kernel,
  { operations }: Asked,
  ask: (guest: Guest) => Promise<T>,
): Promise<T | Failed> {
  const { release } = kernel;
  const seconds = waitOf(args);
  const progress = new ProgressLine(console, release);
  const ticking = setInterval(() => progress.say(`reproduce ${release}`), 500);
  let guest: Guest | undefined;
  const stopping = setInterval(() => stopped() && void guest?.end(), 200);
  try {
    guest = await boot(kernel, {
      ...(operations.append !== undefined && { append: operations.append }),
      ...emulator(args),
      ...(seconds !== undefined && { patience: seconds * 10_000, answer: seconds * 10_000 }),
    });
    const { error } = await guest.ask('insmod', '/mhpcheck.ko');
    const why = error === 0 ? await otherSizes(guest) : NO_MODULE(error);
    if (why !== undefined) return { outcome: 'not-possible', why, holds: [], log: [] };
    await listen(guest, patienceOf(args).hold);
    await guest.ask('write', '/proc/sys/kernel/hung_task_timeout_secs', '8');
    return await ask(guest);
  } catch (error) {
    if (!isError(error) || !(error instanceof GuestError)) throw error;
    const log = guest?.log.slice(-12) ?? [];
    return { outcome: 'failed', why: error.message, holds: [], log };
  } finally {
    clearInterval(ticking);
    clearInterval(stopping);
    progress.end();
    await guest?.end();
  }
}
const NO_MODULE = (errno: number) =>
  `no thread can be held: the guest's module ${errno === 2 ? 'is not there' : `does not load (errno ${errno})`}`;
interface Failed {
  readonly outcome: 'failed' | 'not-possible';
  readonly why: string;
  readonly holds: readonly [];
  readonly log: readonly string[];
}

function patienceOf(args: Arguments): Patience {
  const seconds = waitOf(args);
  if (seconds === undefined) return PATIENCE;
  const most = (own: number) => Math.min(seconds * 1000, own);
  return { hold: seconds * 1000, end: most(PATIENCE.end), forbidden: most(PATIENCE.forbidden) };
}
/** --wait: how long a thread may take to where it is held (s). */
function waitOf(args: Arguments): number | undefined {
  const given = text(args, 'wait');
  if (given === undefined) return undefined;
  const seconds = parseTime(given);
  if (seconds === undefined || seconds <= 0)
    throw new UsageError(`${args.verb}: --wait '${given}' is no time, such as 20s or 1m`);
  return seconds;
}
