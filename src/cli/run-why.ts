// SPDX-License-Identifier: MIT
/** The command `why`: of a saved counterexample, or of the first cause that is found in one instance of a model. */
import { causesOf } from '../check/causes.ts';
import { confirm } from '../check/confirm.ts';
import { foundIn } from '../check/kinds.ts';
import { instanceOf } from '../model/instance.ts';
import { selections } from './args.ts';
import { EXIT, UsageError } from './console.ts';
import { load } from './load.ts';
import { operand, text } from './options.ts';
import { notThere, read } from './replay.ts';
import { check } from './run.ts';
import { STDIN } from './stdin.ts';
import type { Context } from './verbs.ts';
import { whyAsked } from './why.ts';

export async function runWhy(context: Context): Promise<number> {
  const word = operand(context.args, 'the file of a counterexample, or a model');
  return word === STDIN.word || word.endsWith('.json') ? ofFile(context) : ofModel(context, word);
}

const OF_MODEL = ['design', 'config', 'bound', 'limit'];
async function ofFile(context: Context): Promise<number> {
  const { args, console } = context;
  const stray = OF_MODEL.find((option) => args.options[option] !== undefined);
  if (stray !== undefined)
    throw new UsageError(`why: --${stray} goes with a model: a counterexample is of one instance`);
  const found = await read(context);
  const { ran, instance, counterexample, piped, file } = found;
  if (!ran.reproduced) {
    console.err(`mhpcheck: ${notThere(found)}`);
    return EXIT.violated;
  }
  const why = await whyAsked(context, instance, counterexample);
  console.out(ran.text(piped ? undefined : file, { full: args.options['full'] === true, why }));
  return context.stopped() ? EXIT.interrupted : EXIT.ok;
}

async function ofModel(context: Context, word: string): Promise<number> {
  const { args, entries, console } = context;
  if (text(args, 'model') !== undefined)
    throw new UsageError('why: --model goes with the file of a counterexample');
  const { entry, design } = await load(word, entries);
  const chosen = selections(args, entry, design, 'tiny');
  const [selection, ...more] = chosen;
  if (!selection || more.length > 0)
    throw new UsageError(`why: ${word}: ${chosen.length} instances; name one with --design and --config`);
  const checked = await check(selection, { maxStates: Infinity }, console);
  const { search, outcome } = checked;
  const [cause] = search ? causesOf(foundIn(search), outcome) : [];
  if (!search || !cause) {
    const unknown = outcome.results.some((r) => r.verdict === 'unknown');
    console.out(`${word}: ${unknown ? 'nothing is known' : 'nothing that has a trace is violated'}\n`);
    if (context.stopped()) return EXIT.interrupted;
    return unknown ? EXIT.unknown : EXIT.ok;
  }
  const confirmed = confirm(checked, foundIn(search), cause.result.property, cause.violation);
  const why = await whyAsked(context, instanceOf(selection), confirmed.counterexample);
  console.out(confirmed.text(undefined, { full: args.options['full'] === true, why }));
  return context.stopped() ? EXIT.interrupted : EXIT.ok;
}
