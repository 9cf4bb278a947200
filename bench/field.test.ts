// SPDX-License-Identifier: MIT
/** The field's problems have the published counts in ours; what the others print is read as they mean it. */
import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { isBroken } from '../src/check/first.ts';
import { engineOf } from '../src/engine/engine.ts';
import { Search } from '../src/explore/search.ts';
import { outcome } from '../src/explore/verdicts.ts';
import type { Measured } from './field/engine.ts';
import { engine, NAMES } from './field/engines.ts';
import type { EngineName } from './field/engines.ts';
import { PROBLEMS } from './field/problems.ts';
import { readPan, readRumur } from './field/read.ts';
import { disagreements, table } from './field/table.ts';
import type { Row } from './field/table.ts';
import { tool, without } from './field/tools.ts';

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
    expect(() => readRumur('Killed')).toThrow('no count of states in:\nKilled');
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
    expect(text).toContain(`TLC: not here: get it (${two?.name}).`);
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

describe('a tool', () => {
  it('is where its variable says, wherever it is run, or on PATH', () => {
    expect([tool('spin', {}), tool('spin', { SPIN: 'spin6' })]).toEqual(['spin', 'spin6']);
    expect(tool('spin', { SPIN: 'bin/spin' })).toBe(resolve('bin/spin'));
    expect([tool('STATERIGHT', {}), tool('STATERIGHT', { STATERIGHT: '' })]).toEqual(['', '']);
    expect(tool('TLA2TOOLS', { TLA2TOOLS: 'tla2tools.jar' })).toBe(resolve('tla2tools.jar'));
  });
  it('that is not there is told with what gets it', () => {
    for (const needs of NAMES.flatMap((name) => engine(name).needs))
      expect(without(needs, { PATH: '' })).toMatch(/^not here; get it: (apt-get|curl|git clone)/);
    expect(without('TLA2TOOLS', { TLA2TOOLS: 'none.jar' })).toMatch(
      /^TLA2TOOLS says .*none\.jar, which does not do; get it: curl/,
    );
  });
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

describe('a run', () => {
  const field = (args: string[], env: NodeJS.ProcessEnv) =>
    spawnSync(process.execPath, ['--import', 'tsx', 'bench/field.ts', ...args], {
      encoding: 'utf8',
      env: { ...process.env, SPIN: 'none', RUMUR: 'none', STATERIGHT: 'none', ...env },
    });
  it('goes on where an engine fails, says how, and has failed', () => {
    // It has no answer, whatever it is asked.
    const env = { JAVA: 'true', TLA2TOOLS: 'package.json' };
    const { status, stdout, stderr } = field(['--quick', '--only', 'philosophers, 4'], env);
    const said = stdout.replaceAll(/\s+/g, ' ');
    expect(stderr).toMatch(/^bench:field: philosophers, 4: deadlock: TLC: .*true .* failed \(0\)/m);
    expect(stdout).toMatch(/philosophers, 4: deadlock +BEEM phils\.1 +mhpcheck +\d/);
    expect(said).toContain('- TLC: it failed.');
    expect(said).toContain('- SPIN: SPIN says none, which does not do; get it: apt-get install spin.');
    expect(said).toMatch(/- Stateright: .*STATERIGHT says \S+none, which does not do; get it: git clone/);
    expect(status).toBe(1);
  });
  it('is explained', () => {
    const { status, stdout } = field(['--help'], {});
    expect([status, stdout]).toEqual([0, expect.stringContaining('TLA_EXAMPLES')]);
    const wrong = field(['--only', 'chess'], {});
    expect([wrong.status, wrong.stderr]).toEqual([
      3,
      expect.stringContaining("no problem is called 'chess'"),
    ]);
  });
});
