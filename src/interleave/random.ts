// SPDX-License-Identifier: MIT
/** Some interleavings instead of all: fast-check generates schedules until one breaks a property, and shrinks that. */
import * as fc from 'fast-check';
import { Counter } from '../explore/counter.ts';
import { MOST_STEPS, Schedules } from './schedules.ts';
import type { Schedule } from './schedules.ts';
import { pctBound } from './strategy.ts';
import type { PctBound, Strategy } from './strategy.ts';
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
  /** Runs that were made, the one that broke something included. */
  readonly runs: number;
  readonly seed: number;
  /** Distinct states that the runs visited. */
  readonly states: number;
  /** Steps of the longest schedule. */
  readonly longest: number;
  /** True where the user stopped it: `runs` are fewer than were asked for, or what was found was not shrunk to the end. */
  readonly stopped: boolean;
  /** What PCT promises of one run; not given where a run was cut, for PCT's theorem is about threads that end. */
  readonly pct?: PctBound;
  readonly found?: {
    readonly schedule: Schedule;
    readonly broken: Broken;
    /** With the seed, replays the shrunk schedule: fast-check's counterexample path. */
    readonly path: string;
    readonly shrinks: number;
  };
}

/** A path that leads to no schedule: of another model, another seed, or another strategy. */
export class PathError extends Error {
  override readonly name = 'PathError';
}

/** Runs between two turns of the event loop, which is what brings an interrupt. */
const SLICE = 32;

export async function randomSearch(walker: Walker, options: RandomOptions): Promise<RandomResult> {
  const { runs, seed, strategy, path, stopped = () => false } = options;
  const seen = new Counter(walker.engine.layout.words);
  let done = 0;
  let longest = 0;
  let asked = false;
  const arbitrary = new Schedules(walker, {
    strategy,
    onState: (state) => seen.add(state),
    stopped: () => asked,
  });
  // A run at which the user has stopped counts as failed: fast-check makes no more, and there is nothing to shrink.
  const property = fc.asyncProperty(arbitrary, async (schedule) => {
    if (++done % SLICE === 0) await new Promise(setImmediate);
    asked ||= stopped();
    longest = Math.max(longest, schedule.length);
    return schedule.broken === undefined && !asked;
  });
  const details = await checked(property, { seed, numRuns: runs, ...(path !== undefined && { path }) });
  if (path !== undefined && done === 0) throw new PathError(path);
  walker.compiled.secondLook();
  const [schedule] = details.counterexample ?? [];
  const broken = schedule?.broken;
  const threads = walker.compiled.program.threads.length;
  return {
    runs: details.numRuns,
    seed: details.seed,
    states: seen.count,
    longest,
    stopped: asked,
    ...(strategy.kind === 'pct' &&
      longest < MOST_STEPS && {
        pct: pctBound(threads, Math.max(1, arbitrary.expected), strategy.depth, walker.ways, walker.starts),
      }),
    ...(schedule &&
      broken && {
        found: { schedule, broken, path: details.counterexamplePath ?? '', shrinks: details.numShrinks },
      }),
  };
}

/** fast-check throws a plain error where a path goes on and the shrinking does not. */
async function checked<T>(property: fc.IAsyncPropertyWithHooks<T>, options: fc.Parameters<T>) {
  try {
    return await fc.check(property, options);
  } catch (error) {
    const { message } = error as Error;
    throw message.startsWith('Unable to replay') ? new PathError(message, { cause: error }) : error;
  }
}
