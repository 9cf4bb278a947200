// SPDX-License-Identifier: MIT
/** `npm run bench`: mhpcheck beside the engines a user would pick instead, on the same instances, in turn, in one run. */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { disagreements } from './agree.ts';
import { curveSvg } from './curve.ts';
import { howOften } from './often.ts';
import { fill, machine, where } from './page.ts';
import { ENGINES, measure } from './peers.ts';
import type { Measured } from './peers.ts';
import { found, install, NotMeasured, tools } from './process.ts';
import { table, texts } from './table.ts';
import { targets } from './targets.ts';
import type { Row } from './targets.ts';
import { asked, QUICK, WORKLOADS } from './workloads.ts';
import type { EngineName, Workload } from './workloads.ts';

const HELP = `Usage: npm run bench -- [options]

Searches the same instances with mhpcheck and with the engines that a user
would pick instead: hand-written JavaScript and C, SPIN, rumur,
xstate/graph. Sources of theirs: peers/. Each run is a process of its own;
the engines take turns, and the whole is repeated. A table on stdout says
for each the median time of the search, the time from source to verdict
(generating, compiling and starting included), memory and states, with
the lowest and the highest in parentheses; then which targets are met.

An engine that is not installed, or not done in its time, is said so.
To have all of them: ${install(tools)}

  --quick           the smallest sizes, once: is everything in order?
  --repeats N       default 5
  --only TEXT       only the workloads whose name contains TEXT
  --sizes 'A, B'    sizes of vhr instead, seven numbers each (V H S P C R
                    OPT, peers/README.md): --sizes '3 1 2 2 2 1 1'
  --limit SECONDS   for one build or run of one engine; default 300
  --json FILE       also write every measurement there
  --page FILE       also write the tables there, between the lines that
                    say <!-- bench:... --> (docs/performance.md), and the
                    picture beside it
  --svg FILE        and a picture of the cost of a state as vhr grows
  --help

Workloads:
${WORKLOADS.map(({ name, engines }) => `  ${name}${engines.length === 1 ? ' (mhpcheck alone)' : ''}\n`).join('')}
Exit status: 0; 1 if the engines do not agree on states, transitions and
verdict; 3 if it was called wrongly. A target that is missed is no failure:
the machine may be busy. Five repeats take about ten minutes.
`;

function options() {
  const { values } = parseArgs({
    options: {
      quick: { type: 'boolean' },
      repeats: { type: 'string' },
      only: { type: 'string' },
      sizes: { type: 'string' },
      limit: { type: 'string', default: '300' },
      json: { type: 'string' },
      page: { type: 'string' },
      svg: { type: 'string' },
      help: { type: 'boolean' },
    },
  });
  const { repeats, limit } = howOften(values, 5);
  const all = values.sizes?.split(',').map((text) => asked(text.trim())) ?? WORKLOADS;
  const workloads = all.filter(
    ({ name }) =>
      (values.only === undefined || name.includes(values.only)) &&
      (!values.quick || values.sizes !== undefined || QUICK.includes(name)),
  );
  if (workloads.length === 0) throw new RangeError(`no workload is called '${values.only}' (see --help)`);
  return {
    repeats,
    limit,
    workloads,
    json: values.json,
    page: values.page,
    svg: values.svg,
    help: values.help,
  };
}

interface Taken extends Row {
  readonly runs: Map<EngineName, Measured[]>;
  readonly not: Map<EngineName, string>;
}

/** Runs one engine and keeps what it did. Once it was not done in its time it is not asked again. */
async function take({ workload, runs, not }: Taken, engine: EngineName, limit: number, turn: string) {
  if (not.has(engine)) return;
  process.stderr.write(`${turn} ${workload.name}: ${ENGINES[engine].says} ... `);
  try {
    const measured = await measure(engine, workload, limit);
    runs.set(engine, [...(runs.get(engine) ?? []), measured]);
    process.stderr.write(`${measured.seconds.toFixed(2)} s, end to end ${measured.endToEnd.toFixed(2)} s\n`);
  } catch (error) {
    if (!(error instanceof NotMeasured)) throw error;
    not.set(engine, error.message);
    process.stderr.write(`${error.message}\n`);
  }
}

async function measureAll(workloads: readonly Workload[], repeats: number, limit: number): Promise<Row[]> {
  const rows: Taken[] = workloads.map((workload) => ({ workload, runs: new Map(), not: new Map() }));
  for (let repeat = 1; repeat <= repeats; repeat++)
    for (const row of rows)
      for (const engine of row.workload.engines) await take(row, engine, limit, `${repeat}/${repeats}`);
  return rows;
}

/** Everything, for a program to read. */
function asJson(rows: readonly Row[]): string {
  const measured = rows.map(({ workload, runs, not }) => ({
    workload: workload.name,
    runs: [...runs.values()].flat(),
    notMeasured: Object.fromEntries(not),
  }));
  return `${JSON.stringify({ machine, workloads: measured, targets: targets(rows) }, undefined, 2)}\n`;
}

let told: ReturnType<typeof options>;
try {
  told = options();
} catch (error) {
  console.error(`bench: ${(error as Error).message}\n\n${HELP}`);
  process.exit(3);
}
if (told.help) {
  process.stdout.write(HELP);
  process.exit(0);
}
const missing = tools.filter((tool) => !found(tool));
if (missing.length > 0) process.stderr.write(`not on this machine: ${install(missing)}\n`);
const rows = await measureAll(told.workloads, told.repeats, told.limit);
process.stdout.write(`${where(told.repeats)}\n\n${table(rows)}`);
if (told.page !== undefined) {
  fill(told.page, texts(rows, told.repeats));
  writeFileSync(told.page.replace(/\.md$/, '.svg'), curveSvg(rows));
}
if (told.json !== undefined) writeFileSync(told.json, asJson(rows));
if (told.svg !== undefined) writeFileSync(told.svg, curveSvg(rows));
const wrong = rows.flatMap(disagreements);
for (const line of wrong) console.error(`bench: ${line}`);
process.exitCode = wrong.length > 0 ? 1 : 0;
