// SPDX-License-Identifier: MIT
/** Designs against properties: a table for each configuration, narrow enough for a mail. */
import type { Costs } from '../explore/costs.ts';
import type { Outcome, PropertyResult } from '../explore/verdicts.ts';
import type { AnyModel, AnyProperty, BoundName } from '../model/types.ts';
import { COSTS, costLines } from './costs.ts';
import { ascii, count, item, paragraph } from './text.ts';
import { wordsOf } from './words.ts';
import type { Words } from './words.ts';

export interface Row {
  readonly configuration: string;
  readonly design: string;
  readonly outcome: Outcome<AnyProperty>;
  /** Undefined for a space, and where the search was not complete, or a fault cut it short. */
  readonly costs?: Costs | undefined;
}

/** A letter for each property, in the order of the model. */
const letter = (i: number) => String.fromCharCode(65 + i);

/** `.` holds, `V` violated, `?` unknown, `n` never met. */
function cell({ verdict, violations }: PropertyResult<AnyProperty>): string {
  if (verdict === 'unknown') return '?';
  if (verdict === 'holds') return '.';
  return violations.every((v) => v.kind === 'never') ? 'n' : 'V';
}

export function comparison(model: AnyModel, bound: BoundName, rows: readonly Row[]): string {
  const properties = asked(rows);
  const names = properties.map((p) => p.name);
  const widest = Math.max(...rows.map((r) => r.design.length), 6);
  const words = wordsOf(rows[0]?.outcome ?? {});
  const head = `${'design'.padEnd(widest)}  ${properties.map((_, i) => letter(i)).join(' ')}  ${words.counted.padStart(10)}`;
  const tables = [...new Set(rows.map((r) => r.configuration))].flatMap((configuration) => [
    '',
    paragraph(`configuration ${configuration}: ${model.configurations[configuration]?.says ?? ''}`),
    '',
    head,
    ...rows.filter((r) => r.configuration === configuration).map((r) => line(r, names, widest)),
    ...costLines(rows.filter((r) => r.configuration === configuration)),
  ]);
  const lines = [
    paragraph(`${model.name}: ${model.asks}`),
    paragraph(`Bound ${bound}: ${model.bounds[bound].says}.`),
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

function line({ design, outcome }: Row, names: readonly string[], widest: number): string {
  const results = names.map((name) => outcome.results.find((r) => r.property.name === name));
  const cells = results.map((r) => (r ? cell(r) : ' ')).join(' ');
  const star = outcome.faulted ? '*' : '';
  return `${design.padEnd(widest)}  ${cells}  ${count(outcome.states).padStart(10)}${star}`;
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
    asked(rows).length > Math.min(...rows.map((r) => r.outcome.results.length))
      ? 'Blank: not asked in this configuration.'
      : '',
    rows.some((r) => r.outcome.faulted)
      ? '* some step faults: a dot then speaks of the fault-free part.'
      : '',
    rows.some((r) => r.costs) ? COSTS : '',
    `${caveat}\`mhpcheck list\` says all that is assumed.`,
  ]
    .filter(Boolean)
    .join(' ');
}
