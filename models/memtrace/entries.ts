// SPDX-License-Identifier: MIT
/** memtrace_array: how an entry of it is reached, and what becomes of whoever follows a pointer that leads nowhere. */
import { code, fault } from '../../src/vocabulary/index.ts';
import type { Effect } from '../../src/model/statement.ts';
import type { Block, Kernel, Writer } from './memory.ts';

const { step, branch } = code<Kernel, Writer>();

/** `&memtrace_array[i]`, with the array that was loaded. */
type Entry = Kernel['arrays'][number]['ent'][number];
export const ent = (k: Kernel, me: Writer) => k.arrays[me.a as number]?.ent[me.i] as Entry;
export const forget = (_: Kernel, me: Writer) => (me.a = null);

/** The write ends in an error: what it was to do is of no use any more. */
export const error = (_: Kernel, me: Writer) => {
  me.failed = false;
  me.val = 0;
};

export const astray = (entries: number) => [
  { when: (_: Kernel, me: Writer) => me.a === null, note: 'NULL', then: fault('null-dereference') },
  {
    when: (k: Kernel, me: Writer) => k.arrays[me.a as number]?.life === 'freed',
    note: 'the array is freed',
    then: fault('use-after-free'),
  },
  {
    when: (_: Kernel, me: Writer) => me.i < 0 || me.i >= entries,
    note: 'past the end of the array',
    then: fault('out-of-bounds'),
  },
];

export const load = (name: string) =>
  step(name, 'ent = &memtrace_array[i]', (k, me) => (me.a = k.memtrace_array));
/** A statement about the entry that was loaded. */
export const entry_is = (name: string, says: string, entries: number, does: Effect<Kernel, Writer>) =>
  branch(name, { says, primitive: 'dereference' }, [astray(entries), { does }]);

/** What ioremap() has mapped of an entry. */
export const io = (mapped: boolean) => (k: Kernel, me: Writer) => {
  const { start, size } = ent(k, me);
  for (let b = start; b < start + size; b++) (k.block[b] as Block).io = mapped;
};
