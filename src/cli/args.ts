// SPDX-License-Identifier: MIT
/** What the arguments mean: the instances that are asked for, and how. */
import type { AnySelection } from '../check/selection.ts';
import { unknownName } from '../model/suggest.ts';
import { BOUNDS } from '../model/types.ts';
import type { BoundName, Entry } from '../model/types.ts';
import { REDUCTIONS } from '../reduce/reduce.ts';
import type { ReductionName } from '../reduce/reduce.ts';
import { parseStrategy } from '../interleave/strategy.ts';
import type { RandomArguments } from './random.ts';
import { setLimits } from './asked.ts';
import { UsageError } from './console.ts';
import { fileAndDesign } from './load.ts';
import { text, texts, wholeNumber } from './options.ts';
import type { Arguments } from './options.ts';

/** The designs and configurations asked for: all of them unless some are named. `named`: the design named with the model, after #. */
export function selections(
  args: Arguments,
  { model }: Entry,
  named?: string,
  bound: BoundName = 'small',
): AnySelection[] {
  const known = (what: string, names: readonly string[], wanted: readonly string[] = names) => {
    for (const name of wanted)
      if (!names.includes(name)) throw new UsageError(`${model.name}: ${unknownName(what, name, names)}`);
    return wanted;
  };
  const [designsAsked, configurationsAsked] = [designsNamed(args, named), texts(args, 'config')];
  const designs = known('design', Object.keys(model.designs), designsAsked);
  const configurations = known('configuration', Object.keys(model.configurations), configurationsAsked);
  const [chosen] = known('bound', BOUNDS, [text(args, 'bound') ?? bound]) as [BoundName];
  const limits = setLimits(args, model, chosen);
  const set = limits === undefined ? {} : { limits };
  // A configuration with a question for some designs is asked of those alone, unless both are named.
  const both =
    (designsAsked !== undefined || designs.length === 1) &&
    (configurationsAsked !== undefined || configurations.length === 1);
  const wanted = ({ about }: { about?: readonly string[] }, design: string) =>
    both || (about?.includes(design) ?? true);
  const found = configurations.flatMap((configuration) =>
    designs
      .filter((design) => wanted(model.configurations[configuration] ?? {}, design))
      .map((design) => ({ model, spoken: spokenName(args), design, configuration, bound: chosen, ...set })),
  );
  if (found.length === 0)
    throw new UsageError(
      `${model.name}: no configuration has a question for ${designs.join(', ')}: name one with --config`,
    );
  return found;
}

/** The designs that are named, before or after the #; both can't be. */
function designsNamed(args: Arguments, named: string | undefined): readonly string[] | undefined {
  const given = texts(args, 'design');
  if (given === undefined || named === undefined) return given ?? (named === undefined ? undefined : [named]);
  if (given.every((name) => name === named)) return given;
  throw new UsageError(
    `${args.verb}: ${args.operands[0]} names design '${named}', and --design names '${given.join("', '")}': leave one out`,
  );
}

/** How the model was named on the command line: what a line to repeat the run has to say. */
const spokenName = ({ operands }: Arguments) => fileAndDesign(operands[0] ?? '').file;

export const maxStates = (args: Arguments): number => wholeNumber(args, 'max-states') ?? Infinity;
/** What --reduce says. A trace that is kept is a shortest one, which a reduced search does not promise. */
export function reduction(args: Arguments): ReductionName {
  const name = text(args, 'reduce') ?? 'none';
  const known = REDUCTIONS.find((r) => r === name);
  if (!known) throw new UsageError(`${args.verb}: ${unknownName('reduction', name, REDUCTIONS)}`);
  if (known === 'none') return known;
  if (args.options['random'] !== undefined)
    throw new UsageError(`${args.verb}: --reduce is for the exhaustive search: leave out --random`);
  if (args.options['save'] !== undefined)
    throw new UsageError(`${args.verb}: --save keeps shortest traces: leave out --reduce`);
  return known;
}

/** --seed: what the generators of random numbers take, which would forget all beyond. */
const MOST_SEED = 2 ** 31 - 1;
export function seedOf(args: Arguments): number | undefined {
  const seed = wholeNumber(args, 'seed', 0);
  if (seed !== undefined && seed > MOST_SEED)
    throw new UsageError(`${args.verb}: --seed ${text(args, 'seed')} is more than ${MOST_SEED}, the largest`);
  return seed;
}

/** --path: the run that failed, counted from 0, and which way it was shrunk at each turn. */
function pathOf(args: Arguments, runs: number): string | undefined {
  const path = text(args, 'path');
  if (path === undefined) return undefined;
  const wrong = (why: string) => new UsageError(`${args.verb}: --path '${path}' ${why}`);
  if (!/^\d{1,15}(:\d{1,15})*$/.test(path))
    throw wrong('is no path: copy the one that the failure named, as in 3:0:1');
  if (text(args, 'seed') === undefined) throw wrong('goes with --seed S: its failure named both');
  if (Number(path.split(':')[0]) >= runs) throw wrong(`is beyond --random ${runs}: runs count from 0`);
  return path;
}

/** What --random, --seed, --strategy and --path say; undefined for an exhaustive search. */
export function randomArguments(
  args: Arguments,
): Pick<RandomArguments, 'runs' | 'seed' | 'strategy' | 'strategyName' | 'path'> | undefined {
  const runs = wholeNumber(args, 'random');
  if (runs === undefined) {
    const lossy = args.options['bitstate'] ?? args.options['compact'];
    const stray = [...(lossy === undefined ? ['seed'] : []), 'strategy', 'path'].find(
      (option) => args.options[option] !== undefined,
    );
    if (stray) throw new UsageError(`${args.verb}: --${stray} goes with --random N`);
    return undefined;
  }
  if (args.options['workers'] !== undefined)
    throw new UsageError(`${args.verb}: --workers is for the exhaustive search; --random runs on one thread`);
  if (args.options['max-states'] !== undefined)
    throw new UsageError(
      `${args.verb}: --max-states is for the exhaustive search; with --random, N is the limit`,
    );
  const stray = ['max-time', 'max-memory', 'checkpoint', 'resume', 'every', 'bitstate', 'compact'].find(
    (option) => args.options[option] !== undefined,
  );
  if (stray) throw new UsageError(`${args.verb}: --${stray} is for a search; with --random, N is the limit`);
  const strategyName = text(args, 'strategy') ?? 'pct:3';
  try {
    const strategy = parseStrategy(strategyName);
    // A seed that was not asked for is printed with the result, so that the run can be had again.
    const seed = seedOf(args) ?? Date.now() % 2 ** 31;
    return { runs, seed, strategy, strategyName, path: pathOf(args, runs) };
  } catch (error) {
    throw error instanceof RangeError ? new UsageError(`${args.verb}: ${error.message}`) : error;
  }
}
