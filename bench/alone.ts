// SPDX-License-Identifier: MIT
/** `npm run bench:alone`: for each property of each model of threads, the states of a search for it alone, beside all. */
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { machines, pairs } from '../properties/manifest.ts';
import { engineOf } from '../src/engine/engine.ts';
import type { EngineOptions } from '../src/engine/engine.ts';
import { Search } from '../src/explore/search.ts';
import { instanceOf } from '../src/model/instance.ts';
import { BOUNDS } from '../src/model/types.ts';
import type { BoundName, Instance, Model, Property } from '../src/model/types.ts';
import type { Firsts } from '../src/reduce/first-counts.ts';
import { reducer, REDUCTIONS } from '../src/reduce/reduce.ts';
import type { ReductionName } from '../src/reduce/reduce.ts';
import { entries } from '../models/index.ts';
import { howOften } from './often.ts';
import { fill } from './page.ts';

const PAGE = fileURLToPath(new URL('../docs/reductions.md', import.meta.url));
const HELP = `Usage: npm run bench:alone -- [options]

For each property of each model of threads, in the first configuration
and design that ask it, at bound large, or at small where not all is
searched in time: states of the whole search, and of one for that
property alone; of all of them, how many have fewer by a slice, by local
steps on top of it, by symmetry on top of both.

  --only TEXT       only models whose name contains TEXT
  --bound B         begin with this bound; default large
  --reduce R        ${REDUCTIONS.slice(1).join(', ')}; default all
  --limit SECONDS   of one search; default 30
  --page            also write the table to docs/reductions.md
`;
/** The goal: so many times fewer states. */
const GOAL = 5;

/** What is searched with, one more each: whether each of them gains anything is asked of all rows. */
const PARTS = ['slice', 'local', 'all'] as const;
type Part = (typeof PARTS)[number];
const SAID: Readonly<Record<Part, string>> = {
  slice: 'the slice alone',
  local: 'with local steps first',
  all: 'with symmetry, too',
};

interface Row {
  readonly model: string;
  readonly property: Property;
  readonly bound: BoundName;
  readonly states: number;
  readonly left: number;
  /** The states that are left by less: the slice alone, with local steps first, with all. */
  readonly parts: Readonly<Record<Part, number>>;
  readonly off: readonly string[];
  readonly firsts: Firsts | undefined;
}

function options() {
  const { values } = parseArgs({
    options: {
      only: { type: 'string', default: '' },
      bound: { type: 'string', default: 'large' },
      reduce: { type: 'string', default: 'all' },
      limit: { type: 'string', default: '30' },
      page: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  const [bound, reduce] = [values.bound as BoundName, values.reduce as ReductionName];
  if (!BOUNDS.includes(bound)) throw new RangeError(`--bound '${bound}' is none of ${BOUNDS.join(', ')}`);
  if (!REDUCTIONS.slice(1).includes(reduce)) throw new RangeError(`--reduce '${reduce}' is none of those`);
  const { limit } = howOften({ limit: values.limit }, 1);
  return { ...values, bound, reduce, limit };
}
let given: ReturnType<typeof options>;
try {
  given = options();
} catch (error) {
  console.error(`bench:alone: ${(error as Error).message}\n\n${HELP}`);
  process.exit(3);
}

/** The search, if it was done in time. */
function searched(instance: Instance, how?: EngineOptions): Search | undefined {
  const until = performance.now() + given.limit * 1000;
  const search = new Search(engineOf(instance, how));
  while (!search.done && !search.full && performance.now() < until) search.run(Infinity, until);
  return search.done ? search : undefined;
}

/** In the first pair that asks each, as far as no pair before did. */
function* rowsOf(model: Model): Generator<Row> {
  const known = new Set<string>();
  for (const [configuration, design] of pairs(model)) {
    const at = (bound: BoundName) => instanceOf({ model, configuration, design, bound });
    const fresh = (p: Property) => !known.has(p.name);
    if (!at('tiny').properties.some(fresh)) continue;
    for (const bound of [given.bound, 'small'] as const) {
      const full = searched(at(bound));
      if (!full) continue;
      for (const property of full.instance.properties.filter(fresh)) {
        known.add(property.name);
        const asks = ({ name }: Property) => name === property.name;
        const by = (name: ReductionName) => searched(at(bound), { asks, reduce: reducer(name) });
        const alone = by(given.reduce);
        const states = full.store.count;
        const { off = [], firsts } = alone?.engine.reduction ?? { off: ['not in time'] };
        const left = alone?.store.count ?? states;
        const counted = PARTS.map((part) => [
          part,
          part === given.reduce ? left : (by(part)?.store.count ?? states),
        ]);
        const parts = Object.fromEntries(counted) as Record<Part, number>;
        yield { model: model.name, property, bound, states, left, parts, off, firsts };
      }
      break;
    }
  }
}

const count = (n: number) => n.toLocaleString('en-US');
const isGood = ({ states, left }: Row) => states >= GOAL * left;

/** Why not more goes: what was not to be had, or how many steps may not go first, and why. */
function because({ off, firsts }: Row): string {
  const [not] = off.flatMap((why) => /fair paths|too many paths|every lock|not in time/.exec(why) ?? []);
  if (not !== undefined) return not;
  if (!firsts) return '';
  const { seen, met, stays, faults } = firsts;
  const told = { seen, met, 'would go round': stays, 'may fault': faults };
  return Object.entries(told)
    .flatMap(([why, n]) => (n > 0 ? [`${n} ${why}`] : []))
    .join(', ');
}

/** The columns of numbers. */
const RIGHT = [3, 4, 5];

function tableOf(rows: readonly Row[]): string {
  const head = ['property', 'kind', 'bound', 'states', 'alone', 'times', 'why not more'];
  const lines = rows.map((row) => [
    row.property.name,
    row.property.kind,
    row.bound,
    count(row.states),
    count(row.left),
    (row.states / row.left).toFixed(1),
    isGood(row) ? '' : because(row),
  ]);
  const widths = head.map((_, i) => Math.max(...[head, ...lines].map((cells) => cells[i]?.length ?? 0)));
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |\n`;
  const padded = (cells: readonly string[]) =>
    cells.map((cell, i) => {
      const width = widths[i] as number;
      return RIGHT.includes(i) ? cell.padStart(width) : cell.padEnd(width);
    });
  const rule = widths.map((width, i) => '-'.repeat(width - 1) + (RIGHT.includes(i) ? ':' : '-'));
  return [padded(head), rule, ...lines.map(padded)].map(line).join('');
}

/** Of all rows, how many have fewer states by each part, and how many have so many times fewer. */
function gains(rows: readonly Row[]): string {
  const lines = PARTS.map((part, i) => {
    const before = PARTS[i - 1];
    const fewer = rows.filter(({ states, parts }) => parts[part] < (before ? parts[before] : states)).length;
    const good = rows.filter(({ states, parts }) => states >= GOAL * parts[part]).length;
    return `- ${SAID[part]}: ${fewer} have fewer states for it, at least ${GOAL} times: ${good};\n`;
  });
  return lines.join('').replace(/;\n$/, '.\n');
}

const tables = (rows: readonly Row[]): string =>
  [...new Set(rows.map((r) => r.model))]
    .map((model) => {
      const own = rows.filter((r) => r.model === model);
      return `${model}, ${own.filter(isGood).length} of ${own.length}:\n\n${tableOf(own)}`;
    })
    .join('\n');

if (given.help) process.stdout.write(HELP);
else {
  const rows: Row[] = [];
  for (const { model } of machines(entries))
    if (model.name.includes(given.only))
      for (const row of rowsOf(model as Model)) {
        rows.push(row);
        const factor = (row.states / row.left).toFixed(1);
        console.error(
          `${model.name} ${row.property.name}: ${count(row.states)}, alone ${count(row.left)}, ${factor}`,
        );
      }
  const good = rows.filter(isGood).length;
  const sum = `${good} of ${rows.length} have at least ${GOAL} times fewer states.`;
  const table = `${sum}\n\n${gains(rows)}\n${tables(rows)}`;
  console.log(table);
  if (given.page) fill(PAGE, { 'bench:alone': table.trimEnd() });
}
