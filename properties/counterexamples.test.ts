// SPDX-License-Identifier: MIT
/** The regression store: every saved counterexample still runs on both engines and ends in its violation. */
import { readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { entries } from '../models/index.ts';
import { foundOf, kept, rerun } from '../src/check/kinds.ts';
import type { Found } from '../src/check/kinds.ts';
import { decode, resolve } from '../src/counterexample/format.ts';
import { filesUnder, placeOf } from '../src/counterexample/store.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const files = filesUnder(join(root, 'counterexamples')).map((file) => relative(root, file));

/** Files of one instance stand together. */
let last: { readonly key: string; readonly found?: Found } = { key: '' };

describe('a saved counterexample', () => {
  it('is there for each model', () => expect(files.length).toBeGreaterThanOrEqual(entries.length));

  it.each(files)('is reproduced, a machine’s on XState and on the compiled form: %s', (file) => {
    const json = readFileSync(join(root, file), 'utf8');
    const c = decode(json, file);
    const models = entries.map((e) => e.model);
    const { model, instance } = resolve(c, models, file);
    const key = JSON.stringify([c.model, c.design, c.configuration, c.bound, c.limits]);
    if (last.key !== key) last = { key, found: foundOf(instance) };
    const { found } = last as { found: Found };
    const { reproduced, instead, text, json: again } = rerun({ model }, found, c);
    expect(instead).toBeUndefined();
    expect(reproduced).toBe(true);
    expect(`${placeOf('counterexamples', c)}.json`).toBe(file);
    expect(again).toBe(json);
    // In canonical form already, and with the fingerprint of that.
    expect(kept(found, c, c).fingerprint).toBe(c.fingerprint);
    expect(readFileSync(join(root, file.replace(/json$/, 'txt')), 'utf8')).toBe(text(file));
  });
});
