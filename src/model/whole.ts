// SPDX-License-Identifier: MIT
/** What a model must have, and nothing else: looked at before any instance of it is built. */
import { isMatching, P } from 'ts-pattern';
import { knownKeysAlone } from './keys.ts';
import { AuthorError } from './mistake.ts';
import { SubsetError } from './subset.ts';
import { unknownName } from './suggest.ts';
import { asked, BOUNDS } from './types.ts';
import type { AnyModel } from './types.ts';

const says = { says: P.string };
/** What a model must have, by field: each with what is said if it has not. */
const SHAPE: readonly (readonly [field: keyof AnyModel, pattern: P.Pattern<unknown>, wanted: string])[] = [
  ['name', P.string, 'a string'],
  ['asks', P.string, 'a question'],
  ['assumptions', P.array(P.string), 'a list of sentences'],
  [
    'designs',
    P.record(P.string, { ...says, decisions: P.nonNullable }),
    'a record of { says, source, decisions }',
  ],
  [
    'configurations',
    P.record(P.string, { ...says, settings: P.nonNullable }),
    'a record of { says, settings }',
  ],
  [
    'bounds',
    Object.fromEntries(BOUNDS.map((b) => [b, { ...says, limits: P.nonNullable }])),
    `{ says, limits } for each of ${BOUNDS.join(', ')}`,
  ],
  [
    'build',
    P.when((value) => typeof value === 'function'),
    'a function (decisions, settings, limits) => { machine, properties } or { space, properties }',
  ],
  [
    'short',
    P.union(undefined, P.record(P.string, P.string)),
    'a record of a letter or two for each property',
  ],
];

/** Throws an {@link AuthorError} where this is no model. `where`: its file, or what else it is known by. */
export function checkModel(where: string, model: object): asserts model is AnyModel {
  checkKeys(where, 'the model', model, KEYS, 'part of a model');
  for (const [field, pattern, wanted] of SHAPE)
    if (!isMatching(pattern, (model as Record<string, unknown>)[field]))
      throw new AuthorError(`${where}: the model's '${field}' is not ${wanted}`);
  checkParts(where, model as AnyModel);
  checkAsked(where, model as AnyModel);
}

/** All that is read of a model, and of each of its parts. */
const KEYS = SHAPE.map(([field]) => field);
const PARTS = {
  designs: ['design', ['says', 'source', 'decisions']],
  configurations: ['configuration', ['says', 'settings', 'about']],
  bounds: ['bound', ['says', 'limits']],
} as const;

function checkParts(where: string, model: AnyModel): void {
  checkKeys(where, "the model's 'bounds'", model.bounds, BOUNDS, 'bound');
  for (const [field, [what, keys]] of Object.entries(PARTS))
    for (const [name, one] of Object.entries(model[field as keyof typeof PARTS]))
      checkKeys(where, `${what} '${name}'`, one as object, keys, `part of a ${what}`);
}

function checkKeys(where: string, who: string, given: object, known: readonly string[], what: string): void {
  try {
    knownKeysAlone(`${where}: ${who}`, given, known, what);
  } catch (error) {
    throw error instanceof SubsetError ? new AuthorError(error.message, { cause: error }) : error;
  }
}

/** A model without a design or a configuration, or with none of its pairs to ask, would be a pass over nothing. */
function checkAsked(where: string, model: AnyModel): void {
  const designs = Object.keys(model.designs);
  for (const [name, { about }] of Object.entries(model.configurations)) {
    if (about !== undefined && !isMatching(P.array(P.string), about))
      throw new AuthorError(`${where}: configuration ${name}: 'about' is not a list of designs`);
    const stray = about?.find((design) => !designs.includes(design));
    if (stray !== undefined)
      throw new AuthorError(
        `${where}: configuration ${name}: 'about': ${unknownName('design', stray, designs)}`,
      );
  }
  for (const field of ['designs', 'configurations'] as const)
    if (Object.keys(model[field]).length === 0)
      throw new AuthorError(`${where}: nothing is asked: the model's '${field}' are none`);
  if (asked(model).length === 0)
    throw new AuthorError(`${where}: nothing is asked: each configuration is about no design`);
}
