// SPDX-License-Identifier: MIT
/** The report of one checked instance: what was covered, each property's verdict, steps never reached. */
import type { Outcome, PropertyResult } from '../explore/verdicts.ts';
import { fairnessText } from '../model/fairness.ts';
import { item, paragraph, plural, count } from './text.ts';

export interface Checked {
  readonly model: string;
  readonly design: string;
  readonly configuration: string;
  readonly bound: string;
  readonly seconds: number;
  readonly outcome: Outcome;
}

export function checkReport({ model, design, configuration, bound, seconds, outcome }: Checked): string {
  const widest = Math.max(...outcome.results.map((r) => r.property.name.length));
  return [
    paragraph(`${model}: design ${design}, configuration ${configuration}, bound ${bound}`),
    `states=${outcome.states} transitions=${outcome.transitions} depth=${outcome.depth} sec=${seconds.toFixed(2)}`,
    paragraph(covered(outcome)),
    ...outcome.results.map((r) => `  ${r.property.name.padEnd(widest)}  ${verdict(r, outcome)}`),
    ...neverReached(outcome),
    '',
  ].join('\n');
}

function covered({ complete, states, queue, faulted }: Outcome): string {
  if (!complete)
    return `Stopped: ${count(states - queue)} of ${plural(states, 'state')} found so far were expanded. Nothing is known of the rest.`;
  return `Every interleaving within the bound was tried${faulted ? '; nothing after a fault is looked at' : ''}.`;
}

/** The verdict in words; of progress, under which fairness. */
export function verdict(result: PropertyResult, outcome: Outcome): string {
  const { property } = result;
  const said = answer(result, outcome);
  return property.kind === 'eventually' ? `${said} (${fairnessText(property.fairness)})` : said;
}

function answer({ property, verdict: v, violations }: PropertyResult, { faulted }: Outcome): string {
  if (v === 'unknown') return 'unknown';
  // What was met once was met, whatever else faults.
  if (v === 'holds')
    return faulted && property.kind !== 'sometimes' ? 'holds on the fault-free part' : 'holds';
  if (violations.every((x) => x.kind === 'never')) return 'violated: never met by any interleaving';
  return `violated, ${plural(violations.length, 'way')}`;
}

/** Steps named in the report; --json has them all. */
const NAMED = 6;

function neverReached({ never, complete }: Outcome): string[] {
  if (never.length === 0 || !complete) return [];
  const named = never.slice(0, NAMED).join(', ');
  const more = never.length > NAMED ? ` and ${never.length - NAMED} more (--json names them)` : '';
  return [item(`${plural(never.length, 'step')} that no interleaving takes: ${named}${more}`)];
}
