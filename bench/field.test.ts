// SPDX-License-Identifier: MIT
/** The field's problems have the published counts in ours; what the others print is read as they mean it. */
import { describe, expect, it } from 'vitest';
import { isBroken } from '../src/check/first.ts';
import { engineOf } from '../src/engine/engine.ts';
import { Search } from '../src/explore/search.ts';
import { outcome } from '../src/explore/verdicts.ts';
import { engine, NAMES } from './field/engines.ts';
import type { EngineName, Measured } from './field/engines.ts';
import { PROBLEMS } from './field/problems.ts';
import { readPan, readRumur, readStateright, readTlc } from './field/read.ts';
import { disagreements, table } from './field/table.ts';
import type { Row } from './field/table.ts';
import { missing, tool } from './field/tools.ts';

const small = PROBLEMS.filter((p) => p.quick && p.states < 2000);
it.each(small.map((p) => [p.name, p] as const))('ours counts what was published: %s', (_, problem) => {
  const search = new Search(engineOf(problem.build()));
  search.run();
  const { states, transitions, results } = outcome(search);
  expect(states).toBe(problem.states);
  expect(transitions).toBe(problem.transitions ?? transitions);
  const [violation] = results.flatMap((r) => r.violations);
  expect(violation?.schedule.length).toBe(problem.shortest);
  expect(isBroken(search, undefined)).toBe(problem.shortest !== undefined);
});

describe('what an engine prints', () => {
  it('of pan: its own start and its failures are no transitions, an assertion fails a step later', () => {
    const text = (rest: string) => `${rest}\n 303 states, stored\n 1818 transitions (= stored+matched)\n`;
    const whole = text('State-vector 52 byte, depth reached 99, errors: 0');
    expect(readPan(whole, 192)).toMatchObject({ states: 302, transitions: 1625 });
    const failed = text(
      'pan:1: assertion violated (inside<=1) (at depth 15)\nSearch not completed errors: 1',
    );
    expect(readPan(failed, 0)).toMatchObject({ states: 303, length: 16 });
    const stuck = text('pan:1: invalid end state (at depth 12)\nerrors: 1');
    expect(readPan(stuck, 0)).toMatchObject({ length: 12, transitions: 1817 });
    expect(() => readPan(text('error: max search depth too small'), 0)).toThrow('did not search everything');
  });
  it('of the others', () => {
    const trace = 'Startstate Startstate 1 fired.\nRule a fired.\nRule b fired.\n';
    expect(readRumur(`${trace}\t80 states, 212 rules fired in 0s.\n`)).toEqual({
      states: 80,
      transitions: 212,
      length: 2,
    });
    expect(readRumur('cover "ends" hit 3 times\n9 states, 20 rules fired in 0s.')).toEqual({
      states: 9,
      transitions: 17,
    });
    const tlc = '59,674 states generated, 21,527 distinct states found, 0 states left on queue.\n';
    expect(readTlc(tlc)).toEqual({ states: 21_527 });
    expect(readStateright('Done. states=58146, unique=8832, depth=17, sec=0\n')).toEqual({ states: 8832 });
    expect(() => readTlc('Error: Java heap space')).toThrow('no count of states in:\nError: Java heap space');
  });
});

const [two, three] = [PROBLEMS[0], PROBLEMS.find((p) => p.shortest)].map((p) => p as (typeof PROBLEMS)[0]);
const run = (rest: Partial<Measured>): Measured => ({ states: 288, seconds: 1, endToEnd: 2, ...rest });
const row = (problem: typeof two, runs: [EngineName, Measured][], not: [EngineName, string][] = []): Row => ({
  problem: problem as (typeof PROBLEMS)[0],
  runs: new Map(runs.map(([who, measured]) => [who, [measured]])),
  not: new Map(not),
});

describe('the table', () => {
  const rows = [
    row(
      two,
      [
        ['mhpcheck', run({ rssMB: 60 })],
        ['spin', run({ endToEnd: 3, seconds: 0.5 })],
      ],
      [['tlc', 'not here: get it']],
    ),
    row(three, [['mhpcheck', run({ length: three?.shortest ?? 0 })]]),
  ];
  it('says who was ahead, in what, and who was not asked', () => {
    const text = table(rows);
    expect(text).toMatch(/SPIN +0\.500 +3\.00 +- +1\.50x/);
    expect(text).toContain('SPIN had the verdict sooner in 0 of 1.');
    expect(text.replaceAll(/\s+/g, ' ')).toContain(`SPIN took less time to search in 1 of 1: ${two?.name}.`);
    expect(text).toContain('TLC: not here: get it (1 of 2).');
    expect(table(rows, true)).toMatch(/^### Every state, to a verdict\n\n\| problem .*\|\n\| -+/);
  });
  it('is of no use where counts differ', () => {
    expect(rows.flatMap(disagreements)).toEqual([]);
    expect(disagreements(row(two, [['spin', run({ states: 289 })]]))).toEqual([
      `${two?.name}: SPIN has states 289, published are 288`,
    ]);
    expect(disagreements(row(three, [['rumur', run({})]]))).toEqual([
      `${three?.name}: rumur has a trace of length 0, published are ${three?.shortest}`,
    ]);
  });
});

it('tells of each tool where it is, and what gets it', () => {
  expect([tool('spin', {}), tool('spin', { SPIN: 'bin/spin' })]).toEqual(['spin', 'bin/spin']);
  expect(tool('STATERIGHT', {})).toBe('');
  for (const needs of NAMES.flatMap((name) => engine(name).needs))
    expect(missing(needs) ?? 'apt-get').toMatch(/^(apt-get|curl|git clone)/);
});
it('asks xstate/graph what it can answer', () => {
  const { unfit } = engine('xstate');
  const told = new Set(PROBLEMS.map((p) => unfit?.(p)));
  expect([...told].toSorted()).toEqual([
    'a machine has one initial state',
    'asked up to 50,000 states',
    'it looks for no violation',
    undefined,
  ]);
});
