// SPDX-License-Identifier: MIT
/**
 * `npm run retell`: the text of every saved counterexample as it is told now, and what its file says of each step: after a
 * change of the report, or of the text or place of a step. Schedules and fingerprints stay.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { entries } from '../models/index.ts';
import { foundOf, rerun } from '../src/check/kinds.ts';
import { decode, resolve } from '../src/counterexample/format.ts';
import { filesUnder } from '../src/counterexample/store.ts';

const models = entries.map((e) => e.model);
const of = new Map<string, { file: string; json: string }[]>();
for (const file of filesUnder('counterexamples')) {
  const json = readFileSync(file, 'utf8');
  const { model, design, configuration, bound, limits } = decode(json, file);
  const key = JSON.stringify([model, design, configuration, bound, limits]);
  of.set(key, [...(of.get(key) ?? []), { file, json }]);
}
// Those of one instance together: it is compiled once.
let moved = 0;
for (const files of of.values()) {
  const [first] = files as [{ file: string; json: string }];
  const found = foundOf(resolve(decode(first.json, first.file), models, first.file).instance);
  for (const { file, json } of files) {
    const c = decode(json, file);
    const { model } = resolve(c, models, file);
    const again = rerun({ model }, found, c);
    if (!again.reproduced) throw new Error(`${file}: is not reproduced: ${again.instead ?? ''}`);
    const told = [
      [file, again.json],
      [file.replace(/json$/, 'txt'), again.text(file)],
    ] as const;
    for (const [place, text] of told) {
      if (readFileSync(place, 'utf8') === text) continue;
      writeFileSync(place, text);
      moved++;
    }
  }
}
process.stdout.write(`${moved} files moved\n`);
