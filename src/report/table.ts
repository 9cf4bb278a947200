// SPDX-License-Identifier: MIT
/** Designs against properties: a table for each configuration, narrow enough for a mail. */
import type { Outcome, PropertyResult } from '../explore/verdicts.ts';
import type { BoundName, Model } from '../model/types.ts';
import { ascii, count, item, paragraph } from './text.ts';

export interface Row {
  readonly configuration: string;
  readonly design: string;
  readonly outcome: Outcome;
}

/** A letter for each property, in the order of the model. */
const letter = (i: number) => String.fromCharCode(65 + i);

/** `.` holds, `V` violated, `?` unknown, `n` never met. */
function cell({ verdict, violations }: PropertyResult): string {
  if (verdict === 'unknown') return '?';
  if (verdict === 'holds') return '.';
  return violations.every((v) => v.kind === 'never') ? 'n' : 'V';
}

export function comparison(model: Model, bound: BoundName, rows: readonly Row[]): string {
  const properties = (rows[0]?.outcome.results ?? []).map((r) => r.property);
  const widest = Math.max(...rows.map((r) => r.design.length), 6);
  const head = `${'design'.padEnd(widest)}  ${properties.map((_, i) => letter(i)).join(' ')}  ${'states'.padStart(10)}`;
  const tables = [...new Set(rows.map((r) => r.configuration))].flatMap((configuration) => [
    '',
    paragraph(`configuration ${configuration}: ${model.configurations[configuration]?.says ?? ''}`),
    '',
    head,
    ...rows.filter((r) => r.configuration === configuration).map((r) => line(r, widest)),
  ]);
  const lines = [
    paragraph(`${model.name}: ${model.asks}`),
    paragraph(`Bound ${bound}: ${model.bounds[bound].says}.`),
    ...tables,
    '',
    ...properties.map((p, i) => item(`${letter(i)} ${p.name}: ${p.says}`, '')),
    '',
    paragraph(legend(rows)),
    '',
  ];
  return ascii(lines.join('\n'));
}

function line({ design, outcome }: Row, widest: number): string {
  const cells = outcome.results.map(cell).join(' ');
  const star = outcome.faulted ? '*' : '';
  return `${design.padEnd(widest)}  ${cells}  ${count(outcome.states).padStart(10)}${star}`;
}

function legend(rows: readonly Row[]): string {
  const cells = new Set(rows.flatMap((r) => r.outcome.results.map(cell)));
  const stopped = rows.some((r) => !r.outcome.complete);
  return [
    stopped
      ? '. holds: every interleaving within the bound was tried, but for rows with a ?, where it was met before the stop.'
      : '. holds: every interleaving within the bound was tried.',
    cells.has('V') ? 'V violated.' : '',
    cells.has('n') ? 'n never met by any interleaving.' : '',
    cells.has('?') ? '? unknown: the search was stopped before it was done.' : '',
    rows.some((r) => r.outcome.faulted)
      ? '* some step faults: a dot then speaks of the fault-free part.'
      : '',
    'Sequential consistency; `mhpcheck list` says all that is assumed.',
  ]
    .filter(Boolean)
    .join(' ');
}
