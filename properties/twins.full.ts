// SPDX-License-Identifier: MIT
/**
 * The Promela twins (peers/spin), run by SPIN without reduction, against the manifest at bound `tiny`: states,
 * transitions, and the properties that are violated. peers/spin/README.md says what makes them equal.
 */
import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import type { Instance } from '../src/model/types.ts';
import { instanceOf, pairs, readManifest } from './manifest.ts';
import { comparable, macros, search, unasked } from './twin.ts';
import { twins } from './twins.ts';

const found = (tool: string, flag: string) => spawnSync(tool, [flag]).status === 0;
const ready = found('spin', '-V') && found('gcc', '--version');
const missing = ready ? '' : ': skipped, needs `apt-get install spin gcc`';

for (const t of twins) {
  const { name } = t.model;
  const pins = readManifest(name, 'tiny');
  describe.skipIf(!ready)(`the Promela twin of ${name}${missing}`, () => {
    for (const [configuration, design] of pairs(t.model)) {
      const flags = macros(t, configuration, design);
      const not = typeof flags === 'string' ? `: not twinned: ${flags}` : '';
      it.skipIf(not !== '')(`finds what the search finds: ${configuration}, ${design}${not}`, () => {
        const properties = comparable(
          instanceOf<Instance>(t.model, configuration, design, 'tiny').properties,
        );
        const names = new Set(properties.map((p) => p.name));
        const pin = pins.find((p) => p.configuration === configuration && p.design === design);
        expect(unasked(t, properties)).toEqual([]);
        expect(search(t, flags as string[], properties)).toEqual({
          states: pin?.states,
          transitions: pin?.transitions,
          violated: Object.keys(pin?.violated ?? {})
            .filter((property) => names.has(property))
            .toSorted(),
        });
      });
    }
  });
}
