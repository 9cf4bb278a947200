// SPDX-License-Identifier: MIT
/**
 * A machine with the steps of some of its threads rewritten: the same memory, other states and candidates. What comes
 * out is an XState machine like the one that went in, so whatever runs the one runs the other.
 */
import { createMachine } from 'xstate';
import type { AnyStateMachine } from 'xstate';
import type { Program, Thread } from './program.ts';
import { BARE, effectOf, guardOf } from './thread.ts';
import type { BareEffect, BareGuard } from './thread.ts';

/** A candidate of the machine's configuration, its target by name. */
export interface CandidateConfig {
  readonly guard?: unknown;
  readonly actions?: unknown;
  readonly description?: string;
  readonly target: string;
}
/** A state: its candidates, and what is said of it. */
export interface StateConfig {
  readonly description?: string;
  readonly meta?: Readonly<Record<string, unknown>>;
  readonly candidates: readonly CandidateConfig[];
}
export interface RegionConfig {
  readonly initial: string;
  readonly states: Readonly<Record<string, StateConfig>>;
}

/** The thread's states as the machine has them. Targets are spelled out, also where a candidate stays where it is. */
export function regionOf({ machine }: Program, thread: Thread): RegionConfig {
  const region = machine.config.states?.[thread.name] as
    { states?: Record<string, { on?: Record<string, unknown> }> } | undefined;
  const states = thread.positions.map((p) => {
    const { on, ...rest } = region?.states?.[p.name] ?? {};
    const written = on?.[thread.name];
    const list = Array.isArray(written) ? written : [written];
    const candidates = p.candidates.map((c, i) => ({
      ...(typeof list[i] === 'object' ? (list[i] as object) : {}),
      target: thread.positions[c.target]?.name as string,
    }));
    return [p.name, { ...rest, candidates }] as const;
  });
  return { initial: thread.positions[thread.initial]?.name as string, states: Object.fromEntries(states) };
}

/** The machine with each thread's region replaced by what `change` makes of it. */
export function rewrite(
  program: Program,
  change: (region: RegionConfig, thread: Thread) => RegionConfig,
): AnyStateMachine {
  const { machine, threads } = program;
  const states = Object.fromEntries(
    threads.map((thread) => {
      const { initial, states: changed } = change(regionOf(program, thread), thread);
      const written = Object.entries(changed).map(([name, { candidates, ...rest }]) => [
        name,
        candidates.length === 0 ? rest : { ...rest, on: { [thread.name]: candidates } },
      ]);
      const was = machine.config.states?.[thread.name] as object;
      return [thread.name, { ...was, initial, states: Object.fromEntries(written) as object }];
    }),
  );
  const config = { ...machine.config, states };
  return createMachine(config as never, machine.implementations as never) as unknown as AnyStateMachine;
}

const bareOf = <F>(written: unknown): F | undefined =>
  (written as { [BARE]?: F } | undefined)?.[BARE] ?? undefined;

/** The guard seen through `wrap`. A guard that is XState's own, which can't be seen through, is left as it is. */
export function wrapGuard(thread: Thread, guard: unknown, wrap: (bare: BareGuard) => BareGuard): unknown {
  const bare = bareOf<BareGuard>(guard);
  return bare ? guardOf(thread.name, wrap(bare)) : guard;
}

/** The effect with `wrap` around it; undefined for XState's own `assign`, which can't be wrapped. */
export function wrapEffect(
  { memory }: Program,
  { name, stack }: Thread,
  actions: unknown,
  wrap: (bare: BareEffect) => BareEffect,
): unknown {
  const bare = actions === undefined ? () => {} : bareOf<BareEffect>(actions);
  return bare && effectOf({ name, memory, stack }, wrap(bare));
}
