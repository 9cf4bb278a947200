// SPDX-License-Identifier: MIT
/** Every model at bounds tiny and small: the pinned numbers, and the answers that the kernel's source gives. */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { entries } from '../models/index.ts';
import { instanceOf } from '../src/model/instance.ts';
import { isTold } from '../src/model/unnamed-faults.ts';
import { answer } from './answers.ts';
import { pairs, readManifest } from './manifest.ts';

describe.each(entries)('$model.name', ({ model, expected }) => {
  const all = pairs(model);
  const wanted = (configuration: string, design: string) =>
    expected.filter((e) => e.configuration === configuration && e.design === design);

  describe.each(['tiny', 'small'] as const)('every interleaving within %s', (bound) => {
    const pins = readManifest(model.name, bound);
    it.each(all)('gives the pinned verdicts, states and depth: %s, %s', (configuration, design) => {
      const pinned = pins.find((p) => p.configuration === configuration && p.design === design);
      expect(answer(model, configuration, design, bound)).toEqual(pinned);
    });
  });

  describe('the answers that the kernel source gives', () => {
    it.each(all)('are the ones found: %s, %s', (configuration, design) => {
      const { violated } = answer(model, configuration, design, 'small');
      const found = wanted(configuration, design).map((e) => ({
        ...e,
        verdict: e.property in violated ? 'violated' : 'holds',
      }));
      expect(found).toEqual(wanted(configuration, design));
    });
    it.each(all)('speak of every property: %s, %s', (configuration, design) => {
      const { properties } = instanceOf({ model, configuration, design, bound: 'small' });
      const told = properties.filter(isTold).map((p) => p.name);
      const names = wanted(configuration, design).map((e) => e.property);
      expect(names.toSorted()).toEqual(told.toSorted());
      expect(names.length).toBeGreaterThan(0);
    });
  });

  it('knows no design by its name: neither a step nor a property mentions one', () => {
    const folder = new URL(`../models/${model.name}/`, import.meta.url);
    // Where designs are told, and what is told of them.
    const tells = ['designs.ts', 'configurations.ts', 'expected.ts', 'otherwise.ts', 'survivors.ts'];
    // `none` is an empty entry as well.
    const names = Object.keys(model.designs).filter((name) => name !== 'none');
    const name = `['"\`](${names.join('|').replaceAll('.', '\\.')})['"\`]`;
    const compared = new RegExp(`${name}\\s*[!=]==|[!=]==\\s*${name}`);
    for (const file of readdirSync(folder).filter((f) => !tells.includes(f)))
      expect(compared.exec(readFileSync(new URL(file, folder), 'utf8'))?.[0], file).toBeUndefined();
  });
});
