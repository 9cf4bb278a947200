// SPDX-License-Identifier: MIT
/**
 * How many states a machine has, from a search that was cut short: an order of magnitude, or nothing.
 *
 * A search by levels grows and shrinks like a bell: few interleavings are one step old, few are about to end. How many
 * steps it has to its end is seen in random runs, how fast it grows in the levels that were searched; the bell through
 * both gives the rest. Of the project's own models, cut at one to thirty per cent of their states, 53 estimates were
 * given: 50 within a factor of ten, 44 within three; the other three were too low, where a search grows a second time.
 * Where less than a twentieth is known it fails more often, and so nothing is said.
 */
import type { Search } from '../explore/search.ts';
import { Schedules } from '../interleave/schedules.ts';
import { Walker } from '../interleave/walk.ts';

/** Steps of a random run: what takes longer may never end. */
const MOST_STEPS = 2000;
/** Of what is estimated, this share is known at least. */
const KNOWN = 1 / 20;
/** Levels that a bell is laid through, at least. */
const LEVELS = 4;

/** Undefined where nothing can be said. */
export function estimate(search: Search): number | undefined {
  const { count } = search.store;
  // Runs end where nothing goes on: not at what is violated on their way.
  const runs = new Schedules(new Walker(search.instance, () => false), { maxSteps: MOST_STEPS });
  if (runs.expected >= MOST_STEPS) return undefined;
  const rest = restOf(levelsOf(search), runs.expected);
  if (rest === undefined) return undefined;
  const states = Math.max(count, rest);
  return count < KNOWN * states ? undefined : states;
}

/** How many states are so many steps old, as far as all of that age are known. */
export function levelsOf(search: Search): number[] {
  const { count } = search.store;
  const ages = new Int32Array(count);
  const levels: number[] = [];
  for (let state = 0; state < count; state++) {
    const parent = search.parentOf(state);
    const age = parent === state ? 0 : (ages[parent] as number) + 1;
    ages[state] = age;
    levels[age] = (levels[age] ?? 0) + 1;
  }
  return search.done ? levels : levels.slice(0, search.depth + 1);
}

/** All states, by the bell through the later half of these levels that ends after `depth` steps. */
export function restOf(levels: readonly number[], depth: number): number | undefined {
  const known = levels.length;
  if (depth <= known) return undefined;
  const arch = (age: number) => {
    const x = (age + 0.5) / (depth + 1);
    return Math.log(4 * x * (1 - x));
  };
  // The logarithm of a level's size is a power of the arch: a straight line between the logarithms of both.
  const points = levels.flatMap((size, age) =>
    age >= known / 2 && size > 2 ? [[arch(age), Math.log(Math.log(size))] as const] : [],
  );
  if (points.length < LEVELS) return undefined;
  const mean = (of: (point: readonly [number, number]) => number) =>
    points.reduce((sum, point) => sum + of(point), 0) / points.length;
  const [mx, my] = [mean(([x]) => x), mean(([, y]) => y)];
  const spread = mean(([x]) => (x - mx) ** 2);
  const power = mean(([x, y]) => (x - mx) * (y - my)) / spread;
  if (!(power > 0)) return undefined;
  let states = levels.reduce((sum, size) => sum + size, 0);
  for (let age = known; age <= depth; age++) states += Math.exp(Math.exp(my + power * (arch(age) - mx)));
  return Number.isFinite(states) ? states : undefined;
}
