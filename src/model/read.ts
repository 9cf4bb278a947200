// SPDX-License-Identifier: MIT
/**
 * Reads an XState machine of the subset in docs/semantics.md 1 into a {@link Program}. This file alone looks inside
 * XState's state nodes. Everything that is not allowed is refused here, with the state's path and what to write
 * instead: XState runs `always`, another region's listeners and `onDone` inside somebody else's step, so a machine
 * that uses them would not mean what its schedule says.
 */
import type { AnyStateMachine, AnyStateNode } from 'xstate';
import { check } from './domain.ts';
import type { RecordOf } from './domain.ts';
import type { Candidate, Drafts, Position, Program, Thread } from './program.ts';
import { BARE, faultKind } from './thread.ts';
import type { Source } from './types.ts';

/** A machine that uses something outside the subset. */
export class SubsetError extends Error {
  override readonly name = 'SubsetError';
  constructor(path: string, problem: string, instead: string) {
    super(`${path}: ${problem}; ${instead}`);
  }
}

const ROOT_KEYS = ['id', 'type', 'context', 'states', 'meta', 'description', 'tags', 'version', 'types', 'schemas'];
const REGION_KEYS = ['id', 'type', 'initial', 'states', 'meta', 'description', 'tags'];
const STATE_KEYS = ['id', 'type', 'on', 'meta', 'description', 'tags'];
const CANDIDATE_KEYS = ['guard', 'actions', 'target', 'description', 'meta'];
/** What to write instead of each construct that is refused by name. */
const INSTEAD: Readonly<Record<string, string>> = {
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
  delimiter: 'keep XState’s own delimiter',
};

interface Declared {
  readonly memory?: RecordOf<unknown>;
  readonly threads?: Readonly<Record<string, { stack: RecordOf<unknown>; role?: string; cpu?: number }>>;
}

export function readMachine(machine: AnyStateMachine): Program {
  const { root } = machine;
  const path = root.id;
  if (root.type !== 'parallel')
    throw new SubsetError(path, `the root is ${root.type}`, "write type: 'parallel', one region for each thread");
  onlyKeys(path, root.config, ROOT_KEYS);
  const declared = (root.meta ?? {}) as Declared;
  const { memory, threads: stacks } = declared;
  if (!memory || !stacks)
    throw new SubsetError(path, 'no domains are declared', 'build it with system(), or give meta.memory and meta.threads');
  const names = Object.keys(root.states);
  const cpus = new Map<number, string>();
  const threads = names.map((name, index): Thread => {
    const own = stacks[name];
    const node = root.states[name] as AnyStateNode;
    if (!own) throw new SubsetError(`${path}.${name}`, 'its stack is not declared', `add meta.threads.${name}`);
    const cpu = own.cpu ?? index;
    const neighbour = cpus.get(cpu);
    if (neighbour !== undefined)
      throw new SubsetError(`${path}.${name}`, `shares CPU ${cpu} with ${neighbour}`, 'give each thread a CPU: contexts on one CPU are not modelled yet');
    cpus.set(cpu, name);
    return { name, index, role: own.role ?? name, cpu, stack: own.stack, ...readRegion(machine, node, name, names) };
  });
  const { mem, stack } = readContext(path, machine.config.context, names);
  check(memory, mem, 'the initial mem');
  for (const t of threads) check(t.stack, stack[t.name], `the initial stack.${t.name}`);
  return { id: machine.id, machine, memory, threads };
}

function readContext(path: string, context: unknown, threads: readonly string[]): { mem: unknown; stack: Record<string, unknown> } {
  const given = typeof context === 'object' && context !== null ? (context as Record<string, unknown>) : {};
  const { mem, stack, ...others } = given;
  if (typeof mem !== 'object' || typeof stack !== 'object' || mem === null || stack === null)
    throw new SubsetError(path, 'the context is not { mem, stack }', 'give it as a plain object: shared memory, and a stack for each thread');
  for (const key of Object.keys(others))
    throw new SubsetError(path, `'${key}' in the context is neither mem nor stack`, 'put it into one of them and declare its domain');
  for (const key of Object.keys(stack))
    if (!threads.includes(key)) throw new SubsetError(path, `the context has a stack for '${key}', which is no thread`, 'leave it out');
  return { mem, stack: stack as Record<string, unknown> };
}

function onlyKeys(path: string, config: object, allowed: readonly string[]): void {
  for (const [key, value] of Object.entries(config)) {
    if (allowed.includes(key) || value === undefined) continue;
    throw new SubsetError(path, `'${key}' is outside the subset`, INSTEAD[key] ?? `leave it out (allowed here: ${allowed.join(', ')})`);
  }
}

function readRegion(machine: AnyStateMachine, region: AnyStateNode, thread: string, threads: readonly string[]) {
  const path = `${machine.id}.${thread}`;
  if (region.type !== 'compound')
    throw new SubsetError(path, `the region is ${region.type}`, 'give it states and an initial one');
  onlyKeys(path, region.config, REGION_KEYS);
  if (typeof region.config.initial === 'object')
    throw new SubsetError(path, "'initial' is more than a name", "write the state's name alone: a start has no actions");
  const names = Object.keys(region.states);
  const positions = names.map((name) => {
    const at = `${path}.${name}`;
    const node = region.states[name] as AnyStateNode;
    if (node.type === 'history') throw new SubsetError(at, 'a history state is outside the subset', INSTEAD['history'] as string);
    if (node.type !== 'atomic' && node.type !== 'final')
      throw new SubsetError(at, 'the state has states of its own', INSTEAD['states'] as string);
    onlyKeys(at, node.config, STATE_KEYS);
    onlyOwnEvent(at, node, thread, threads);
    return readPosition(machine, node, at, thread, names);
  });
  const first = region.initial.target[0]?.key;
  return { initial: names.indexOf(first as string), positions };
}

function onlyOwnEvent(path: string, node: AnyStateNode, thread: string, threads: readonly string[]): void {
  for (const event of node.transitions.keys()) {
    if (event === thread) continue;
    if (event.includes('*'))
      throw new SubsetError(path, `the wildcard event '${event}' is outside the subset`, `listen for '${thread}' alone`);
    if (threads.includes(event))
      throw new SubsetError(path, `listens for '${event}', another thread's event`, `a thread moves on its own event: '${thread}'`);
    throw new SubsetError(path, `listens for '${event}', which is no thread`, `the event is the thread's name: '${thread}'`);
  }
}

interface PositionMeta {
  readonly at?: Source;
  readonly choices?: readonly string[] | ((mem: object, me: object) => readonly string[]);
  readonly waitsFor?: (mem: object, me: object) => readonly (string | null)[];
}

function readPosition(machine: AnyStateMachine, node: AnyStateNode, path: string, thread: string, states: readonly string[]): Position {
  const meta = (node.meta ?? {}) as PositionMeta;
  const { choices, waitsFor } = meta;
  const transitions = node.transitions.get(thread) ?? [];
  const kind = faultKind(node.key);
  if (kind !== undefined && transitions.length > 0)
    throw new SubsetError(path, 'a fault state has a step', 'nothing after a fault means anything: leave its events out');
  if (node.type === 'final' && transitions.length > 0)
    throw new SubsetError(path, 'a final state has a step', "leave out type: 'final'; tag it 'may-wait' if the thread may stay there");
  return {
    name: node.key,
    path: `${thread}.${node.key}`,
    says: node.description ?? node.key,
    at: meta.at,
    fault: kind,
    validEnd: kind === undefined && (node.type === 'final' || node.tags.includes('may-wait')),
    choices: readChoices(path, choices),
    waitsFor: waitsFor && ((d) => waitsFor(d.mem, d.me)),
    candidates: transitions.map((t, i) => {
      const at = `${path}[${i}]`;
      onlyKeys(at, rawCandidate(node, thread, i), CANDIDATE_KEYS);
      return readCandidate(machine, t, at, node, thread, states);
    }),
  };
}

function readChoices(path: string, choices: PositionMeta['choices']): Position['choices'] {
  if (choices === undefined) return () => [undefined];
  if (typeof choices === 'function') return (d) => choices(d.mem, d.me);
  if (choices.length === 0 || new Set(choices).size !== choices.length)
    throw new SubsetError(path, 'meta.choices is empty or says one choice twice', 'list each choice once');
  return () => choices;
}

/** A candidate as its author wrote it: XState's own definition adds keys of its own. */
function rawCandidate(node: AnyStateNode, event: string, index: number): object {
  const written = (node.config.on as Record<string, unknown> | undefined)?.[event];
  const one = Array.isArray(written) ? (written[index] as unknown) : written;
  return typeof one === 'object' && one !== null ? one : {};
}

type Definition = AnyStateNode['transitions'] extends Map<string, (infer T)[]> ? T : never;

function readCandidate(
  machine: AnyStateMachine,
  t: Definition,
  path: string,
  node: AnyStateNode,
  thread: string,
  states: readonly string[],
): Candidate {
  const targets: AnyStateNode[] = t.target ? [...t.target] : [];
  if (targets.length > 1) throw new SubsetError(path, 'has several targets', 'a step moves its own thread, to one state');
  const target = targets[0] ?? node;
  if (target.parent !== node.parent)
    throw new SubsetError(path, `its target '${target.id}' is in another thread`, 'a step moves its own thread only');
  if (targets.length === 0 && t.actions.length === 0)
    throw new SubsetError(path, 'has neither a target nor an effect', 'leave the candidate out: XState does not take it as a step');
  const effects = [...t.actions].map((action) => readAction(machine, action, path, thread));
  return {
    guard: readGuard(machine, t.guard, path, thread),
    effect: (d, choice) => {
      for (const effect of effects) {
        effect(d, choice);
        d.settle();
      }
    },
    target: states.indexOf(target.key),
    note: t.description,
  };
}

/** `name`, `{ type: 'name', params }` or a function, as guards and actions are written. */
function named(thing: unknown): { type: string; params: unknown } | undefined {
  if (typeof thing === 'string') return { type: thing, params: undefined };
  if (typeof thing !== 'object' || thing === null || !('type' in thing)) return undefined;
  return { type: String(thing.type), params: 'params' in thing ? thing.params : undefined };
}
const event = (type: string, choice: string | undefined) => ({ type, ...(choice !== undefined && { choice }) });
type PlainArgs = (args: { context: Drafts['context']; event: object }, params: unknown) => unknown;
const parameters = (params: unknown, args: { context: Drafts['context']; event: object }) =>
  typeof params === 'function' ? (params as (a: object) => unknown)(args) : params;

function readGuard(machine: AnyStateMachine, guard: unknown, path: string, thread: string): Candidate['guard'] {
  if (guard === undefined) return () => true;
  const ref = typeof guard === 'function' ? undefined : named(guard);
  const run = ref ? (machine.implementations.guards as Record<string, unknown>)[ref.type] : guard;
  if (typeof run !== 'function')
    throw new SubsetError(path, `the guard '${ref?.type ?? 'guard'}' is not implemented`, 'give it in setup({ guards })');
  if ('check' in run)
    throw new SubsetError(path, 'and(), or(), not() and stateIn() are outside the subset', 'write the guard as one function of context and event');
  const bare = (run as { [BARE]?: (mem: object, me: object, choice: string) => boolean })[BARE];
  if (bare) return (d, choice) => bare(d.mem, d.me, choice ?? '');
  return (d, choice) => {
    const args = { context: d.context, event: event(thread, choice) };
    return Boolean((run as PlainArgs)(args, parameters(ref?.params, args)));
  };
}

type Effect = (d: Drafts, choice: string | undefined) => void;

function readAction(machine: AnyStateMachine, action: unknown, path: string, thread: string): Effect {
  const ref = typeof action === 'function' ? undefined : named(action);
  const run = ref ? (machine.implementations.actions as Record<string, unknown>)[ref.type] : action;
  const bare = (run as { [BARE]?: (mem: object, me: object, choice: string) => void } | undefined)?.[BARE];
  if (bare) return (d, choice) => bare(d.mem, d.me, choice ?? '');
  const plain = run as { type?: string; assignment?: unknown } | undefined;
  if (plain?.type !== 'xstate.assign')
    throw new SubsetError(
      path,
      `the action '${plain?.type ?? ref?.type ?? 'function'}' is neither an effect nor assign()`,
      'transition() only returns it, it does not run it: write what it changes as an effect',
    );
  return (d, choice) => assignPlain(plain.assignment, d, event(thread, choice), ref?.params);
}

function assignPlain(assignment: unknown, d: Drafts, by: object, params: unknown): void {
  const args = { context: d.context, event: by };
  const given = parameters(params, args);
  const partial =
    typeof assignment === 'function'
      ? (assignment as PlainArgs)(args, given)
      : Object.fromEntries(
          Object.entries(assignment as object).map(([key, value]) => [key, typeof value === 'function' ? (value as PlainArgs)(args, given) : value]),
        );
  Object.assign(d.context, partial);
}
