// SPDX-License-Identifier: MIT
/** The report of a mutation run: who was killed by what, who is the original in other words, who survives. */
import type { BoundName, Entry } from '../model/types.ts';
import type { Campaign, Equivalent, Killed, MutantResult } from '../mutate/campaign.ts';
import { ascii, item, paragraph, plural } from './text.ts';

/** The model's own checks: what kills a mutant that is no model any more. */
export const OWN_CHECKS = "the model's own checks";

export interface Tally {
  readonly killed: number;
  readonly equivalent: number;
  readonly survived: number;
  readonly unknown: number;
  /** Killed, of those that are not equivalent: 0 to 1; 1 where there are none. */
  readonly share: number;
}
export function tally(results: readonly MutantResult[]): Tally {
  const of = (verdict: string) => results.filter((r) => r.result.verdict === verdict).length;
  const [killed, equivalent] = [of('killed'), of('equivalent')];
  const rest = results.length - equivalent;
  const share = rest === 0 ? 1 : killed / rest;
  return { killed, equivalent, survived: of('survived'), unknown: of('unknown'), share };
}

/** The survivors for which nobody has written down which property would be needed. */
export const unexplained = ({ survivors = {} }: Entry, results: readonly MutantResult[]): MutantResult[] =>
  results.filter((r) => r.result.verdict === 'survived' && survivors[r.name] === undefined);

export const killedBy = ({ property }: Killed): string => property ?? OWN_CHECKS;

/** How far a mutant was shown to be equivalent: `large (shared), small (disjoint)`. */
export function shownAt({ shown }: Equivalent): string {
  const bounds = [...new Set(shown.map((s) => s.bound))];
  const at = (bound: BoundName) => shown.filter((s) => s.bound === bound).map((s) => s.configuration);
  return bounds.map((bound) => `${bound} (${at(bound).join(', ')})`).join(', ');
}

/** The fields that were left out of the comparison. */
export const butFor = ({ hidden }: Equivalent): string =>
  hidden.length === 0 ? '' : `, but for ${hidden.join(', ')}`;

export function mutantReport(
  entry: Entry,
  bound: BoundName,
  { results, skipped, complete }: Campaign,
): string {
  const designs = [...new Set(results.map((r) => r.design))];
  const lines = [
    paragraph(`${entry.model.name}: mutants, bound ${bound}`),
    ...(complete ? [] : [paragraph('Stopped: what was found so far.')]),
    ...designs.flatMap((design) => [
      '',
      ...ofDesign(
        entry,
        design,
        results.filter((r) => r.design === design),
      ),
    ]),
    ...skippedLines(skipped),
    '',
    paragraph(legend(results)),
    '',
  ];
  return ascii(lines.join('\n'));
}

function ofDesign(entry: Entry, design: string, results: readonly MutantResult[]): string[] {
  const { killed, equivalent, survived, unknown, share } = tally(results);
  const counts = [
    `${plural(results.length, 'mutant')} of ${design}: ${killed} killed`,
    `${equivalent} equivalent`,
    `${survived} survived`,
    ...(unknown > 0 ? [`${unknown} unknown`] : []),
  ];
  const percent = `${Math.floor(share * 1000) / 10} % of those not equivalent are killed`;
  return [
    paragraph(`${counts.join(', ')}; ${percent}.`),
    ...killers(results),
    ...survivorLines(entry, results),
    ...equivalentLines(results),
  ];
}

/** How many mutants each property kills, and how deep. */
function killers(results: readonly MutantResult[]): string[] {
  const kills = results.flatMap((r) => (r.result.verdict === 'killed' ? [r.result] : []));
  const names = [...new Set(kills.map(killedBy))];
  const rows = names
    .map((name) => ({ name, of: kills.filter((k) => killedBy(k) === name) }))
    .toSorted((a, b) => b.of.length - a.of.length);
  const widest = Math.max(0, ...names.map((n) => n.length));
  return rows.map(({ name, of }) => {
    const depths = of.flatMap((k) => (k.depth === undefined ? [] : [k.depth]));
    const deep = depths.length === 0 ? '' : `  after ${Math.min(...depths)} to ${Math.max(...depths)} steps`;
    return `  ${name.padEnd(widest)}  ${String(of.length).padStart(4)}${deep}`;
  });
}

function survivorLines({ survivors = {} }: Entry, results: readonly MutantResult[]): string[] {
  const alive = results.filter((r) => r.result.verdict === 'survived' || r.result.verdict === 'unknown');
  if (alive.length === 0) return [];
  const why = ({ name, result }: MutantResult) =>
    result.verdict === 'unknown' ? 'unknown: a limit was hit' : (survivors[name] ?? 'NOT EXPLAINED');
  return ['  survived:', ...alive.map((r) => item(`${r.name}. ${why(r)}`))];
}

function equivalentLines(results: readonly MutantResult[]): string[] {
  const same = results.flatMap((r) =>
    r.result.verdict === 'equivalent' ? [[r.name, r.result] as const] : [],
  );
  if (same.length === 0) return [];
  return [
    '  equivalent:',
    ...same.map(([name, e]) => item(`${name}. Shown up to ${shownAt(e)}${butFor(e)}`)),
  ];
}

function skippedLines(skipped: Campaign['skipped']): string[] {
  if (skipped.length === 0) return [];
  const whys = [...new Set(skipped.map((s) => s.why))];
  return [
    '',
    ...whys.map((why) => {
      const where = skipped.filter((s) => s.why === why);
      const designs = [...new Set(where.map((s) => s.design))].map((design) => {
        const configurations = new Set(where.filter((s) => s.design === design).map((s) => s.configuration));
        return `${design} (${[...configurations].join(', ')})`;
      });
      const said = why === 'violated' ? 'some property of the original is violated' : why;
      return paragraph(`No mutant was run where ${said}: ${designs.join('; ')}.`);
    }),
  ];
}

function legend(results: readonly MutantResult[]): string {
  if (results.length === 0)
    return 'No mutant was run. A design that is violated is run if --design names it.';
  return 'killed: a property that held is violated, or the mutant is no model any more. equivalent: same verdicts and same states (docs/mutants.md). survived: a property is missing, or the bound is too small.';
}
