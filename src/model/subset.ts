// SPDX-License-Identifier: MIT
/** What a machine may be made of (docs/semantics.md 1), and what to write instead of the rest. */

/** A machine that uses something outside the subset. */
export class SubsetError extends Error {
  override readonly name = 'SubsetError';
  constructor(path: string, problem: string, instead: string) {
    super(`${path}: ${problem}; ${instead}`);
  }
}

export const ROOT_KEYS = [
  'id',
  'type',
  'context',
  'states',
  'meta',
  'description',
  'tags',
  'version',
  'types',
  'schemas',
];
export const REGION_KEYS = ['id', 'type', 'initial', 'states', 'meta', 'description', 'tags'];
export const STATE_KEYS = ['id', 'type', 'on', 'meta', 'description', 'tags'];
export const CANDIDATE_KEYS = ['guard', 'actions', 'target', 'description', 'meta'];
/** What to write instead of each construct that is refused by name. */
export const INSTEAD: Readonly<Record<string, string>> = {
  always: 'give the step a state of its own, so that another thread can be scheduled before it',
  onDone: 'let a thread read what it waits for in shared memory, in a guard of its own step',
  entry: 'put the effect on the transitions that lead here',
  exit: 'put the effect on the transitions that leave',
  after: 'time does not pass in a model: write the timeout as a choice of the step',
  invoke: 'write what is invoked as a thread of its own',
  history: 'keep what is to be remembered on the stack',
  states: 'threads are flat: write a state for each point where another CPU can interleave',
  initial: 'threads are flat: only the region has an initial state',
  output: 'write the result to shared memory',
  on: 'list the event in each state that takes a step',
  reenter: 'leave it out: states have no entry or exit actions',
  'xstate.raise': 'a step is one event: let the thread that is meant take a step of its own',
  'xstate.enqueueActions': 'write its conditions as candidates with guards, what it changes as effects',
  delimiter: 'keep XState’s own delimiter',
};

/** Refuses every key of a part of the machine that is not in the list of what is allowed there. */
export function onlyKeys(path: string, config: object, allowed: readonly string[]): void {
  for (const [key, value] of Object.entries(config)) {
    if (allowed.includes(key) || value === undefined) continue;
    throw new SubsetError(
      path,
      `'${key}' is outside the subset`,
      INSTEAD[key] ?? `leave it out (allowed here: ${allowed.join(', ')})`,
    );
  }
}
