// SPDX-License-Identifier: MIT
/**
 * A step with several choices, each of them run by itself: what they read is different, and a tree over all that they
 * read together has as many paths as theirs multiplied. That tree is put together of theirs, without running the model:
 * it reads, and does, what a run of one choice after the other would.
 */
import { resolved } from './moves.ts';
import type { Recorder, Source } from './recorder.ts';
import type { Outcome, StepLeaf } from './step.ts';
import { NOBODY } from './step.ts';
import { isLeaf } from './tree.ts';
import type { Decision } from './tree.ts';

export class Parts {
  private readonly recorder: Recorder;
  /** A tree for each choice; of whom the step waits for where none can be taken, one more. */
  private readonly choices: readonly Decision<StepLeaf>[];
  private readonly waits: Decision<StepLeaf> | undefined;

  constructor(
    recorder: Recorder,
    choices: readonly Decision<StepLeaf>[],
    waits: Decision<StepLeaf> | undefined,
  ) {
    this.recorder = recorder;
    this.choices = choices;
    this.waits = waits;
  }

  /** To be called as a run: the recorder notes what is read. */
  run(): StepLeaf {
    const { recorder } = this;
    const { source } = recorder;
    for (;;) {
      const leaf = this.together();
      if (leaf) return leaf;
      this.runAll(source);
      recorder.begin(source);
    }
  }

  /** Whatever has not been run here yet, in one go: to begin again after each takes the square of their number. */
  private runAll(source: Source): void {
    for (const choice of this.choices) if (choice.at(source).error !== undefined) return;
  }

  /** What the step does; undefined where a part had to be run first, and what was read is not noted any more. */
  private together(): StepLeaf | undefined {
    const outcomes: Outcome[] = [];
    for (const choice of this.choices) {
      const part = this.partOf(choice);
      if (!part || part.error !== undefined) return part;
      for (const outcome of part.outcomes) outcomes.push(this.changing(outcome));
    }
    if (outcomes.length > 0 || !this.waits) return { outcomes, waitsFor: NOBODY };
    return this.partOf(this.waits);
  }

  private partOf(of: Decision<StepLeaf>): StepLeaf | undefined {
    const { recorder } = this;
    let tree = of.root;
    while (tree && !isLeaf(tree)) tree = tree.kids[recorder.read(tree.cell)];
    if (tree) return tree.leaf;
    of.at(recorder.source);
    return undefined;
  }

  /** With what an earlier choice has seen in cells: without writes of that. */
  private changing(outcome: Outcome): Outcome {
    const { recorder } = this;
    const known = resolved(outcome, (cell) => {
      const value = recorder.valueRead(cell);
      return value < 0 ? undefined : value;
    });
    const writes = known.writes.filter(([cell, value]) => recorder.valueRead(cell) !== value);
    return writes.length === known.writes.length ? known : { ...known, writes };
  }
}
