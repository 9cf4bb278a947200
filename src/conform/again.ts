// SPDX-License-Identifier: MIT
/** What was once done to a kernel, done to one again, and judged as it goes. */
import { isGone, settled } from './campaign.ts';
import type { Batch, Run, Sight } from './entry.ts';
import { isDisagreement } from './judge.ts';
import type { Disagreement, Judge } from './judge.ts';
import type { Subject } from './subject.ts';

export interface Again {
  /** How far it went. */
  readonly run: Run;
  /** Undefined where the model explains all of it. */
  readonly disagrees: Disagreement | undefined;
  readonly log: readonly string[];
}

/** As far as it goes: where a block is not there any more, or is, as it was not then, the rest can't be done. */
export async function again(subject: Subject, judge: Judge, { name, batches }: Run): Promise<Again> {
  const log = subject.log.length;
  const { sight: begins, crashed } = await settled(subject);
  const done: Batch[] = [];
  const end = (disagrees?: Disagreement): Again => ({
    run: { name, begins, batches: done },
    disagrees,
    log: subject.log.slice(log),
  });
  const first = judge.begin(begins);
  if (first) return end(first);
  if (crashed) {
    done.push(crashed);
    const verdict = judge.after(crashed);
    return end(isDisagreement(verdict) ? verdict : undefined);
  }
  let sight = begins;
  for (const { did } of batches) {
    const acts = did.map(({ act }) => act);
    if (!acts.every((act) => isPossible(act, sight))) break;
    const batch = await subject.act(acts);
    done.push(batch);
    const verdict = judge.after(batch);
    if (isDisagreement(verdict)) return end(verdict);
    if (!batch.sight) break;
    sight = batch.sight;
  }
  return end();
}
/** A DIMM that is not there can't be ejected, nor one plugged where one is. */
const isPossible = (act: Batch['did'][number]['act'], sight: Sight): boolean =>
  act.does === 'plug' ? isGone(sight, act.block) : act.does === 'eject' ? !isGone(sight, act.block) : true;
