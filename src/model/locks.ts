// SPDX-License-Identifier: MIT
/**
 * What a lock is, said once, for whoever asks: might_sleep(), the lock order (src/order), words yet to be written.
 *
 * 1. The memory says who holds it. A domain that is a lock carries `lock`: what kind it is, and `holders`, which reads
 *    off a value of the domain who holds it and how. `mutex(threads)` and `spinlock(threads)` do; any other domain
 *    becomes a lock by {@link asLock}: `asLock(record({ writer, readers }), { kind: 'rwsem', holders: (v) => [...] })`.
 *    It may lie anywhere, in records, arrays and lists; what is inside a lock is no lock of its own.
 * 2. A statement says what it asks for: the fact `acquires`, in lockdep's terms (`lock_acquire()`): which class, how,
 *    whether it only tries. That it waits, and for whom, is said by `lock` and `waitsFor` as ever. Nothing is said of
 *    letting go: whoever is no holder in memory any more has let go.
 *
 * The class of a lock is its field's path without indices, `zone.lock` for `zone[1].lock`, or the `class` that its
 * domain gives. A new lock is a domain with `holders` and statements with `acquires`; nothing else has to know of it.
 * docs/vocabulary.md, "A lock of your own", has one from beginning to end.
 */
import type { Domain, Fields, Value } from './domain.ts';

/**
 * How a lock is held or asked for, as lockdep's `read` has it: 0 exclusive; 1 shared, but behind a writer that waits
 * (down_read(), percpu_down_read(), read_lock() of a queued rwlock in a task); 2 shared, and past a writer that waits
 * (read_lock() in an interrupt).
 */
export type Mode = 'exclusive' | 'shared' | 'recursive';

/**
 * Who may sleep while holding it: not with a spinlock, nor in a read section of RCU. `map`: no lock, but something that
 * lockdep is told of as one. `cpu`: see cpu.ts.
 */
export type LockKind = 'spinlock' | 'mutex' | 'rwsem' | 'rcu' | 'map' | 'cpu';

export interface Holder {
  readonly by: string;
  /** Default: exclusive. */
  readonly mode?: Mode;
}
/** What a domain that is a lock says of it. `V`: the values of the domain. */
export interface Lock<V = unknown> {
  readonly kind: LockKind;
  /** Default: the field's path without indices. */
  readonly class?: string;
  /** lockdep_set_novalidate_class(), as device_lock() has it: lockdep looks away. */
  readonly novalidate?: boolean;
  holders(value: V): readonly Holder[];
}

/** What a statement asks lockdep for when it begins. */
export interface Acquires {
  /** The field, by its path without indices; or the class, where that has another name. */
  readonly lock: string;
  /** Default: exclusive. */
  readonly mode?: Mode;
  /** It does not wait: nothing orders it behind what is held. What is taken under it is ordered all the same. */
  readonly trylock?: boolean;
  /** mutex_lock_nested(), nest_lock: another of the same class may be held. */
  readonly nested?: boolean;
  /** Lockdep is not told: a completion, wait_event(). The default of a step that waits and says nothing of `acquires`. */
  readonly unseen?: boolean;
}

/** The same domain, as a lock. */
export const asLock = <D extends Domain>(domain: D, lock: Lock<Value<D>>): D => ({
  ...domain,
  lock: lock as Lock,
});

/** A lock of a memory. One that lies in an array is as many. */
export interface LockField extends Lock {
  /** `zone[1].lock` */
  readonly path: string;
  /** `zone.lock`, whatever it is called. */
  readonly field: string;
  readonly class: string;
  readonly novalidate: boolean;
  /** Its value in a memory; undefined beyond the end of a list. */
  readonly in: (mem: object) => unknown;
  /** The fields and indices that lead there. */
  readonly keys: readonly (string | number)[];
}

const known = new WeakMap<Fields, readonly LockField[]>();

/** Every lock of a memory, in the order in which it is declared. */
export function locksOf(memory: Fields): readonly LockField[] {
  const locks = known.get(memory) ?? Object.entries(memory).flatMap(([name, d]) => below(d, [name]));
  known.set(memory, locks);
  return locks;
}

type Key = string | number;
function below(domain: Domain, keys: readonly Key[]): LockField[] {
  const { lock } = domain;
  if (lock?.kind === 'cpu') return [];
  if (lock) return [lockField(lock, keys)];
  if (domain.kind === 'record')
    return Object.entries(domain.fields).flatMap(([name, d]) => below(d, [...keys, name]));
  if (domain.kind === 'scalar') return [];
  const { of } = domain;
  const length = domain.kind === 'array' ? domain.length : domain.max;
  return hasLock(of) ? Array.from({ length }, (_, i) => below(of, [...keys, i])).flat() : [];
}
/** Most arrays have none, and may be long. */
const hasLock = (domain: Domain): boolean => below(domain, []).length > 0;

function lockField(lock: Lock, keys: readonly Key[]): LockField {
  const [first, ...rest] = keys;
  const path = rest.reduce<string>(
    (text, key) => (typeof key === 'number' ? `${text}[${key}]` : `${text}.${key}`),
    String(first),
  );
  const field = keys.filter((key) => typeof key === 'string').join('.');
  const get = (mem: object) => keys.reduce<unknown>(part, mem);
  return { novalidate: false, class: field, ...lock, path, field, in: get, keys };
}

/** A field or an element; undefined beyond the end of a list. */
function part(of: unknown, key: Key): unknown {
  if (of === undefined || (typeof key === 'number' && key >= (of as unknown[]).length)) return undefined;
  return (of as Record<Key, unknown>)[key];
}

/** A lock that is held: which, by whom, how. */
export interface Held {
  readonly lock: LockField;
  readonly by: string;
  readonly mode: Mode;
}

/** Who holds this lock in a memory. */
export function holdersOf(lock: LockField, mem: object): readonly Held[] {
  const value = lock.in(mem);
  if (value === undefined) return [];
  return lock.holders(value).map(({ by, mode = 'exclusive' }) => ({ lock, by, mode }));
}

/** Every lock that is held in a memory, plain or a draft. */
export const heldIn = (memory: Fields, mem: object): readonly Held[] =>
  locksOf(memory).flatMap((lock) => holdersOf(lock, mem));
