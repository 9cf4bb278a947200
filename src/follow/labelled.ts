// SPDX-License-Identifier: MIT
/** The states of one design as they are met, each once, and their steps by label: what `diff` walks on. */
import type { Compiled } from '../compile/compile.ts';
import { eventOf, initialCells, successors } from '../compile/interpret.ts';
import type { Cells } from '../compile/interpret.ts';
import type { StepEvent } from '../model/types.ts';
import { labelText } from './labels.ts';
import type { Label, Labelling } from './labels.ts';

export interface LabelledStep {
  /** The label's number; {@link PASSED} for a step that is passed over. */
  readonly label: number;
  readonly to: number;
  readonly event: StepEvent;
}
export const PASSED = -1;

/** The labels that were met, numbered: one list for both designs. */
export class Labels {
  readonly known: Label[] = [];
  private readonly numbers = new Map<string, number>();

  numberOf(label: Label | undefined): number {
    if (!label) return PASSED;
    const text = labelText(label);
    const number = this.numbers.get(text) ?? this.known.push(label) - 1;
    this.numbers.set(text, number);
    return number;
  }
}

export class Labelled {
  readonly compiled: Compiled;
  private readonly labelOf: Labelling;
  private readonly labels: Labels;
  private readonly numbers = new Map<string, number>();
  private readonly cells: Cells[] = [];
  private readonly steps: (readonly LabelledStep[] | undefined)[] = [];

  constructor(compiled: Compiled, labelOf: Labelling, labels: Labels) {
    this.compiled = compiled;
    this.labelOf = labelOf;
    this.labels = labels;
  }

  /** States that were met. */
  get states(): number {
    return this.cells.length;
  }
  /** The initial states, in their order. */
  get initials(): readonly number[] {
    return this.compiled.initials.map((_, place) => this.numberOf(initialCells(this.compiled, place)));
  }
  cellsOf(state: number): Cells {
    return this.cells[state] as Cells;
  }
  stepsOf(state: number): readonly LabelledStep[] {
    return (this.steps[state] ??= successors(this.compiled, this.cellsOf(state)).map((s) => ({
      label: this.labels.numberOf(this.labelOf(this.compiled, s)),
      to: this.numberOf(s.cells),
      event: eventOf(this.compiled, s),
    })));
  }

  private numberOf(cells: Cells): number {
    const key = cells.join();
    const number = this.numbers.get(key) ?? this.cells.push(cells) - 1;
    this.numbers.set(key, number);
    return number;
  }
}
