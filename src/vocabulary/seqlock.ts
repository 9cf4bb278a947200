// SPDX-License-Identifier: MIT
/**
 * seqcount_t and seqlock_t (include/linux/seqlock.h, v6.1). A writer makes the count odd and then even again; a reader
 * waits while it is odd, reads, and begins again if the count has changed. Kept is whether it is odd, and of each reader
 * whether it has changed since he began: any number of writes, in a few bits. Two writers at a time make an odd count
 * even, and readers believe what they read: a seqcount_t wants its writers serialized, a seqlock_t does it with its lock.
 * A writer that is preempted by its readers keeps them spinning. Threads are told of each other.
 */
import { array, bool, record, spinlock } from '../model/domain.ts';
import type { Values } from '../model/domain.ts';
import { about, cellAt } from '../model/path.ts';
import type { About, Else, Given } from '../model/path.ts';
import { spin_lock, spin_unlock } from './lock.ts';

const fields = (threads: number) => ({
  odd: bool,
  /** It has changed since the thread began to read. */
  changed: array(threads, bool),
});
/** `threads`: how many there are. */
export const seqcount = (threads: number) => record(fields(threads));
export type Seqcount = Values<ReturnType<typeof fields>>;
export const seqlock = (threads: readonly string[]) =>
  record({ lock: spinlock(threads), seqcount: seqcount(threads.length) });

const primitive = 'seqcount';
const of = (s: string, given: Given) => cellAt<Seqcount>(s).get(...given);
/** s->sequence++ */
const counts = (s: string) => ({
  does: (...given: Given) => {
    const count = of(s, given);
    count.odd = !count.odd;
    count.changed.fill(true);
  },
});

/** Spins while a writer writes. */
export const read_seqcount_begin = <const S extends string>(
  name: string,
  s: S,
  says = `read_seqcount_begin(&${s})`,
): About<S, Seqcount> =>
  about(
    name,
    { says, primitive },
    {
      when: (...given) => !of(s, given).odd,
      does: (...given) => (of(s, given).changed[given[3].index] = false),
    },
  );
/** `again`: what is done where the count has changed: `{ then: continue_ }`. */
export const read_seqcount_retry = <const S extends string, const W extends Else>(
  name: string,
  s: S,
  again: W,
  says = `read_seqcount_retry(&${s})`,
): About<S, Seqcount, W> =>
  about(
    name,
    { says, primitive },
    { note: 'true', ...(again as object), when: (...given) => of(s, given).changed[given[3].index] === true },
    { note: 'false' },
  );
export const write_seqcount_begin = <const S extends string>(
  name: string,
  s: S,
  says = `write_seqcount_begin(&${s})`,
): About<S, Seqcount> => about(name, { says, primitive }, counts(s));
export const write_seqcount_end = <const S extends string>(
  name: string,
  s: S,
  says = `write_seqcount_end(&${s})`,
): About<S, Seqcount> => about(name, { says, primitive }, counts(s));

type Lies<S extends string> = `${S}.seqcount`;
export const read_seqbegin = <const S extends string>(name: string, sl: S): About<Lies<S>, Seqcount> =>
  read_seqcount_begin(name, `${sl}.seqcount`, `read_seqbegin(&${sl})`);
export const read_seqretry = <const S extends string, const W extends Else>(
  name: string,
  sl: S,
  again: W,
): About<Lies<S>, Seqcount, W> => read_seqcount_retry(name, `${sl}.seqcount`, again, `read_seqretry(&${sl})`);
/** Two statements: the lock, and `name_begin`. */
export const write_seqlock = <const S extends string>(name: string, sl: S) =>
  [
    spin_lock(name, `${sl}.lock`, `write_seqlock(&${sl})`),
    write_seqcount_begin(`${name}_begin`, `${sl}.seqcount`, `write_seqlock(&${sl}): sequence++`),
  ] as const;
/** Two statements: `name`, and `name_unlock`. */
export const write_sequnlock = <const S extends string>(name: string, sl: S) =>
  [
    write_seqcount_end(name, `${sl}.seqcount`, `write_sequnlock(&${sl}): sequence++`),
    spin_unlock(`${name}_unlock`, `${sl}.lock`, `write_sequnlock(&${sl})`),
  ] as const;
