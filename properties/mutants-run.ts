// SPDX-License-Identifier: MIT
/**
 * `npm run mutants -- BOUND [MODEL [DESIGN ...]]`: runs mutants, records what became of them, writes the tables. With
 * `again` as the bound, those that were found equivalent at tiny, at the larger ones.
 */
import { writeFileSync } from 'node:fs';
import { entries as all } from '../models/index.ts';
import type { Model } from '../src/model/types.ts';
import { machines } from './manifest.ts';
import { again, againAt, againFile, askedAgain, readAgain } from './mutants-again.ts';
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
  for (const design of designs)
    if (bound === 'again') await runAgain(model, design);
    else await run(model, design, bound as MutantBound);
}
writeFileSync(document, withTables(entries));
writeFileSync(trustDocument, withTrust(entries));

async function run(model: Model, design: string, at: MutantBound): Promise<void> {
  const fates = (await fatesOf(model, at, [design]))[design] ?? {};
  record(model, design, fates, readFates(model.name, at), fatesFile(model.name, at));
}

async function runAgain(model: Model, design: string): Promise<void> {
  for (const at of againAt(model.name)) {
    const fates = await again(model, design, at, askedAgain(model, design, at));
    record(model, design, fates, readAgain(model.name, at), againFile(model.name, at));
  }
}

function record(model: Model, design: string, fates: Record<string, string>, others: Fates, file: URL): void {
  const known: Fates = { ...others, [design]: fates };
  const inOrder = Object.keys(model.designs).flatMap((d) => (known[d] ? [[d, known[d]] as const] : []));
  writeFileSync(file, `${JSON.stringify(Object.fromEntries(inOrder), undefined, 2)}\n`);
  console.error(`${model.name} ${bound} ${design}: ${Object.keys(fates).length} mutants`);
}
