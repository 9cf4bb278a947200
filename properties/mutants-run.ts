// SPDX-License-Identifier: MIT
/**
 * `npm run mutants -- BOUND [MODEL [DESIGN ...]]`: runs mutants, records what became of them, writes the tables. With
 * `again` as the bound, those that were found equivalent at tiny, at the larger ones.
 */
import { writeFileSync } from 'node:fs';
import { entries as all } from '../models/index.ts';
import { machines } from './manifest.ts';
import { MOST } from './mutants.ts';
import type { MutantBound } from './mutants.ts';
import { recordAgain, recordFates } from './mutants-record.ts';
import { tables, tablesFile } from './mutants-table.ts';
import { trustDocument, withTrust } from './trust.ts';

const entries = machines(all);

const [bound = '', only, ...named] = process.argv.slice(2);
const bounds = [...Object.keys(MOST), 'again'];
if (!bounds.includes(bound) && bound !== 'tables') {
  console.error(
    `npm run mutants -- BOUND [MODEL [DESIGN ...]]: BOUND is one of ${bounds.join(', ')}, not '${bound}'`,
  );
  process.exit(3);
}
for (const { model } of entries) {
  if (bound === 'tables' || (only !== undefined && model.name !== only)) continue;
  const designs = named.length > 0 ? named : Object.keys(model.designs);
  for (const design of designs)
    if (bound === 'again') await recordAgain(model, design);
    else await recordFates(model, design, bound as MutantBound);
}
writeFileSync(tablesFile, tables(entries));
writeFileSync(trustDocument, withTrust(entries));
