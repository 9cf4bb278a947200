// SPDX-License-Identifier: MIT
/** `reproduce`, of a disagreement with a kernel: what was done to it is done again, in guests that are ready for it. */
import { again } from '../conform/again.ts';
import type { Beginnings } from '../conform/beginnings.ts';
import type { Kept } from '../conform/disagreement.ts';
import type { Judge } from '../conform/judge.ts';
import { GuestError } from '../kernel/guest.ts';
import type { Kernel } from '../kernel/kernels.ts';
import { splatIn } from '../kernel/splat.ts';
import { isError } from '../model/mistake.ts';
import { triedText } from '../report/reproduced.ts';
import type { Tried } from '../report/reproduced.ts';
import { paragraph } from '../report/text.ts';
import { beginnings } from './beginnings.ts';
import { chosenOf, nameIn } from './conforming.ts';
import type { Conforming } from './conforming.ts';
import { EXIT, ProgressLine } from './console.ts';
import { judgedNow, leaveOut } from './disagreement.ts';
import type { Given } from './given.ts';
import { printJson } from './json.ts';
import type { Context } from './verbs.ts';

/** Guests that it is done in: what goes on at once does not always go on alike. */
const TRIES = 10;

/** `reproduce`: on the kernel it was seen on, or those that are named. */
export async function reproduceDisagreement(context: Context, given: Given): Promise<number> {
  const { args, console, stopped } = context;
  leaveOut(context, given, ['format', 'wait']);
  const { kept, asked } = judgedNow(context, given);
  const { head } = kept;
  const asJson = args.options['json'] === true;
  const named = { ...args, options: { ...args.options, kernel: args.options['kernel'] ?? [head.kernel] } };
  const kernels = await chosenOf(named, asked.versions, console);
  if (!asJson)
    console.out(`${paragraph(`${head.model}, seen on Linux ${head.release}: ${kept.disagrees.says}`)}\n`);
  const tried: Tried[] = [];
  for (const kernel of kernels) {
    if (stopped()) break;
    const one = await triedOn(context, kernel, kept, asked);
    tried.push(one);
    if (!asJson) console.out(`\n${triedText(one)}`);
  }
  const outcomes = tried.map(({ outcome }) => outcome);
  const status = stopped()
    ? EXIT.interrupted
    : outcomes.includes('reproduced')
      ? EXIT.violated
      : outcomes.includes('failed')
        ? EXIT.failed
        : outcomes.includes('not-possible')
          ? EXIT.unknown
          : EXIT.ok;
  if (asJson) printJson(console, { command: 'reproduce', status, results: tried });
  return status;
}

async function triedOn(context: Context, kernel: Kernel, kept: Kept, asked: Conforming): Promise<Tried> {
  const { console, stopped } = context;
  const { release } = kernel;
  const of = { release, holds: [], log: [], forbidden: [] };
  const judge = asked.judge(nameIn(kernel));
  const there = kept.run.begins.blocks.findIndex(({ state = '' }) => !/^E[A-Z]+$/.test(state));
  if (!judge || there >= 0) {
    const why = judge
      ? `it begins with block ${there} there, and a guest has none`
      : 'the model has no design that is it';
    return { ...of, outcome: 'not-possible', why };
  }
  const guests = beginnings(context, kernel, asked);
  const progress = new ProgressLine(console, release);
  const ticking = setInterval(() => {
    progress.say(`reproduce ${release}`);
    if (stopped()) void guests.stop();
  }, 200);
  try {
    return { ...of, ...(await tries(guests, judge, kept, stopped)) };
  } catch (error) {
    if (!isError(error) || !(error instanceof GuestError)) throw error;
    return { ...of, outcome: 'failed', why: error.message };
  } finally {
    clearInterval(ticking);
    progress.end();
    await guests.end();
  }
}

async function tries(
  guests: Beginnings,
  judge: Judge,
  { run, disagrees }: Kept,
  stopped: () => boolean,
): Promise<Pick<Tried, 'outcome' | 'why' | 'log'>> {
  for (let n = 1; n <= TRIES && !stopped(); n++) {
    const subject = await guests.next();
    const { disagrees: now, log } = await again(subject, judge.again(), run);
    await subject.end();
    if (!now) continue;
    const otherwise = now.kind === disagrees.kind ? '' : ', in another way';
    const [what, ...rest] = [`guest ${n} disagrees${otherwise}: ${now.says}`, ...splatIn(log)];
    return { outcome: 'reproduced', why: what, log: [what, ...rest] };
  }
  return {
    outcome: 'not-reproduced',
    why: `of ${TRIES} guests none does what the model does not explain`,
    log: [],
  };
}
