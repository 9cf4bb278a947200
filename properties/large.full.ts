// SPDX-License-Identifier: MIT
/** The manifest at bound `large`. Minutes, and a few gigabytes: `npm run test:full`. */
import { describe, expect, it } from 'vitest';
import { entries } from '../models/index.ts';
import { pairs, pin, readManifest } from './manifest.ts';

describe.each(entries)('$model.name, every interleaving within large', ({ model }) => {
  it.each(pairs(model))('gives the pinned verdicts, states and depth: %s, %s', (configuration, design) => {
    const pinned = readManifest(model.name, 'large').find(
      (p) => p.configuration === configuration && p.design === design,
    );
    expect(pin(model, configuration, design, 'large')).toEqual(pinned);
  });
});
