// SPDX-License-Identifier: MIT
/**
 * The Promela twins (peers/spin), run by SPIN without reduction, against the manifests: states, transitions, and the
 * properties that are violated. At bound `tiny`, and at every other at which a twin has nobody missing.
 * peers/spin/README.md says what makes them equal.
 */
import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import type { BoundName, Instance } from '../src/model/types.ts';
import { instanceOf } from '../src/model/instance.ts';
import { pairs, readManifest } from './manifest.ts';
import { comparable, macrosAt, search, unasked } from './twin.ts';
import type { Twin } from './twin.ts';
import { twins } from './twins.ts';

const runs = (tool: string, flag: string) => spawnSync(tool, [flag]).status === 0;
const ready = runs('spin', '-V') && runs('gcc', '--version');
const missing = ready ? '' : ': skipped, needs `apt-get install spin gcc`';

/** What the manifest pins of a pair, and what SPIN finds. */
function both(t: Twin, flags: readonly string[], configuration: string, design: string, bound: BoundName) {
  const properties = comparable(
    instanceOf<Instance>({ model: t.model, configuration, design, bound }).properties,
  );
  const names = new Set(properties.map((p) => p.name));
  const pins = readManifest(t.model.name, bound);
  const pin = pins.find((p) => p.configuration === configuration && p.design === design);
  const violated = Object.keys(pin?.violated ?? {}).filter((name) => names.has(name));
  return {
    pinned: {
      unasked: [],
      states: pin?.states,
      transitions: pin?.transitions,
      violated: violated.toSorted(),
    },
    found: { unasked: unasked(t, properties), ...search(t, flags, properties) },
  };
}

for (const t of twins)
  describe.skipIf(!ready)(`the Promela twin of ${t.model.name}${missing}`, () => {
    for (const [configuration, design] of pairs(t.model)) {
      const flags = macrosAt(t, configuration, design, 'tiny');
      const not = typeof flags === 'string' ? `: not twinned: ${flags}` : '';
      it.skipIf(not !== '')(`finds what the search finds: ${configuration}, ${design}${not}`, () => {
        const { pinned, found } = both(t, flags as string[], configuration, design, 'tiny');
        expect(found).toEqual(pinned);
      });
      for (const bound of ['small', 'large'] as const) {
        const given = macrosAt(t, configuration, design, bound);
        if (typeof given === 'string') continue;
        it(`finds what the search finds at ${bound}: ${configuration}, ${design}`, () => {
          const { pinned, found } = both(t, given, configuration, design, bound);
          expect(found).toEqual(pinned);
        });
      }
    }
  });
