// SPDX-License-Identifier: MIT
/** The commands that answer: check, compare, list and replay. Each returns its exit status. */
import type { Confirmed } from '../check/confirm.ts';
import { costsOf } from '../check/kinds.ts';
import type { AnyChecked } from '../check/selection.ts';
import type { Costs } from '../explore/costs.ts';
import { instanceOf } from '../model/instance.ts';
import type { Entry, Expected } from '../model/types.ts';
import { verdict } from '../report/check.ts';
import { list } from '../report/list.ts';
import { comparison } from '../report/table.ts';
import { ascii, item, paragraph, plural } from '../report/text.ts';
import { orStopped, Stopped, telling } from '../watch/watch.ts';
import { randomArguments, reduction, selections } from './args.ts';
import { askedOf } from './asked.ts';
import { EXIT, ProgressLine, UsageError } from './console.ts';
import type { Console } from './console.ts';
import { checkedJson, entryJson, printJson, Results } from './json.ts';
import { checkKept } from './keeper.ts';
import { answerTo, strayAnswers } from './expected.ts';
import { keeping, limits, lossyArguments, sharing } from './large.ts';
import { load } from './load.ts';
import { checkLossily } from './lossy.ts';
import type { LossyArguments } from './lossy.ts';
import { checkStrict } from './notes.ts';
import { operand, text } from './options.ts';
import type { Arguments } from './options.ts';
import { checkRandomly } from './random.ts';
import { check } from './run.ts';
import { Saver } from './saver.ts';
import { runSteered, steering } from './steered.ts';
import { Teller } from './teller.ts';
import { confirmAll, confirmFirst } from './traces.ts';

export interface Context {
  readonly args: Arguments;
  readonly entries: readonly Entry[];
  readonly console: Console;
  /** True once the user has asked to stop. */
  readonly stopped: () => boolean;
}
export async function runList({ args, entries, console }: Context): Promise<number> {
  const chosen = args.operands.length === 0 ? entries : [(await load(operand(args, 'model'), entries)).entry];
  if (args.options['json'] === true)
    printJson(console, { command: 'list', status: EXIT.ok, results: chosen.map(entryJson) });
  else for (const { model } of chosen) console.out(list(model));
  return EXIT.ok;
}

export async function runCheck(context: Context): Promise<number> {
  const { args, entries, console, stopped } = context;
  const dir = text(args, 'save');
  const asJson = args.options['json'] === true;
  const statuses: number[] = [];
  const random = randomArguments(args);
  const reduce = reduction(args);
  const lossy = lossyArguments(args);
  const bounded = limits(args);
  const { entry, design } = await load(operand(args, 'the name of a model, or its file'), entries);
  const chosen = askedOf(args, selections(args, entry, design));
  if (args.options['strict'] === true) chosen.forEach(checkStrict);
  const steered = steering(args);
  if (steered) return runSteered(context, steered, chosen);
  const first = args.options['first'] === true;
  const keep = keeping(args);
  if (keep) checkKept(keep, chosen);
  const apart = args.options['all-violations'] === true;
  const all = apart || args.options['all'] === true;
  const table = chosen.length > 1 && !all && !random && !lossy;
  const teller = new Teller(console, { all, apart, full: args.options['full'] === true, table });
  const results = asJson ? new Results(console, { command: 'check', left: chosen.length }) : undefined;
  const saver = dir === undefined ? undefined : new Saver(dir, console);
  for (const [i, selection] of chosen.entries()) {
    if (first && statuses.includes(EXIT.violated)) {
      if (!asJson) console.out(`${paragraph(leftOut(chosen.length - i))}\n`);
      break;
    }
    if (random || lossy) {
      const {
        violated,
        text: report,
        json,
      } = random
        ? await checkRandomly(selection, { ...random, stopped, saver })
        : await checkLossily(selection, { ...(lossy as LossyArguments), limits: bounded, saver }, console);
      if (results) results.add(json);
      else console.out(`${report}\n`);
      statuses.push(violated ? EXIT.violated : EXIT.unknown);
      if (stopped()) break;
      continue;
    }
    const checked = await check(
      selection,
      { ...bounded, reduce, keeping: keep, first, sharing: sharing(args, console) },
      console,
    );
    const ready = results || saver ? confirmAll(checked, console, first ? 1 : undefined) : [];
    const kept = new Map(
      ready.map(
        ([violation, confirmed]) => [violation, { confirmed, file: saver?.keep(confirmed) }] as const,
      ),
    );
    if (results)
      results.add(
        checkedJson(
          checked,
          ready.map(([, confirmed]) => confirmed),
        ),
      );
    else teller.add(checked, kept);
    statuses.push(checked.unwritten ? EXIT.failed : statusOf(checked));
    if (stopped()) break;
  }
  teller.end();
  if (saver?.failed) statuses.push(EXIT.failed);
  const worst = [EXIT.failed, EXIT.violated].find((s) => statuses.includes(s));
  const status = stopped() ? EXIT.interrupted : (worst ?? Math.max(EXIT.ok, ...statuses));
  results?.print(status);
  return status;
}

/** --first: what was not looked at any more. */
const leftOut = (left: number) =>
  `--first: a violation was found. ${plural(left, 'more instance')} of design and configuration ${left === 1 ? 'was' : 'were'} not looked at.`;

function statusOf({ outcome }: AnyChecked): number {
  const verdicts = outcome.results.map((r) => r.verdict);
  if (verdicts.includes('violated')) return EXIT.violated;
  return verdicts.includes('unknown') ? EXIT.unknown : EXIT.ok;
}

type Row = Omit<AnyChecked, 'search'> & { readonly costs?: Costs | undefined };

export async function runCompare(context: Context): Promise<number> {
  const { args, entries, console, stopped } = context;
  const { entry, design } = await load(operand(args, 'the name of a model, or its file'), entries);
  const chosen = askedOf(args, selections(args, entry, design));
  if (args.options['strict'] === true) chosen.forEach(checkStrict);
  const own = chosen[0]?.bound === 'small' && chosen[0].limits === undefined;
  if (args.options['expect'] === true && !own)
    throw new UsageError(
      'compare: the expected answers are those at bound small: leave out --bound and --limit, or --expect',
    );
  const asJson = args.options['json'] === true;
  const bounded = limits(args);
  const expects = args.options['expect'] === true;
  if (expects && entry.expected.length === 0)
    throw new UsageError(
      `compare: ${args.operands[0]} says no expected answers: write export const expected = [{ configuration, design, property, verdict, source }]`,
    );
  const rows: Row[] = [];
  const differences: string[] = [];
  const results = asJson
    ? new Results(console, { command: 'compare', left: chosen.length, differences })
    : undefined;
  let first: Confirmed | undefined;
  for (const selection of chosen) {
    // Costs are read off all steps.
    const asked = { ...bounded, looksBack: true, sharing: sharing(args, console) };
    const checked = await check(selection, asked, console);
    if (!first && args.options['first-trace'] === true) first = confirmFirst(checked);
    if (expects) {
      const names = instanceOf(selection).properties.map((p) => p.name);
      differences.push(...strayAnswers(entry.expected, selection, names));
    }
    const row = rowOf(checked, console);
    rows.push(row);
    if (expects) differences.push(...differencesFrom(entry.expected, row));
    results?.add({ ...checkedJson(row, []), costs: row.costs ?? null }, { differences });
    if (stopped()) break;
  }
  const bound = chosen[0]?.bound ?? 'small';
  const cut = rows.some((r) => !r.outcome.complete && r.outcome.results.some((p) => p.verdict === 'unknown'));
  const status = stopped()
    ? EXIT.interrupted
    : differences.length > 0
      ? EXIT.violated
      : cut
        ? EXIT.unknown
        : EXIT.ok;
  if (results) results.print(status);
  else {
    console.out(comparison(entry.model, bound, rows, chosen[0]?.limits));
    if (expects) console.out(expectation(differences));
    if (first) console.out(`\n${first.text()}`);
  }
  return status;
}

/** A row keeps its answers, not the millions of states they came from. */
function rowOf({ search, ...row }: AnyChecked, console: Console): Row {
  if (!search || !row.outcome.complete || row.outcome.faulted) return row;
  const what = `${row.design} ${row.configuration} ${row.bound}: costs`;
  const progress = new ProgressLine(console, what);
  try {
    const costs = orStopped(() =>
      telling(
        () => progress.say(what),
        () => costsOf(search),
      ),
    );
    return costs instanceof Stopped ? row : { ...row, costs };
  } finally {
    progress.end();
  }
}

/** Where an answer is not the expected one, or unknown, or not expected at all. */
function differencesFrom(expected: readonly Expected[], { configuration, design, outcome }: Row): string[] {
  return outcome.results.flatMap((result) => {
    const { name } = result.property;
    const want = answerTo(expected, { configuration, design, property: name });
    if (want?.verdict === result.verdict) return [];
    const wanted = want ? `expected ${want.verdict}: ${want.source}` : 'nothing is expected';
    return [`${configuration}, ${design}, ${name}: ${verdict(result, outcome)}; ${wanted}`];
  });
}

const expectation = (differences: readonly string[]) =>
  differences.length === 0
    ? "Every answer is the one that the kernel's source gives.\n"
    : `Not as expected:\n${differences.map((d) => `${ascii(item(d))}\n`).join('')}`;
