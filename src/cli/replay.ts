// SPDX-License-Identifier: MIT
/** The commands that run a saved counterexample again: replay, and report, which prints it in a form of its own. */
import { foundOf, rerun } from '../check/kinds.ts';
import { digestOf } from '../check/made.ts';
import type { Rerun } from '../check/kinds.ts';
import { isDisagreementFile } from '../conform/disagreement.ts';
import type { Counterexample } from '../counterexample/counterexample.ts';
import { decode, resolve } from '../counterexample/format.ts';
import { fileIn, folded, hasLine, lineOf } from '../follow/line.ts';
import { WordsError } from '../follow/words.ts';
import { ScheduleError } from '../model/reference.ts';
import { unknownName } from '../model/suggest.ts';
import { FileError } from '../outside/read.ts';
import { foreign, message } from '../outside/text.ts';
import { version } from '../outside/version.ts';
import type { AnyInstance } from '../model/types.ts';
import { ARGUED, FORMATS } from '../report/forms.ts';
import { EXIT, UsageError } from './console.ts';
import { printJson } from './json.ts';
import { givenTo } from './given.ts';
import type { Given } from './given.ts';
import { load } from './load.ts';
import { text } from './options.ts';
import { whyAsked } from './why.ts';
import type { Context } from './verbs.ts';

export interface Read extends Given {
  readonly counterexample: Counterexample;
  readonly instance: AnyInstance;
  readonly ran: Rerun;
}

/** Reads the file that is named, or standard input, and runs it. A schedule that does not run is told with its file. */
export async function read(context: Context, asked?: Given): Promise<Read> {
  const { args, entries, console } = context;
  const { word, file, piped, given } = asked ?? (await givenTo(context));
  const isMail = !given.trimStart().startsWith('{') && hasLine(given);
  const counterexample = decode(isMail ? mailed(given, file) : given, file);
  // No code is loaded because a file names it: only what the command line does.
  const own = text(args, 'model');
  const known = own === undefined ? entries : [(await load(own, entries)).entry];
  const models = known.map((e) => e.model);
  const { model, instance } = resolve(counterexample, models, file);
  const { made } = counterexample;
  const digest = made && own !== undefined ? digestOf(instance) : undefined;
  if (made && digest !== undefined && digest !== made.digest)
    console.err(
      `mhpcheck: ${message(`${file}: was made of another model (digest ${foreign(made.digest, 20)}, that of ${own} is ${digest}): its schedule is judged anew`)}\n`,
    );
  const named = { model, ...(own !== undefined && { spoken: own }) };
  try {
    const ran = rerun(named, foundOf(instance), counterexample);
    return { word, file, piped, given, counterexample, instance, ran };
  } catch (error) {
    throw error instanceof ScheduleError
      ? new FileError(`${file}: ${error.message}`, { cause: error })
      : error;
  }
}

/** What the words of a mail stand for. */
function mailed(mail: string, name: string): string {
  try {
    return fileIn(mail, name);
  } catch (error) {
    throw error instanceof WordsError ? new FileError(`${name}: ${error.message}`, { cause: error }) : error;
  }
}

/** Below a mail: what a receiver needs to run it again. */
const toRun = (c: Counterexample): string =>
  [
    `Schedule for mhpcheck ${version()}; npx mhpcheck replay - reads this mail:`,
    ...folded(lineOf(c)),
    '',
  ].join('\n');

export const notThere = ({ file, ran }: Read) =>
  `${file}: the schedule runs, but the violation is not there: ${message(ran.instead ?? '')}\n`;

export async function runReplay(context: Context): Promise<number> {
  const { args, console } = context;
  const asked = await givenTo(context);
  if (isDisagreementFile(asked.given))
    return (await import('./disagreement.ts')).replayDisagreement(context, asked);
  const found = await read(context, asked);
  const { word, file, piped, counterexample: c, ran } = found;
  const instead = ran.instead === undefined ? undefined : message(ran.instead);
  const status = ran.reproduced ? EXIT.violated : EXIT.ok;
  if (args.options['json'] === true)
    printJson(console, {
      command: 'replay',
      status,
      results: [replayJson(word, c, ran.reproduced, instead)],
    });
  else if (ran.reproduced)
    console.out(ran.text(piped ? undefined : file, { full: args.options['full'] === true }));
  else console.out(notThere(found));
  return status;
}

function replayJson(file: string, c: Counterexample, reproduced: boolean, instead?: string): object {
  const { schedule: _, loop: __, initial: ___, made: ____, ...of } = c;
  return { file, ...of, reproduced, ...(instead !== undefined && { instead }) };
}

/** Exit status 0 once it is printed: that it is violated was known before. 1 where it is not there any more. */
export async function runReport(context: Context): Promise<number> {
  const { args, console } = context;
  const asked = await givenTo(context);
  if (isDisagreementFile(asked.given))
    return (await import('./disagreement.ts')).reportDisagreement(context, asked);
  const given = text(args, 'format') ?? 'race';
  const format = FORMATS.find((f) => f === given);
  if (format === undefined) throw new UsageError(`report: ${unknownName('format', given, FORMATS)}`);
  const reply = text(args, 'in-reply-to');
  if (reply !== undefined && format !== 'mail')
    throw new UsageError('report: --in-reply-to goes with --format mail');
  const thread = text(args, 'thread');
  if (thread !== undefined && format !== 'dot')
    throw new UsageError('report: --thread goes with --format dot');
  if (args.options['why'] === true && !ARGUED.includes(format))
    throw new UsageError(`report: --why goes with --format ${ARGUED.join(', ')}`);
  const found = await read(context, asked);
  if (!found.ran.reproduced) {
    console.err(`mhpcheck: ${notThere(found)}`);
    return EXIT.violated;
  }
  const options = { full: args.options['full'] === true, reply, thread };
  const unfit = found.ran.unfit(format, options);
  if (unfit !== undefined) throw new UsageError(`report: ${found.word}: no --format ${format}: ${unfit}`);
  const why = await whyAsked(context, found.instance, found.counterexample);
  const foot = format === 'mail' ? toRun(found.counterexample) : '';
  const below = foot.split('\n').length - 1;
  console.out(found.ran.inForm(format, { ...options, why, below }) + foot);
  return context.stopped() ? EXIT.interrupted : EXIT.ok;
}
