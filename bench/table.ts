// SPDX-License-Identifier: MIT
/** What the bench prints: for each workload who took how long, then how cost grows with size, then the targets. */
import { markdown, where } from './page.ts';
import { ENGINES } from './peers.ts';
import type { Measured } from './peers.ts';
import { bytesAState, curveOf, median, rate, seconds, statesOf, targets } from './targets.ts';
import type { Row, Target } from './targets.ts';
import type { EngineName } from './workloads.ts';

const count = (n: number) => n.toLocaleString('en-US');
const digits = (n: number, places: number) => (Number.isNaN(n) ? '-' : n.toFixed(places));

function spread(numbers: readonly number[], places: number): string {
  const [low, high] = [Math.min(...numbers), Math.max(...numbers)];
  const middle = digits(median(numbers), places);
  return numbers.length > 1 ? `${middle} (${digits(low, places)}-${digits(high, places)})` : middle;
}

/** Lines of cells, each column as wide as its widest: to the left where `left` says so, else to the right. */
function columns(lines: readonly (readonly string[])[], ...left: number[]): string {
  const widths = lines[0]?.map((_, i) => Math.max(...lines.map((line) => line[i]?.length ?? 0))) ?? [];
  const pad = (cell: string, i: number) =>
    left.includes(i) ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0);
  return lines.map((line) => `  ${line.map(pad).join('  ').trimEnd()}\n`).join('');
}

function cells(row: Row, engine: EngineName, runs: readonly Measured[]): string[] {
  const factor = seconds(row, engine) / seconds(row, 'mhpcheck');
  const memory = runs.flatMap(({ rssMB }) => (rssMB === undefined ? [] : [rssMB]));
  return [
    ENGINES[engine].says,
    spread(
      runs.map((r) => r.seconds),
      3,
    ),
    spread(
      runs.map((r) => r.endToEnd),
      2,
    ),
    memory.length === 0 ? '-' : spread(memory, 0),
    count(runs[0]?.states ?? 0),
    engine === 'mhpcheck' || Number.isNaN(factor) ? '' : `${digits(factor, factor < 10 ? 2 : 0)}x`,
  ];
}

const ENGINE_HEAD = ['engine', 'search s', 'end to end s', 'MB', 'states', 'search, to ours'];

function rowText(row: Row): string {
  const { workload, runs, not } = row;
  const [first] = runs.get('mhpcheck') ?? [...runs.values()].flat();
  const { states = 0, transitions = 0, words, verdict } = first ?? {};
  const wide = words === undefined ? '' : words === 1 ? ' of a word' : ` of ${words} words`;
  const found = `${count(states)} states${wide}, ${count(transitions)} transitions, ${verdict}`;
  const head = ['', ...ENGINE_HEAD.slice(1)];
  const lines = [...runs].map(([engine, r]) => cells(row, engine, r));
  return (
    `${workload.name}: ${first ? found : 'nobody was done'}\n` +
    (first ? columns([head, ...lines], 0) : '') +
    [...not].map(([engine, why]) => `  ${ENGINES[engine].says}: ${why}\n`).join('')
  );
}

const CURVE_HEAD = ['size', 'states', 'words', 'M states/s', 'bytes a state'];
const curveCells = (row: Row): string[] => [
  row.workload.name,
  count(statesOf(row)),
  String(row.runs.get('mhpcheck')?.[0]?.words),
  digits(rate(row) / 1e6, 2),
  digits(bytesAState(row), 0),
];

/** States a second against size, as bars. */
function curveText(rows: readonly Row[]): string {
  const curve = curveOf(rows);
  if (curve.length === 0) return '';
  const best = Math.max(...curve.map(rate));
  const lines = curve.map((row) => [
    ...curveCells(row),
    '#'.repeat(Math.max(1, Math.round((rate(row) / best) * 30))),
  ]);
  const head = ['', ...CURVE_HEAD.slice(1), ''];
  return `mhpcheck, states a second as vhr grows (bytes: of the whole process)\n${columns([head, ...lines], 0, 5)}`;
}

function targetCells({ says, factor, atLeast, atMost, met, goal }: Target): string[] {
  const wanted = atLeast === undefined ? `at most ${atMost}` : `at least ${atLeast}`;
  const beyond = goal !== undefined && (atLeast === undefined ? factor <= goal : factor >= goal);
  const more = goal === undefined ? '' : beyond ? `, and the goal of ${goal}` : `; the goal is ${goal}`;
  return ['', digits(factor, factor < 10 ? 2 : 0), says, wanted, `${met ? 'met' : 'MISSED'}${more}`];
}

/** The targets under the workload they are asked of. */
function targetsText(rows: readonly Row[]): string {
  const asked = targets(rows);
  const names = [...new Set(asked.map((t) => t.workload))];
  const ordered = names.map((name) => asked.filter((t) => t.workload === name));
  // All at once, so that the columns of all workloads stand in line.
  const lines = columns(ordered.flat().map(targetCells), 2, 3, 4).split('\n');
  const missed = asked.filter((t) => !t.met).length;
  return (
    `Targets: ${asked.length - missed} met, ${missed} missed (medians of this run)\n` +
    ordered.map((of, i) => `  ${names[i]}\n${lines.splice(0, of.length).join('\n')}\n`).join('')
  );
}

export function table(rows: readonly Row[]): string {
  const beside = rows.filter(({ workload }) => workload.engines.length > 1).map(rowText);
  return [...beside, curveText(rows), targetsText(rows)].filter((part) => part !== '').join('\n');
}

/** What the run says of each part of docs/performance.md. */
export function texts(rows: readonly Row[], repeats: number): Record<string, string> {
  const engines = rows
    .filter(({ workload }) => workload.engines.length > 1)
    .flatMap((row) => [...row.runs].map(([e, r]) => [row.workload.name, ...cells(row, e, r)]));
  const left = rows.flatMap(({ workload, not }) =>
    [...not].map(([e, why]) => `- ${workload.name}: ${ENGINES[e].says}: ${why}`),
  );
  const asked = targets(rows);
  const missed = asked.filter((t) => !t.met).length;
  return {
    'bench:engines': [`${where(repeats)}.`, markdown(['workload', ...ENGINE_HEAD], engines), left.join('\n')]
      .filter((part) => part !== '')
      .join('\n\n'),
    'bench:curve': markdown(CURVE_HEAD, curveOf(rows).map(curveCells)),
    'bench:targets': `${asked.length - missed} met, ${missed} missed.\n\n${markdown(
      ['workload', 'factor', 'of what', 'asked', ''],
      asked.map((t) => [t.workload, ...targetCells(t).slice(1)]),
    )}`,
  };
}
