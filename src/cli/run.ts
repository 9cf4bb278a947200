// SPDX-License-Identifier: MIT
/** Checks one instance: searches it, brings what it violates into canonical form, and has XState confirm each trace. */
import { ModelError } from '../compile/compile.ts';
import { cause } from '../counterexample/cause.ts';
import { counterexample, deadlockWaits } from '../counterexample/counterexample.ts';
import type { Counterexample } from '../counterexample/counterexample.ts';
import { encode } from '../counterexample/format.ts';
import { EngineError, replay } from '../counterexample/replay.ts';
import { placeOf, save } from '../counterexample/store.ts';
import { scheduleTo } from '../explore/trace.ts';
import { Search } from '../explore/search.ts';
import { outcome } from '../explore/verdicts.ts';
import type { Outcome, PropertyResult, Violation } from '../explore/verdicts.ts';
import { eventName } from '../model/program.ts';
import type { BoundName, Model } from '../model/types.ts';
import { counterexampleText } from '../report/counterexample.ts';
import { ProgressLine, UsageError } from './console.ts';
import type { Console } from './console.ts';

export interface Selection {
  readonly model: Model;
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

/** A violation ready to be shown: canonical, and replayed on both engines. */
export interface Confirmed {
  readonly counterexample: Counterexample;
  readonly text: (file?: string) => string;
  readonly json: string;
}

export function confirm(
  { model, design, configuration, bound, search }: Checked,
  { property }: PropertyResult,
  violation: Violation,
): Confirmed {
  const origin = { model: model.name, design, configuration, bound };
  const c = counterexample(search.compiled, origin, property, violation);
  const { reproduced, instead, trace } = replay(search.instance, property, c, search.compiled);
  if (!reproduced)
    throw new EngineError(
      `${property.name}: the search found a violation that a replay does not: ${instead}`,
    );
  const shown = {
    counterexample: c,
    model,
    property,
    trace,
    cause: cause(search.compiled, trace),
    waits: deadlockWaits(search.compiled, trace.states.at(-1)),
  };
  return {
    counterexample: c,
    text: (file) => counterexampleText({ ...shown, ...(file !== undefined && { file }) }),
    json: encode(c, trace, model),
  };
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

export function saveConfirmed(dir: string, { counterexample: c, text, json }: Confirmed): string {
  return save(dir, c, json, text(`${placeOf(dir, c)}.json`));
}
