// SPDX-License-Identifier: MIT
/** Everything that a model was read from has a digest, of a tree of the version that it names. */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { entries } from '../models/index.ts';
import { asked } from '../src/model/types.ts';
import { anchorsOf, isOfKernel, keyOf } from '../src/sources/anchors.ts';

const digests = JSON.parse(
  readFileSync(new URL('../models/digests.json', import.meta.url), 'utf8'),
) as Record<string, string>;
const pairs = entries.flatMap(({ model }) =>
  asked(model).map(([configuration, design]) => ({ model, configuration, design })),
);

it('is known of every function but those of v5.12, of which no tree was to be had', () => {
  const keys = anchorsOf(pairs).filter(isOfKernel).map(keyOf);
  expect(keys.filter((key) => digests[key] === undefined && !key.startsWith('v5.12 '))).toEqual([]);
  expect(Object.keys(digests).filter((key) => !keys.includes(key))).toEqual([]);
});
it('names no version of another release than the function', () => {
  for (const [key, text] of Object.entries(digests)) {
    const [, release = '?'] = /^v(\d+\.\d+)/.exec(key) ?? [];
    expect(text, key).toMatch(new RegExp(`^${release.replace('.', '\\.')}(?!\\d)\\S* (-|[0-9a-f]{12})$`));
  }
});
