// SPDX-License-Identifier: MIT
/** Designs against properties: a table for each configuration, narrow enough for a mail. */
import type { Outcome, PropertyResult } from '../engine/outcome.ts';
import type { Costs } from '../explore/costs.ts';
import { boundText } from '../model/bound.ts';
import type { SetLimits } from '../model/bound.ts';
import type { AnyModel, AnyProperty, BoundName } from '../model/types.ts';
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

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
/** A letter for each property, in the order of the model. */
const letter = (i: number) => LETTERS[i] ?? '#';

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
  const properties = asked(rows);
  const words = wordsOf(rows[0]?.outcome ?? {});
  const tables = [...new Set(rows.map((r) => r.configuration))].flatMap((configuration) => [
    '',
    paragraph(`configuration ${configuration}: ${model.configurations[configuration]?.says ?? ''}`),
    '',
    ...table(
      rows.filter((r) => r.configuration === configuration),
      properties,
      words.counted,
    ),
    ...costLines(rows.filter((r) => r.configuration === configuration)),
  ]);
  const lines = [
    paragraph(`${model.name}: ${model.asks}`),
    paragraph(`Bound ${boundText({ bound: `${bound}: ${model.bounds[bound].says}`, limits })}.`),
    ...tables,
    '',
    ...properties.map((p, i) => item(`${letter(i)} ${p.name}: ${p.says}`, '')),
    '',
    paragraph(legend(rows, words)),
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

/** The rows of one configuration, under the letters of the properties that it is asked for. */
function table(rows: readonly Row[], properties: readonly AnyProperty[], counted: string): string[] {
  const resultOf = (row: Row, { name }: AnyProperty) =>
    row.outcome.results.find((r) => r.property.name === name);
  const columns = properties
    .map((p, i) => ({ p, letter: letter(i) }))
    .filter(({ p }) => rows.some((row) => resultOf(row, p)));
  const lines = [
    ['design', columns.map((c) => c.letter), counted, ''] as const,
    ...rows.map((row) => {
      const cells = columns.map(({ p }) => resultOf(row, p)).map((r) => (r ? cell(r) : ' '));
      return [row.design, cells, count(row.outcome.states), row.outcome.faulted ? '*' : ''] as const;
    }),
  ];
  const name = Math.max(...lines.map(([design]) => design.length));
  const number = Math.max(...lines.map(([, , n]) => n.length));
  // Two blanks between the parts, where they fit a mail, else one; none between the letters, where even that is too wide.
  const width = (gap: string, blank: string) =>
    name + 2 * gap.length + columns.length + (columns.length - 1) * blank.length + number + '*'.length;
  const wide = [['  ', ' '] as const, [' ', ' '] as const];
  const [gap, blank] = wide.find(([g, b]) => width(g, b) <= WIDTH) ?? (['  ', ''] as const);
  return lines.map(
    ([design, cells, n, star]) =>
      `${design.padEnd(name)}${gap}${cells.join(blank)}${gap}${n.padStart(number)}${star}`,
  );
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
