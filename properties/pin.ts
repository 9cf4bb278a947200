// SPDX-License-Identifier: MIT
/** `npm run pin -- BOUND [MODEL]`: searches every design and configuration and writes the manifest. */
import { writeFileSync } from 'node:fs';
import { entries } from '../models/index.ts';
import { BOUNDS } from '../src/model/types.ts';
import type { BoundName } from '../src/model/types.ts';
import { manifestFile, pairs, pin } from './manifest.ts';

const [bound, only] = process.argv.slice(2);
if (!BOUNDS.includes(bound as BoundName)) {
  console.error(`npm run pin -- BOUND [MODEL]: BOUND is one of ${BOUNDS.join(', ')}, not '${bound ?? ''}'`);
  process.exit(3);
}
for (const { model } of entries) {
  if (only !== undefined && model.name !== only) continue;
  const lines = pairs(model).map(([configuration, design]) => {
    const found = pin(model, configuration, design, bound as BoundName);
    console.error(`${model.name} ${bound} ${configuration} ${design}: ${found.states} states`);
    return JSON.stringify(found);
  });
  writeFileSync(manifestFile(model.name, bound as BoundName), `[\n  ${lines.join(',\n  ')}\n]\n`);
}
