// SPDX-License-Identifier: MIT
/**
 * `npm run mutants -- BOUND [MODEL [DESIGN ...]]`: runs mutants, records what became of them, writes the tables. With
 * `again` as the bound, those that were found equivalent at tiny, at a larger one.
 */
import { writeFileSync } from 'node:fs';
import { entries as all } from '../models/index.ts';
import type { Model } from '../src/model/types.ts';
import { machines } from './manifest.ts';
import { askedAgain, again, againFile, readAgain } from './mutants-again.ts';
import { fatesFile, fatesOf, MOST, readFates } from './mutants.ts';
import type { Fates, MutantBound } from './mutants.ts';
import { document, withTables } from './mutants-table.ts';
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
  for (const design of designs) {
    const fates = await run(model, design);
    const known: Fates = { ...recorded(model.name), [design]: fates };
    const inOrder = Object.keys(model.designs).flatMap((d) => (known[d] ? [[d, known[d]] as const] : []));
    const file = bound === 'again' ? againFile(model.name) : fatesFile(model.name, bound as MutantBound);
    writeFileSync(file, `${JSON.stringify(Object.fromEntries(inOrder), undefined, 2)}\n`);
    console.error(`${model.name} ${bound} ${design}: ${Object.keys(fates).length} mutants`);
  }
}
writeFileSync(document, withTables(entries));
writeFileSync(trustDocument, withTrust(entries));

async function run(model: Model, design: string): Promise<Fates[string]> {
  if (bound === 'again') return again(model, design, askedAgain(model, design));
  return (await fatesOf(model, bound as MutantBound, [design]))[design] ?? {};
}

function recorded(model: string): Fates {
  return bound === 'again' ? readAgain(model) : readFates(model, bound as MutantBound);
}
