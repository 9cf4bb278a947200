// SPDX-License-Identifier: MIT
/** The file of a disagreement with a kernel: judged again by the model, and printed. */
import { decode, fingerprintOf } from '../conform/disagreement.ts';
import type { Kept } from '../conform/disagreement.ts';
import { didText } from '../conform/entry.ts';
import type { Did } from '../conform/entry.ts';
import type { Disagreement } from '../conform/judge.ts';
import { seenText } from '../conform/judge.ts';
import { judgedRuns } from '../conform/judged.ts';
import { splatIn } from '../kernel/splat.ts';
import { FileError, nameOf } from '../outside/read.ts';
import { disagreementText } from '../report/disagreement.ts';
import { paragraph } from '../report/text.ts';
import { conformingOf } from './conforming.ts';
import type { Conforming } from './conforming.ts';
import { EXIT, UsageError } from './console.ts';
import { printJson } from './json.ts';
import type { Given } from './given.ts';
import type { Context } from './verbs.ts';

export interface Judged {
  readonly kept: Kept;
  readonly asked: Conforming;
  /** What the model says of it now; undefined where it explains it. */
  readonly now: (Disagreement & { readonly batches: number }) | undefined;
}

export function judgedNow({ entries }: Context, { given, file }: Given): Judged {
  const kept = decode(given, file);
  const { head, run } = kept;
  const asked = conformingOf(head.model, entries);
  const judge = typeof asked === 'string' ? undefined : asked.judge(head.kernel);
  if (typeof asked === 'string') throw new FileError(`${nameOf(file)}: ${asked}`);
  if (!judge)
    throw new FileError(`${nameOf(file)}: ${head.model} has no design that is kernel ${head.kernel}`);
  const [found] = judgedRuns(nameOf(file), judge, { runs: [run], lost: [] }).found;
  return { kept, asked, now: found && { ...found, batches: found.run.batches.length } };
}

/** As a mail has it: what the model says of it now, and what was done up to there. */
function textOf({ kept, now }: Judged, { file, piped }: Given): string {
  const { head, arch, run, disagrees, log } = kept;
  const { says, expected, batches } = now ?? { ...disagrees, batches: run.batches.length };
  const splat = splatIn(log);
  return disagreementText({
    model: head.model,
    release: head.release,
    arch,
    seed: head.seed,
    run: run.name,
    fingerprint: fingerprintOf(kept),
    begins: [
      `auto_online_blocks: ${run.begins.auto}`,
      ...run.begins.blocks.map((seen, block) => `block ${block}: ${seenText(seen)}`),
    ],
    did: run.batches
      .slice(0, batches)
      .map(({ did }) => did.map((one) => ({ text: didText(one), time: timeOf(one) }))),
    says,
    expected,
    was: says === disagrees.says ? undefined : disagrees.says,
    log: splat.length > 0 ? splat : log.slice(-LAST),
    file: piped ? undefined : file,
  });
}
/** Of a log without a report. */
const LAST = 24;
const timeOf = ({ from, to }: Did): string | undefined =>
  to === Number.MAX_SAFE_INTEGER ? undefined : `${from}-${to}`;
const explained = (file: string) =>
  paragraph(`${file}: the model explains all that the kernel did: it is no disagreement any more.`);

/** What goes with a counterexample alone. */
export function leaveOut({ args }: Context, { word }: Given, names: readonly string[]): void {
  const other = ['model', ...names].find((name) => args.options[name] !== undefined);
  if (other !== undefined)
    throw new UsageError(`${args.verb}: ${word} is a disagreement with a kernel: leave out --${other}`);
}

/** `replay`: 1 where it disagrees still. */
export function replayDisagreement(context: Context, given: Given): number {
  const { args, console } = context;
  leaveOut(context, given, ['full']);
  const judged = judgedNow(context, given);
  const { kept, now } = judged;
  const status = now ? EXIT.violated : EXIT.ok;
  if (args.options['json'] === true) {
    const { head, arch, run } = kept;
    const { says, expected } = now ?? kept.disagrees;
    const of = { ...head, arch, run: run.name, fingerprint: fingerprintOf(kept), says, expected };
    printJson(console, {
      command: 'replay',
      status,
      results: [{ file: given.word, ...of, reproduced: now !== undefined }],
    });
  } else console.out(now ? textOf(judged, given) : `${explained(given.file)}\n`);
  return status;
}

/** `report`: 0 once it is printed. */
export function reportDisagreement(context: Context, given: Given): number {
  leaveOut(context, given, ['format', 'why', 'in-reply-to', 'thread']);
  const judged = judgedNow(context, given);
  if (judged.now) context.console.out(textOf(judged, given));
  else context.console.err(`mhpcheck: ${explained(given.file)}\n`);
  return judged.now ? EXIT.ok : EXIT.violated;
}
