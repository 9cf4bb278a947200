// SPDX-License-Identifier: MIT
/** What the field's bench prints: a table for each question, who was not asked and why, and who was faster than ours. */
import { median } from '../targets.ts';
import type { Measured } from './engine.ts';
import { engine, NAMES } from './engines.ts';
import type { EngineName } from './engines.ts';
import type { Problem } from './problems.ts';

/** All that was measured of one problem. */
export interface Row {
  readonly problem: Problem;
  readonly runs: ReadonlyMap<EngineName, readonly Measured[]>;
  /** Why an engine has no runs. */
  readonly not: ReadonlyMap<EngineName, string>;
}

/** What somebody counted that is not what was published, or what we count. */
export function disagreements({ problem, runs }: Row): string[] {
  const { name, states, transitions, shortest } = problem;
  return [...runs].flatMap(([who, all]) => {
    const [run] = all;
    const wrong = (what: string, is: number | undefined, published: number | undefined) =>
      is === undefined || published === undefined || is === published
        ? []
        : [`${name}: ${engine(who).says} has ${what} ${is}, published are ${published}`];
    if (shortest !== undefined) return wrong('a trace of length', run?.length ?? 0, shortest);
    return [...wrong('states', run?.states, states), ...wrong('transitions', run?.transitions, transitions)];
  });
}

const HEAD = ['problem', 'published', 'engine', 'search s', 'verdict s', 'MB', 'verdict, to ours'];
const middle = (runs: readonly Measured[], of: (m: Measured) => number | undefined): number =>
  median(runs.flatMap((m) => of(m) ?? []));
const digits = (n: number, places: number) => (Number.isNaN(n) ? '-' : n.toFixed(places));
export const verdictSeconds = (row: Row, who: EngineName): number =>
  middle(row.runs.get(who) ?? [], (m) => m.endToEnd);

function cells(row: Row, who: EngineName, runs: readonly Measured[]): string[] {
  const factor = verdictSeconds(row, who) / verdictSeconds(row, 'mhpcheck');
  return [
    row.problem.name,
    row.problem.source,
    engine(who).says,
    digits(
      middle(runs, (m) => m.seconds),
      3,
    ),
    digits(verdictSeconds(row, who), 2),
    digits(
      middle(runs, (m) => m.rssMB),
      0,
    ),
    who === 'mhpcheck' || Number.isNaN(factor) ? '' : `${digits(factor, factor < 10 ? 2 : 0)}x`,
  ];
}
const linesOf = (rows: readonly Row[]) =>
  rows.flatMap((row) => [...row.runs].map(([who, runs]) => cells(row, who, runs)));

/** Columns for a terminal, or a table of a page. */
function drawn(lines: readonly (readonly string[])[], markdown: boolean): string {
  const all = [HEAD, ...lines];
  const widths = HEAD.map((_, i) => Math.max(...all.map((line) => line[i]?.length ?? 0)));
  const padded = all.map((line) =>
    line.map((cell, i) => (i < 3 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0))),
  );
  const rule = widths.map((w) => '-'.repeat(w));
  return [padded[0] ?? [], rule, ...padded.slice(1)]
    .map((line) => (markdown ? `| ${line.join(' | ')} |` : `  ${line.join('  ').trimEnd()}`))
    .join('\n');
}

/** Who gave a verdict sooner than ours, and who took less memory. */
function ahead(rows: readonly Row[], what: string, of: (row: Row, who: EngineName) => number): string[] {
  return NAMES.filter((who) => who !== 'mhpcheck').flatMap((who) => {
    const both = rows.filter((row) => row.runs.has(who) && row.runs.has('mhpcheck'));
    if (both.length === 0) return [];
    const lost = both.filter((row) => of(row, who) < of(row, 'mhpcheck')).map((row) => row.problem.name);
    const names = lost.length === 0 ? '' : `: ${lost.join('; ')}`;
    return [`${engine(who).says} ${what} in ${lost.length} of ${both.length}${names}.`];
  });
}
const search = (row: Row, who: EngineName) => middle(row.runs.get(who) ?? [], (m) => m.seconds);
const memory = (row: Row, who: EngineName) => middle(row.runs.get(who) ?? [], (m) => m.rssMB);

function left(rows: readonly Row[]): string[] {
  const why = new Map<string, string[]>();
  for (const { problem, not } of rows)
    for (const [who, reason] of not) {
      const key = `${engine(who).says}: ${reason}`;
      why.set(key, [...(why.get(key) ?? []), problem.name]);
    }
  return [...why].map(([key, names]) =>
    names.length === rows.length ? `${key}.` : `${key} (${names.join('; ')}).`,
  );
}

/** A line of a list, under itself where it is long; a command's words are not cut. */
function item(text: string): string {
  const lines = ['-'];
  for (const word of text.split(' ')) {
    const line = `${lines.at(-1)} ${word}`;
    if (line.length <= 72) lines.splice(-1, 1, line);
    else lines.push(`  ${word}`);
  }
  return lines.join('\n');
}

export function table(rows: readonly Row[], markdown = false): string {
  const parts = [
    ['Every state, to a verdict', rows.filter((r) => r.problem.shortest === undefined)],
    ['To a shortest trace', rows.filter((r) => r.problem.shortest !== undefined)],
  ] as const;
  const head = markdown ? '### ' : '';
  const told = (title: string, lines: readonly string[]) =>
    lines.length === 0 ? [] : [`${head}${title}\n\n${lines.map(item).join('\n')}`];
  return [
    ...parts
      .filter(([, of]) => of.length > 0)
      .map(([title, of]) => `${head}${title}\n\n${drawn(linesOf(of), markdown)}`),
    ...told('Who was ahead of mhpcheck', [
      ...ahead(rows, 'had the verdict sooner', verdictSeconds),
      ...ahead(rows, 'took less time to search', search),
      ...ahead(rows, 'took less memory', memory),
    ]),
    ...told('Not measured', left(rows)),
  ].join('\n\n');
}
