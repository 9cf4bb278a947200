// SPDX-License-Identifier: MIT
/** Models whose code keeps something beside memory and stack: mistakes, whatever the recorded paths say of them. */
import { describe, expect, it } from 'vitest';
import { command, input } from '../src/testing/command.ts';

const AGAIN = 'when run again on the same values: keep what it needs in memory or stack';
const WROTE = 't0.s: it wrote mem.';
const TOOK = 't0.s: it could take ';
const CLOCK = 't0.s: asks what time it is: a model has none but its steps';
const STEPS: Readonly<Record<string, readonly string[]>> = {
  counter: [WROTE, AGAIN],
  threshold: [WROTE, AGAIN],
  random: ['t0.s: calls Math.random(): what may go one way or another is a choice'],
  clock: ['t0.s: asks what time it is'],
  now: [CLOCK],
  date: [CLOCK],
  performance: [CLOCK],
  hrtime: [CLOCK],
  caught: [CLOCK],
  uuid: ['t0.s: calls crypto.randomUUID(): what may go one way or another is a choice'],
  bytes: ['t0.s: calls crypto.getRandomValues()'],
  timer: ['t0.s: calls setTimeout(): nothing waits for what is done later, write it at once'],
  immediate: ['t0.s: calls setImmediate()'],
  microtask: ['t0.s: calls queueMicrotask()'],
  tick: ['t0.s: calls process.nextTick(): nothing waits for what is done later'],
  rarely: ['t0.s: calls Math.random()'],
  constant: [WROTE, AGAIN],
  history: ['t0.s: it ', AGAIN],
  globally: [WROTE, AGAIN],
  guard: [TOOK, AGAIN],
  pair: [TOOK, AGAIN],
  choices: [TOOK, AGAIN],
  waitsFor: ['t0.s: it waited for nobody first and waited for t0', AGAIN],
  overflowing: [WROTE, AGAIN],
};

const ANSWERED = ['property p: it was ', AGAIN];
const PROPERTIES: Readonly<Record<string, readonly string[]>> = {
  history: ANSWERED,
  counter: ANSWERED,
  random: ['property p: calls Math.random()'],
  cache: [
    "property p: asks for s.cache: unknown part of a state 'cache' (there are: mem, stack, at, ended, quiet)",
  ],
  root: ["property p: asks for s.memory: unknown part of a state 'memory'"],
  rootCaught: ["property p: asks for s.stak: unknown part of a state 'stak'; did you mean 'stack'?"],
  always: ANSWERED,
  sometimes: ANSWERED,
  alwaysPossible: ANSWERED,
  eventually: ANSWERED,
  after: ANSWERED,
  effects: ANSWERED,
};
const DIFFERS = 'build() is no function of what it is given: it gave ';
const MEMO: Readonly<Record<string, readonly string[]>> = {
  first: ['t1.s: it wrote mem.b = false first and wrote mem.b = true', AGAIN],
  key: ['t1.s: it wrote mem.b = false first and wrote mem.b = true', AGAIN],
  module: ['t1.s: it wrote mem.b = false first and wrote mem.b = true', AGAIN],
  guard: ['t1.s: it could take its step first and could take no step', AGAIN],
  property: ['property p: it ', AGAIN],
  named: ['t1.s: it wrote mem.first = "t0" first and wrote mem.first = "t1"', AGAIN],
  states: [DIFFERS, 'state t0.s'],
  properties: [DIFFERS, 'property p (', 'property q ('],
};
const WRITES = 'mem.a is written by a guard, a choice or a property: they only look';
const SWALLOWED: Readonly<Record<string, readonly string[]>> = {
  write: ['t0.s: mem.a becomes 9, outside int(0, 3)'],
  finally: ['t0.s: mem.a becomes 9, outside int(0, 3)'],
  push: ['t0.s: mem.q[1] is outside its seq of 1'],
  index: ['t0.s: mem.list[7] is outside its array of 3'],
  field: ['t0.s: mem.nope is not declared'],
  newField: ['t0.s: mem.nope is not declared'],
  record: ['t0.s: mem.r.x becomes 7, outside int(0, 2)'],
  lots: ['t0.s: calls Math.random()'],
  guardLooks: ['t0.s: mem.nope is not declared'],
  guardWrites: [`t0.s: ${WRITES}`],
  choices: [`t0.s: ${WRITES}`],
  waitsFor: ['t0.s: mem.nope is not declared'],
  propertyLooks: ['property p: mem.nope is not declared'],
  propertyWrites: [`property p: ${WRITES}`],
};

const TOPICS = [
  ['a step that is no function of what it reads', 'impure/steps.js', STEPS],
  ['a property that keeps something between states', 'impure/properties.js', PROPERTIES],
  ['code that gives again what it remembers', 'impure/memo.js', MEMO],
  ['a mistake that the model itself catches', 'swallowed/code.js', SWALLOWED],
] as const;

describe.each(TOPICS)('%s', (_, file, designs) => {
  it.each(Object.entries(designs))('%s', async (design, said) => {
    const { status, err } = await command(`check ${input(file)} --design ${design} --bound tiny`);
    for (const part of said) expect(err).toContain(part);
    expect(err).toContain('a mistake in the model');
    expect(status).toBe(3);
  });
});

it('a property may look at the whole state', async () => {
  const { status, err } = await command(`check ${input('impure/properties.js')}#rootLooks --bound tiny`);
  expect([status, err]).toEqual([0, '']);
});

it('what is remembered by all that it rests on is no mistake', async () => {
  const { status } = await command(`check ${input('impure/memo.js')} --design honest --bound tiny`);
  expect(status).toBe(0);
});

describe('each engine says so', () => {
  const engines = ['--random 50', '--bitstate 1M', '--compact 1M', '--reduce local', '--reduce all'];
  const asked = [
    ['impure/steps.js', 'counter'],
    ['impure/steps.js', 'overflowing'],
    ['impure/properties.js', 'history'],
    ['impure/memo.js', 'key'],
  ] as const;
  it.each(engines.flatMap((e) => asked.map((a) => [e, ...a] as const)))(
    '%s %s %s',
    async (engine, file, design) => {
      const { status, err } = await command(`check ${input(file)}#${design} --bound tiny ${engine}`);
      expect(err).toContain(AGAIN);
      expect(err).toContain('a mistake in the model');
      expect(status).toBe(3);
    },
  );
});
