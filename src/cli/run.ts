// SPDX-License-Identifier: MIT
/** Checks one instance: searches it, in slices, so that it can be watched and stopped. */
import { ModelError } from '../compile/compile.ts';
import { scheduleTo } from '../explore/trace.ts';
import { Search } from '../explore/search.ts';
import { outcome } from '../explore/verdicts.ts';
import type { Outcome, PropertyResult, Violation } from '../explore/verdicts.ts';
import { eventName } from '../model/program.ts';
import type { BoundName, Model } from '../model/types.ts';
import { ProgressLine, UsageError } from './console.ts';
import type { Console } from './console.ts';

export interface Selection {
  readonly model: Model;
  /** The model as the command line named it, where that is not its name: its file. */
  readonly spoken?: string;
  readonly design: string;
  readonly configuration: string;
  readonly bound: BoundName;
}
export interface Limits {
  readonly maxStates: number;
  /** True once the user has asked to stop. */
  readonly stopped: () => boolean;
}
export interface Checked extends Selection {
  readonly outcome: Outcome;
  readonly seconds: number;
  readonly search: Search;
}

/** How long the search runs before it looks for an interrupt (ms). */
const SLICE = 100;

export async function check(selection: Selection, limits: Limits, console: Console): Promise<Checked> {
  const { model, design, configuration, bound } = selection;
  const start = performance.now();
  const progress = new ProgressLine(console, `${design} ${configuration} ${bound}`);
  const search = new Search(instanceOf(selection));
  try {
    while (!search.done && search.store.count < limits.maxStates && !limits.stopped()) {
      search.run(limits.maxStates, performance.now() + SLICE);
      progress.update(search.progress);
      await new Promise(setImmediate);
    }
  } catch (error) {
    throw error instanceof ModelError ? located(search, error, model.name) : error;
  } finally {
    progress.end();
  }
  return { ...selection, search, outcome: outcome(search), seconds: (performance.now() - start) / 1000 };
}

export function instanceOf({ model, design, configuration, bound }: Selection) {
  const d = model.designs[design];
  const c = model.configurations[configuration];
  if (!d || !c) throw new Error(`${model.name} has no ${design} in ${configuration}`);
  return model.build(d.decisions, c.settings, model.bounds[bound].limits);
}

/** A mistake in the model, with the schedule that shows it. */
function located(search: Search, error: ModelError & { state?: number }, model: string): UsageError {
  const schedule = error.state === undefined ? '' : scheduleTo(search, error.state).map(eventName).join(' ');
  return new UsageError(
    `${model}: a mistake in the model: ${error.message}${schedule === '' ? '' : `\nafter: ${schedule}`}`,
  );
}

/** The violations that have a trace, shortest first. */
export const traced = (found: Outcome): readonly (readonly [PropertyResult, Violation])[] =>
  found.results
    .flatMap((r) => r.violations.filter((v) => v.kind !== 'never').map((v) => [r, v] as const))
    .toSorted((a, b) => a[1].schedule.length - b[1].schedule.length);

/** The shortest violation of the first property that is violated, in the order of the model. */
export function firstTraced(found: Outcome): readonly [PropertyResult, Violation] | undefined {
  const result = found.results.find((r) => r.violations.some((v) => v.kind !== 'never'));
  const [shortest] = result?.violations ?? [];
  return result && shortest && [result, shortest];
}
