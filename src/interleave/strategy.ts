// SPDX-License-Identifier: MIT
/**
 * How a random schedule chooses the next thread. `uniform`: any thread that can run. `pct`: priorities with d - 1
 * change points (Burckhardt, Kothari, Musuvathi, Nagarakatte: A Randomized Scheduler with Probabilistic Guarantees of
 * Finding Bugs, ASPLOS 2010): the thread of highest priority that can run runs; at a change point it drops below all
 * others. What that promises: PctBound.
 */

export type Strategy = { readonly kind: 'uniform' } | { readonly kind: 'pct'; readonly depth: number };

/** Of pct:D. A change point takes place and time in every run; past a few PCT promises next to nothing. */
const DEEPEST = 1000;

/** `uniform`, or `pct:3` for d = 3. Throws a RangeError that says what can be written. */
export function parseStrategy(text: string): Strategy {
  if (text === 'uniform') return { kind: 'uniform' };
  const depth = /^pct:(\d+)$/.exec(text)?.[1];
  if (Number(depth) > DEEPEST) throw new RangeError(`'${text}': D is at most ${DEEPEST}`);
  if (depth !== undefined && Number(depth) >= 1) return { kind: 'pct', depth: Number(depth) };
  throw new RangeError(`'${text}' is no strategy: write uniform, or pct:D with D the bug depth, as in pct:3`);
}

/** A source of random numbers: `nextInt(0, 5)` gives 0 to 5. */
export interface Random {
  readonly nextInt: (min: number, max: number) => number;
}
/** Picks one of the threads that can run, at a step of the schedule. */
export type Picker = (runnable: readonly number[], step: number) => number;

/** `steps`: how long a schedule is expected to be, for placing the change points. */
export function picker(strategy: Strategy, threads: number, steps: number, random: Random): Picker {
  if (strategy.kind === 'uniform')
    return (runnable) => runnable[random.nextInt(0, runnable.length - 1)] as number;
  // Higher is more urgent. Threads start above all change points: depth, depth + 1, ...
  const priority = shuffled(threads, random).map((rank) => strategy.depth + rank);
  const changes = Array.from({ length: strategy.depth - 1 }, () => random.nextInt(1, Math.max(1, steps)));
  return (runnable, step) => {
    const highest = () =>
      runnable.reduce((a, b) => ((priority[b] as number) > (priority[a] as number) ? b : a));
    // The i-th change point gives the thread that would run now the i-th lowest priority.
    changes.forEach((at, i) => {
      if (at === step) priority[highest()] = i;
    });
    return highest();
  };
}

function shuffled(count: number, random: Random): number[] {
  const ranks = Array.from({ length: count }, (_, i) => i);
  for (let i = count - 1; i > 0; i--) {
    const j = random.nextInt(0, i);
    [ranks[i], ranks[j]] = [ranks[j] as number, ranks[i] as number];
  }
  return ranks;
}

/**
 * What PCT promises of one run. Its theorem is about the scheduler: given what the choices are, a bug that `depth`
 * ordering constraints lead to is found with probability at least 1 / (n k^(d-1)), where k is what the change points
 * are spread over, so that the bug has to show within the first k steps. A step draws its choice by itself: each time
 * that the bug needs one choice of w, that is one run in w.
 */
export interface PctBound {
  readonly depth: number;
  /** n. */
  readonly threads: number;
  /** k. */
  readonly steps: number;
  /** The most choices that a step has; 1 where none has any. */
  readonly ways: number;
  /** The least probability with which one run finds a bug that needs no choice to fall in a certain way. */
  readonly leastProbability: number;
}

/** `starts`: initial states, one of which is drawn. */
export const pctBound = (threads: number, steps: number, depth: number, ways = 1, starts = 1): PctBound => ({
  depth,
  threads,
  steps,
  ways,
  leastProbability: 1 / (starts * threads * steps ** (depth - 1)),
});

/** The same for a bug that needs this many choices to fall in a certain way. */
export const withChoices = ({ leastProbability, ways }: PctBound, needed: number): number =>
  leastProbability / ways ** needed;

/** The probability that one of so many runs finds what one finds with probability `p`. */
export const byAll = (p: number, runs: number): number => -Math.expm1(runs * Math.log1p(-p));
