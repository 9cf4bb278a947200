// SPDX-License-Identifier: MIT
/**
 * How a lock that the machine has is taken and let go of: the words of the vocabulary, laid out as the states that a
 * model's own thread would have. So a repair's lock waits, may sleep or not, and orders itself as any other does.
 */
import { code, source } from '../model/code.ts';
import type { Fields } from '../model/domain.ts';
import { locksOf } from '../model/locks.ts';
import type { LockField, Mode } from '../model/locks.ts';
import { domainAt } from '../model/path.ts';
import type { Program, Thread } from '../model/program.ts';
import type { CandidateConfig, RegionConfig, StateConfig } from '../model/rewrite.ts';
import { run } from '../model/run.ts';
import type { AnyFn, Stmt } from '../model/statement.ts';
import { thread } from '../model/thread.ts';
import { mutex_lock, mutex_unlock, spin_lock, spin_unlock } from '../vocabulary/lock.ts';
import {
  percpu_down_read,
  percpu_down_write,
  percpu_up_read,
  percpu_up_write,
} from '../vocabulary/percpu-rwsem.ts';
import { rcu_read_lock, rcu_read_unlock } from '../vocabulary/rcu.ts';
import {
  down_read,
  down_write,
  read_lock,
  read_unlock,
  up_read,
  up_write,
  write_lock,
  write_unlock,
} from '../vocabulary/readers-writer.ts';

/** A way to hold a lock. */
export interface Way {
  readonly lock: LockField;
  readonly mode: Mode;
  readonly take: (name: string) => readonly Stmt[];
  readonly drop: (name: string) => readonly Stmt[];
}
type Word = (name: string, lock: string) => Stmt;
type Words = readonly [
  mode: Mode,
  take: Word | ((name: string, lock: string) => readonly Stmt[]),
  drop: Word,
];

const ONE = {
  spinlock: [['exclusive', spin_lock, spin_unlock]],
  mutex: [['exclusive', mutex_lock, mutex_unlock]],
} as unknown as Readonly<Record<string, readonly Words[]>>;
const percpuWrite = (name: string, lock: string) => percpu_down_write(name, `${name}, readers`, lock);
/** By what the domain of the lock has. */
const MANY = {
  'nesting holdouts': [['recursive', rcu_read_lock, rcu_read_unlock]],
  'writer readers': [
    ['shared', percpu_down_read, percpu_up_read],
    ['exclusive', percpuWrite, percpu_up_write],
  ],
  'writer queued readers': [
    ['shared', down_read, up_read],
    ['exclusive', down_write, up_write],
  ],
  'writer queued readers spinlock': [
    ['shared', read_lock, read_unlock],
    ['exclusive', write_lock, write_unlock],
  ],
} as unknown as Readonly<Record<string, readonly Words[]>>;

function wordsFor(memory: Fields, { path, kind }: LockField): readonly Words[] {
  const domain = domainAt(memory, path);
  if (domain.kind === 'scalar') return ONE[kind] ?? [];
  if (domain.kind !== 'record') return [];
  const shape = Object.keys(domain.fields).join(' ');
  return MANY[`${shape} ${kind}`] ?? MANY[shape] ?? [];
}

/** Where threads share CPUs a lock may keep interrupts out or not, and the machine does not say who is one. */
export const sharesCpus = ({ memory }: Program): boolean => Object.hasOwn(memory.fields, 'cpus');

/** Every way to hold a lock of the machine; none where threads share CPUs. */
export function waysToHold(program: Program): Way[] {
  const { memory } = program;
  if (sharesCpus(program)) return [];
  return locksOf(memory.fields).flatMap((lock) =>
    wordsFor(memory.fields, lock).map(([mode, take, drop]): Way => ({
      lock,
      mode,
      take: (name) => [take(name, lock.path)].flat() as Stmt[],
      drop: (name) => [drop(name, lock.path)],
    })),
  );
}

/** The threads in the order in which the lock counts them: found by asking its domain. */
function threadsOf(memory: Fields, { path, holders }: LockField): readonly string[] {
  const domain = domainAt(memory, path);
  const counts =
    domain.kind === 'record' ? (domain.fields['readers'] ?? domain.fields['nesting']) : undefined;
  if (domain.kind !== 'record' || counts?.kind !== 'array') return [];
  const field = domain.fields['readers'] ? 'readers' : 'nesting';
  const none = Array.from({ length: counts.length }, () => 0);
  return none.map(
    (_, i) =>
      holders({ ...(domain.initial as object), writer: null, [field]: none.with(i, 1) })[0]?.by ??
      `nobody ${i}`,
  );
}

const { fn } = code();
type Config = Omit<StateConfig, 'candidates'> & {
  readonly on?: Readonly<Record<string, readonly CandidateConfig[]>>;
};

/**
 * States for these statements, the first of which is called `name`, that go on to `next`; undefined where the thread is
 * not among those that the lock knows.
 */
export function spliced(
  { memory }: Program,
  t: Thread,
  { lock }: Way,
  statements: readonly Stmt[],
  next: string,
): RegionConfig | undefined {
  const threads = threadsOf(memory.fields, lock);
  if (threads.length > 0 && !threads.includes(t.name)) return undefined;
  const among = threads.length > 0 ? { threads } : {};
  const of = thread(memory.fields, t.name, t.stack.kind === 'record' ? t.stack.fields : {}, among);
  const at = t.positions.find((p) => p.at)?.at;
  const where = source(at?.file ?? '?', at?.version ?? '?')('a repair');
  const { config } = run(of, fn(where, statements as never) as AnyFn as never, next);
  const states = Object.entries(config.states as Readonly<Record<string, Config>>)
    .filter(([name]) => name !== next)
    .map(([name, { on, ...rest }]) => [name, { ...rest, candidates: on?.[t.name] ?? [] }] as const);
  return { initial: config.initial, states: Object.fromEntries(states) };
}

/** `init_mm.page_table_lock`, as the statements that take it have it, else the field; and how it is held. */
export function lockText({ threads }: Program, { lock, mode }: Way): string {
  const says = threads.flatMap((t) =>
    t.positions.filter((p) => p.acquires?.some((a) => a.lock === lock.field)).map((p) => p.says),
  );
  const written = says.map((s) => /\(&?([\w.>[\]-]+)\)/.exec(s)?.[1] ?? '');
  const short = lock.field.split('.').at(-1) ?? lock.field;
  const name = written.find((w) => w.endsWith(short)) ?? lock.path;
  if (mode === 'recursive') return 'rcu_read_lock()';
  const several = mode === 'shared' || lock.kind === 'rwsem';
  return several ? `${name} for ${mode === 'shared' ? 'reading' : 'writing'}` : name;
}
