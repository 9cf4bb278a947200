// SPDX-License-Identifier: MIT
/** What each design costs, a paragraph each, to be read below the tables of verdicts and their legend. */
import type { Costs, Wait } from '../explore/costs.ts';
import { item } from './text.ts';

interface Row {
  readonly design: string;
  readonly costs?: Costs | undefined;
}

export const COSTS =
  'Costs: "a < (b 9)" says that a waits for b, which takes at most 9 steps meanwhile, for ever if the wait need not end; - where a fault or a stop cut the search short.';

/** Nothing where no row has costs: a model without locks and measures. `where`: the configuration, of several. */
export function costLines(rows: readonly Row[], where?: string): string[] {
  if (!rows.some((r) => r.costs && (r.costs.waits.length > 0 || r.costs.measured.length > 0))) return [];
  const head = where === undefined ? 'Costs:' : `Costs, configuration ${where}:`;
  return ['', head, ...rows.map((r) => item(`${r.design}: ${r.costs ? says(r.costs) : '-'}`))];
}

function says({ waits, measured }: Costs): string {
  const numbers = measured.flatMap(({ name, most }) => (most === undefined ? [] : [`${name}: ${most}`]));
  const locks = [...new Set(waits.map((w) => w.lock))].map(
    (lock) => `${lock}: ${byWaiter(waits.filter((w) => w.lock === lock))}`,
  );
  return [...numbers, ...(locks.length > 0 ? locks : ['nobody waits'])].join('; ');
}

function byWaiter(waits: readonly Wait[]): string {
  const roles = [...new Set(waits.map((w) => w.waiting))].toSorted();
  const of = (role: string) =>
    waits
      .filter((w) => w.waiting === role)
      .map((w) => `${w.holding} ${w.steps === Infinity ? 'for ever' : w.steps}`)
      .toSorted();
  return roles.map((role) => `${role} < (${of(role).join(', ')})`).join(', ');
}
