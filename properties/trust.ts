// SPDX-License-Identifier: MIT
/** The table of docs/trust.md, from what was recorded: manifests, twins, mutants, what is listed as vacuous. */
import { readFileSync } from 'node:fs';
import type { BoundName, Entry } from '../src/model/types.ts';
import { pairs, readManifest } from './manifest.ts';
import { table } from './mutants-table.ts';
import { againAt, fatesNow, readAgain } from './mutants-again.ts';
import { rowsOf } from './mutants.ts';
import { macrosAt } from './twin.ts';
import { twins } from './twins.ts';

const MARK = '<!-- below: npm run mutants -- tables -->';
export const trustDocument = new URL('../docs/trust.md', import.meta.url);

const number = (n: number) => n.toLocaleString('en-US');
const count = (of: object) => Object.keys(of).length;

/** The document with its table made anew. `entries`: the models of threads. */
export function withTrust(entries: readonly Entry[]): string {
  const [prose = ''] = readFileSync(trustDocument, 'utf8').split(MARK);
  const columns = entries.map(({ model, vacuous = {} }) => {
    const all = pairs(model);
    const states = (bound: 'tiny' | 'small' | 'large') =>
      number(readManifest(model.name, bound).reduce((sum, p) => sum + p.states, 0));
    const twin = twins.find((t) => t.model.name === model.name);
    const twinned = (bound: BoundName) =>
      twin ? all.filter(([c, d]) => typeof macrosAt(twin, c, d, bound) !== 'string').length : 0;
    const fates = rowsOf(fatesNow(model.name));
    const last = againAt(model.name).at(-1) as BoundName;
    const shown = rowsOf(readAgain(model.name, last)).filter((f) => f[2] === 'same');
    const fate = (verdict: string) => fates.filter((f) => f[2] === verdict).length;
    const rest = fates.length - fate('equivalent');
    return [
      model.name,
      all.length,
      states('tiny'),
      twinned('tiny'),
      `${twinned('small')}, ${twinned('large')}`,
      states('small'),
      states('large'),
      number(fates.length),
      number(fate('equivalent')),
      `${number(shown.length)}, ${last}`,
      `${number(fate('killed'))}, ${Math.floor((100 * fate('killed')) / rest)} %`,
      fate('survived') + fate('unknown'),
      Object.values(vacuous).reduce((sum, listed) => sum + count(listed), 0),
    ];
  });
  const rows = [
    '',
    'pairs of configuration and design',
    'states at tiny, each compared with XState',
    'pairs with a twin that SPIN is asked of',
    'of these, at small and at large too',
    'states at small, every one looked at',
    'states at large',
    'mutants',
    'equivalent',
    'of these, shown at a larger bound',
    'killed, of the rest',
    'survived, each with a note',
    'listed as vacuous, with the reason',
  ];
  return `${prose}${MARK}\n\n${table(...rows.map((name, i) => [name, ...columns.map((c) => c[i] ?? '')])).join('\n')}`;
}
