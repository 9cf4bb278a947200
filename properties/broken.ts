// SPDX-License-Identifier: MIT
/** A model broken on purpose: one thread's steps are changed, and the instance is searched again. */
import { createMachine } from 'xstate';
import type { AnyStateMachine } from 'xstate';
import { engineOf } from '../src/engine/engine.ts';
import { Search } from '../src/explore/search.ts';
import { outcome } from '../src/explore/verdicts.ts';
import { instanceOf } from '../src/model/instance.ts';
import type { BoundName, Instance, Model } from '../src/model/types.ts';

export interface Candidate {
  target: string;
  actions?: unknown;
  guard?: unknown;
}
/** The candidates of a step of the thread, to be changed in place. */
export type Step = (state: string) => Candidate[];
type States = Record<string, { on: Record<string, Candidate[]> }>;

/** The instance with one thread's states changed by `change`. */
export function brokenAt(
  model: Model,
  design: string,
  configuration: string,
  thread: string,
  change: (step: Step) => void,
  bound: BoundName = 'small',
): Instance {
  const instance = instanceOf({ model, configuration, design, bound });
  const config = copyOfStates(instance.machine);
  const states = config.states[thread]?.states as States;
  change((state) => {
    const candidates = states[state]?.on[thread];
    if (!candidates) throw new Error(`${thread} of ${design}, ${configuration} has no step '${state}'`);
    return candidates;
  });
  return { ...instance, machine: createMachine(config as never) as unknown as AnyStateMachine };
}
/** A copy down to the candidates; guards and effects are functions and stay what they are. */
function copyOfStates(machine: AnyStateMachine): { states: Record<string, { states: object }> } {
  const copy = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(copy);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, v]) => [key, copy(v)]));
  };
  return { ...machine.config, states: copy(machine.config.states) } as never;
}
export const last = (candidates: Candidate[]) => candidates.at(-1) as Candidate;

/** The names of the properties that a full search finds violated. */
export function violated(instance: Instance): string[] {
  const search = new Search(engineOf(instance));
  search.run();
  return outcome(search)
    .results.filter((r) => r.verdict === 'violated')
    .map((r) => r.property.name);
}
