// SPDX-License-Identifier: MIT
/** What `check()` returns: the verdict on each property, and of what is violated the traces that show it. */
import { confirm } from '../check/confirm.ts';
import type { Confirmed } from '../check/confirm.ts';
import { foundIn } from '../check/kinds.ts';
import type { Found } from '../check/kinds.ts';
import { tracesOf } from '../check/selection.ts';
import type { AnyChecked, Stop } from '../check/selection.ts';
import type { PropertyResult, Verdict, Violation } from '../engine/outcome.ts';
import { boundText } from '../model/bound.ts';
import type { SetLimits } from '../model/bound.ts';
import { wordsFor } from '../follow/words.ts';
import { unknownName } from '../model/suggest.ts';
import type { AnyProperty, BoundName } from '../model/types.ts';
import { asFile } from './file.ts';
import { checkReport, coveredText, verdict } from '../report/check.ts';
import { FORMATS } from '../report/forms.ts';
import type { Format } from '../report/forms.ts';
import { lockOrderTexts } from '../report/lock-order.ts';
import { paragraph } from '../report/text.ts';

export type { Format, Verdict };

/** The limits of the command line by their names here. */
const STOPS: Partial<Readonly<Record<Stop, string>>> = {
  '--max-states': 'maxStates',
  '--max-time': 'maxSeconds',
  '--max-memory': 'maxBytes',
};
type Row = Omit<AnyChecked, 'search' | 'stop'> & { readonly stop?: string };

export class CheckResult {
  readonly model: string;
  readonly design: string;
  readonly configuration: string;
  readonly bound: BoundName;
  /** Limits that stood in place of the bound's own. */
  readonly limits: SetLimits | undefined;
  /** Violated if some property is, else unknown if some property is, else holds. */
  readonly verdict: Verdict;
  /** Whether every interleaving within the bound was tried; of a finite space, every point looked at. */
  readonly complete: boolean;
  /** Why it was not: `maxStates`, `maxSeconds`, `maxBytes`; `memory` or `full` where there was no more of it. */
  readonly stopped: string | undefined;
  /** Distinct states; of a finite space, points. */
  readonly states: number;
  readonly transitions: number;
  /** Steps of the longest shortest path. */
  readonly depth: number;
  readonly seconds: number;
  /** In the order of the model. */
  readonly properties: readonly Answer[];
  /** Steps that no interleaving takes, as `vmalloc.pmd_offset [none]`, as far as was searched. */
  readonly never: readonly string[];
  /** Rules that the model does not keep (docs/semantics.md 5), a sentence each. */
  readonly notes: readonly string[];
  readonly #row: Row;

  constructor({ search, stop, ...checked }: AnyChecked) {
    const { outcome } = checked;
    const stopped = stop && (STOPS[stop] ?? stop);
    this.#row = { ...checked, ...(stopped && { stop: stopped }) };
    this.model = checked.model.name;
    this.design = checked.design;
    this.configuration = checked.configuration;
    this.bound = checked.bound;
    this.limits = checked.limits;
    this.complete = outcome.complete;
    this.stopped = stopped;
    this.states = outcome.states;
    this.transitions = outcome.transitions;
    this.depth = outcome.depth;
    this.seconds = checked.seconds;
    this.never = outcome.never;
    this.notes = checked.notes ?? [];
    const found = search && foundIn(search);
    this.properties = outcome.results.map((result) => new Answer(this.#row, result, found));
    this.verdict = together(this.properties);
  }

  /** The answer to one property. Throws a RangeError where none of that name was asked. */
  property(name: string): Answer {
    const answer = this.properties.find((p) => p.name === name);
    if (answer) return answer;
    const known = this.properties.map((p) => p.name);
    const error = new RangeError(`${this.model}: ${unknownName('property', name, known)}`);
    Error.captureStackTrace(error, CheckResult.prototype.property);
    throw error;
  }

  /** The verdicts as `mhpcheck check` prints them, without traces. */
  toString(): string {
    const row = this.#row;
    return checkReport({ ...row, model: this.model, bound: boundText(row) });
  }
}

/** Of several answers: violated if one is, else unknown if one is. */
const together = (answers: readonly { readonly verdict: Verdict }[]): Verdict =>
  (['violated', 'unknown'] as const).find((v) => answers.some((a) => a.verdict === v)) ?? 'holds';

export class Answer {
  readonly name: string;
  /** The property as a sentence. */
  readonly says: string;
  readonly kind: AnyProperty['kind'];
  readonly verdict: Verdict;
  /**
   * One for each way in which it is violated, shortest first. None where it is not; nor of a `sometimes` that is never
   * met, nor of `lock-order`: `report()` has them in words.
   */
  readonly counterexamples: readonly Counterexample[];
  readonly #row: Row;
  readonly #result: PropertyResult<AnyProperty>;

  constructor(row: Row, result: PropertyResult<AnyProperty>, found: Found | undefined) {
    const { property } = result;
    this.#row = row;
    this.#result = result;
    this.name = property.name;
    this.says = property.says;
    this.kind = property.kind;
    this.verdict = result.verdict;
    this.counterexamples = found
      ? tracesOf(result).map((v) => new Counterexample(v, () => confirm(asFile(row), found, property, v)))
      : [];
  }

  /** What there is to say: of what is violated the shortest trace as a diagram; of what is unknown, why. */
  report(): string {
    const row = this.#row;
    const { outcome, stop } = row;
    const [shortest] = this.counterexamples;
    if (shortest) return shortest.report();
    const shown = { ...row, model: row.model.name };
    const orders = this.kind === 'lockOrder' ? lockOrderTexts(shown) : [];
    if (orders.length > 0) return orders.join('\n');
    const { model, design, configuration, bound } = shown;
    const where = `${model}, design ${design}, configuration ${configuration}, bound ${boundText({ ...row, bound })}`;
    return [
      paragraph(`${where}: ${this.name}: ${verdict(this.#result, outcome)}.`),
      paragraph(`Asked: ${this.says}`),
      ...(this.verdict === 'unknown' ? [paragraph(coveredText(outcome, stop))] : []),
      '',
    ].join('\n');
  }
}

export interface ReportOptions {
  /** Every step, also those that the violation does not depend on. */
  readonly full?: boolean;
  /** Of `dot`: which thread's automaton. */
  readonly thread?: string;
}

/** A trace that shows a violation. It was run again on XState itself before anything of it is told. */
export class Counterexample {
  readonly property: string;
  /** Of the violation: a fault's; `stuck` or `cycle` of a deadlock; `false`, `lost`, `loop` or `ends` (docs/semantics.md 4). */
  readonly kind: string;
  /** The decisive step, by role: `vmalloc.pmd_none`. Empty where the initial state is broken already. */
  readonly step: string;
  /** Steps; of a finite space parameters. */
  readonly length: number;
  readonly #confirm: () => Confirmed;
  #confirmed: Confirmed | undefined;

  constructor({ property, kind, step, schedule }: Violation, confirmed: () => Confirmed) {
    this.property = property;
    this.kind = kind;
    this.step = step;
    this.length = schedule.length;
    this.#confirm = confirmed;
  }
  get #ready(): Confirmed {
    return (this.#confirmed ??= this.#confirm());
  }

  /**
   * Who runs when, with which choice: `vmalloc hot_remove*3 vmalloc:ENOMEM`, as `check --schedule` takes it. Of a finite
   * space the point: `callee:vmalloc context:task`.
   */
  get schedule(): string {
    const { schedule, initial } = this.#ready.counterexample;
    return wordsFor(schedule, initial);
  }
  /** Twelve hex digits: one bug, one fingerprint. */
  get fingerprint(): string {
    return this.#ready.counterexample.fingerprint;
  }
  /** The text of the file that `mhpcheck replay` and `report` read. */
  get json(): string {
    return this.#ready.json;
  }
  /** In one of the forms of `mhpcheck report`. Throws a RangeError for one that is not there, or does not fit. */
  report(format: Format = 'race', { full = false, thread }: ReportOptions = {}): string {
    if (!FORMATS.includes(format)) throw new RangeError(unknownName('format', String(format), FORMATS));
    const unfit = this.#ready.unfit(format, { full, thread });
    if (unfit !== undefined) throw new RangeError(`no '${format}' of ${this.property}: ${unfit}`);
    return this.#ready.inForm(format, { full, thread });
  }
}
