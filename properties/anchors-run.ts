// SPDX-License-Identifier: MIT
/**
 * `npm run anchors -- TREE...`: models/digests.json, what each function that a model was read from is in a tree of its
 * version. Versions of which no tree is given stay as they are; what no model names any more goes.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { entries } from '../models/index.ts';
import { asked } from '../src/model/types.ts';
import { anchorsOf, isOfKernel, keyOf } from '../src/sources/anchors.ts';
import { firstOf, fromTree } from '../src/sources/held.ts';
import { treeIn } from '../src/sources/tree.ts';

const FILE = new URL('../models/digests.json', import.meta.url);
const kept = JSON.parse(readFileSync(FILE, 'utf8')) as Record<string, string>;
const read = firstOf(...process.argv.slice(2).map((dir) => fromTree(treeIn(dir))));
const pairs = entries.flatMap(({ model }) =>
  asked(model).map(([configuration, design]) => ({ model, configuration, design })),
);
const lines = anchorsOf(pairs)
  .filter(isOfKernel)
  .flatMap((anchor) => {
    const key = keyOf(anchor);
    const now = read(anchor);
    const text = now ? `${now.version} ${now.digest}` : kept[key];
    if (text === undefined) process.stderr.write(`no digest: ${key}\n`);
    return text === undefined ? [] : [[key, text] as const];
  });
const sorted = Object.fromEntries(lines.toSorted(([a], [b]) => (a < b ? -1 : 1)));
writeFileSync(FILE, `${JSON.stringify(sorted, undefined, 2)}\n`);
process.stderr.write(`${lines.length} digests\n`);
