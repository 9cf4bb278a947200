// SPDX-License-Identifier: MIT
/** The file of a counterexample: versioned JSON. Whatever is wrong with one is said in a line that names the place. */
import { isMatching, P } from 'ts-pattern';
import { instanceOf } from '../model/instance.ts';
import { eventName, parseEvent } from '../model/program.ts';
import { BOUNDS } from '../model/types.ts';
import type { AnyModel, AnyProperty, BoundName } from '../model/types.ts';
import { boundText } from '../model/bound.ts';
import type { SetLimits } from '../model/bound.ts';
import { unknownName } from '../model/suggest.ts';
import { parseJson } from '../outside/json.ts';
import { FileError, nameOf } from '../outside/read.ts';
import { foreign } from '../outside/text.ts';
import { fingerprintOf } from './counterexample.ts';
import type { Counterexample } from './counterexample.ts';
import type { Trace } from './trace.ts';

const FORMAT = 'mhpcheck-counterexample';
/**
 * Version 2 is version 1 with `loop`; 3 may have `loop`, and has `limits`, `initial` or both. A file is written in the
 * oldest that will do.
 */
const VERSIONS = [1, 2, 3];
const versionOf = ({ loop, limits, initial }: Counterexample) =>
  limits || initial !== undefined ? 3 : loop === undefined ? 1 : 2;
/** Steps of a schedule that is run again. */
const MOST_STEPS = 100_000;

/** The text of the file. The steps are for readers; replaying needs only the schedule. */
export function encode(c: Counterexample, trace: Trace, model: AnyModel): string {
  const steps = trace.steps.map(({ thread, label, says, at, note, fault, changes }) => ({
    thread,
    label,
    says,
    at,
    note,
    fault,
    changes: changes.filter((change) => !change.ghost).map(({ field, from, to }) => ({ field, from, to })),
  }));
  return fileText(c, model, { steps });
}

/** `forReaders`: what explains the schedule, which is all that is read back. */
export function fileText(c: Counterexample, model: AnyModel, forReaders: object): string {
  const { schedule, ...rest } = c;
  const file = {
    format: FORMAT,
    version: versionOf(c),
    ...rest,
    schedule: schedule.map(eventName),
    assumptions: model.assumptions,
    bounds: boundText({ ...c, bound: model.bounds[c.bound].says }),
    ...forReaders,
  };
  return `${JSON.stringify(file, undefined, 2)}\n`;
}

const MADE = { file: P.string, digest: P.string };
/** What a file must say beside its schedule. */
export const FIELDS = [
  'model',
  'design',
  'configuration',
  'bound',
  'property',
  'kind',
  'step',
  'fingerprint',
] as const;

/** Reads a file's text. Throws a {@link FileError} of one line: `FILE: what is wrong, and where`. */
export function decode(text: string, file: string): Counterexample {
  const fail = (problem: string): never => {
    throw new FileError(`${nameOf(file)}: ${problem}`);
  };
  const value = parseJson(text, fail);
  if (!isMatching({ format: P.string, version: P.number }, value))
    return fail("no counterexample: 'format' and 'version' are missing");
  if (value.format !== FORMAT) return fail(`format is '${foreign(value.format)}', not '${FORMAT}'`);
  if (!VERSIONS.includes(value.version))
    return fail(
      `version ${value.version} is not known here (this mhpcheck reads versions ${VERSIONS.join(', ')})`,
    );
  const fields = value as Record<string, unknown>;
  for (const name of FIELDS)
    if (typeof fields[name] !== 'string') fail(`'${name}' is ${kindOf(fields[name])}, not a string`);
  if (!BOUNDS.includes(fields['bound'] as BoundName))
    fail(`'bound': ${unknownName('bound', fields['bound'] as string, BOUNDS)}`);
  const { schedule } = fields;
  if (!Array.isArray(schedule)) return fail(`'schedule' is ${kindOf(schedule)}, not a list of steps`);
  if (schedule.length > MOST_STEPS)
    return fail(`'schedule' has ${schedule.length} steps; more than ${MOST_STEPS} are not run`);
  schedule.forEach((event, i) => {
    if (typeof event !== 'string' || event === '')
      fail(`'schedule[${i}]' is ${kindOf(event)}, not a step like 'vmalloc' or 'vmalloc:ENOMEM'`);
  });
  const known = Object.fromEntries(FIELDS.map((name) => [name, fields[name]])) as Omit<
    Counterexample,
    'schedule'
  >;
  const loop = loopIn(fields, schedule.length, fail);
  const limits = limitsIn(fields, fail);
  const initial = initialIn(fields, fail);
  const c: Counterexample = {
    ...known,
    ...(limits && { limits }),
    schedule: (schedule as string[]).map(parseEvent),
    ...(initial !== undefined && { initial }),
    ...(loop !== undefined && { loop }),
    ...(isMatching(MADE, fields['made']) && { made: fields['made'] }),
  };
  const { fingerprint } = c;
  const right = fingerprintOf(c);
  if (fingerprint !== right)
    return fail(`'fingerprint' is '${foreign(fingerprint)}', but that of what the file says is '${right}'`);
  return c;
}

/** Version 2 has a loop of at least one step; version 1 has none. */
function loopIn(
  { version, loop }: Record<string, unknown>,
  steps: number,
  fail: (problem: string) => never,
): number | undefined {
  if (version === 3 && loop === undefined) return undefined;
  if (version === 1)
    return loop === undefined ? undefined : fail('\'loop\' is known from version 2 on: write "version": 2');
  if (typeof loop !== 'number') return fail(`'loop' is ${kindOf(loop)}, not the number of steps before it`);
  if (Number.isInteger(loop) && loop >= 0 && loop < steps) return loop;
  return fail(`'loop' is ${loop}, not a number of steps from 0 to ${steps - 1}`);
}

/** Version 3 may say which limits stood in place of the bound's own; no other does. */
function limitsIn(
  { version, limits, initial }: Record<string, unknown>,
  fail: (problem: string) => never,
): SetLimits | undefined {
  if (version !== 3)
    return limits === undefined
      ? undefined
      : fail('\'limits\' are known from version 3 on: write "version": 3');
  if (limits === undefined && initial !== undefined) return undefined;
  if (isMatching(P.record(P.string, P.union(P.number, P.string, P.boolean)), limits)) return limits;
  return fail(`'limits' is ${kindOf(limits)}, not values by name as in { "cpus": 4 }`);
}

/** Version 3 may say in which of several initial states the schedule begins; no other does. */
function initialIn(
  { version, initial }: Record<string, unknown>,
  fail: (problem: string) => never,
): number | undefined {
  if (initial === undefined) return undefined;
  if (version !== 3) return fail('\'initial\' is known from version 3 on: write "version": 3');
  if (typeof initial === 'number' && Number.isSafeInteger(initial) && initial >= 0) return initial;
  return fail(
    `'initial' is ${typeof initial === 'number' ? initial : kindOf(initial)}, not a place in a list, from 0 on`,
  );
}

function kindOf(value: unknown): string {
  if (value === undefined) return 'missing';
  if (value === '') return 'empty';
  return value === null ? 'null' : Array.isArray(value) ? 'a list' : `a ${typeof value}`;
}

/** The parts of a model that a counterexample names. Throws a {@link FileError} with the nearest name for a wrong one. */
export function resolve(c: Counterexample, models: readonly AnyModel[], file: string) {
  const find = <T>(what: string, name: string, among: Readonly<Record<string, T>>, hint = ''): T => {
    const found = Object.hasOwn(among, name) ? among[name] : undefined;
    if (found === undefined)
      throw new FileError(
        `${nameOf(file)}: '${what}': ${unknownName(what, name, Object.keys(among))}${hint}`,
      );
    return found;
  };
  const model = find(
    'model',
    c.model,
    Object.fromEntries(models.map((m) => [m.name, m])),
    c.made === undefined
      ? '; one of your own: --model FILE.js'
      : `; if you trust it: --model ${foreign(c.made.file)}`,
  );
  find('design', c.design, model.designs);
  find('configuration', c.configuration, model.configurations);
  const { design, configuration, bound, limits = {} } = c;
  const own = (model.bounds[bound].limits ?? {}) as Readonly<Record<string, unknown>>;
  for (const [name, value] of Object.entries(limits))
    if (typeof find('limits', name, own) !== typeof value)
      throw new FileError(
        `${nameOf(file)}: 'limits': ${name} is ${kindOf(value)}, and that of the bound ${kindOf(own[name])}`,
      );
  const instance = instanceOf({ model, design, configuration, bound, limits: c.limits });
  const property = find(
    'property',
    c.property,
    Object.fromEntries(instance.properties.map((p: AnyProperty) => [p.name, p])),
  );
  return { model, instance, property };
}
