// SPDX-License-Identifier: MIT
/** What more threads and more rounds change: the pins at bound large beside those at small. large.full.ts searches. */
import { describe, expect, it } from 'vitest';
import { entries } from '../models/index.ts';
import { pairs, readManifest } from './manifest.ts';

describe.each(entries)('$model.name', ({ model, otherwise = [] }) => {
  it('has the verdicts of small at large, but for those listed with the reason', () => {
    const violated = (bound: 'small' | 'large', configuration: string, design: string) =>
      Object.keys(
        readManifest(model.name, bound).find((p) => p.configuration === configuration && p.design === design)
          ?.violated ?? {},
      );
    const found = pairs(model).flatMap(([c, d]) => {
      const [small, large] = [violated('small', c, d), violated('large', c, d)];
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
