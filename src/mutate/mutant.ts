// SPDX-License-Identifier: MIT
/** A mutant: one small change to the code of a role, of the kind a programmer makes, and what shows it to be none. */
import type { Program, Thread } from '../model/program.ts';
import { rewrite } from '../model/rewrite.ts';
import type { CandidateConfig, RegionConfig, StateConfig } from '../model/rewrite.ts';
import type { Instance } from '../model/types.ts';

export type Operator =
  | 'drop-lock'
  | 'drop-unlock'
  | 'drop-wait'
  | 'drop-check'
  | 'drop-flush'
  | 'drop-step'
  | 'swap-steps'
  | 'free-early'
  | 'ignore-error'
  | 'range';

/** Which states of a mutant and its original are compared, and as what (docs/mutants.md). */
export interface Projection {
  /** Positions within the change: a state with a thread of the role there is left out, on both sides. */
  readonly within: readonly string[];
  /** Positions that stand for another one: the step that is skipped, for the one after it. */
  readonly as: Readonly<Record<string, string>>;
  /** The steps whose writes, where no other thread's code can see them, are left out. */
  readonly writers: readonly string[];
}
export interface Mutant {
  /** By role, step and change: `vmalloc.pmd_lock: lock dropped`. The same in every design that has the step. */
  readonly name: string;
  readonly operator: Operator;
  readonly role: string;
  /** The steps it changes. */
  readonly steps: readonly string[];
  readonly projection: Projection;
  readonly change: (region: RegionConfig, thread: Thread, program: Program) => RegionConfig;
}

/** The instance with the mutant's change made in each thread of its role that has the steps it changes. */
export function mutated(program: Program, instance: Instance, { role, steps, change }: Mutant): Instance {
  const machine = rewrite(program, (region, t) => {
    const applies = t.role === role && steps.every((name) => region.states[name] !== undefined);
    return applies ? change(region, t, program) : region;
  });
  return { ...instance, machine };
}

export const NOWHERE: Projection = { within: [], as: {}, writers: [] };

/** A change of one state's candidates. */
export const inState =
  (
    name: string,
    change: (candidates: readonly CandidateConfig[], thread: Thread, program: Program) => CandidateConfig[],
  ): Mutant['change'] =>
  (region, thread, program) =>
    withState(region, name, (s) => ({ ...s, candidates: change(s.candidates, thread, program) }));

export function withState(
  region: RegionConfig,
  name: string,
  change: (state: StateConfig) => StateConfig,
): RegionConfig {
  const state = region.states[name];
  return state ? { ...region, states: { ...region.states, [name]: change(state) } } : region;
}

/** A candidate without its guard, or without its effect. */
export function unguarded({ guard: _, ...rest }: CandidateConfig): CandidateConfig {
  return rest;
}
export function idle({ actions: _, ...rest }: CandidateConfig): CandidateConfig {
  return rest;
}
