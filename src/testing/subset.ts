// SPDX-License-Identifier: MIT
/** A machine of the subset with parts replaced, and how reading it is refused. */
import { createMachine } from 'xstate';
import type { AnyStateMachine } from 'xstate';
import { expect, it } from 'vitest';
import { bool, int, record } from '../model/domain.ts';
import { readMachine, SubsetError } from '../model/read.ts';

export type Config = Record<string, unknown>;
export const stack = { stack: record({}) };

/** A machine of two threads that is in the subset; what is given replaces parts of it. */
export function machine(given: {
  root?: Config;
  region?: Config;
  state?: Config;
  candidate?: Config | Config[] | string;
  done?: Config;
}) {
  const step = { on: { t: given.candidate ?? { target: 'done' } }, ...given.state };
  const region = {
    initial: 'step',
    states: { step, done: { type: 'final', ...given.done } },
    ...given.region,
  };
  return createMachine({
    id: 'm',
    type: 'parallel',
    context: { mem: { n: 0, on: false }, stack: { t: {}, u: {} } },
    meta: { memory: record({ n: int(0, 2), on: bool }), threads: { t: stack, u: stack } },
    states: { t: region, u: { initial: 'idle', states: { idle: { on: { u: { target: 'idle' } } } } } },
    ...given.root,
  } as never) as unknown as AnyStateMachine;
}

export function refusal(of: AnyStateMachine): string {
  try {
    readMachine(of);
  } catch (error) {
    if (error instanceof SubsetError) return error.message;
    throw error;
  }
  return 'accepted';
}

export type Given = Parameters<typeof machine>[0];
export const refused = (cases: readonly [what: string, given: Given, path: string, advice: string][]) =>
  it.each(cases)('%s', (_, given, path, advice) => {
    const message = refusal(machine(given));
    expect(message).toMatch(new RegExp(`^${path.replace(/[.[\]()]/g, '\\$&')}: [^;]+; `));
    expect(message).toContain(advice);
  });

/** What is advised in more places than one. */
export const ADVICE = {
  schedulable: 'give the step a state of its own, so that another thread can be scheduled before it',
  reads: 'let a thread read what it waits for in shared memory, in a guard of its own step',
  leading: 'put the effect on the transitions that lead here',
  leaving: 'put the effect on the transitions that leave',
  choice: 'time does not pass in a model: write the timeout as a choice of the step',
  aThread: 'write what is invoked as a thread of its own',
  inStates: 'list the event in each state that takes a step',
  result: 'write the result to shared memory',
} as const;
