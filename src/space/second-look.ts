// SPDX-License-Identifier: MIT
/**
 * Works points out again, the last first, and compares: a formula or a property that keeps something between its runs,
 * or draws lots, gives another value. All of the first points, then some: what the second look costs is bounded. What
 * remembers its first answer gives that again, for ever: so points are worked out once more by code that is built anew,
 * and some are each the first that such code does.
 */
import { SpaceError } from '../model/space.ts';
import type { PointValue } from '../model/space.ts';
import { IMPURE } from './evaluate.ts';
import type { Evaluator } from './evaluate.ts';

/** Points that wait for their second look. */
const ROOM = 4096;
/** Every one of so many points is looked at twice, of the later ones one in sixteen. */
const ALL = 65_536;

/** Runs of a formula that a second look has at least, and points that are the first of code built anew, at most. */
const LEAST = 64;

export class SecondLook {
  private readonly evaluator: Evaluator;
  private readonly anew: (() => Evaluator) | undefined;
  private readonly parameters: number;
  private kept: (readonly PointValue[])[] = [];
  private seen = 0;

  /** `anew`: none where nobody knows how the space is built. */
  constructor(evaluator: Evaluator, anew: (() => Evaluator) | undefined, parameters: number) {
    this.evaluator = evaluator;
    this.anew = anew;
    this.parameters = parameters;
  }

  /** Keeps what was just worked out. */
  note(): void {
    if (this.seen++ >= ALL && this.seen % 16 !== 0) return;
    this.kept.push([...this.evaluator.values]);
    if (this.kept.length >= ROOM) this.look();
  }

  /** Throws a {@link SpaceError} where something else comes of a point than before. */
  look(): void {
    const { anew, evaluator } = this;
    const kept = this.kept.toReversed();
    this.kept = [];
    if (kept.length === 0) return;
    // A small space is worked out many times: a counter may turn late.
    const rounds = Math.max(1, Math.floor(LEAST / kept.length));
    for (let i = 0; i < rounds; i++) this.again(evaluator, kept);
    if (!anew) return;
    this.again(anew(), kept);
    const step = Math.ceil(kept.length / LEAST);
    for (let i = 0; i < kept.length; i += step) this.again(anew(), kept.slice(i, i + 1));
  }

  private again(evaluator: Evaluator, points: readonly (readonly PointValue[])[]): void {
    for (const before of points) {
      const parameters = before.slice(0, this.parameters);
      const possible = evaluator.at(parameters);
      const at = `at ${evaluator.place(parameters)}`;
      if (!possible) throw new SpaceError(`possible was true and then false ${at}: ${IMPURE}`);
      before.forEach((value, i) => {
        const now = evaluator.values[i];
        if (Object.is(value, now)) return;
        throw new SpaceError(
          `${evaluator.called(i)} gave ${String(value)} and then ${String(now)} ${at}: ${IMPURE}`,
        );
      });
    }
  }
}
