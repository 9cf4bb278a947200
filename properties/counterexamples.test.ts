// SPDX-License-Identifier: MIT
/** The regression store: every saved counterexample still runs on both engines and ends in its violation. */
import { existsSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { entries } from '../models/index.ts';
import { foundOf, kept, rerun } from '../src/check/kinds.ts';
import type { Found } from '../src/check/kinds.ts';
import type { Counterexample } from '../src/counterexample/counterexample.ts';
import { decode, resolve } from '../src/counterexample/format.ts';
import { filesUnder, placeOf } from '../src/counterexample/store.ts';
import type { AnyModel } from '../src/model/types.ts';
import { oneOf } from '../src/testing/full.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const files = filesUnder(join(root, 'counterexamples')).map((file) => relative(root, file));
const read = (file: string) => readFileSync(join(root, file), 'utf8');
const txt = (file: string) => file.replace(/json$/, 'txt');

/** The files by the instance that they are of: each is compiled once. */
const byInstance = new Map<string, string[]>();
for (const file of files) {
  const { model, design, configuration, bound, limits } = decode(read(file), file);
  const key = JSON.stringify([model, design, configuration, bound, limits]);
  byInstance.set(key, [...(byInstance.get(key) ?? []), file]);
}
let last: { readonly key: string; readonly model: AnyModel; readonly found: Found } | undefined;
function foundFor(key: string, c: Counterexample, file: string) {
  if (last?.key === key) return last;
  const models = entries.map((e) => e.model);
  const { model, instance } = resolve(c, models, file);
  return (last = { key, model, found: foundOf(instance) });
}

describe('a saved counterexample', () => {
  it('is there for each model', () => {
    const models = new Set(files.map((file) => decode(read(file), file).model));
    expect([...models].toSorted()).toEqual(entries.map((e) => e.model.name).toSorted());
  });
  it('stands where its name says, whole, with its text beside it', () => {
    for (const file of files) {
      expect(`${placeOf('counterexamples', decode(read(file), file))}.json`).toBe(file);
      expect(existsSync(join(root, txt(file))), txt(file)).toBe(true);
    }
  });

  const asked = oneOf(16, [...byInstance]).flatMap(([key, of]) => of.map((file) => [file, key] as const));
  it.each(asked)('is reproduced, a machine’s on XState and on the compiled form: %s', (file, key) => {
    const json = read(file);
    const c = decode(json, file);
    const { model, found } = foundFor(key, c, file);
    const { reproduced, instead, text, json: again } = rerun({ model }, found, c);
    expect(instead).toBeUndefined();
    expect(reproduced).toBe(true);
    expect(again).toBe(json);
    // In canonical form already, and with the fingerprint of that.
    expect(kept(found, c, c).fingerprint).toBe(c.fingerprint);
    expect(read(txt(file))).toBe(text(file));
  });
});
