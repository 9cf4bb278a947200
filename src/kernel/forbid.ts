// SPDX-License-Identifier: MIT
/** Tries on a guest what a model forbids: it must not happen there. */
import type { Operations } from '../model/operations.ts';
import { askedOf } from './force.ts';
import type { Broken } from './force.ts';
import type { Forbidden } from './forbidden.ts';
import type { Guest } from './guest.ts';
import { Impossible, PATIENCE, perform, Run } from './run.ts';
import type { Held, Patience } from './run.ts';
import { isSplat, splatIn } from './splat.ts';

export interface Kept {
  /**
   * happened: the model is wrong. not-reached: a thread did not get so far that it could, which says nothing; nor does it
   * where the kernel reports something else meanwhile.
   */
  readonly outcome: 'kept' | 'happened' | 'other-report' | 'not-reached' | 'not-possible';
  readonly why: string;
  readonly holds: readonly Held[];
  readonly log: readonly string[];
}

export async function forbid(
  guest: Guest,
  forbidden: Forbidden,
  operations: Operations,
  broken: Broken,
  patience: Patience = PATIENCE,
): Promise<Kept> {
  const holds: Held[] = [];
  const { plan, held, other, step } = forbidden;
  const asked = askedOf(plan, operations, broken);
  if (typeof asked === 'string') return { outcome: 'not-possible', why: asked, holds, log: [] };
  const before = guest.log.length;
  const told = (outcome: Kept['outcome'], why: string): Kept => {
    const log = splatIn(guest.log.slice(before));
    const isOther = outcome !== 'happened' && log.length > 0;
    return { outcome: isOther ? 'other-report' : outcome, why, holds, log };
  };
  try {
    for (const operation of asked.setup) await perform(guest, operation, 'setup');
    const from = guest.log.length;
    const run = new Run(guest, operations, asked.doing, holds, patience);
    for (const segment of plan.segments)
      if (!(await run.through(segment))) {
        await run.isSound();
        return told('not-reached', `${segment.thread} was never held, after ${segment.step}${run.refusals}`);
      }
    const isBroken = (line: string) => isSplat(line) || asked.shows.test(line);
    const [outcome, why] = await (forbidden.kind === 'waits'
      ? waits(run, forbidden, patience)
      : harmless(run, other, () => guest.log.slice(from).some(isBroken), patience));
    if (outcome === 'happened') run.isHeldStill();
    else await run.isSound();
    const kept = told(outcome, `${why} (${held} held after ${step}${run.refusals})`);
    await run.letGo();
    return kept;
  } catch (error) {
    if (!(error instanceof Impossible)) throw error;
    return { outcome: 'not-possible', why: error.message, holds, log: [] };
  }
}
type Answer = readonly [outcome: Kept['outcome'], why: string];

/** It must not get behind what it waits for; and does once the first goes on, or it would never have. */
async function waits(
  run: Run,
  { held, other, behind = '', after = [] }: Forbidden,
  patience: Patience,
): Promise<Answer> {
  const marks = await run.mark(other, behind, after);
  await run.goOn(other);
  const early = await run.met(marks, patience.forbidden);
  if (early !== undefined) return ['happened', `${other} got to ${early}() all the same`];
  await run.goOn(held);
  const late = await run.met(marks, patience.hold);
  return late === undefined
    ? ['not-reached', `${other} never got behind ${behind}, once ${held} went on neither`]
    : ['kept', `${other} waited, and got to ${late}() once ${held} went on`];
}

/** It must get to its end, and nothing be said of it. */
async function harmless(
  run: Run,
  other: string,
  isBroken: () => boolean,
  patience: Patience,
): Promise<Answer> {
  await run.goOn(other);
  const isOver = await run.isOver(other);
  // A report comes a moment after whoever it is about is gone.
  await new Promise((done) => setTimeout(done, patience.forbidden / 6));
  // Of a machine that is slow it may come while it is asked whether all is well.
  if (!isBroken()) await run.isSound();
  if (isBroken()) return ['happened', `${other} broke it all the same`];
  return isOver
    ? ['kept', `${other} went through, and nothing showed`]
    : ['not-reached', `${other} never got to its end`];
}
