// SPDX-License-Identifier: MIT
/** Counterexamples on disk: `<dir>/<model>/<design>--<property>--<step>.json`, and a .txt twin for people. */
import { mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { baseName } from './counterexample.ts';
import type { Counterexample } from './counterexample.ts';
import { visible } from '../outside/text.ts';

/** Where a counterexample is kept under `dir`, without its ending. */
export const placeOf = (dir: string, c: Counterexample): string => join(dir, c.model, baseName(c));

/**
 * Writes both files: first both beside their places, then each into its place by renaming. A reader never sees half a
 * file, and a full disk leaves what was there.
 */
export function save(dir: string, c: Counterexample, json: string, txt: string): string {
  const place = placeOf(dir, c);
  const texts = [
    [`${place}.txt`, txt],
    [`${place}.json`, json],
  ] as const;
  const part = (file: string) => `${file}.${process.pid}.part`;
  mkdirSync(join(dir, c.model), { recursive: true });
  try {
    for (const [file, text] of texts) writeFileSync(part(file), visible(text));
    for (const [file] of texts) renameSync(part(file), file);
  } catch (error) {
    for (const [file] of texts) rmSync(part(file), { force: true });
    throw error;
  }
  return `${place}.json`;
}

/** The counterexample files under a directory. */
export function filesUnder(dir: string): string[] {
  return readdirSync(dir, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.json'))
    .map((file) => join(dir, file))
    .toSorted();
}
