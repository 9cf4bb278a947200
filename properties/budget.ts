// SPDX-License-Identifier: MIT
/** What `npm test` searches of a model, and what it leaves to `npm run test:full`: a budget a model, however many there are. */
import type { BoundName, Entry } from '../src/model/types.ts';
import { isMachine, readManifest } from './manifest.ts';
import type { Pin } from './manifest.ts';

/** A search of more states than this takes too long for `npm test`, of which all models together have three minutes. */
const LARGE = 5_000;
/** States of one model that XState searches there, of which it does a thousand a second: reference.full.ts has them all. */
const REFERENCE = 1_200;
interface Asked {
  readonly bound: BoundName;
  readonly pin: Pin;
  /** XState searches it too: of others it runs some schedules. */
  readonly whole: boolean;
}
/**
 * The searches that are pinned, at tiny and at small: what `npm test` does of them, and what verdicts.full.ts. A space is
 * searched where it is not large. Of a machine's pairs so many are that each configuration and each design is among
 * them, a pair at small where that is not large and XState does not search it at tiny: to compile it takes longest.
 */
export function searches(entry: Entry): { readonly now: readonly Asked[]; readonly later: readonly Asked[] } {
  const { name } = entry.model;
  const cover = isMachine(entry) ? covering(readManifest(name, 'tiny')) : [];
  const whole = new Set(within(REFERENCE, cover).map(keyOf));
  const [tiny, small] = (['tiny', 'small'] as const).map((bound) =>
    readManifest(name, bound).map((pin): Asked => ({
      bound,
      pin,
      whole: bound === 'tiny' && whole.has(keyOf(pin)),
    })),
  ) as [Asked[], Asked[]];
  const isSmall = ({ pin }: Asked) => pin.states <= LARGE;
  const once = tiny.map((asked, i) => {
    const larger = small[i] as Asked;
    return asked.whole || !isSmall(larger) ? asked : larger;
  });
  const covers = new Set(cover.map(keyOf));
  const machine = once.filter(({ pin }) => covers.has(keyOf(pin)));
  const now = new Set(isMachine(entry) ? machine : [...tiny, ...small].filter(isSmall));
  return { now: [...now], later: [...tiny, ...small].filter((asked) => !now.has(asked)) };
}
const keyOf = ({ configuration, design }: Pin) => `${configuration} ${design}`;
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
function within(states: number, sample: readonly Pin[]): readonly Pin[] {
  let left = states;
  return sample.toSorted((a, b) => a.states - b.states).filter((p, i) => (left -= p.states) >= 0 || i === 0);
}
