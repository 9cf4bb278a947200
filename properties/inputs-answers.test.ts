// SPDX-License-Identifier: MIT
/** Guards and properties that say something else than true or false, effects that go on after they have returned. */
import { describe, expect, it } from 'vitest';
import { command, input } from '../src/testing/command.ts';

const SAID: Readonly<Record<string, string>> = {
  number: 'gives 0, not true or false',
  sum: 'gives 0, not true or false',
  string: 'gives null, not true or false',
  nothing: 'gives null, not true or false',
  undefined: 'gives undefined, not true or false',
  list: 'gives [], not true or false',
  promise: 'gives a promise, not true or false: it must not be async',
  function: 'gives a function, not true or false',
};
const KINDS = ['always', 'sometimes', 'alwaysPossible', 'eventually', 'leadsTo', 'after'];
const GUARD = 't0.s: its guard gives';
const ASYNC = 't0.s: its effect returns a promise: it must not be async, nothing waits for it';
const RETURNS = 't0.s: its effect returns an object with';
const STEPS: Readonly<Record<string, string>> = {
  guardNumber: `${GUARD} 0, not true or false`,
  guardUndefined: `${GUARD} undefined, not true or false`,
  guardPromise: `${GUARD} a promise, not true or false: it must not be async`,
  effectAsync: ASYNC,
  effectThrowsLater: ASYNC,
  effectPromise: ASYNC,
  effectGenerator: 't0.s: its effect is a generator, of which nothing has run: write (k, me) => { ... }',
  effectFunction: 't0.s: its effect returns a function, which nobody calls: write (k, me) => { ... }',
  effectReducer: `${RETURNS} 'many', which nobody reads: an effect writes to what it is given, and returns nothing`,
  effectReducerWrites: `${RETURNS} 'many', which nobody reads`,
  effectPartial: `${RETURNS} 'i', which nobody reads`,
  effectOwn: `${RETURNS} 'own', which nobody reads`,
  choicesPromise: 't0.s: its choices are a promise, not a list of strings',
  choicesText: 't0.s: its choices are "ab", not a list of strings',
  choicesTwice: 't0.s: its choices say one choice twice: a, a',
  waitsForText: 't0.s: its waitsFor gives "t0", not a list of threads',
  waitsForPromise: 't0.s: its waitsFor gives a promise, not a list of threads',
};
const FINE = [
  'assigns',
  'assignsRecord',
  'assignsList',
  'fills',
  'pushes',
  'shifts',
  'takes',
  'givesAway',
  'other',
];
const asked = [
  ...KINDS.flatMap((kind) =>
    Object.entries(SAID).map(([answer, said]) => [`${kind}-${answer}`, `property p ${said}`]),
  ),
  ...Object.entries(STEPS),
];

describe('an answer that is none', () => {
  it.each(asked)('%s', async (design, said) => {
    const { status, err } = await command(
      `check ${input('answers/answers.js')} --design ${design} --bound tiny`,
    );
    expect(err).toContain(`a mistake in the model: ${said}`);
    expect(status).toBe(3);
  });
  it.each(KINDS)('is told of also where nobody would ask: %s, at random', async (kind) => {
    const { status, err } = await command(
      `check ${input('answers/answers.js')} --design ${kind}-promise --bound tiny --random 2 --seed 1`,
    );
    expect([status, err]).toEqual([
      3,
      expect.stringContaining(`a mistake in the model: property p ${SAID['promise']}`),
    ]);
  });
  it.each(FINE)('what an effect returns by the way is none: %s', async (design) => {
    const { status, err } = await command(
      `check ${input('answers/answers.js')} --design ${design} --bound tiny`,
    );
    expect([status, err]).toEqual([0, '']);
  });
  const engines = ['--random 50', '--bitstate 1M', '--reduce all'];
  it.each(engines)('is one for %s too', async (engine) => {
    for (const design of ['always-sum', 'guardPromise', 'effectAsync']) {
      const { status, err } = await command(
        `check ${input('answers/answers.js')} --design ${design} ${engine}`,
      );
      expect(err).toContain('a mistake in the model: ');
      expect([design, status]).toEqual([design, 3]);
    }
  });
});
