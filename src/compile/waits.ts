// SPDX-License-Identifier: MIT
/** Who waits for whom in the state at hand, as bits of threads in words of 32, and whether some wait in a cycle. */
import * as w from '../wasm/code.ts';
import type { Code } from '../wasm/code.ts';
import { WORD } from '../wasm/module.ts';
import { threadSet } from './bits.ts';

/** Where it is noted: for each thread the holders it waits for, and the threads that wait. */
interface WaitMemory {
  /** Words of a set of threads. */
  readonly waitWords: number;
  readonly waits: number;
  readonly waiting: number;
}

/** Notes that the thread waits for these. */
export function waitCode(
  thread: number,
  holders: readonly number[],
  { waits, waiting, waitWords }: WaitMemory,
): Code {
  const held = threadSet(holders, waitWords).map((bits, i) =>
    w.store(w.base, w.i32(bits), waits + (thread * waitWords + i) * WORD),
  );
  const own = waiting + (thread >> 5) * WORD;
  return held.join('') + w.store(w.base, w.or(w.load(w.base, own), w.i32(1 << (thread & 31))), own);
}

/** Forgets whoever waited in the state before. */
export const nobodyWaits = ({ waiting, waitWords }: WaitMemory): Code =>
  w.each(waitWords, (i) => w.store(w.base, w.i32(0), waiting + i * WORD));

/** Whether somebody waits. */
export const someoneWaits = ({ waiting, waitWords }: WaitMemory): Code =>
  anyOf(waitWords, (i) => w.load(w.base, waiting + i * WORD));

/** Whether the waiting threads wait in a cycle: drop those that wait for nobody who waits, until none is dropped. */
export function cycleCode(threads: number, { waits, waiting, waitWords }: WaitMemory): Code {
  const each = (code: (i: number) => Code) => w.each(waitWords, code);
  const any = (code: (i: number) => Code) => anyOf(waitWords, code);
  /** Locals: the threads that are left, and those that were before this turn. */
  const [left, before] = [(i: number) => i, (i: number) => waitWords + i];
  const drops = w.each(threads, (t) => {
    const holders = (i: number) => w.load(w.base, waits + (t * waitWords + i) * WORD);
    const own = left(t >> 5);
    return w.when(
      w.eqz(any((i) => w.and(holders(i), w.get(left(i))))),
      w.set(own, w.and(w.get(own), w.i32(~(1 << (t & 31))))),
    );
  });
  const turn =
    each((i) => w.set(before(i), w.get(left(i)))) +
    drops +
    w.brIf(
      0,
      any((i) => w.xor(w.get(left(i)), w.get(before(i)))),
    );
  return (
    each((i) => w.set(left(i), w.load(w.base, waiting + i * WORD))) +
    w.loop(turn) +
    any((i) => w.get(left(i)))
  );
}

/** The bits of one of so many words, whichever has some. */
export const anyOf = (words: number, code: (i: number) => Code): Code =>
  Array.from({ length: words }, (_, i) => code(i)).reduce(w.or);
