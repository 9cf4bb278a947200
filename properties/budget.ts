// SPDX-License-Identifier: MIT
/** What `npm test` searches of a model, and what it leaves to `npm run test:full`: a budget a model, however many there are. */
import type { BoundName, Entry } from '../src/model/types.ts';
import { isMachine, readManifest } from './manifest.ts';
import type { Pin } from './manifest.ts';

/** A search of more states than this takes too long for `npm test`, of which all models together have three minutes. */
const LARGE = 5_000;
/** So many pairs of a machine are searched there at most: to compile one takes longer than to search it. */
const MOST = 25;
interface Asked {
  readonly bound: BoundName;
  readonly pin: Pin;
}
/**
 * The searches that are pinned, at tiny and at small: what `npm test` does of them, and what verdicts.full.ts. A space is
 * searched where it is not large. Of a machine's pairs each configuration and each design is among those that are
 * searched, a pair at small where that is not large, or at tiny.
 */
export function searches(entry: Entry): { readonly now: readonly Asked[]; readonly later: readonly Asked[] } {
  const [tiny, small] = (['tiny', 'small'] as const).map((bound) =>
    readManifest(entry.model.name, bound).map((pin): Asked => ({ bound, pin })),
  ) as [Asked[], Asked[]];
  const isSmall = ({ pin }: Asked) => pin.states <= LARGE;
  const once = small.map((asked, i) => (isSmall(asked) ? asked : (tiny[i] as Asked)));
  const now = new Set(isMachine(entry) ? some(once) : [...tiny, ...small].filter(isSmall));
  return { now: [...now], later: [...tiny, ...small].filter((asked) => !now.has(asked)) };
}
/** Those that cover all, and of the others one of so many. */
function some(once: readonly Asked[]): readonly Asked[] {
  const first = new Set(covering(once.map(({ pin }) => pin)));
  const others = once.filter(({ pin }) => !first.has(pin));
  const step = Math.ceil(others.length / Math.max(1, MOST - first.size));
  const chosen = new Set(others.filter((_, i) => i % step === 0));
  return once.filter((asked) => first.has(asked.pin) || chosen.has(asked));
}

/** The small pins of which each brings a configuration or a design that those before lack, both where there is such a one. */
export function covering(pins: readonly Pin[]): readonly Pin[] {
  const [configurations, designs] = [new Set<string>(), new Set<string>()];
  const sample: Pin[] = [];
  const sorted = pins.toSorted((a, b) => a.states - b.states);
  for (const needed of [2, 1])
    for (const one of sorted) {
      const { configuration, design } = one;
      const lacking = [!configurations.has(configuration), !designs.has(design)].filter(Boolean).length;
      if (lacking < needed) continue;
      configurations.add(configuration);
      designs.add(design);
      sample.push(one);
    }
  return sample;
}
/** A sample of pairs, the small ones first, that has so many states together at most, and one pair at least. */
export function within(states: number, sample: readonly Pin[]): readonly Pin[] {
  let left = states;
  return sample.toSorted((a, b) => a.states - b.states).filter((p, i) => (left -= p.states) >= 0 || i === 0);
}
