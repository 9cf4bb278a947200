// SPDX-License-Identifier: MIT
/** What --json prints: one object a checked instance. */
import { eventName } from '../model/program.ts';
import type { Entry } from '../model/types.ts';
import type { Confirmed } from './confirm.ts';
import type { AnyChecked } from './run.ts';

/** `confirmed`: the counterexamples of this instance, by property, kind and step. */
export function checkedJson(checked: Omit<AnyChecked, 'search'>, confirmed: readonly Confirmed[]): object {
  const { model, design, configuration, bound, seconds, outcome, stop, notes = [] } = checked;
  const { complete, states, transitions, depth, queue, faulted, never, excluded, reduction } = outcome;
  const canonical = (property: string, kind: string, step: string) =>
    confirmed
      .map((c) => c.counterexample)
      .find((c) => c.property === property && c.kind === kind && c.step === step);
  const properties = outcome.results.map(({ property, verdict, violations }) => ({
    name: property.name,
    kind: property.kind,
    ...(property.kind === 'eventually' && { fairness: property.fairness }),
    verdict,
    violations: violations.map((v) => {
      const c = canonical(property.name, v.kind, v.step);
      const schedule = (c?.schedule ?? v.schedule).map(eventName);
      const loop = {
        ...(v.initial !== undefined && { initial: v.initial }),
        ...(v.loop !== undefined && { loop: v.loop }),
      };
      return { kind: v.kind, step: v.step, schedule, ...loop, ...(c && { fingerprint: c.fingerprint }) };
    }),
  }));
  const covered = {
    complete,
    states,
    transitions,
    depth,
    queue,
    ...(stop && { stop }),
    seconds: Number(seconds.toFixed(3)),
    faulted,
    ...(excluded !== undefined && { excluded }),
    ...(reduction && { reduction }),
  };
  return { model: model.name, design, configuration, bound, ...covered, properties, never, notes };
}

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
