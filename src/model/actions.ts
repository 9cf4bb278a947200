// SPDX-License-Identifier: MIT
/** Guards and actions of a candidate, ours and XState's own, as functions of drafts. */
import type { AnyStateMachine } from 'xstate';
import { done, truth, written } from './answers.ts';
import type { Candidate, Drafts, EffectDrafts } from './program.ts';
import { INSTEAD, SubsetError } from './subset.ts';
import { BARE } from './thread.ts';

/** `name`, `{ type: 'name', params }` or a function, as guards and actions are written. */
function named(thing: unknown): { type: string; params: unknown } | undefined {
  if (typeof thing === 'string') return { type: thing, params: undefined };
  if (typeof thing !== 'object' || thing === null || !('type' in thing)) return undefined;
  return { type: String(thing.type), params: 'params' in thing ? thing.params : undefined };
}
const event = (type: string, choice: string | undefined) => ({
  type,
  ...(choice !== undefined && { choice }),
});
type PlainArgs = (args: { context: Drafts['context']; event: object }, params: unknown) => unknown;
const parameters = (params: unknown, args: { context: Drafts['context']; event: object }) =>
  typeof params === 'function' ? (params as (a: object) => unknown)(args) : params;

export function readGuard(
  machine: AnyStateMachine,
  guard: unknown,
  path: string,
  thread: string,
): Candidate['guard'] {
  if (guard === undefined) return () => true;
  const ref = typeof guard === 'function' ? undefined : named(guard);
  const run = ref ? (machine.implementations.guards as Record<string, unknown>)[ref.type] : guard;
  if (typeof run !== 'function')
    throw new SubsetError(
      path,
      `the guard '${ref?.type ?? 'guard'}' is not implemented`,
      'give it in setup({ guards })',
    );
  if ('check' in run)
    throw new SubsetError(
      path,
      'and(), or(), not() and stateIn() are outside the subset',
      'write the guard as one function of context and event',
    );
  const bare = (run as { [BARE]?: (mem: object, me: object, choice: string) => boolean })[BARE];
  if (bare) return (d, choice) => truth(bare(d.mem, d.me, choice ?? ''), 'its guard');
  return (d, choice) => {
    const args = { context: d.context, event: event(thread, choice) };
    return truth((run as PlainArgs)(args, parameters(ref?.params, args)), 'its guard');
  };
}

type Effect = (d: EffectDrafts, choice: string | undefined) => void;

export function readAction(machine: AnyStateMachine, action: unknown, path: string, thread: string): Effect {
  const ref = typeof action === 'function' ? undefined : named(action);
  const run = ref ? (machine.implementations.actions as Record<string, unknown>)[ref.type] : action;
  const bare = (run as { [BARE]?: (mem: object, me: object, choice: string) => void } | undefined)?.[BARE];
  if (bare)
    return (d, choice) => {
      const answer: unknown = bare(d.mem, d.me, choice ?? '');
      done(answer);
      written(answer, d.mem, d.me, d.wrote());
    };
  const plain = run as { type?: string; assignment?: unknown } | undefined;
  if (plain?.type !== 'xstate.assign')
    throw new SubsetError(
      path,
      `the action '${plain?.type ?? ref?.type ?? 'function'}' is neither an effect nor assign()`,
      INSTEAD[plain?.type ?? ''] ??
        'transition() only returns it, it does not run it: write what it changes as an effect',
    );
  return (d, choice) => assignPlain(plain.assignment, d, event(thread, choice), ref?.params);
}

const IN_PLACE =
  'is written in place by an assign: let it return the new value, ({ context }) => ({ ...context.mem, field: 1 })';

function assignPlain(assignment: unknown, d: EffectDrafts, by: object, params: unknown): void {
  const args = { context: d.context, event: by };
  const partial = d.looking(IN_PLACE, () => {
    const given = parameters(params, args);
    const call = (value: unknown) =>
      typeof value === 'function' ? (value as PlainArgs)(args, given) : value;
    return typeof assignment === 'function'
      ? call(assignment)
      : Object.fromEntries(Object.entries(assignment as object).map(([key, value]) => [key, call(value)]));
  });
  done(partial);
  Object.assign(d.context, partial);
}

/** What a trace prints of a transition that is taken: a note, and the C of its own where it has one. */
export function readTexts({
  description,
  meta,
}: {
  readonly description?: string | undefined;
  readonly meta?: unknown;
}): Pick<Candidate, 'note' | 'says' | 'at'> {
  const { says, at } = (meta ?? {}) as Partial<Pick<Candidate, 'says' | 'at'>>;
  return { note: description, says, at };
}
