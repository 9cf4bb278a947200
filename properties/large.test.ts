// SPDX-License-Identifier: MIT
/**
 * What more threads and more rounds change: the pins at bound large beside those at small. A pair that large was not
 * asked of yet is not compared; large.full.ts searches, and asks for all.
 */
import { describe, expect, it } from 'vitest';
import { entries } from '../models/index.ts';
import { readManifest } from './manifest.ts';

describe.each(entries)('$model.name', ({ model, otherwise = [] }) => {
  it('has the verdicts of small at large, but for those listed with the reason', () => {
    const atSmall = readManifest(model.name, 'small');
    const found = readManifest(model.name, 'large').flatMap(({ configuration: c, design: d, violated }) => {
      const pin = atSmall.find(({ configuration, design }) => configuration === c && design === d);
      const [small, large] = [Object.keys(pin?.violated ?? {}), Object.keys(violated)];
      return [
        ...large.filter((p) => !small.includes(p)).map((p) => `${c}, ${d}: ${p} violated`),
        ...small.filter((p) => !large.includes(p)).map((p) => `${c}, ${d}: ${p} holds`),
      ];
    });
    const listed = otherwise.flatMap(({ configurations, designs, properties, verdict }) =>
      configurations.flatMap((c) =>
        designs.flatMap((d) => properties.map((p) => `${c}, ${d}: ${p} ${verdict}`)),
      ),
    );
    expect(found.toSorted()).toEqual(listed.toSorted());
  });
});
