// SPDX-License-Identifier: MIT
/** `conform`: what a kernel does, drawn at random, held against the model that says what it may do. */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { campaign } from '../conform/campaign.ts';
import type { Campaign, Found } from '../conform/campaign.ts';
import { encode } from '../conform/disagreement.ts';
import { didText } from '../conform/entry.ts';
import { notesIn, readJournal } from '../conform/journal.ts';
import type { Head } from '../conform/journal.ts';
import { judgedRuns } from '../conform/judged.ts';
import type { Tally } from '../conform/tally.ts';
import type { Arch, Kernel } from '../kernel/kernels.ts';
import { splatIn } from '../kernel/splat.ts';
import { nameOf, systemError } from '../outside/read.ts';
import { visible } from '../outside/text.ts';
import { makeDirectories, tryDirectory, writeTogether } from '../outside/write.ts';
import { conformedText } from '../report/conformed.ts';
import type { Conformed } from '../report/conformed.ts';
import { seedOf } from './args.ts';
import { beginnings } from './beginnings.ts';
import { chosenOf, conforming, nameIn } from './conforming.ts';
import type { Conforming } from './conforming.ts';
import { EXIT, ProgressLine, UsageError } from './console.ts';
import type { Console } from './console.ts';
import { Results } from './json.ts';
import { text, wholeNumber } from './options.ts';
import type { Arguments } from './options.ts';
import { parseTime } from './quantity.ts';
import { runRecord } from './record.ts';
import type { Context } from './verbs.ts';

const A_MINUTE = 60;

export async function runConform(context: Context): Promise<number> {
  const { args, console, stopped } = context;
  const record = text(args, 'record');
  if (record !== undefined) return runRecord(context, record);
  const asked = await conforming(context);
  const journal = text(args, 'journal');
  const judge = text(args, 'judge');
  const asJson = args.options['json'] === true;
  const results: Conformed[] = [];
  let isUnsaved = false;
  const kernels = judge === undefined ? await chosenOf(args, asked.versions, console) : [];
  const json = asJson
    ? new Results(console, { command: 'conform', left: Math.max(1, kernels.length) })
    : undefined;
  const add = (result: Conformed) => {
    if (json) json.add(result);
    else console.out(`${results.length > 0 ? '\n' : ''}${conformedText(result)}`);
    results.push(result);
  };
  if (judge !== undefined) add(fromJournal(judge, asked, console));
  else {
    if (journal !== undefined && kernels.length > 1)
      throw new UsageError(
        `conform: a journal is of one kernel: say which, as in --kernel ${kernels[0]?.name}`,
      );
    for (const kernel of kernels) {
      if (stopped()) break;
      add(await onKernel(context, kernel, asked, journal, () => (isUnsaved = true)));
    }
  }
  const status = stopped() ? EXIT.interrupted : isUnsaved ? EXIT.failed : statusOf(results);
  json?.print(status);
  return status;
}

const statusOf = (results: readonly Conformed[]) => {
  if (results.some(({ found }) => found.length > 0)) return EXIT.violated;
  if (results.some(({ failed, lost }) => failed !== undefined || lost.length > 0)) return EXIT.failed;
  return results.every(({ operations }) => operations > 0) ? EXIT.ok : EXIT.unknown;
};

function timeOf(args: Arguments): number {
  const given = text(args, 'time');
  if (given === undefined) return wholeNumber(args, 'operations') === undefined ? A_MINUTE : Infinity;
  const seconds = parseTime(given);
  if (seconds === undefined || seconds <= 0)
    throw new UsageError(`conform: --time '${given}' is no time, such as 90s or 10m`);
  return seconds;
}

async function onKernel(
  context: Context,
  kernel: Kernel,
  asked: Conforming,
  file: string | undefined,
  unsaved: () => void,
): Promise<Conformed> {
  const { args, console, stopped } = context;
  const before = file !== undefined && existsSync(file) ? readJournal(file) : undefined;
  const { release } = kernel;
  const name = nameIn(kernel);
  const seed = seedOf(args) ?? before?.head.seed ?? Date.now() % 2 ** 31;
  const head: Head = { model: asked.model, kernel: name, release, seed };
  const other = before && (Object.keys(head) as (keyof Head)[]).find((key) => before.head[key] !== head[key]);
  if (other !== undefined)
    throw new UsageError(
      `conform: ${file} is of another ${other}, ${before?.head[other]}, not ${head[other]}`,
    );
  const judge = asked.judge(name);
  if (!judge) throw new UsageError(`conform: ${asked.model} has no design that is kernel ${name}`);
  const dir = text(args, 'save');
  if (dir !== undefined) tryDirectory(dir);
  // Judged again: what disagreed before does so still, or the model is another one now.
  const known = before && judgedRuns(nameOf(file ?? ''), judge.again(), before);
  const first = 1 + Math.max(-1, ...(before?.runs ?? []).map((run) => Number.parseInt(run.name, 10)));
  const notes = file === undefined ? undefined : notesIn(file, head);
  const [until, most] = [
    performance.now() + timeOf(args) * 1000,
    wholeNumber(args, 'operations') ?? Infinity,
  ];
  const progress = new ProgressLine(console, release);
  const guests = beginnings(context, kernel, asked);
  const stopping = setInterval(() => stopped() && void guests.stop(), 200);
  try {
    const ended = await campaign({
      boot: () => guests.next(),
      isSaved: () => guests.isSaved,
      judge: () => judge.again(),
      seed,
      first,
      guests: wholeNumber(args, 'guests') ?? 1,
      ...(known && { before: known }),
      isOver: ({ acts }) => stopped() || performance.now() > until || acts >= most,
      ...(notes && { notes }),
      tell: ({ acts, runs }) => progress.say(`conform ${name}: operations=${acts} runs=${runs}`),
    });
    // What was found before has been saved before, with what its guest said.
    const isOld = (found: Found) => known?.found.includes(found) === true;
    const kept = (to: string, found: Found): string | undefined => {
      try {
        return save(to, head, kernel.arch, found);
      } catch (error) {
        const refused = systemError(error);
        if (refused === undefined) throw error;
        console.err(`mhpcheck: not saved: ${refused}\n`);
        unsaved();
        return undefined;
      }
    };
    const saved = ended.found.map((found) =>
      dir === undefined || isOld(found) ? undefined : kept(dir, found),
    );
    return conformed(head, ended, saved);
  } finally {
    clearInterval(stopping);
    progress.end();
    await guests.end();
  }
}

/** One file of all that is needed to see it again. */
function save(dir: string, head: Head, arch: Arch, { run, log, ...disagrees }: Found): string {
  const file = join(dir, head.model, `conform-${head.kernel}-${head.seed}-${run.name}.json`);
  makeDirectories(dirname(file));
  writeTogether([[file, visible(encode({ head, arch, run, disagrees, log }))]]);
  return file;
}

/** What somebody's journal has, judged again. */
function fromJournal(file: string, asked: Conforming, console: Console): Conformed {
  const journal = readJournal(file);
  const { head, isCut } = journal;
  const judge = asked.judge(head.kernel);
  if (head.model !== asked.model || !judge)
    throw new UsageError(
      `conform: ${file} is of ${head.model} on ${head.kernel}: write mhpcheck conform ${head.model}`,
    );
  if (isCut) console.err(`mhpcheck: ${nameOf(file)}: its last line is cut off, and not judged\n`);
  return conformed(head, judgedRuns(nameOf(file), judge, journal), []);
}
function conformed(
  head: Head,
  { tally, found, lost, failed }: Campaign,
  saved: readonly (string | undefined)[],
): Conformed {
  return {
    model: head.model,
    release: head.release,
    seed: head.seed,
    ...figures(tally),
    found: found.map(({ run, says, expected, log }, i) => ({
      run: run.name,
      did: run.batches.map(({ did }) => did.map(didText).join('; ')),
      says,
      expected,
      log: splatIn(log),
      saved: saved[i],
    })),
    lost,
    failed,
  };
}
const figures = ({ runs, acts, batches, guests, order, interleaving, crashes, answers }: Tally) => ({
  runs,
  operations: acts,
  batches,
  guests,
  explained: { order, interleaving },
  crashes,
  answers: Object.fromEntries([...answers].map(([kind, of]) => [kind, Object.fromEntries(of)])),
});
