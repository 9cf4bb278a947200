// SPDX-License-Identifier: MIT
/**
 * Stateright on models of ours. Its own examples are not measured: they look whether the search is done once a second,
 * so that none takes less, and they search on every processor.
 */
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run, runMeasured } from '../process.ts';
import { asksDeadlock, numbered, rss, source } from './engine.ts';
import type { Engine, Measured } from './engine.ts';
import type { Problem } from './problems.ts';
import type { Counts } from './read.ts';
import { tool } from './tools.ts';

/** The model, with its numbers. */
export function model(problem: Problem): string {
  const text = readFileSync(source(`peers/field/${problem.file}.rs`), 'utf8');
  const all = { ...problem.numbers, STUCK: asksDeadlock(problem) ? 1 : 0 };
  return numbered(text, all, (name) => `const ${name}: usize = `);
}

/** The library is built before, which is not told; the model is, as gcc is of others. */
async function measure(problem: Problem, cwd: string, limit: number): Promise<Measured> {
  const clone = tool('STATERIGHT');
  const target = join(clone, 'target');
  const library = ['--manifest-path', join(clone, 'Cargo.toml'), '--target-dir', target, '--lib'];
  await run(tool('cargo'), ['build', '--quiet', '--release', ...library], cwd, limit);
  writeFileSync(join(cwd, 'field.rs'), model(problem));
  cpSync(source('peers/field/run.rs'), join(cwd, 'run.rs'));
  const flags = ['--edition', '2021', '-C', 'opt-level=3', '-C', 'target-cpu=native'];
  const with_ = [
    '-L',
    `dependency=${target}/release/deps`,
    '--extern',
    `stateright=${target}/release/libstateright.rlib`,
  ];
  const compile = await run(tool('rustc'), [...flags, ...with_, 'field.rs'], cwd, limit);
  const { stdout, seconds, rssMB } = await runMeasured(join(cwd, 'field'), [], cwd, limit);
  const said = JSON.parse(stdout) as Counts & { readonly seconds: number };
  return { ...said, endToEnd: compile.seconds + seconds, ...rss(rssMB) };
}

export const stateright: Engine = {
  says: 'Stateright',
  needs: ['cargo', 'rustc', 'STATERIGHT'],
  measure,
};
