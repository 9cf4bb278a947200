// SPDX-License-Identifier: MIT
/** `npm run bench:field`: public problems with published counts, in mhpcheck and in the engines of the field, in turn. */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import type { Measured } from './field/engine.ts';
import { engine, NAMES } from './field/engines.ts';
import type { EngineName } from './field/engines.ts';
import { PROBLEMS } from './field/problems.ts';
import type { Problem } from './field/problems.ts';
import { disagreements, table } from './field/table.ts';
import type { Row } from './field/table.ts';
import { missing } from './field/tools.ts';
import { howOften } from './often.ts';
import { fill, machine, where } from './page.ts';
import { inScratch, NotMeasured } from './process.ts';

const HELP = `Usage: npm run bench:field -- [options]

Public problems, each with the counts that somebody else has published,
in mhpcheck, SPIN, rumur, TLC, Stateright and xstate/graph, as far as they
are on this machine; each run a process of its own, in turn, on one
thread. Sources: bench/field/ (ours), peers/field/ (Promela, Murphi, Rust,
TLA+); TLC runs the module that is published where there is one. Every
count is held against the published one. "verdict s" is from the source to
the answer: reading, generating, compiling, starting and searching.
Stateright itself is compiled before, which is not told.

A program that is not on PATH is told by a variable: SPIN, RUMUR, CC,
JAVA, CARGO, RUSTC; TLA2TOOLS (tla2tools.jar), TLA_EXAMPLES and STATERIGHT
(clones). What is missing is said, with the command that gets it.

  --quick           small instances, once: is everything in order?
  --repeats N       default 3
  --only TEXT       only the problems whose name contains TEXT
  --limit SECONDS   for one build or run of one engine; default 300. What takes
                    longer is told, and not asked again
  --page FILE       also write the tables there, between the two lines that
                    say \`<!-- bench:field -->\`
  --json FILE       also write every measurement there
  --help

Exit status: 0; 1 if a count is not the published one, or an engine failed
(the others are measured); 3 if it was called wrongly.
`;

function options() {
  const { values } = parseArgs({
    options: {
      quick: { type: 'boolean' },
      repeats: { type: 'string' },
      only: { type: 'string' },
      limit: { type: 'string', default: '300' },
      page: { type: 'string' },
      json: { type: 'string' },
      help: { type: 'boolean' },
    },
  });
  const { repeats, limit } = howOften(values, 3);
  const problems = PROBLEMS.filter(
    (p) => (values.only === undefined || p.name.includes(values.only)) && (!values.quick || p.quick),
  );
  if (problems.length === 0)
    throw new RangeError(`no problem is called '${values.only}': ${PROBLEMS.map((p) => p.name).join(', ')}`);
  return { ...values, repeats, limit, problems };
}

/** Runs one engine, or says why not: it is not there, does not fit, or was not done in its time. */
async function measured(who: EngineName, problem: Problem, limit: number): Promise<Measured> {
  const { needs, unfit, measure } = engine(who);
  const lacks = new Set(needs.flatMap((name) => missing(name) ?? []));
  if (lacks.size > 0) throw new NotMeasured([...lacks].join('; '));
  const why = unfit?.(problem);
  if (why !== undefined) throw new NotMeasured(why);
  return inScratch((cwd) => measure(problem, cwd, limit));
}

/** `failed` is told of an engine that gave no answer, which is not asked again: the others are. */
async function measureAll(
  problems: readonly Problem[],
  repeats: number,
  limit: number,
  failed: (line: string) => void,
): Promise<Row[]> {
  const rows = problems.map((problem) => ({
    problem,
    runs: new Map<EngineName, Measured[]>(),
    not: new Map<EngineName, string>(),
  }));
  for (let repeat = 1; repeat <= repeats; repeat++)
    for (const { problem, runs, not } of rows)
      for (const who of NAMES.filter((name) => !not.has(name)))
        try {
          const run = await measured(who, problem, limit);
          runs.set(who, [...(runs.get(who) ?? []), run]);
          const took = `${run.seconds.toFixed(2)} s, verdict ${run.endToEnd.toFixed(2)} s`;
          process.stderr.write(`${repeat}/${repeats} ${problem.name}: ${engine(who).says} ${took}\n`);
        } catch (error) {
          const isLeftOut = error instanceof NotMeasured;
          not.set(who, isLeftOut ? error.message : 'it failed');
          if (!isLeftOut) failed(`${problem.name}: ${engine(who).says}: ${(error as Error).message}`);
        }
  return rows;
}

let told: ReturnType<typeof options>;
try {
  told = options();
} catch (error) {
  console.error(`bench:field: ${(error as Error).message}\n\n${HELP}`);
  process.exit(3);
}
if (told.help) {
  process.stdout.write(HELP);
  process.exit(0);
}
const wrong: string[] = [];
const failed = (line: string) => {
  console.error(`bench:field: ${line}`);
  wrong.push(line);
};
const rows = await measureAll(told.problems, told.repeats, told.limit, failed);
const head = where(told.repeats);
process.stdout.write(`${head}\n\n${table(rows)}\n`);
if (told.page !== undefined) fill(told.page, { 'bench:field': `${head}.\n\n${table(rows, true)}` });
if (told.json !== undefined) {
  const measurements = rows.map(({ problem: { build: _, ...problem }, runs, not }) => ({
    ...problem,
    runs: Object.fromEntries(runs),
    notMeasured: Object.fromEntries(not),
  }));
  writeFileSync(told.json, `${JSON.stringify({ machine, problems: measurements }, undefined, 2)}\n`);
}
for (const line of rows.flatMap(disagreements)) failed(line);
process.exitCode = wrong.length > 0 ? 1 : 0;
