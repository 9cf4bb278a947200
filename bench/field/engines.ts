// SPDX-License-Identifier: MIT
/** The engines of the field: how each is built, run and read. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { besideOne } from '../../src/watch/cores.ts';
import { run, runMeasured } from '../process.ts';
import { asksDeadlock, isVhr, numbered, rss, script, source } from './engine.ts';
import type { Engine, Measured } from './engine.ts';
import type { Problem } from './problems.ts';
import { readPan, readRumur } from './read.ts';
import { stateright } from './stateright.ts';
import { tlc } from './tlc.ts';
import { tool } from './tools.ts';

/** A script of ours, which says what it did in one line of JSON. */
const node =
  (path: string, ...options: string[]) =>
  async ({ name }: Problem, cwd: string, limit: number): Promise<Measured> => {
    const { stdout, seconds } = await run(process.execPath, [...options, ...script(path), name], cwd, limit);
    return { ...(JSON.parse(stdout) as Omit<Measured, 'endToEnd'>), endToEnd: seconds };
  };

/** Without partial-order reduction: every state is asked for. Of a trace breadth first: the first is a shortest. */
async function spin(problem: Problem, cwd: string, limit: number): Promise<Measured> {
  const { shortest, starts = 0, numbers } = problem;
  const model = source(isVhr(problem) ? 'peers/spin/vhr.pml' : `peers/field/${problem.file}.pml`);
  const defines = Object.entries(numbers).map(([name, value]) => `-D${name}=${value}`);
  // -o2: a variable that only an assertion reads stays part of the state. vhr has set its dead ones back itself.
  const kept = isVhr(problem) ? [] : ['-o2'];
  const generate = await run(tool('spin'), [...defines, ...kept, '-a', model], cwd, limit);
  const breadth = shortest === undefined ? [] : ['-DBFS'];
  const flags = ['-O3', '-march=native', '-w', '-DSAFETY', '-DNOFAIR', '-DMEMLIM=16000', '-DNOREDUCE'];
  const compile = await run(tool('gcc'), [...flags, ...breadth, '-o', 'pan', 'pan.c'], cwd, limit);
  const stop = shortest === undefined ? '-c0' : '-c1';
  // A table that fits, so that its memory is what it needs, and a stack that is deep enough.
  const slots = Math.min(24, Math.max(16, Math.ceil(Math.log2(problem.states)) + 1));
  const deep = problem.states > 100_000 ? 3_000_000 : 100_000;
  const options = [stop, '-n', `-m${deep}`, `-w${slots}`];
  const pan = await runMeasured(join(cwd, 'pan'), options, cwd, limit);
  const read = readPan(pan.stdout, starts);
  return {
    ...read,
    ...rss(pan.rssMB),
    endToEnd: generate.seconds + compile.seconds + pan.seconds,
  };
}

/** It says how long it took in whole seconds only: its process is timed instead. It exits with 1 on an error. */
async function rumur(problem: Problem, cwd: string, limit: number): Promise<Measured> {
  const model = source(isVhr(problem) ? 'peers/murphi/vhr.m' : `peers/field/${problem.file}.m`);
  const text = numbered(readFileSync(model, 'utf8'), problem.numbers, (name) => `  ${name}: `);
  writeFileSync(join(cwd, 'field.m'), text);
  const stuck = asksDeadlock(problem) ? 'stuck' : 'off';
  const options = ['--threads', '1', '--deadlock-detection', stuck, '--quiet', '-o', 'field.c', 'field.m'];
  const generate = await run(tool('rumur'), options, cwd, limit);
  const flags = ['-std=c11', '-O3', '-march=native', '-o', 'field', 'field.c', '-lpthread'];
  const compile = await run(tool('gcc'), flags, cwd, limit);
  const { stdout, seconds, rssMB } = await runMeasured(join(cwd, 'field'), [], cwd, limit, [0, 1]);
  const endToEnd = generate.seconds + compile.seconds + seconds;
  return { ...readRumur(stdout), seconds, endToEnd, ...rss(rssMB) };
}

/** States that xstate/graph is asked for: at some thousands a second. */
const MOST_OF_XSTATE = 50_000;

export const ENGINES = {
  mhpcheck: { says: 'mhpcheck', needs: [], measure: node('bench/field/child.ts', besideOne()) },
  spin: { says: 'SPIN', needs: ['spin', 'gcc'], measure: spin },
  rumur: { says: 'rumur', needs: ['rumur', 'gcc'], measure: rumur },
  tlc,
  stateright,
  xstate: {
    says: 'xstate/graph',
    needs: [],
    unfit: ({ shortest, starts = 1, states }) =>
      shortest !== undefined
        ? 'it looks for no violation'
        : starts > 1
          ? 'a machine has one initial state'
          : states > MOST_OF_XSTATE
            ? `asked up to ${MOST_OF_XSTATE.toLocaleString('en-US')} states`
            : undefined,
    measure: node('peers/xstate/field.ts'),
  },
} as const satisfies Record<string, Engine>;
export type EngineName = keyof typeof ENGINES;
export const NAMES = Object.keys(ENGINES) as EngineName[];
export const engine = (name: EngineName): Engine => ENGINES[name];
