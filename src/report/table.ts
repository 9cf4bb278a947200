// SPDX-License-Identifier: MIT
/** Designs against properties: a table for each configuration, narrow enough for a mail. */
import type { Outcome, PropertyResult } from '../engine/outcome.ts';
import type { Costs } from '../explore/costs.ts';
import { boundText } from '../model/bound.ts';
import type { SetLimits } from '../model/bound.ts';
import type { AnyModel, AnyProperty, BoundName } from '../model/types.ts';
import { columnsOf, headLines } from './columns.ts';
import type { Column } from './columns.ts';
import { COSTS, costLines } from './costs.ts';
import { ascii, count, item, paragraph, WIDTH } from './text.ts';
import { wordsOf } from './words.ts';
import type { Words } from './words.ts';

export interface Row {
  readonly configuration: string;
  readonly design: string;
  readonly outcome: Outcome<AnyProperty>;
  /** Undefined for a space, and where the search was not complete, or a fault cut it short. */
  readonly costs?: Costs | undefined;
}

/** `.` holds, `V` violated, `?` unknown, `n` never met. */
function cell({ verdict, violations }: PropertyResult<AnyProperty>): string {
  if (verdict === 'unknown') return '?';
  if (verdict === 'holds') return '.';
  return violations.every((v) => v.kind === 'never') ? 'n' : 'V';
}

export function comparison(
  model: AnyModel,
  bound: BoundName,
  rows: readonly Row[],
  limits?: SetLimits,
): string {
  const columns = columnsOf(model, asked(rows));
  const words = wordsOf(rows[0]?.outcome ?? {});
  const tables = [...new Set(rows.map((r) => r.configuration))].flatMap((configuration) => [
    '',
    paragraph(`configuration ${configuration}: ${model.configurations[configuration]?.says ?? ''}`),
    '',
    ...table(
      rows.filter((r) => r.configuration === configuration),
      columns,
      words.counted,
    ),
  ]);
  const costs = [...new Set(rows.map((r) => r.configuration))].flatMap((configuration, _, { length }) =>
    costLines(
      rows.filter((r) => r.configuration === configuration),
      length > 1 ? configuration : undefined,
    ),
  );
  const lines = [
    paragraph(`${model.name}: ${model.asks}`),
    paragraph(`Bound ${boundText({ bound: `${bound}: ${model.bounds[bound].says}`, limits })}.`),
    ...tables,
    '',
    ...columns.map(({ short, property: p }) => item(`${short} ${p.name}: ${p.says}`, '')),
    '',
    paragraph(legend(rows, words)),
    ...costs,
    '',
  ];
  return ascii(lines.join('\n'));
}

/** Every property that some row is asked for, in an order in which each row's own stand. */
function asked(rows: readonly Row[]): AnyProperty[] {
  const all: AnyProperty[] = [];
  for (const { outcome } of rows) {
    let after = -1;
    for (const { property } of outcome.results) {
      const known = all.findIndex((p) => p.name === property.name);
      if (known < 0) all.splice(after + 1, 0, property);
      after = known < 0 ? after + 1 : known;
    }
  }
  return all;
}

/** The rows of one configuration, under the short names of the properties that it is asked for. */
function table(rows: readonly Row[], all: readonly Column[], counted: string): string[] {
  const resultOf = (row: Row, { name }: AnyProperty) =>
    row.outcome.results.find((r) => r.property.name === name);
  const columns = all.filter(({ property }) => rows.some((row) => resultOf(row, property)));
  const lines = rows.map((row) => ({
    design: row.design,
    cells: columns.map(({ property }) => resultOf(row, property)).map((r) => (r ? cell(r) : ' ')),
    number: count(row.outcome.states),
    star: row.outcome.faulted ? '*' : '',
  }));
  const name = Math.max(...['design', ...lines.map((l) => l.design)].map((text) => text.length));
  const number = Math.max(...[counted, ...lines.map((l) => l.number)].map((text) => text.length));
  // Two blanks between the parts, where they fit a mail, else one; then heads that go down; none between the columns last.
  const ways = [['  ', ' ', false] as const, [' ', ' ', false] as const, [' ', ' ', true] as const];
  const width = ([gap, blank, down]: readonly [string, string, boolean]) =>
    name +
    2 * gap.length +
    columns.reduce((sum, { short }) => sum + (down ? 1 : short.length), 0) +
    (columns.length - 1) * blank.length +
    number +
    '*'.length;
  const [gap, blank, down] = ways.find((way) => width(way) <= WIDTH) ?? (['  ', '', true] as const);
  const wide = (text: string, { short }: Column) => text.padEnd(down ? 1 : short.length);
  const heads = headLines(columns, blank, down);
  return [
    ...heads.map((head, i) =>
      i < heads.length - 1
        ? `${' '.repeat(name)}${gap}${head}`.trimEnd()
        : `${'design'.padEnd(name)}${gap}${head}${gap}${counted.padStart(number)}`,
    ),
    ...lines.map(
      (l) =>
        `${l.design.padEnd(name)}${gap}${l.cells.map((c, i) => wide(c, columns[i] as Column)).join(blank)}${gap}${l.number.padStart(number)}${l.star}`,
    ),
  ];
}

function legend(rows: readonly Row[], { one, all, caveat }: Words): string {
  const cells = new Set(rows.flatMap((r) => r.outcome.results.map(cell)));
  const stopped = rows.some((r) => !r.outcome.complete);
  return [
    stopped
      ? `. holds: ${all}, but for rows with a ?, where it was met before the stop.`
      : `. holds: ${all}.`,
    cells.has('V') ? 'V violated.' : '',
    cells.has('n') ? `n never met by any ${one}.` : '',
    cells.has('?') ? '? unknown: the search was stopped before it was done.' : '',
    rows.some((r) => r.outcome.faulted)
      ? '* some step faults: a dot then speaks of the fault-free part.'
      : '',
    rows.some((r) => r.costs) ? COSTS : '',
    `${caveat}\`mhpcheck list\` says all that is assumed.`,
  ]
    .filter(Boolean)
    .join(' ');
}
