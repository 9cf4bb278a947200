// SPDX-License-Identifier: MIT
/** `mutate`: are the properties worth anything? Breaks the model on purpose, and sees who notices. */
import { isSpace } from '../model/space.ts';
import type { Entry, Model } from '../model/types.ts';
import { instanceOf } from '../model/instance.ts';
import { campaign } from '../mutate/campaign.ts';
import type { Campaign } from '../mutate/campaign.ts';
import { mutantReport, unexplained } from '../report/mutants.ts';
import { maxStates, selections } from './args.ts';
import { EXIT, ProgressLine, UsageError } from './console.ts';
import { printJson } from './json.ts';
import { load } from './load.ts';
import { operand } from './options.ts';
import type { Context } from './verbs.ts';

/** By bound: spaces with more states than this are left alone, since each of a hundred mutants has one. */
const MOST = { tiny: 100_000, small: 1_000_000, large: 10_000_000 } as const;

export async function runMutate({ args, entries, console, stopped }: Context): Promise<number> {
  const { entry, design } = await load(operand(args, 'the name of a model, or its file'), entries);
  const chosen = selections(args, entry, design, 'tiny');
  const [first] = chosen;
  if (first && isSpace(instanceOf(first)))
    throw new UsageError(`mutate: ${entry.model.name} is a finite space; mutants are derived from machines`);
  const named = args.options['design'] !== undefined || design !== undefined;
  const bound = chosen[0]?.bound ?? 'tiny';
  const limit = maxStates(args);
  const line = new ProgressLine(console, 'mutate');
  const found = await campaign({
    model: entry.model as Model,
    designs: [...new Set(chosen.map((s) => s.design))],
    configurations: [...new Set(chosen.map((s) => s.configuration))],
    bound,
    violatedToo: named,
    maxStates: limit === Infinity ? MOST[bound] : limit,
    stopped,
    progress: (what, done, of) => line.say(`${what}: mutant ${done} of ${of}`),
  });
  line.end();
  const status = statusOf(entry, found);
  const { complete, skipped } = found;
  if (args.options['json'] === true) {
    const of = { model: entry.model.name, bound, complete, skipped };
    printJson(console, { command: 'mutate', status, ...of, results: mutantsJson(entry, found) });
  } else console.out(mutantReport(entry, bound, found));
  return status;
}

function statusOf(entry: Entry, { complete, results }: Campaign): number {
  if (!complete) return EXIT.interrupted;
  if (unexplained(entry, results).length > 0) return EXIT.violated;
  // Where no mutant could be run, nothing is known of the properties.
  return results.length === 0 || results.some((r) => r.result.verdict === 'unknown') ? EXIT.unknown : EXIT.ok;
}

const mutantsJson = ({ survivors = {} }: Entry, { results }: Campaign): object[] =>
  results.map(({ design, name, operator, result }) => ({
    design,
    name,
    operator,
    ...result,
    ...(result.verdict === 'survived' && { needs: survivors[name] ?? null }),
  }));
