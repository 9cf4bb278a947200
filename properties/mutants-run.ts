// SPDX-License-Identifier: MIT
/** `npm run mutants -- BOUND [MODEL [DESIGN ...]]`: runs mutants, records what became of them, writes the tables. */
import { writeFileSync } from 'node:fs';
import { entries as all } from '../models/index.ts';
import { machines } from './manifest.ts';
import { fatesFile, fatesOf, MOST, readFates } from './mutants.ts';
import type { MutantBound } from './mutants.ts';
import { document, withTables } from './mutants-table.ts';
import { trustDocument, withTrust } from './trust.ts';

const entries = machines(all);

const [bound = '', only, ...named] = process.argv.slice(2);
if (!Object.hasOwn(MOST, bound) && bound !== 'tables') {
  console.error(
    `npm run mutants -- BOUND [MODEL [DESIGN ...]]: BOUND is one of ${Object.keys(MOST).join(', ')}, not '${bound}'`,
  );
  process.exit(3);
}
for (const { model } of entries) {
  if (bound === 'tables' || (only !== undefined && model.name !== only)) continue;
  const designs = named.length > 0 ? named : Object.keys(model.designs);
  for (const design of designs) {
    const found = await fatesOf(model, bound as MutantBound, [design]);
    const known = { ...readFates(model.name, bound as MutantBound), ...found };
    const inOrder = Object.keys(model.designs).flatMap((d) => (known[d] ? [[d, known[d]] as const] : []));
    writeFileSync(
      fatesFile(model.name, bound as MutantBound),
      `${JSON.stringify(Object.fromEntries(inOrder), undefined, 2)}\n`,
    );
    console.error(`${model.name} ${bound} ${design}: ${Object.keys(found[design] ?? {}).length} mutants`);
  }
}
writeFileSync(document, withTables(entries));
writeFileSync(trustDocument, withTrust(entries));
