// SPDX-License-Identifier: MIT
/**
 * Reads an XState machine of the subset in docs/semantics.md 1 into a {@link Program}. This file alone looks inside
 * XState's state nodes. Everything that is not allowed is refused here, with the state's path and what to write
 * instead: XState runs `always`, another region's listeners and `onDone` inside somebody else's step, so a machine
 * that uses them would not mean what its schedule says.
 */
import type { AnyStateMachine, AnyStateNode } from 'xstate';
import { readAction, readGuard, readTexts } from './actions.ts';
import { choiceList, holderList } from './answers.ts';
import { readContext } from './context.ts';
import { sharedCpus } from './cpu.ts';
import { checkDomain } from './declared.ts';
import { check } from './domain.ts';
import type { RecordOf } from './domain.ts';
import type { Acquires } from './locks.ts';
import type { Candidate, Position, Program, Thread } from './program.ts';
import {
  CANDIDATE_KEYS,
  INSTEAD,
  onlyKeys,
  REGION_KEYS,
  ROOT_KEYS,
  STATE_KEYS,
  SubsetError,
} from './subset.ts';
import { checkStateName, checkThreadName, faultKind } from './names.ts';
import { kindOf } from './shape.ts';
import type { Source } from './types.ts';

export { SubsetError };

interface Declared {
  readonly memory?: RecordOf<unknown>;
  /** Where there are several initial states: shared memory in each; the context's is the first. */
  readonly initial?: readonly unknown[];
  readonly threads?: Readonly<Record<string, { stack: RecordOf<unknown>; role?: string; cpu?: number }>>;
}

const known = new WeakMap<AnyStateMachine, Program>();

/** A machine is read once, whoever asks. */
export function readMachine(machine: AnyStateMachine): Program {
  const program = known.get(machine) ?? readAnew(machine);
  known.set(machine, program);
  return program;
}

function readAnew(machine: AnyStateMachine): Program {
  const { root } = machine;
  const path = root.id;
  if (root.type !== 'parallel')
    throw new SubsetError(
      path,
      `the root is ${root.type}`,
      "write type: 'parallel', one region for each thread",
    );
  onlyKeys(path, root.config, ROOT_KEYS);
  const declared = (root.meta ?? {}) as Declared;
  const { memory, threads: stacks } = declared;
  if (!memory || !stacks)
    throw new SubsetError(
      path,
      'no domains are declared',
      'build it with system(), or give meta.memory and meta.threads',
    );
  checkDomain(path, 'meta.memory', memory);
  const names = Object.keys(root.states);
  const cpus = new Map<number, string>();
  const shared = sharedCpus(memory.fields);
  const threads = names.map((name, index): Thread => {
    checkThreadName(name);
    const own = stacks[name];
    const node = root.states[name] as AnyStateNode;
    if (!own)
      throw new SubsetError(`${path}.${name}`, 'its stack is not declared', `add meta.threads.${name}`);
    checkDomain(`${path}.${name}`, 'its stack', own.stack);
    const cpu = own.cpu ?? shared + index;
    const neighbour = cpus.get(cpu);
    if (neighbour !== undefined && cpu >= shared)
      throw new SubsetError(
        `${path}.${name}`,
        `shares CPU ${cpu} with ${neighbour}`,
        'declare the CPUs that are shared: cpus() in memory, as the field cpus',
      );
    cpus.set(cpu, name);
    return {
      name,
      index,
      role: own.role ?? name,
      cpu,
      stack: own.stack,
      ...readRegion(machine, node, name, names),
    };
  });
  const { mem, stack } = readContext(path, machine.config.context, names);
  const initials = declared.initial ?? [mem];
  initials.forEach((m, i) =>
    check(memory, m, declared.initial ? `mem in initial state ${i}` : 'the initial mem'),
  );
  for (const t of threads) check(t.stack, stack[t.name], `the initial stack.${t.name}`);
  return { id: machine.id, machine, memory, threads, initials };
}

function readRegion(
  machine: AnyStateMachine,
  region: AnyStateNode,
  thread: string,
  threads: readonly string[],
) {
  const path = `${machine.id}.${thread}`;
  if (region.type !== 'compound')
    throw new SubsetError(path, `the region is ${region.type}`, 'give it states and an initial one');
  onlyKeys(path, region.config, REGION_KEYS);
  if (typeof region.config.initial === 'object')
    throw new SubsetError(
      path,
      "'initial' is more than a name",
      "write the state's name alone: a start has no actions",
    );
  const names = Object.keys(region.states);
  const positions = names.map((name) => {
    const at = `${path}.${name}`;
    checkStateName(path, name);
    const node = region.states[name] as AnyStateNode;
    if (node.type === 'history')
      throw new SubsetError(at, 'a history state is outside the subset', INSTEAD['history'] as string);
    if (node.type !== 'atomic' && node.type !== 'final')
      throw new SubsetError(at, 'the state has states of its own', INSTEAD['states'] as string);
    onlyKeys(at, node.config, STATE_KEYS);
    onlyOwnEvent(at, node, thread, threads);
    return readPosition(machine, node, at, thread, names);
  });
  const first = region.initial.target[0]?.key as string;
  if (faultKind(first) !== undefined)
    throw new SubsetError(path, `it starts in ${first}`, 'let it take a step that ends in the fault');
  return { initial: names.indexOf(first), positions };
}

function onlyOwnEvent(path: string, node: AnyStateNode, thread: string, threads: readonly string[]): void {
  for (const event of node.transitions.keys()) {
    if (event === thread) continue;
    if (event.includes('*'))
      throw new SubsetError(
        path,
        `the wildcard event '${event}' is outside the subset`,
        `listen for '${thread}' alone`,
      );
    if (threads.includes(event))
      throw new SubsetError(
        path,
        `listens for '${event}', another thread's event`,
        `a thread moves on its own event: '${thread}'`,
      );
    throw new SubsetError(
      path,
      `listens for '${event}', which is no thread`,
      `the event is the thread's name: '${thread}'`,
    );
  }
}

interface PositionMeta {
  readonly at?: Source;
  readonly primitive?: string;
  readonly choices?: readonly string[] | ((mem: object, me: object) => readonly string[]);
  readonly waitsFor?: (mem: object, me: object) => readonly (string | null)[];
  readonly lock?: string;
  readonly acquires?: Acquires | readonly Acquires[];
}

function readPosition(
  machine: AnyStateMachine,
  node: AnyStateNode,
  path: string,
  thread: string,
  states: readonly string[],
): Position {
  const meta = (node.meta ?? {}) as PositionMeta;
  const { choices, waitsFor } = meta;
  const transitions = node.transitions.get(thread) ?? [];
  const kind = faultKind(node.key);
  if (kind !== undefined && transitions.length > 0)
    throw new SubsetError(
      path,
      'a fault state has a step',
      'nothing after a fault means anything: leave its events out',
    );
  if (node.type === 'final' && transitions.length > 0)
    throw new SubsetError(
      path,
      'a final state has a step',
      "leave out type: 'final'; tag it 'may-wait' if the thread may stay there",
    );
  return {
    name: node.key,
    path: `${thread}.${node.key}`,
    says: node.description ?? node.key,
    at: meta.at,
    primitive: meta.primitive,
    fault: kind,
    validEnd: kind === undefined && (node.type === 'final' || node.tags.includes('may-wait')),
    choices: readChoices(path, choices),
    declared: typeof choices === 'function' ? undefined : (choices ?? []),
    waitsFor: waitsFor && ((d) => holderList(waitsFor(d.mem, d.me))),
    lock: meta.lock,
    acquires: meta.acquires && [meta.acquires].flat(),
    candidates: transitions.map((t, i) => {
      const at = `${path}[${i}]`;
      onlyKeys(at, rawCandidate(node, thread, i), CANDIDATE_KEYS);
      return readCandidate(machine, t, at, node, thread, states);
    }),
  };
}

function readChoices(path: string, choices: PositionMeta['choices']): Position['choices'] {
  if (choices === undefined) return () => [undefined];
  if (typeof choices === 'function') return (d) => choiceList(choices(d.mem, d.me));
  const list = checkChoices(`${path}: 'choices'`, choices);
  if (list.length === 0 || new Set(list).size !== list.length)
    throw new SubsetError(path, 'meta.choices is empty or says one choice twice', 'list each choice once');
  return () => list;
}

/** A list of texts: a text alone would be taken letter by letter. */
function checkChoices(what: string, given: unknown): readonly string[] {
  if (Array.isArray(given) && given.every((c) => typeof c === 'string')) return given;
  throw new SubsetError(what, `is ${kindOf(given)}`, "give a list of texts: ['ok', 'ENOMEM']");
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
  if (targets.length > 1)
    throw new SubsetError(path, 'has several targets', 'a step moves its own thread, to one state');
  const target = targets[0] ?? node;
  if (target.parent !== node.parent)
    throw new SubsetError(
      path,
      `its target '${target.id}' is in another thread`,
      'a step moves its own thread only',
    );
  if (targets.length === 0 && t.actions.length === 0)
    throw new SubsetError(
      path,
      'has neither a target nor an effect',
      'leave the candidate out: XState does not take it as a step',
    );
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
    ...readTexts(t),
    guarded: t.guard !== undefined,
    acts: effects.length > 0,
  };
}
