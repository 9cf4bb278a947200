// SPDX-License-Identifier: MIT
/** A name that nothing in the model has is refused; one that only other instances have is worth a note. */
import { expect, it } from 'vitest';
import { command, input } from '../src/testing/command.ts';

it.each([
  ['thread-at', "property p asks for s.at.T0: no thread is called 'T0'; did you mean 't0'?"],
  ['thread-ended', "property p asks for s.ended.t9: no thread is called 't9'; did you mean 't0'?"],
  ['thread-stack', "property p asks for s.stack.tt0: no thread is called 'tt0'; did you mean 't0'?"],
  ['thread-caught', "property p asks for s.stack.tt0: no thread is called 'tt0'; did you mean 't0'?"],
  ['field', "property p: mem.lokc is not declared; did you mean 'lock'?"],
  ['state', "property p: no state is called 't0.insde'; did you mean 't0.inside'?"],
  ['state-first', "property p: no state is called 't0.insde'; did you mean 't0.inside'?"],
  ['state-of-any', "property p: no state is called 'insde'; did you mean 'inside'?"],
  ['state-in-list', "property p: no state is called 't0.insde'; did you mean 't0.inside'?"],
  ['state-of-other', "property p: no state is called 't0.daemon'"],
  ['fault', "property p: no step ends in the fault 'sleping-in-atomic'; did you mean 'sleeping-in-atomic'?"],
  ['strong', "property p: strong fairness: no thread is called 'tt0'; did you mean 't0'?"],
  ['succeeds', "property p: 'succeeds': no step has the choice 'okay'"],
  ['measure-thread', "measure p: no thread is called 'tt0'; did you mean 't0'?"],
  ['measure-state', "measure p: no state is called 't0.insde'; did you mean 't0.inside'?"],
  ['larger-stack', "throws TypeError: Cannot read properties of undefined (reading 'seen')"],
])('a property’s name that is none is refused, with the nearest: %s', async (design, said) => {
  const { status, out, err } = await command(
    `check ${input('names/asked.js')} --design ${design} --bound tiny`,
  );
  expect([status, out, err]).toEqual([3, '', expect.stringContaining(said)]);
});

it('what only a larger bound has is said with the exception that its lack led to', async () => {
  const { err } = await command(`check ${input('names/asked.js')} --design larger-stack --bound tiny`);
  expect(err).toContain("there is no thread 't1' in this design, configuration and bound");
});

it.each([
  ['waits', "t0.wait waits: no thread is called 'tt1'; did you mean 't1'?"],
  ['takes', "t0.lock: acquires: unknown lock 'lokc'; did you mean 'lock'?"],
])('a step’s name that is none is refused: %s', async (design, said) => {
  const { status, out, err } = await command(`check ${input('names/waits.js')} --design ${design}`);
  expect([status, out, err]).toEqual([3, '', expect.stringContaining(said)]);
});

it.each(['--random 5', '--compact 1M', '--reduce all'])('every search refuses it: %s', async (options) => {
  for (const design of ['thread-at', 'fault']) {
    const { status } = await command(`check ${input('names/asked.js')} --design ${design} ${options}`);
    expect([design, status]).toEqual([design, 3]);
  }
});

it.each([
  ['text', 'measure m gives "three", not a number, nor undefined'],
  ['infinite', 'measure m gives Infinity, not a number, nor undefined'],
  ['nan', 'measure m gives NaN, not a number, nor undefined'],
  ['promise', 'measure m gives a promise, not a number, nor undefined'],
  ['throws', 'measure m throws TypeError: '],
  ['clock', 'measure m asks what time it is'],
])('what a measure gives is a number or nothing: %s', async (design, said) => {
  const { status, err } = await command(
    `compare ${input('names/measures.js')} --design ${design} --bound tiny`,
  );
  expect([status, err]).toEqual([3, expect.stringContaining(`a mistake in the model: ${said}`)]);
});
it.each([
  ['number', 2],
  ['nothing', null],
])('a measure: %s', async (design, most) => {
  const { status, out } = await command(
    `compare ${input('names/measures.js')} --design ${design} --bound tiny --json`,
  );
  const { results } = JSON.parse(out) as { results: { costs: { measured: object[] } }[] };
  expect([status, results[0]?.costs.measured]).toEqual([0, [{ name: 'm', ...(most !== null && { most }) }]]);
});
