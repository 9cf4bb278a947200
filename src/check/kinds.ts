// SPDX-License-Identifier: MIT
/** The two kinds of model, machines and spaces: the one place where the way to an answer depends on which of them it has. */
import { cause } from '../counterexample/cause.ts';
import { counterexample, identified } from '../counterexample/counterexample.ts';
import type { Counterexample, Origin } from '../counterexample/counterexample.ts';
import { endingOf } from '../counterexample/ending.ts';
import { encode, fileText } from '../counterexample/format.ts';
import { whyFair } from '../counterexample/lasso.ts';
import { played } from '../counterexample/played.ts';
import { replay } from '../counterexample/replay.ts';
import { slices } from '../counterexample/slice.ts';
import { startOf } from '../counterexample/start.ts';
import { valuesOf } from '../counterexample/values.ts';
import { engineOf, formOf } from '../engine/engine.ts';
import type { EngineOptions, Form } from '../engine/engine.ts';
import type { Outcome, Violation } from '../engine/outcome.ts';
import { costs } from '../explore/costs.ts';
import type { Costs } from '../explore/costs.ts';
import { graphOf } from '../explore/graph.ts';
import { Search } from '../explore/search.ts';
import type { SearchOptions } from '../explore/search.ts';
import { outcome } from '../explore/verdicts.ts';
import type { Program } from '../model/program.ts';
import { isSpace } from '../model/space.ts';
import type { SpaceInstance } from '../model/space.ts';
import type { AnyInstance, AnyModel, AnyProperty } from '../model/types.ts';
import { reducer } from '../reduce/reduce.ts';
import type { ReductionName } from '../reduce/reduce.ts';
import { avoiding } from '../repair/avoid.ts';
import { turning } from '../repair/turning.ts';
import { counterexampleText, withTurning } from '../report/counterexample.ts';
import type { Telling } from '../report/foot.ts';
import { formed, POINT_FORMS, pointFormed, unfit } from '../report/forms.ts';
import type { FormOptions, Format } from '../report/forms.ts';
import { pointText } from '../report/point.ts';
import { pointSteps, replayPoint } from '../space/replay.ts';
import { SpaceSearch } from '../space/space-search.ts';
import { unhurried } from '../watch/watch.ts';

export type AnySearch = Search | SpaceSearch;

export interface Less {
  /** What is left out of a machine's interleavings. */
  readonly reduce?: ReductionName;
  /** The properties that are asked, and nothing else. */
  readonly asks?: EngineOptions['asks'];
}
export const searchOf = (
  instance: AnyInstance,
  { reduce = 'none', asks }: Less = {},
  options?: SearchOptions,
): AnySearch =>
  isSpace(instance)
    ? new SpaceSearch(instance)
    : new Search(engineOf(instance, { asks, reduce: reducer(reduce) }), options);

export const outcomeOf = (search: AnySearch): Outcome<AnyProperty> =>
  search instanceof SpaceSearch ? search.outcome() : outcome(search);

/** What is known of an instance before anything is searched. */
export const nothingOf = ({ properties }: AnyInstance): Outcome<AnyProperty> => ({
  results: properties.map((property) => ({ property, verdict: 'unknown', violations: [] })),
  states: 0,
  transitions: 0,
  depth: 0,
  queue: 0,
  complete: false,
  faulted: false,
  never: [],
});

/** What a design costs: nothing waits in a space, and nothing is measured. */
export const costsOf = (search: AnySearch): Costs | undefined =>
  search instanceof SpaceSearch ? undefined : costs(search, graphOf(search));

/** Where a violation was found: a machine with its compiled form, or a space. */
export type Found = Form | { readonly instance: SpaceInstance };
const isForm = (found: Found): found is Form => 'compiled' in found;

export const foundOf = (instance: AnyInstance): Found =>
  isSpace(instance) ? { instance } : formOf(instance);

/** A violation of what is left of a machine is one of the whole. */
export const foundIn = (search: AnySearch): Found =>
  search instanceof SpaceSearch ? search : search.engine.whole;

/** The violation as it is kept: a machine's schedule in canonical form, a space's point as it is. */
export function kept(found: Found, origin: Origin, violation: Violation): Counterexample {
  if (!isForm(found)) return identified(origin, violation, violation.schedule);
  const { instance, compiled } = found;
  return counterexample(compiled, origin, named(instance.properties, violation.property), violation);
}

/** A counterexample that was run again. */
export interface Rerun {
  readonly reproduced: boolean;
  /** When not: what was there instead. */
  readonly instead?: string | undefined;
  /** The report; `file` is where the counterexample is kept, if it is. */
  readonly text: (file?: string, telling?: Telling) => string;
  /** In another form. */
  readonly inForm: (format: Format, options: FormOptions) => string;
  /** Why a form does not fit, if it does not. */
  readonly unfit: (format: Format, options: FormOptions) => string | undefined;
  /** The text of its file. */
  readonly json: string;
}
export interface Spoken {
  readonly model: AnyModel;
  /** The model as the command line named it, where that is not its name: its file. */
  readonly spoken?: string;
}

/** States of a machine that are looked at to say where its run took its turn. */
const MOST_TURNED = 20_000;

/** Runs a counterexample again, a machine's on both engines. Throws a ScheduleError where its schedule does not run. */
export function rerun(of: Spoken, found: Found, c: Counterexample): Rerun {
  const ran = isForm(found) ? rerunTrace(of, found, c) : rerunPoint(of, found.instance, c);
  return { ...ran, text: (...args) => unhurried(() => ran.text(...args)) };
}

function rerunTrace(of: Spoken, form: Form, c: Counterexample): Rerun {
  const { compiled } = form;
  const property = named(form.instance.properties, c.property);
  const { reproduced, instead, trace } = replay(form, property, c);
  const shownOf = () => {
    const why = { cause: cause(compiled, trace), ending: endingOf(compiled, trace) };
    const fewer = slices(compiled, trace, { property, ...why, loop: c.loop });
    const all = fewer.at(-1) as ReadonlySet<number>;
    const fair = whyFair(compiled, property, c, trace);
    const start = startOf(compiled, c.initial);
    const cpus = namesCpus(compiled.program);
    const shown = { ...of, counterexample: c, property, trace, ...why, kept: all, fewer, fair, cpus };
    return { ...shown, ...(start && { start }) };
  };
  const turned = () => {
    const avoid = avoiding(compiled, property, { place: c.initial, most: MOST_TURNED });
    return avoid && turning(avoid, trace);
  };
  const text = (file?: string, telling?: Telling) => {
    const shown = { ...shownOf(), ...(file !== undefined && { file }) };
    return counterexampleText(telling?.why ? withTurning(shown, turned()) : shown, telling);
  };
  const formedOf = () => ({
    ...shownOf(),
    played: played(compiled, trace),
    turned,
    valued: () => valuesOf(compiled, form.instance.properties, trace),
  });
  return {
    reproduced,
    instead,
    text,
    inForm: (format, options) => formed(formedOf(), format, options),
    unfit: (format, options) => unfit(formedOf(), format, options),
    json: encode(c, trace, of.model),
  };
}

function rerunPoint(of: Spoken, instance: SpaceInstance, c: Counterexample): Rerun {
  const property = named(instance.properties, c.property);
  const { instead, explained } = replayPoint(instance, property, c);
  const shown = { ...of, counterexample: c, property, explained };
  const text = (file?: string, telling?: Telling) =>
    pointText({ ...shown, ...(file !== undefined && { file }) }, telling);
  const json = fileText(c, of.model, pointSteps(explained));
  return {
    reproduced: instead === undefined,
    instead,
    text,
    inForm: (format, options) => pointFormed(shown, format, options),
    unfit: (format) =>
      POINT_FORMS.includes(format)
        ? undefined
        : `it tells of threads, and this model has none; those that fit: ${POINT_FORMS.join(', ')}`,
    json,
  };
}

/** Whether the model says which thread runs on which CPU, or each is on one of its own because nobody said. */
export const namesCpus = ({ memory, threads }: Program): boolean =>
  Object.hasOwn(memory.fields, 'cpus') || threads.some((t) => t.cpu !== t.index);

function named<P extends { readonly name: string }>(properties: readonly P[], name: string): P {
  const found = properties.find((p) => p.name === name);
  if (!found) throw new Error(`no property '${name}'`);
  return found;
}
