// SPDX-License-Identifier: MIT
/** Which options each verb takes, and the command line split by them. What they mean is in args.ts. */
import { parseArgs } from 'node:util';
import { unknownName } from '../model/suggest.ts';
import { UsageError } from './console.ts';

interface Option {
  readonly type: 'string' | 'boolean';
  /** May be given again: each counts. */
  readonly multiple?: true;
  readonly short?: string;
}
const TEXT: Option = { type: 'string' };
const TEXTS: Option = { type: 'string', multiple: true };
const FLAG: Option = { type: 'boolean' };

const OPTIONS: Readonly<Record<string, Option>> = {
  design: TEXTS,
  config: TEXTS,
  bound: TEXT,
  model: TEXT,
  limit: TEXTS,
  step: TEXTS,
  property: TEXTS,
  save: TEXT,
  'max-states': TEXT,
  'max-time': TEXT,
  'max-memory': TEXT,
  workers: TEXT,
  reduce: TEXT,
  checkpoint: TEXT,
  resume: TEXT,
  every: TEXT,
  bitstate: TEXT,
  compact: TEXT,
  random: TEXT,
  seed: TEXT,
  strategy: TEXT,
  path: TEXT,
  schedule: TEXT,
  through: TEXT,
  format: TEXT,
  'in-reply-to': TEXT,
  tries: TEXT,
  time: TEXT,
  why: FLAG,
  thread: TEXT,
  events: TEXT,
  build: TEXT,
  tree: TEXT,
  against: TEXTS,
  kernel: TEXTS,
  accel: TEXT,
  wait: TEXT,
  operations: TEXT,
  guests: TEXT,
  journal: TEXT,
  judge: TEXT,
  record: TEXT,
  expect: FLAG,
  first: FLAG,
  all: FLAG,
  'all-violations': FLAG,
  full: FLAG,
  strict: FLAG,
  'first-trace': FLAG,
  json: FLAG,
  help: { ...FLAG, short: 'h' },
};
const CHOSEN = ['design', 'config', 'bound'];
const BOUNDED = ['max-states', 'max-time', 'max-memory', 'workers'];
const ALWAYS = ['json', 'help'];
/** Which properties are asked, and how much of the answer is shown. */
const SHOWN = ['limit', 'property', 'first', 'all', 'all-violations', 'full', 'strict'];
const OF_VERB: Readonly<Record<string, readonly string[]>> = {
  list: ALWAYS,
  check: [
    ...CHOSEN,
    ...SHOWN,
    'save',
    ...BOUNDED,
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
    'schedule',
    'through',
    ...ALWAYS,
  ],
  compare: [...CHOSEN, 'limit', 'property', 'strict', ...BOUNDED, 'expect', 'first-trace', ...ALWAYS],
  diff: ['config', 'bound', 'limit', 'step', 'all', 'full', ...BOUNDED, ...ALWAYS],
  explore: [...CHOSEN, 'limit', 'schedule', 'max-states', 'max-time', 'max-memory', 'help'],
  info: [...CHOSEN, 'limit', ...BOUNDED, 'help'],
  watch: [...CHOSEN, ...SHOWN, 'max-states', 'schedule', 'through', 'help'],
  draw: [...CHOSEN, 'limit', 'thread', 'events', 'format', 'max-states', 'max-time', 'max-memory', 'help'],
  mutate: [...CHOSEN, 'max-states', ...ALWAYS],
  replay: ['model', 'full', ...ALWAYS],
  why: ['model', ...CHOSEN, 'limit', 'tries', 'max-states', 'time', 'full', 'help'],
  'validate-trace': ['help'],
  reproduce: ['kernel', 'build', 'format', 'wait', 'accel', 'model', ...ALWAYS],
  conform: [
    'kernel',
    'build',
    'time',
    'operations',
    'seed',
    'guests',
    'journal',
    'judge',
    'record',
    'save',
    'accel',
    ...ALWAYS,
  ],
  sources: ['tree', 'against', 'design', 'config', 'full', ...ALWAYS],
  report: ['model', 'why', 'tries', 'max-states', 'time', 'format', 'in-reply-to', 'thread', 'full', 'help'],
};
export const VERBS = Object.keys(OF_VERB);

export interface Arguments {
  readonly verb: string;
  readonly operands: readonly string[];
  readonly options: Readonly<Record<string, string | boolean | readonly string[] | undefined>>;
}

/** Splits the command line. Throws a {@link UsageError} for an unknown verb or option. */
export function parse(argv: readonly string[]): Arguments {
  const [verb = '', ...rest] = argv;
  const allowed = Object.hasOwn(OF_VERB, verb) ? OF_VERB[verb] : undefined;
  if (!allowed) throw new UsageError(unknownName('command', verb, VERBS));
  const options = Object.fromEntries(allowed.map((name) => [name, OPTIONS[name] as Option]));
  const args = withValues(verb, rest, options);
  try {
    const { values, positionals } = parseArgs({ args, options, allowPositionals: true });
    return { verb, operands: positionals, options: values as Arguments['options'] };
  } catch (error) {
    throw new UsageError(`${verb}: ${(error as Error).message.replaceAll('\n', ' ')}`, { cause: error });
  }
}

/** The words with each option known, given once unless it may be given again, and `--name value` as `--name=value`. */
function withValues(
  verb: string,
  words: readonly string[],
  options: Readonly<Record<string, Option>>,
): string[] {
  const joined: string[] = [];
  const given = new Set<string>();
  for (let i = 0; i < words.length; i++) {
    const word = words[i] as string;
    // What stands after -- is no option.
    if (word === '--') return [...joined, ...words.slice(i)];
    const [, name, value] = /^--([^=]+)(=.*)?$/s.exec(word) ?? [];
    const option = name === undefined ? undefined : known(verb, name, options);
    if (name === undefined || option?.type !== 'string') {
      joined.push(word);
      continue;
    }
    if (given.has(name) && !option.multiple)
      throw new UsageError(`${verb}: --${name} is given twice: leave one out`);
    given.add(name);
    joined.push(value === undefined ? `${word}=${valueAfter(verb, name, words[++i])}` : word);
  }
  return joined;
}

/** A value may begin with a dash only where it is a number: what is wrong with that is said by who reads it. */
function valueAfter(verb: string, name: string, next: string | undefined): string {
  if (next === undefined) throw new UsageError(`${verb}: --${name} needs a value: write it after --${name}`);
  if (/^-(?!\d)./.test(next))
    throw new UsageError(
      `${verb}: --${name} needs a value, and '${next}' stands in its place; one that begins with a dash is written --${name}=${next}`,
    );
  return next;
}

function known(verb: string, name: string, options: Readonly<Record<string, Option>>): Option {
  const names = Object.keys(options).map((option) => `--${option}`);
  if (Object.hasOwn(options, name)) return options[name] as Option;
  throw new UsageError(
    Object.hasOwn(OPTIONS, name)
      ? `${verb} takes no --${name} (it takes: ${names.join(', ')})`
      : `${verb}: ${unknownName('option', `--${name}`, names)}`,
  );
}

/** The one operand of a verb. */
export function operand({ verb, operands }: Arguments, what: string): string {
  const [one, ...more] = operands;
  if (one === undefined) throw new UsageError(`${verb} needs ${what}; see mhpcheck ${verb} --help`);
  if (more.length > 0) throw new UsageError(`${verb} takes one ${what}, not also '${more[0]}'`);
  return one;
}

/** The value of an option that is given once. */
export function text({ options }: Arguments, option: string): string | undefined {
  const value = options[option];
  return typeof value === 'string' ? value : undefined;
}

/** The values of an option that may be given again, in their order, each once; undefined where it is not given. */
export function texts({ options }: Arguments, option: string): readonly string[] | undefined {
  const values = options[option];
  return Array.isArray(values) ? [...new Set(values as readonly string[])] : undefined;
}

/** A whole number from `least` on, or undefined where the option is not given. */
export function wholeNumber(args: Arguments, option: string, least = 1): number | undefined {
  const given = text(args, option);
  if (given === undefined) return undefined;
  const digits = given.replaceAll(/[_,]/g, '');
  const n = Number(digits);
  // 1e6 and 1.5e6 are numbers to people; 0x10 is none here.
  if (!/^[\d.]+(e\d+)?$/i.test(digits) || !Number.isSafeInteger(n) || n < least)
    throw new UsageError(`${args.verb}: --${option} '${given}' is not a whole number from ${least} on`);
  return n;
}
