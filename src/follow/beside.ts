// SPDX-License-Identifier: MIT
/** Two designs beside each other, made ready to be compared, and what is said where they part. */
import { engineOf } from '../engine/engine.ts';
import type { Instance, StepEvent } from '../model/types.ts';
import { along } from './along.ts';
import { Labelled, Labels } from './labelled.ts';
import { alone, labelling, stepsNamed } from './labels.ts';
import type { Label } from './labels.ts';
import { begins, Parting } from './part.ts';
import type { Parted } from './part.ts';
import { whyRefused } from './refused.ts';

export interface OneWay {
  readonly parted?: Parted;
  readonly refused?: Refused;
}
/** The step that the other does not take, and where it stands then. */
export interface Refused {
  readonly label: Label;
  readonly why: string;
  /** A schedule by which it comes there. */
  readonly schedule: readonly StepEvent[];
  readonly initial: number;
  /** What it can do there, in any state that it may be in. */
  readonly open: readonly Label[];
}

export class Beside {
  readonly sides: readonly [Labelled, Labelled];
  /** Of each the steps that the other has not. */
  readonly alone: readonly [readonly string[], readonly string[]];
  private readonly labels = new Labels();

  /** `steps`: compared by these alone. Throws a WordsError where one is none of both. */
  constructor(a: Instance, b: Instance, steps?: readonly string[]) {
    const [one, other] = [engineOf(a).compiled, engineOf(b).compiled];
    const labelOf = labelling(
      one.program,
      other.program,
      steps && stepsNamed([one.program, other.program], steps),
    );
    this.sides = [new Labelled(one, labelOf, this.labels), new Labelled(other, labelOf, this.labels)];
    this.alone = [alone(one.program, other.program), alone(other.program, one.program)];
  }

  /** The most initial states that one of them has. */
  get starts(): number {
    return Math.max(...this.sides.map(({ initials }) => initials.length));
  }
  /** Whether this one allows what the other forbids. */
  parting(first: 0 | 1): Parting {
    return new Parting(this.sides[first], this.sides[first === 0 ? 1 : 0]);
  }

  told(first: 0 | 1, parted: Parted): OneWay {
    const [one, other] = [this.sides[first], this.sides[first === 0 ? 1 : 0]];
    const starts = begins(one, other, parted.initial);
    const [label] = parted.labels.slice(-1).map((l) => this.labels.known[l]);
    if (!label) throw new Error('designs part by a step that has no label');
    const { cells, schedule, initial, open } = along(other, starts, parted.labels.slice(0, -1), label.thread);
    const goesOn = open.map((l) => this.labels.known[l] as Label);
    return {
      parted,
      refused: { label, why: whyRefused(other, cells, label, goesOn), schedule, initial, open: goesOn },
    };
  }
}
