// SPDX-License-Identifier: MIT
/** One schedule of a model, whoever steered it: what it breaks, and the command that runs it. */
import { identified } from '../counterexample/counterexample.ts';
import type { Counterexample } from '../counterexample/counterexample.ts';
import { wordsFor } from '../follow/words.ts';
import type { Broken, Walker } from '../interleave/walk.ts';
import { boundText, limitWords } from '../model/bound.ts';
import type { StepEvent } from '../model/types.ts';
import { shellWord } from '../report/foot.ts';
import { rerun } from './kinds.ts';
import type { Rerun } from './kinds.ts';
import { madeOf } from './made.ts';
import type { AnySelection } from './selection.ts';

export const nameOf = (selection: AnySelection) =>
  `${selection.model.name}, design ${selection.design}, configuration ${selection.configuration}, bound ${boundText(selection)}`;

export interface BrokenRun {
  readonly broken: Broken;
  readonly events: readonly StepEvent[];
  readonly initial: number;
}

/** What a run breaks with its last step, as a counterexample that was run again. */
export function brokenBy(
  selection: AnySelection,
  walker: Walker,
  { broken, events, initial }: BrokenRun,
): Rerun & { readonly counterexample: Counterexample } {
  const { model, spoken = model.name } = selection;
  const { property, kind, step } = broken;
  const start = walker.startingAt(initial);
  const violation = { property: property.name, kind, step, schedule: events, ...start };
  const made = madeOf(selection, walker.engine);
  const c = { ...identified({ ...selection, model: model.name }, violation, events), ...(made && { made }) };
  return { counterexample: c, ...rerun({ model, spoken }, walker.engine, c) };
}

/** The command that runs it. */
export const again = (
  { model, spoken = model.name, design, configuration, bound, limits: set }: AnySelection,
  schedule: readonly StepEvent[],
  initial?: number,
) =>
  `Again: npx mhpcheck check ${shellWord(spoken)} --design=${shellWord(design)} --config=${shellWord(configuration)} --bound=${bound} ${[
    ...limitWords(set).map((word) => `--limit=${shellWord(word)}`),
    `--schedule='${wordsFor(schedule, initial)}'`,
  ].join(' ')}`;
