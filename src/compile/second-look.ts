// SPDX-License-Identifier: MIT
/**
 * Runs every recorded path again, for a path is recorded once and believed from then on. What keeps something between
 * its runs (a counter, a history, a constant that is written into) or draws lots does another thing the second time,
 * or the third: in reverse order of recording (of a large tree, a part), and then mixed, the few paths of a small tree
 * many times over. What remembers its first answer gives that again, for ever: so all is run once more by code that is
 * built anew, in reverse order, and some of it by more such code, of which each begins with another tree and another
 * path of each.
 */

import { check } from '../watch/watch.ts';

/** A path that was recorded: the cells that it read, in order, what it found there, and what came of it. */
export interface Recorded<L = unknown> {
  readonly cells: readonly number[];
  readonly values: readonly number[];
  readonly leaf: L;
}
/** Who runs it again, and complains if it is not the same. */
export interface Recording<L> {
  readonly again: (path: Recorded<L>) => void;
  /** Runs that have no answer, to be out of step with whoever counts runs. */
  readonly peek: (path: Recorded<L>) => void;
}
/** Has these runs done by code of the model's that is built once more. */
type Anew = (runs: () => void) => void;
interface Noted {
  readonly of: Recording<unknown>;
  readonly path: Recorded;
}

/** Runs of each tree, after the first again. */
const RUNS = 6;
/** Runs of each tree by the code that recorded it, where other code runs all. */
const FEW = 256;
/** Trees that are built anew to be begun with, each as often: a build of a large machine takes as long as a look at it. */
const BUILT = 200;
/** Paths of earlier looks that are run among new ones: a new path may rest on what an old one leaves behind. */
const COMPANIONS = 256;
/** Words that paths wait in before they are run again. */
const ROOM = 1 << 20;
/** Words of a path beside what it read. */
const HEAD = 16;

export class SecondLook {
  private readonly anew: Anew | undefined;
  private noted: Noted[] = [];
  private fresh = 0;
  private held = 0;

  /** `anew`: none where nobody knows how the model is built. */
  constructor(anew?: Anew) {
    this.anew = anew;
  }

  note<L>(of: Recording<L>, path: Recorded<L>): void {
    this.noted.push({ of: of as Recording<unknown>, path });
    this.fresh++;
    this.held += HEAD + 2 * path.cells.length;
    if (this.held > ROOM) this.look();
  }

  /** Runs again what was noted since the last time. Throws a ModelError where something else comes of it. */
  look(): void {
    if (this.fresh === 0) return;
    const all = this.noted;
    const backwards = all.toReversed();
    const few = some(all);
    const { anew } = this;
    again(anew ? backwards.filter(fewOfEach()) : backwards);
    for (const { of, path } of mixed(few.flat())) {
      of.peek(path);
      of.again(path);
    }
    if (anew) for (const paths of [backwards, ...firsts(few)]) anew(() => again(paths));
    // Not before: what is stopped on the way has not been looked at.
    this.keep(all);
  }

  /** Forgets all but a few, evenly picked. */
  private keep(all: readonly Noted[]): void {
    const step = Math.ceil(all.length / COMPANIONS);
    this.noted = all.filter((_, i) => i % step === 0);
    this.fresh = 0;
    this.held = 0;
  }
}

/** {@link RUNS} paths of each tree, of a small one the same ones several times. */
function some(all: readonly Noted[]): Noted[][] {
  const trees = new Map<unknown, Noted[]>();
  for (const noted of all) {
    const known = trees.get(noted.of);
    if (known) known.push(noted);
    else trees.set(noted.of, [noted]);
  }
  return [...trees.values()].map((paths) =>
    Array.from({ length: RUNS }, (_, i) => {
      const at = paths.length < RUNS ? i % paths.length : Math.floor((i * paths.length) / RUNS);
      return paths[at] as Noted;
    }),
  );
}

/** One path of each tree, up to {@link RUNS} times: every time another one, and beginning with another tree. */
function firsts(few: readonly (readonly Noted[])[]): Noted[][] {
  const builds = Math.max(1, Math.min(RUNS, Math.floor(BUILT / few.length)));
  return Array.from({ length: builds }, (_, i) => {
    const part = (of: number) => Math.floor(((2 * i + 1) * of) / (2 * builds));
    const at = part(few.length);
    return [...few.slice(at), ...few.slice(0, at)].map((paths) => paths[part(RUNS)] as Noted);
  });
}

/** Of each tree the last so many, which are the first backwards: all are run by code that is built anew. */
function fewOfEach(): (noted: Noted) => boolean {
  const seen = new Map<unknown, number>();
  return ({ of }) => {
    const count = (seen.get(of) ?? 0) + 1;
    seen.set(of, count);
    return count <= FEW;
  };
}

function again(paths: readonly Noted[]): void {
  for (const { of, path } of paths) {
    check();
    of.again(path);
  }
}

/** In an order that is always the same, and no one's. */
function mixed<T>(list: T[]): T[] {
  let seed = 1;
  for (let i = list.length - 1; i > 0; i--) {
    seed = (Math.imul(seed, 1103515245) + 12345) >>> 0;
    const j = (seed >>> 8) % (i + 1);
    [list[i], list[j]] = [list[j] as T, list[i] as T];
  }
  return list;
}
