// SPDX-License-Identifier: MIT
/** TLC: a module that is published where there is one, or else ours; with a configuration that asks for one invariant. */
import { cpSync, existsSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { NotMeasured, runMeasured } from '../process.ts';
import { asksDeadlock, rss, source } from './engine.ts';
import type { Engine, Measured } from './engine.ts';
import type { Problem } from './problems.ts';
import { readTlc } from './read.ts';
import { missing, tool } from './tools.ts';

/** What it is asked, of a module of ours. */
export function configuration(problem: Problem): string {
  const constants = Object.entries(problem.numbers).map(([name, value]) => `${name} = ${value}`);
  const stuck = asksDeadlock(problem) ? 'TRUE' : 'FALSE';
  return `CONSTANTS ${constants.join(' ')}\nSPECIFICATION Spec\nCHECK_DEADLOCK ${stuck}\nINVARIANT Safe\n`;
}

function published(module: string): string {
  const why = missing('TLA_EXAMPLES');
  if (why !== undefined) throw new NotMeasured(why);
  const path = join(tool('TLA_EXAMPLES'), module);
  if (!existsSync(path)) throw new NotMeasured(`${path} is not there`);
  return path;
}

/** Breadth first on one thread: the first trace is a shortest. It exits with 11 on a deadlock, 12 on a broken invariant. */
async function measure(problem: Problem, cwd: string, limit: number): Promise<Measured> {
  const { tla, file, shortest } = problem;
  const module = tla ? published(tla.module) : source(`peers/field/${file}.tla`);
  // It looks for modules, and writes, where it stands.
  cpSync(tla ? dirname(module) : module, tla ? cwd : join(cwd, basename(module)), { recursive: true });
  writeFileSync(join(cwd, 'field.cfg'), tla?.config ?? configuration(problem));
  // The modules of its own it unpacks where temporary files go, and leaves them there.
  const java = ['-XX:+UseParallelGC', `-Djava.io.tmpdir=${cwd}`, '-cp', tool('TLA2TOOLS'), 'tlc2.TLC'];
  const options = ['-workers', '1', '-config', 'field.cfg', basename(module, '.tla')];
  const ok = shortest === undefined ? [0] : [11, 12];
  const { stdout, seconds, rssMB } = await runMeasured(tool('java'), [...java, ...options], cwd, limit, ok);
  return { ...readTlc(stdout), seconds, endToEnd: seconds, ...rss(rssMB) };
}

export const tlc: Engine = {
  says: 'TLC',
  needs: ['java', 'TLA2TOOLS'],
  measure,
};
