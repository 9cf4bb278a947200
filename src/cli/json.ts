// SPDX-License-Identifier: MIT
/** What --json prints: docs/json.md, and docs/json-schema.json in full. Every verb and every search has one shape. */
import type { Confirmed } from '../check/confirm.ts';
import type { AnyChecked, AnySelection } from '../check/selection.ts';
import type { Violation } from '../engine/outcome.ts';
import type { Inversion, Link, Way } from '../order/found.ts';
import { eventName } from '../model/program.ts';
import type { AnyProperty, Entry } from '../model/types.ts';
import type { Console } from './console.ts';

/** A change that a program which reads it would trip over is another version. */
const SHAPE = { format: 'mhpcheck-results', version: 1 } as const;

export interface Printed {
  /** The verb. */
  readonly command: string;
  /** The exit status. */
  readonly status: number;
  readonly results: readonly object[];
}
export const printJson = (
  console: Pick<Console, 'out'>,
  { command, status, ...rest }: Printed & Readonly<Record<string, unknown>>,
): void => console.out(`${JSON.stringify({ ...SHAPE, command, status, ...rest }, undefined, 2)}\n`);

/** All that is printed around the results. */
export interface Frame {
  readonly command: string;
  /** Instances that no result is of. */
  readonly left: number;
  readonly [more: string]: unknown;
}
/** What is known so far, for whoever has to print it where this process ends without a word. */
export interface Kept {
  readonly frame: Frame;
  readonly result?: object;
}

/** Results of `--json`: told as they come, printed at the end. */
export class Results {
  private readonly console: Console;
  private readonly results: object[] = [];
  private frame: Frame;

  constructor(console: Console, frame: Frame) {
    this.console = console;
    this.frame = frame;
    console.kept?.({ frame });
  }
  add(result: object, more: object = {}): void {
    this.results.push(result);
    this.frame = { ...this.frame, ...more, left: this.frame.left - 1 };
    this.console.kept?.({ frame: this.frame, result });
  }
  print(status: number): void {
    printFramed(this.console, this.frame, status, this.results);
  }
}
export const printFramed = (
  console: Pick<Console, 'out'>,
  { command, left, ...more }: Frame,
  status: number,
  results: readonly object[],
): void => printJson(console, { command, status, results, left, ...more });

export type Verdict = 'violated' | 'holds' | 'unknown';
export interface PropertyJson {
  readonly name: string;
  readonly kind: string;
  readonly verdict: Verdict;
  readonly violations: readonly object[];
}
/** Of several answers: violated if one is, else unknown if one is. */
export const together = (properties: readonly { readonly verdict: Verdict }[]): Verdict =>
  (['violated', 'unknown'] as const).find((v) => properties.some((p) => p.verdict === v)) ?? 'holds';

/** Which instance it is about. */
export const instanceJson = ({ model, design, configuration, bound, limits }: AnySelection) => ({
  model: model.name,
  design,
  configuration,
  bound,
  ...(limits && { limits }),
});

export const propertyJson = (
  property: AnyProperty,
  verdict: Verdict,
  violations: readonly object[] = [],
): PropertyJson => ({
  name: property.name,
  kind: property.kind,
  ...(property.kind === 'eventually' && { fairness: property.fairness }),
  verdict,
  violations,
});

/** One way in which a property is broken; as it is shown, where it was confirmed. */
export function violationJson(v: Violation, confirmed?: Confirmed): object {
  const c = confirmed?.counterexample;
  return {
    kind: v.kind,
    step: v.step,
    schedule: (c?.schedule ?? v.schedule).map(eventName),
    ...(v.initial !== undefined && { initial: v.initial }),
    ...(v.loop !== undefined && { loop: v.loop }),
    ...(c && { fingerprint: c.fingerprint }),
  };
}

/** `confirmed`: the counterexamples of this instance, by property, kind and step. */
export function checkedJson(checked: Omit<AnyChecked, 'search'>, confirmed: readonly Confirmed[]): object {
  const { seconds, outcome, stop, notes = [] } = checked;
  const { complete, states, transitions, depth, queue, faulted, never, excluded, reduction, unasked } =
    outcome;
  const confirmedOf = (v: Violation) =>
    confirmed.find(({ counterexample: c }) => {
      return c.property === v.property && c.kind === v.kind && c.step === v.step;
    });
  const properties = outcome.results.map(({ property, verdict, violations, order }) => ({
    ...propertyJson(
      property,
      verdict,
      violations.map((v) => violationJson(v, confirmedOf(v))),
    ),
    ...(order && { inversions: order.inversions.map(inversionJson) }),
  }));
  return {
    ...instanceJson(checked),
    search: {
      kind: excluded === undefined ? 'full' : 'points',
      ...(reduction && { reduction: { ...reduction, unasked: unasked ?? [] } }),
    },
    verdict: together(properties),
    complete,
    ...(stop && { stop }),
    states,
    transitions,
    depth,
    queue,
    seconds: Number(seconds.toFixed(3)),
    faulted,
    ...(excluded !== undefined && { excluded }),
    properties,
    never,
    notes,
  };
}

const wayJson = ({ schedule, initial }: Way) => ({
  schedule: schedule.map(eventName),
  ...(initial !== undefined && { initial }),
});
/** An order of locks that turns round, lockdep's or not, with a schedule to each of its steps. */
const inversionJson = ({ kind, classes, links, seen, gate, alone, closed }: Inversion): object => ({
  kind,
  classes,
  seen,
  ...(gate !== undefined && { gate }),
  ...(alone !== undefined && { alone }),
  ...(closed && { closed: wayJson(closed) }),
  links: links.map(linkJson),
});
const linkJson = ({ from, to, held, asked, seen, waits, asks, took, ...way }: Link): object => ({
  from,
  to,
  held,
  asked,
  seen,
  waits,
  asks,
  took: took ?? null,
  ...wayJson(way),
});

export function entryJson({ model }: Entry): object {
  const says = (of: Readonly<Record<string, { readonly says: string }>>) =>
    Object.fromEntries(Object.entries(of).map(([name, { says: sentence }]) => [name, sentence]));
  const { name, asks, assumptions, designs, configurations, bounds } = model;
  return {
    name,
    asks,
    assumptions,
    designs: says(designs),
    configurations: says(configurations),
    bounds: says(bounds),
  };
}
