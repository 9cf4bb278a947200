// SPDX-License-Identifier: MIT
/** What build() must return: a machine or a space, and properties that say something. Anything else is refused by name. */
import { checkDomain } from './declared.ts';
import { knownKeysAlone } from './keys.ts';
import { AuthorError } from './mistake.ts';
import { unknownName } from './suggest.ts';
import type { AnyInstance } from './types.ts';

type Given = Readonly<Record<string, unknown>>;
const isObject = (value: unknown): value is Given => typeof value === 'object' && value !== null;
const isText = (value: unknown): value is string => typeof value === 'string';
const isTexts = (value: unknown): value is string[] => Array.isArray(value) && value.every(isText);
const isFunction = (value: unknown) => typeof value === 'function';

/** Kinds of properties, each with what it is made by. */
const MACHINE_KINDS = ['always', 'sometimes', 'alwaysPossible', 'eventually', 'noFault', 'noDeadlock'];
const SPACE_KINDS = ['always', 'sometimes'];
const FAIR = ['unfair', 'weak', 'strong'];

/** All that is read of each. */
const BUILT = { machine: ['machine', 'properties', 'measures'], space: ['space', 'properties'] };
const SPACE = ['parameters', 'formulas', 'possible'];
const FORMULA = ['says', 'at', 'of', 'one', 'hex', 'terms'];
const MEASURE = ['name', 'says', 'when', 'value'];
const NAMED = ['kind', 'name', 'says'];
const OF_KIND: Readonly<Record<string, readonly string[]>> = {
  always: ['holds', 'parts'],
  eventually: ['holds', 'after', 'fairness'],
  noFault: ['faults'],
  noDeadlock: [],
};

const fail = (problem: string): never => {
  throw new AuthorError(problem);
};

/** Throws an {@link AuthorError} where this is no instance of a model. */
export function checkShape(built: unknown): asserts built is AnyInstance {
  if (!isObject(built)) return fail(`build() returns ${kindOf(built)}, not { machine, properties }`);
  if (isFunction(built['then'])) fail('build() returns a promise: a model is built at once, without await');
  const { machine, space, properties, measures } = built;
  knownKeysAlone('build() returns', built, BUILT[space === undefined ? 'machine' : 'space'], 'key');
  if (space === undefined) checkMachine(machine);
  else checkSpace(space);
  if (!Array.isArray(properties)) return fail(`'properties' is ${kindOf(properties)}, not a list`);
  if (properties.length === 0)
    fail("nothing is asked: 'properties' is empty; write noDeadlock(...), always(...), sometimes(...)");
  properties.forEach((p: unknown, i) =>
    checkProperty(p, i, space === undefined ? MACHINE_KINDS : SPACE_KINDS),
  );
  if (measures !== undefined) checkMeasures(measures);
}

function checkMachine(machine: unknown): void {
  if (!isObject(machine) || !isObject(machine['root']) || !isObject(machine['config']))
    fail(`'machine' is ${kindOf(machine)}, not what system() or XState's createMachine() returns`);
}

function checkSpace(space: unknown): void {
  if (!isObject(space) || !isObject(space['parameters']) || !isObject(space['formulas']))
    return fail(`'space' is ${kindOf(space)}, not { parameters, formulas }`);
  knownKeysAlone('the space', space, SPACE, 'key');
  const { parameters, formulas, possible } = space;
  for (const [name, domain] of Object.entries(parameters))
    checkDomain('the space', `parameter '${name}'`, domain);
  for (const [name, formula] of Object.entries(formulas)) {
    if (!isObject(formula) || !isFunction(formula['of']))
      return fail(`formula '${name}' is not what formula(at, says, of) returns`);
    knownKeysAlone(`formula '${name}'`, formula, FORMULA, 'key');
  }
  if (possible !== undefined && !isFunction(possible)) fail("'possible' is no function of the parameters");
}

function checkProperty(p: unknown, index: number, kinds: readonly string[]): void {
  if (!isObject(p))
    return fail(`properties[${index}] is ${kindOf(p)}, not what always(...) or noFault(...) returns`);
  const { name, kind, says } = p;
  if (!isText(name) || name === '') return fail(`properties[${index}] has no name`);
  const wrong = (problem: string) => fail(`property '${name}': ${problem}`);
  if (!isText(kind) || !kinds.includes(kind))
    wrong(
      isText(kind)
        ? unknownName('kind', kind, kinds)
        : `'kind' is ${kindOf(kind)}, not one of ${kinds.join(', ')}`,
    );
  const own = kinds === SPACE_KINDS ? ['holds', 'by'] : (OF_KIND[String(kind)] ?? ['holds']);
  knownKeysAlone(`property '${name}'`, p, [...NAMED, ...own], 'key');
  if (!isText(says)) wrong(`'says' is ${kindOf(says)}, not a sentence`);
  if (kind === 'noFault') {
    const { faults } = p;
    if (!isTexts(faults)) wrong(`'faults' is ${kindOf(faults)}, not a list of kinds of fault`);
    else if (faults.length === 0) wrong('it names no fault: noFault(name, says, ...kinds)');
  } else if (kind !== 'noDeadlock') {
    if (!isFunction(p['holds'])) wrong(`'holds' is ${kindOf(p['holds'])}, not a function`);
    const { after, parts, fairness } = p;
    if (after !== undefined && !isFunction(after)) wrong(`'after' is ${kindOf(after)}, not a function`);
    if (parts !== undefined && !(Array.isArray(parts) && parts.length > 0 && parts.every(isFunction)))
      wrong('give it a function, or one for each of its parts');
    if (kind === 'eventually') checkFairness(fairness, wrong);
  }
}

const FAIRNESS = ['threads', 'strong', 'succeeds', 'steps'];
function checkFairness(fairness: unknown, wrong: (problem: string) => void): void {
  if (!isObject(fairness))
    return wrong(`'fairness' is ${kindOf(fairness)}, not 'weak', 'strong' or 'unfair'`);
  const stray = Object.keys(fairness).find((key) => !FAIRNESS.includes(key));
  if (stray !== undefined) wrong(`fairness: ${unknownName('key', stray, FAIRNESS)}`);
  const { threads, strong, succeeds } = fairness;
  if (!isText(threads) || !FAIR.includes(threads))
    wrong(`fairness: ${unknownName('fairness', String(threads), FAIR)}`);
  for (const [key, list] of Object.entries({ strong, succeeds }))
    if (list !== undefined && !isTexts(list))
      wrong(`fairness: '${key}' is ${kindOf(list)}, not a list of names`);
}

function checkMeasures(measures: unknown): void {
  if (!Array.isArray(measures)) return fail(`'measures' is ${kindOf(measures)}, not a list`);
  measures.forEach((m: unknown, i) => {
    if (!isObject(m) || !isText(m['name']) || !isObject(m['when']) || !isFunction(m['value']))
      return fail(`measures[${i}] is not { name, says, when, value }`);
    knownKeysAlone(`measure '${m['name']}'`, m, MEASURE, 'key');
  });
}

export function kindOf(value: unknown): string {
  if (value === undefined) return 'missing';
  if (value === null) return 'null';
  if (typeof value === 'string') return `'${value}'`;
  if (Array.isArray(value)) return 'a list of something else';
  return typeof value === 'object' ? 'an object of another kind' : `a ${typeof value}`;
}
