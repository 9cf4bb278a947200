// SPDX-License-Identifier: MIT
/** Forces a plan on a guest: holds its threads where the trace has others go on, and reads what comes of it. */
import type { Operation, Operations } from '../model/operations.ts';
import type { Guest } from './guest.ts';
import type { Plan, Segment } from './plan.ts';
import { Impossible, PATIENCE, perform, Run } from './run.ts';
import type { Held, Patience } from './run.ts';
import { isSplat, said, splatIn } from './splat.ts';

export interface Forced {
  /** other-report: it did not show, but the kernel reports something. */
  readonly outcome: 'reproduced' | 'not-reproduced' | 'other-report' | 'not-possible';
  /** In a sentence. */
  readonly why: string;
  readonly holds: readonly Held[];
  /** What the kernel said of it. */
  readonly log: readonly string[];
}

/** Of a counterexample. */
export interface Broken {
  readonly configuration: string;
  readonly property: string;
}
/** What has to be done and looked for; or why that can't be, on whatever kernel. */
export function askedOf(
  plan: Plan,
  operations: Operations,
  { configuration, property }: Broken,
): string | Asked {
  const shows = operations.shows[property] ?? `nothing in a kernel's log would show ${property}`;
  if (typeof shows === 'string') return shows;
  const setup = operations.setup[configuration] ?? `no guest is like configuration ${configuration}`;
  if (typeof setup === 'string') return setup;
  const doing = new Map<string, readonly Operation[]>();
  for (const [thread, taken] of plan.taken) {
    const does = operations.thread(thread, taken);
    if (typeof does === 'string') return does;
    doing.set(thread, does);
  }
  const steps = [...plan.taken.values()].flat();
  return { shows, setup: typeof setup === 'function' ? setup(steps) : setup, doing };
}
interface Asked {
  readonly shows: RegExp;
  readonly setup: readonly Operation[];
  readonly doing: ReadonlyMap<string, readonly Operation[]>;
}

export async function force(
  guest: Guest,
  plan: Plan,
  operations: Operations,
  broken: Broken,
  patience: Patience = PATIENCE,
): Promise<Forced> {
  const holds: Held[] = [];
  const asked = askedOf(plan, operations, broken);
  const impossible = (why: string): Forced => ({ outcome: 'not-possible', why, holds, log: [] });
  if (typeof asked === 'string') return impossible(asked);
  const { shows, setup, doing } = asked;
  try {
    const before = guest.log.length;
    for (const operation of setup) await perform(guest, operation, 'setup');
    const from = guest.log.length;
    const run = new Run(guest, operations, doing, holds, patience);
    for (const segment of plan.segments)
      if (!(await run.through(segment))) {
        await run.isSound();
        return missed(`${neverCame(segment, holds)}${run.refusals}`, holds, guest.log.slice(before));
      }
    // Of a machine that is slow it may come while it is asked whether all is well.
    if ((await guest.said(shows, patience.end, from)) === undefined) await run.isSound();
    const isShown = guest.log.slice(from).some((line) => shows.test(line));
    if (isShown) await settle(guest, patience.end);
    const [log, all] = [guest.log.slice(from), guest.log.slice(before)];
    await run.letGo();
    if (!isShown)
      return missed(
        `every thread got to where it was held, and nothing of it showed${run.refusals}`,
        holds,
        all,
      );
    const splat = splatIn(log);
    const told = splat.length > 0 ? splat : log.filter((l) => shows.test(l)).map(said);
    return { outcome: 'reproduced', why: 'the kernel says so', holds, log: told };
  } catch (error) {
    if (error instanceof Impossible) return impossible(error.message);
    throw error;
  }
}

/** What was looked for did not show. Where the kernel reports something all the same, somebody has to read it. */
function missed(why: string, holds: readonly Held[], lines: readonly string[]): Forced {
  const log = splatIn(lines);
  return { outcome: log.length > 0 ? 'other-report' : 'not-reproduced', why, holds, log };
}

function neverCame({ thread, step, until }: Segment, holds: readonly Held[]): string {
  const last = holds.at(-1);
  const where =
    until === 'end' ? 'its end' : last ? `the ${last.probe.on} of ${last.probe.func}()` : 'a hold';
  return `${thread} never got to ${where}, after ${step}`;
}

/** The rest of a report comes in the lines after its first. */
const settle = (guest: Guest, most: number) =>
  guest.said(/---\[ end trace/, Math.min(most, 1500), guest.log.findLastIndex(isSplat) + 1);
