// SPDX-License-Identifier: MIT
/** `info`: one instance before it is searched in full: what it is made of, and what a sample says of its size. */
import { estimate } from '../check/estimate.ts';
import { nameOf } from '../check/steered.ts';
import { Search } from '../explore/search.ts';
import { instanceOf } from '../model/instance.ts';
import { isSpace } from '../model/space.ts';
import { infoText } from '../report/info.ts';
import { selections } from './args.ts';
import type { AnySelection } from '../check/selection.ts';
import { EXIT } from './console.ts';
import { limits } from './large.ts';
import { load } from './load.ts';
import { operand, wholeNumber } from './options.ts';
import { check } from './run.ts';
import type { Context } from './verbs.ts';

/** States that are looked at, unless said: a second, or less. */
const SAMPLE = 100_000;

export async function runInfo({ args, entries, console, stopped }: Context): Promise<number> {
  const { entry, design } = await load(operand(args, 'the name of a model, or its file'), entries);
  const maxStates = wholeNumber(args, 'max-states') ?? SAMPLE;
  const [selection] = selections(args, entry, design) as [AnySelection];
  const instance = instanceOf(selection);
  const { search, outcome, seconds, stop } = await check(selection, { ...limits(args), maxStates }, console);
  const expected = search instanceof Search && !outcome.complete ? estimate(search) : undefined;
  const { states, complete, queue, excluded = 0 } = outcome;
  const made =
    search instanceof Search
      ? { program: search.engine.compiled.program, words: search.engine.layout.words }
      : undefined;
  const { model, bound } = selection;
  if (isSpace(instance) || made)
    console.out(
      infoText({
        of: nameOf(selection),
        says: model.bounds[bound].says,
        made: isSpace(instance) ? instance : (made as NonNullable<typeof made>),
        properties: instance.properties,
        sample: {
          states,
          complete,
          seconds,
          expected,
          excluded,
          left: isSpace(instance) ? queue : undefined,
          stop,
        },
      }),
    );
  else console.err('mhpcheck: info: stopped before anything was known\n');
  if (stopped()) return EXIT.interrupted;
  return complete || expected !== undefined || isSpace(instance) ? EXIT.ok : EXIT.unknown;
}
