// SPDX-License-Identifier: MIT
/** What an engine of the field is, and what all of them share. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Problem } from './problems.ts';
import type { Counts } from './read.ts';
import type { ToolName } from './tools.ts';

/** One run of one engine. */
export interface Measured extends Counts {
  /** The search alone, as the engine says it, or else its process. */
  readonly seconds: number;
  /** From the source to the answer: read, generate, compile, start, search. */
  readonly endToEnd: number;
  readonly rssMB?: number;
}
export interface Engine {
  readonly says: string;
  readonly needs: readonly ToolName[];
  /** Why it is not asked of a problem, if it is not. */
  readonly unfit?: (problem: Problem) => string | undefined;
  readonly measure: (problem: Problem, cwd: string, limit: number) => Promise<Measured>;
}

// Built (`npm run bench:field` builds first), this file lies one folder deeper than in the sources.
const isBuilt = import.meta.url.endsWith('.js');
const root = fileURLToPath(new URL(isBuilt ? '../../..' : '../..', import.meta.url));
/** A file of the project. */
export const source = (path: string) => join(root, path);
/** What node is told to run for a script of the project: what was built of it, or itself. */
export const script = (path: string): string[] => {
  const built = source(join('.bench', path.replace(/\.ts$/, '.js')));
  return isBuilt && existsSync(built) ? [built] : ['--import', import.meta.resolve('tsx'), source(path)];
};
export const rss = (rssMB: number | undefined) => (rssMB === undefined ? {} : { rssMB });
export const isVhr = ({ file }: Problem) => file === 'vhr';
/** A can that is empty is no mistake; threads of vhr that are stuck are, and philosophers where a trace is asked for. */
export const asksDeadlock = (problem: Problem) => problem.shortest !== undefined || isVhr(problem);

/** A text with the problem's numbers, each put after the start of a line that `of` tells of it. */
export const numbered = (text: string, numbers: Problem['numbers'], of: (name: string) => string): string =>
  Object.entries(numbers).reduce(
    (all, [name, value]) =>
      all.replace(new RegExp(String.raw`^${of(name)}\d+;$`, 'm'), () => `${of(name)}${value};`),
    text,
  );
