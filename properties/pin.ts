// SPDX-License-Identifier: MIT
/** `npm run pin -- BOUND [MODEL]`: searches every design and configuration and writes the manifest. */
import { entries } from '../models/index.ts';
import { BOUNDS } from '../src/model/types.ts';
import type { BoundName } from '../src/model/types.ts';
import { writeManifest } from './manifest.ts';

const [bound, only] = process.argv.slice(2);
if (!BOUNDS.includes(bound as BoundName)) {
  console.error(`npm run pin -- BOUND [MODEL]: BOUND is one of ${BOUNDS.join(', ')}, not '${bound ?? ''}'`);
  process.exit(3);
}
for (const { model } of entries)
  if (only === undefined || model.name === only)
    writeManifest(model, bound as BoundName, (text) => console.error(text));
