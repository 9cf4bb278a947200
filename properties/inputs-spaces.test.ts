// SPDX-License-Identifier: MIT
/** What a formula or a property of a space does that it must not is seen at whatever point it does it. */
import { expect, it } from 'vitest';
import { command, input } from '../src/testing/command.ts';

it.each([
  ['later', 'formula first reads the formula second, which does not stand before it'],
  ['none', "formula first reads what is not there yet: unknown value 'nope'"],
  ['formula-writes', "formula first writes 'm'"],
  ['property-writes', "property p writes 'm'"],
  ['property-adds', "property p writes 'seen'"],
  ['mask', 'property p gives 2, not true or false, at m:2'],
  ['mask-met', 'property p gives 2, not true or false, at m:2'],
  ['promise', 'property p gives a promise, not true or false, at m:2'],
  ['formula-list', 'formula first gives an object, not a text, number or truth value, at m:2'],
  ['possible-mask', 'possible gives 1, not true or false, at m:3'],
  ['possible-formula', 'possible reads the formula first: it reads parameters alone'],
  ['throws', 'formula first throws TypeError: '],
  ['counts', 'formula first gave '],
  ['keeps', 'formula first reads nothing first, and m before: it is no function of what it reads, at m:2'],
  ['matches', 'formula first gave true and then false at m:2: it is no function of what it reads'],
  ['clock', 'formula first asks what time it is: a model has none but its steps, at m:2'],
  ['lots', 'property p calls Math.random(): what may go one way or another is a choice, at m:2'],
  ['caught', 'formula first asks what time it is'],
  ['no-arm', "formula first throws RangeError: oneFor('m') has nothing for '2' (it has: 1), at m:2"],
  ['remembers', 'formula first gave 2 and then 3 at m:3: it is no function of what it reads'],
])('is refused, with who and what: %s', async (design, said) => {
  const { status, out, err } = await command(`check ${input('spaces/functions.js')} --design ${design}`);
  expect([status, out, err]).toEqual([3, '', expect.stringContaining(`x: a mistake in the model: ${said}`)]);
});

it.each(['keys', 'spread', 'has', 'values'])(
  'a property that looks at the whole point is answered: %s',
  async (design) => {
    const { status, out, err } = await command(`check ${input('spaces/whole.js')} --design ${design}`);
    expect([status, err]).toEqual([1, '']);
    expect(out).toContain('The first point with m 3 that breaks it');
  },
);

it.each([
  ['inside', 'formula f gave 1 and then '],
  ['outside', 'formula f gave 1 and then '],
  ['property', 'property p gave true and then false at m:3'],
  ['between', 'formula f gave 1 and then 2 at m:2'],
])('is seen where it gives again what it remembers: %s', async (design, said) => {
  const { status, err } = await command(`check ${input('spaces/memo.js')} --design ${design} --bound tiny`);
  expect([status, err]).toEqual([3, expect.stringContaining(`x: a mistake in the model: ${said}`)]);
});
it('may remember by all that it reads', async () => {
  const { status } = await command(`check ${input('spaces/memo.js')} --design honest --bound tiny`);
  expect(status).toBe(0);
});
