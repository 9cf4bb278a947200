// SPDX-License-Identifier: MIT
/** Counterexamples on disk: `<dir>/<model>/<design>--<property>--<step>.json`, and a .txt twin for people. */
import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { baseName } from './counterexample.ts';
import type { Counterexample } from './counterexample.ts';
import { nameFor, TYPED } from '../outside/path.ts';
import { visible } from '../outside/text.ts';
import { makeDirectories, writeTogether } from '../outside/write.ts';

/** Where a counterexample is kept under `dir`, without its ending. `apart`: where another configuration's stands already. */
export const placeOf = (dir: string, c: Counterexample, apart = false): string =>
  join(
    dir,
    nameFor([c.model], TYPED),
    apart ? `${baseName(c)}--${nameFor([c.configuration], TYPED)}` : baseName(c),
  );

/** Writes both files, or neither. */
export function save(place: string, json: string, txt: string): string {
  makeDirectories(dirname(place));
  writeTogether([
    [`${place}.txt`, visible(txt)],
    [`${place}.json`, visible(json)],
  ]);
  return `${place}.json`;
}

/** The counterexample files under a directory. */
export function filesUnder(dir: string): string[] {
  return readdirSync(dir, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.json'))
    .map((file) => join(dir, file))
    .toSorted();
}
