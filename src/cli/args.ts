// SPDX-License-Identifier: MIT
/** Arguments: each verb's options, and what a wrong one is told. */
import { parseArgs } from 'node:util';
import { unknownName } from '../model/suggest.ts';
import { BOUNDS } from '../model/types.ts';
import type { BoundName, Entry } from '../model/types.ts';
import { REDUCTIONS } from '../reduce/reduce.ts';
import type { ReductionName } from '../reduce/reduce.ts';
import { parseStrategy } from '../interleave/strategy.ts';
import type { RandomArguments } from './random.ts';
import type { AnySelection } from './run.ts';
import { UsageError } from './console.ts';

type Kind = 'string' | 'boolean';
const OPTIONS: Readonly<Record<string, Kind>> = {
  design: 'string',
  config: 'string',
  bound: 'string',
  save: 'string',
  'max-states': 'string',
  'max-time': 'string',
  'max-memory': 'string',
  workers: 'string',
  reduce: 'string',
  checkpoint: 'string',
  resume: 'string',
  every: 'string',
  bitstate: 'string',
  compact: 'string',
  random: 'string',
  seed: 'string',
  strategy: 'string',
  path: 'string',
  expect: 'boolean',
  'first-trace': 'boolean',
  json: 'boolean',
  help: 'boolean',
};
const OF_VERB: Readonly<Record<string, readonly string[]>> = {
  list: ['json', 'help'],
  check: [
    'design',
    'config',
    'bound',
    'save',
    'max-states',
    'max-time',
    'max-memory',
    'workers',
    'reduce',
    'checkpoint',
    'resume',
    'every',
    'bitstate',
    'compact',
    'random',
    'seed',
    'strategy',
    'path',
    'json',
    'help',
  ],
  compare: [
    'design',
    'config',
    'bound',
    'max-states',
    'max-time',
    'max-memory',
    'workers',
    'expect',
    'first-trace',
    'json',
    'help',
  ],
  mutate: ['design', 'config', 'bound', 'max-states', 'json', 'help'],
  replay: ['json', 'help'],
};
export const VERBS = Object.keys(OF_VERB);

export interface Arguments {
  readonly verb: string;
  readonly operands: readonly string[];
  readonly options: Readonly<Record<string, string | boolean | undefined>>;
}

/** Splits the command line. Throws a {@link UsageError} for an unknown verb or option. */
export function parse(argv: readonly string[]): Arguments {
  const [verb = '', ...rest] = argv;
  const allowed = Object.hasOwn(OF_VERB, verb) ? OF_VERB[verb] : undefined;
  if (!allowed) throw new UsageError(unknownName('command', verb, VERBS));
  for (const arg of rest) {
    const name = /^--([^=]*)/.exec(arg)?.[1];
    if (name === undefined || name === '' || allowed.includes(name)) continue;
    if (Object.hasOwn(OPTIONS, name))
      throw new UsageError(
        `${verb} takes no --${name} (it takes: ${allowed.map((o) => `--${o}`).join(', ')})`,
      );
    throw new UsageError(
      `${verb}: ${unknownName(
        'option',
        `--${name}`,
        allowed.map((o) => `--${o}`),
      )}`,
    );
  }
  const options = Object.fromEntries(
    allowed.map((name) => [name, { type: OPTIONS[name] as Kind, ...(name === 'help' && { short: 'h' }) }]),
  );
  try {
    const { values, positionals } = parseArgs({ args: [...rest], options, allowPositionals: true });
    return { verb, operands: positionals, options: values as Arguments['options'] };
  } catch (error) {
    throw new UsageError(`${verb}: ${(error as Error).message.replaceAll('\n', ' ')}`, { cause: error });
  }
}

/** The one operand of a verb. */
export function operand({ verb, operands }: Arguments, what: string): string {
  const [one, ...more] = operands;
  if (one === undefined) throw new UsageError(`${verb} needs ${what}; see mhpcheck ${verb} --help`);
  if (more.length > 0) throw new UsageError(`${verb} takes one ${what}, not also '${more[0]}'`);
  return one;
}

export const text = (value: string | boolean | undefined) => (typeof value === 'string' ? value : undefined);

/** The designs and configurations asked for: all of them unless one is named. `named`: the design named with the model, after #. */
export function selections(
  args: Arguments,
  { model }: Entry,
  named?: string,
  bound: BoundName = 'small',
): AnySelection[] {
  const pick = (what: string, option: string, names: readonly string[]) => {
    const name = text(args.options[option]) ?? (option === 'design' ? named : undefined);
    if (name === undefined) return names;
    if (!names.includes(name)) throw new UsageError(`${model.name}: ${unknownName(what, name, names)}`);
    return [name];
  };
  const designs = pick('design', 'design', Object.keys(model.designs));
  const configurations = pick('configuration', 'config', Object.keys(model.configurations));
  const [asked] = pick('bound', 'bound', BOUNDS) as BoundName[];
  const chosen = text(args.options['bound']) === undefined ? bound : (asked as BoundName);
  // A configuration with a question for some designs is asked of those alone, unless both are named.
  const both = designs.length === 1 && configurations.length === 1;
  const wanted = ({ about }: { about?: readonly string[] }, design: string) =>
    both || (about?.includes(design) ?? true);
  return configurations.flatMap((configuration) =>
    designs
      .filter((design) => wanted(model.configurations[configuration] ?? {}, design))
      .map((design) => ({ model, spoken: spokenName(args), design, configuration, bound: chosen })),
  );
}

/** How the model was named on the command line: what a line to repeat the run has to say. */
const spokenName = ({ operands }: Arguments) => operands[0]?.replace(/#.*$/, '') ?? '';

export const maxStates = (args: Arguments): number => wholeNumber(args, 'max-states') ?? Infinity;
export const workers = (args: Arguments): number => wholeNumber(args, 'workers') ?? 1;

/** What --reduce says. A trace that is kept is a shortest one, which a reduced search does not promise. */
export function reduction(args: Arguments): ReductionName {
  const name = text(args.options['reduce']) ?? 'none';
  const known = REDUCTIONS.find((r) => r === name);
  if (!known) throw new UsageError(`${args.verb}: ${unknownName('reduction', name, REDUCTIONS)}`);
  if (known === 'none') return known;
  if (args.options['random'] !== undefined)
    throw new UsageError(`${args.verb}: --reduce is for the exhaustive search: leave out --random`);
  if (args.options['save'] !== undefined)
    throw new UsageError(`${args.verb}: --save keeps shortest traces: leave out --reduce`);
  return known;
}

/** A whole number from `least` on, or undefined where the option is not given. */
export function wholeNumber({ verb, options }: Arguments, option: string, least = 1): number | undefined {
  const given = text(options[option]);
  if (given === undefined) return undefined;
  const n = Number(given.replaceAll(/[_,]/g, ''));
  if (given.trim() === '' || !Number.isSafeInteger(n) || n < least)
    throw new UsageError(`${verb}: --${option} '${given}' is not a whole number from ${least} on`);
  return n;
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
  if (args.options['max-states'] !== undefined)
    throw new UsageError(
      `${args.verb}: --max-states is for the exhaustive search; with --random, N is the limit`,
    );
  if (args.options['workers'] !== undefined)
    throw new UsageError(`${args.verb}: --workers is for the exhaustive search; --random runs on one thread`);
  const stray = ['max-time', 'max-memory', 'checkpoint', 'resume', 'every', 'bitstate', 'compact'].find(
    (option) => args.options[option] !== undefined,
  );
  if (stray) throw new UsageError(`${args.verb}: --${stray} is for a search; with --random, N is the limit`);
  const strategyName = text(args.options['strategy']) ?? 'pct:3';
  try {
    const strategy = parseStrategy(strategyName);
    // A seed that was not asked for is printed with the result, so that the run can be had again.
    const seed = wholeNumber(args, 'seed', 0) ?? Date.now() % 2 ** 31;
    return { runs, seed, strategy, strategyName, path: text(args.options['path']) };
  } catch (error) {
    throw error instanceof RangeError ? new UsageError(`${args.verb}: ${error.message}`) : error;
  }
}
