// SPDX-License-Identifier: MIT
/** Some interleavings instead of all: fast-check generates schedules until one breaks a property, and shrinks that. */
import * as fc from 'fast-check';
import { Counter } from '../explore/counter.ts';
import { schedules } from './schedules.ts';
import type { Schedule } from './schedules.ts';
import { pctBound } from './strategy.ts';
import type { Strategy } from './strategy.ts';
import type { Broken, Walker } from './walk.ts';

export interface RandomOptions {
  readonly runs: number;
  readonly seed: number;
  readonly strategy: Strategy;
  /** Where fast-check is to go on: the path of an earlier failure, which replays it. */
  readonly path?: string;
  /** Asked between runs: true ends the search early. */
  readonly stopped?: () => boolean;
}
export interface RandomResult {
  readonly runs: number;
  readonly seed: number;
  /** Distinct states that the runs visited. */
  readonly states: number;
  /** Steps of the longest schedule. */
  readonly longest: number;
  /** PCT's bound: the least probability with which one run finds a bug of the strategy's depth. */
  readonly leastProbability?: number;
  readonly found?: {
    readonly schedule: Schedule;
    readonly broken: Broken;
    /** With the seed, replays the shrunk schedule: fast-check's counterexample path. */
    readonly path: string;
    readonly shrinks: number;
  };
}

/** Runs between two looks at whether to stop. */
const SLICE = 32;

export async function randomSearch(walker: Walker, options: RandomOptions): Promise<RandomResult> {
  const { runs, seed, strategy, path, stopped = () => false } = options;
  const seen = new Counter(walker.search.layout.words);
  let done = 0;
  let longest = 0;
  let asked = false;
  const arbitrary = schedules(walker, {
    strategy,
    onState: (state) => seen.add(state),
    stopped: () => asked,
  });
  const property = fc.asyncProperty(arbitrary, async (schedule) => {
    if (++done % SLICE === 0) await new Promise(setImmediate);
    asked ||= stopped();
    longest = Math.max(longest, schedule.length);
    return schedule.broken === undefined;
  });
  const details = await fc.check(property, { seed, numRuns: runs, ...(path !== undefined && { path }) });
  walker.compiled.secondLook();
  const [schedule] = details.counterexample ?? [];
  const broken = schedule?.broken;
  return {
    runs: details.numRuns,
    seed: details.seed,
    states: seen.count,
    longest,
    ...(strategy.kind === 'pct' && {
      leastProbability: pctBound(walker.compiled.program.threads.length, longest, strategy.depth),
    }),
    ...(schedule &&
      broken && {
        found: { schedule, broken, path: details.counterexamplePath ?? '', shrinks: details.numShrinks },
      }),
  };
}
