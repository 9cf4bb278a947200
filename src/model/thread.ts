// SPDX-License-Identifier: MIT
/**
 * What a model's author writes threads with. A thread is one flat region of the machine; `on` lists what its next
 * step can do; a guard and an effect see shared memory and the thread's own stack, never another thread's.
 * The result is an ordinary XState 5 machine: `transition()` runs it, Stately's tools draw it.
 */
import { assign, createMachine } from 'xstate';
import type { AnyStateMachine } from 'xstate';
import { done, truth } from './answers.ts';
import { excludedBy, sharedCpus } from './cpu.ts';
import type { Context as CpuContext, Cpu } from './cpu.ts';
import { checkFields } from './declared.ts';
import { check, copyOf, record, show } from './domain.ts';
import type { Fields, RecordOf, Values } from './domain.ts';
import { knownKeysAlone } from './keys.ts';
import type { Acquires } from './locks.ts';
import { faultKind } from './names.ts';
import { checkRegion } from './region.ts';
import type { Self } from './statement.ts';
import { SubsetError } from './subset.ts';
import type { Source, StepEvent } from './types.ts';

/** Where a guard or an effect keeps the plain function it was made from, for the compiler. */
export const BARE = Symbol.for('mhpcheck.bare');

export type Choices<K, M> = readonly string[] | ((k: K, me: M) => readonly string[]);
/** One thing a step can do. Candidates are tried in order; the first whose guard is true is taken. */
export interface Candidate<K, M> {
  readonly guard?: (k: K, me: M, choice: string) => boolean;
  readonly effect?: (k: K, me: M, choice: string) => void;
  /** The state the thread is in afterwards. */
  readonly target: string;
  /** What taking this candidate means, printed in brackets in a trace: `none`, `present`. */
  readonly note?: string;
  /** The C of this way, where it is another than the step's. */
  readonly says?: string;
  readonly at?: Source;
}
/** What is said of a step beside its candidates. */
export interface StepInfo<K, M> {
  readonly at: Source;
  /** The C statement about to run, as a trace prints it. */
  readonly says: string;
  /** The choices the step itself has: an allocation fails or not, which slot. */
  readonly choices?: Choices<K, M>;
  /** For a step that waits for a lock: who holds it now. */
  readonly waitsFor?: (k: K, me: M) => readonly (string | null)[];
  /** The lock, or whatever else, that the step waits for, by name. */
  readonly lock?: string;
  /** What lockdep is told that it takes, or waits for (locks.ts). Where it takes several, in that order. */
  readonly acquires?: Acquires | readonly Acquires[];
  /** The kernel primitive the step is, if it is one: `alloc_page`. Such a step may touch more than one shared field. */
  readonly primitive?: string;
  /** True where the thread may wait for ever: a daemon without work. */
  readonly mayWait?: boolean;
}
export interface ThreadOptions {
  /** Threads of one role differ in name alone. Default: the name without its trailing number. */
  readonly role?: string;
  /** The CPU the thread runs on. Default: one of its own. Several share one where the memory declares `cpus`. */
  readonly cpu?: number;
  /** What may interrupt it, and what it may interrupt, on a CPU that is shared. Default: a task. */
  readonly context?: CpuContext;
  /** All threads of the model, for words of the vocabulary that keep something for each: active references, readers. */
  readonly threads?: readonly string[];
}
export interface Region {
  readonly name: string;
  readonly role: string;
  readonly cpu: number | undefined;
  readonly stack: Fields;
  readonly config: { readonly initial: string; readonly states: Readonly<Record<string, object>> };
}

/** The target of a step that does what the kernel must never do. */
export const fault = <const K extends string>(kind: K): `fault(${K})` => `fault(${kind})`;

/** A guard or an effect as its author wrote it, whatever the types of memory and stack. */
export type BareGuard = (mem: object, me: object, choice: string) => boolean;
export type BareEffect = (mem: object, me: object, choice: string) => void;

/** A thread's guard as XState calls it. */
export function guardOf(name: string, bare: BareGuard): object {
  const run = ({ context, event }: { context: Context; event: StepEvent }) =>
    truth(bare(context.mem as object, context.stack[name] as object, event.choice ?? ''), 'its guard');
  return Object.assign(run, { [BARE]: bare });
}

/** A thread's effect as XState runs it: on copies, whose domains are checked when it ends. */
export function effectOf(
  { name, memory, stack }: { name: string; memory: RecordOf<unknown>; stack: RecordOf<unknown> },
  bare: BareEffect,
): object {
  const run = assign(({ context, event }: { context: Context; event: StepEvent }) => {
    const mem = copyOf(context.mem) as object;
    const me = copyOf(context.stack[name]) as object;
    done(bare(mem, me, event.choice ?? ''));
    check(memory, mem, 'mem');
    check(stack, me, `stack.${name}`);
    return { mem, stack: { ...context.stack, [name]: me } };
  });
  return Object.assign(run, { [BARE]: bare });
}

const FACTS = ['at', 'says', 'choices', 'waitsFor', 'lock', 'acquires', 'primitive', 'mayWait'];
const CANDIDATE = ['guard', 'effect', 'target', 'note', 'says', 'at'];
const OPTIONS = ['role', 'cpu', 'context', 'threads'];
const PARTS = ['id', 'memory', 'threads', 'initial'];

/** Starts a thread: its name, what it keeps on its own stack. `memory` types the guards and effects. */
export function thread<M extends Fields, S extends Fields>(
  memory: M,
  name: string,
  stack: S,
  options: ThreadOptions = {},
) {
  type K = Values<M>;
  type Me = Values<S>;
  knownKeysAlone(name, options, OPTIONS, 'option of a thread');
  checkFields('memory', memory);
  checkFields(`the stack of ${name}`, stack);
  const stackDomain = record(stack);
  const memoryDomain = record(memory);
  const excluded = exclusion(memory, name, options);
  const guard = (own: ((k: K, me: Me, choice: string) => boolean) | undefined) => {
    const bare = (k: K, me: Me, choice: string) =>
      (!excluded || excluded(k) === null) && (!own || own(k, me, choice));
    return guardOf(name, bare as BareGuard);
  };
  const effect = (bare: (k: K, me: Me, choice: string) => void) =>
    effectOf({ name, memory: memoryDomain, stack: stackDomain }, bare as BareEffect);
  return {
    name,
    memory,
    self: selfOf(memory, name, options),
    /** A state in which the thread is about to run one step. */
    on(info: StepInfo<K, Me>, ...candidates: readonly Candidate<K, Me>[]): object {
      const { says, mayWait = false, waitsFor, ...meta } = info;
      const path = `${name}: step '${String(says)}'`;
      knownKeysAlone(path, info, FACTS, 'fact of a step');
      for (const c of candidates) {
        knownKeysAlone(path, c, CANDIDATE, 'key of a candidate');
        functionsAlone(path, c);
      }
      if (typeof mayWait !== 'boolean')
        throw new SubsetError(path, 'mayWait is neither true nor false', 'write a state of its own for each');
      const waits = excluded ? (k: K, me: Me) => [...(waitsFor?.(k, me) ?? []), excluded(k)] : waitsFor;
      return {
        description: says,
        meta: { ...meta, ...(waits && { waitsFor: waits }) },
        ...(mayWait && { tags: ['may-wait'] }),
        on: {
          [name]: candidates.map((c) => ({
            ...((c.guard || excluded) && { guard: guard(c.guard) }),
            ...(c.effect && { actions: effect(c.effect) }),
            ...(c.note !== undefined && { description: c.note }),
            ...((c.says !== undefined || c.at) && { meta: { says: c.says, at: c.at } }),
            target: c.target,
          })),
        },
      };
    },
    /** A valid end: the thread has returned. */
    end: (): object => ({ type: 'final' }),
    /** The whole thread. Fault states that its steps name as targets are added. */
    region(initial: string, states: Readonly<Record<string, object>>): Region {
      checkRegion(name, initial, states);
      const role = options.role ?? name.replace(/\d+$/, '');
      const config = { initial, states: { ...states, ...faultStates(states) } };
      return { name, role, cpu: options.cpu, stack, config };
    },
  };
}

/** A guard that is false, left out as if there were none, would let its step be taken. */
function functionsAlone(path: string, { guard, effect }: { guard?: unknown; effect?: unknown }): void {
  for (const [key, value] of Object.entries({ guard, effect }))
    if (value !== undefined && typeof value !== 'function')
      throw new SubsetError(path, `the ${key} is ${show(value)}, not a function`, 'write (k, me) => ...');
}

/** What the words of the vocabulary know of the thread. */
function selfOf(memory: Fields, name: string, { cpu, context = 'task', threads }: ThreadOptions): Self {
  const among = () => {
    if (threads?.includes(name)) return threads;
    throw new RangeError(
      `${name} is not among the threads it was told of: thread(memory, name, stack, { threads })`,
    );
  };
  return {
    name,
    memory,
    cpu,
    context,
    get threads() {
      return among();
    },
    get index() {
      return among().indexOf(name);
    },
  };
}

/** Who keeps the thread off a CPU it shares. Nothing where the model declares no shared CPUs: it costs nothing there. */
function exclusion(memory: Fields, name: string, { cpu, context = 'task' }: ThreadOptions) {
  const shared = sharedCpus(memory);
  if (cpu === undefined || shared === 0) {
    if (context === 'task') return undefined;
    throw new RangeError(
      `${name} is in ${context} context on no shared CPU: give it a cpu, and the memory cpus()`,
    );
  }
  if (cpu < 0 || cpu >= shared)
    throw new RangeError(`${name} is on CPU ${cpu}: the memory declares ${shared}`);
  return (k: object) => excludedBy((k as { cpus: readonly Cpu[] }).cpus[cpu] as Cpu, name, context);
}

/** A thread being written: what {@link thread} returns. */
export type ThreadOf<M extends Fields, S extends Fields> = ReturnType<typeof thread<M, S>>;

/** The context of every machine: shared memory and each thread's stack. */
interface Context {
  readonly mem: unknown;
  readonly stack: Readonly<Record<string, unknown>>;
}

function faultStates(states: Readonly<Record<string, object>>): Record<string, object> {
  const found: Record<string, object> = {};
  for (const state of Object.values(states) as { on?: Record<string, { target?: string }[]> }[])
    for (const candidates of Object.values(state.on ?? {}))
      for (const { target } of candidates)
        if (target && faultKind(target)) found[target] = { type: 'final', tags: ['fault'] };
  return found;
}

/** What a machine is put together from. */
export interface SystemParts<M extends Fields> {
  readonly id: string;
  readonly memory: M;
  readonly threads: readonly Region[];
  /**
   * Where there are several initial states: of each, the fields of memory that do not start as their domain says. The
   * machine alone, as XState starts it, starts in the first.
   */
  readonly initial?: readonly Partial<Values<M>>[];
}

/** Puts threads over one shared memory together: an XState machine with a parallel root. */
export function system<M extends Fields>(parts: SystemParts<M>): AnyStateMachine {
  const { id, memory, threads, initial } = parts;
  knownKeysAlone(String(id), parts, PARTS, 'part of a system');
  checkFields('memory', memory);
  const usual = record(memory).initial;
  if (initial && !(Array.isArray(initial) && initial.length > 0))
    throw new SubsetError(
      id,
      "'initial' lists no initial state",
      'leave it out, or give a list of records: the fields that start otherwise',
    );
  const memories = initial?.map((fields) => copyOf({ ...usual, ...fields }));
  const names = threads.map((t) => t.name);
  if (names.length === 0) throw new SubsetError(id, 'has no threads', 'give system() one at least');
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined)
    throw new SubsetError(id, `two threads are called '${twice}'`, 'give each a name of its own');
  const stacks = Object.fromEntries(threads.map((t) => [t.name, record(t.stack)]));
  return createMachine({
    id,
    type: 'parallel',
    context: {
      mem: copyOf(memories?.[0] ?? usual),
      stack: Object.fromEntries(threads.map((t) => [t.name, copyOf(stacks[t.name]?.initial)])),
    },
    meta: {
      memory: record(memory),
      ...(memories && { initial: memories }),
      threads: Object.fromEntries(
        threads.map((t) => [t.name, { stack: stacks[t.name], role: t.role, cpu: t.cpu }]),
      ),
    },
    states: Object.fromEntries(threads.map((t) => [t.name, t.config])),
    // The states are built from plain records: createMachine's own types would have to be spelled out for each.
  } as never) as unknown as AnyStateMachine;
}
