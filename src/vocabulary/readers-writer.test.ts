// SPDX-License-Identifier: MIT
/** Who is inside with whom, and who waits behind a writer that waits. */
import { describe, expect, it } from 'vitest';
import { code } from '../model/code.ts';
import { cpus } from '../model/cpu.ts';
import { int, record } from '../model/domain.ts';
import type { Values } from '../model/domain.ts';
import { always, sometimes } from '../model/types.ts';
import { at, wrong } from '../testing/words.ts';
import { interrupt, return_from_interrupt } from './context.ts';
import {
  down_read,
  down_read_trylock,
  down_write,
  down_write_trylock,
  downgrade_write,
  read_lock,
  read_lock_in_interrupt,
  read_unlock,
  rwlock,
  rwsem,
  up_read,
  up_write,
  write_lock,
  write_unlock,
} from './readers-writer.ts';

const names = ['a', 'b', 'c'];
const memory = {
  mm: record({ sem: rwsem(names) }),
  rw: rwlock(names),
  readers: int(0, 2),
  writers: int(0, 1),
};
type K = Values<typeof memory>;
const { fn, step, ret } = code<K>();
const reads = [step('r_in', 'read', (k) => k.readers++), step('r_out', 'read', (k) => k.readers--)];
const writes = [step('w_in', 'write', { writers: 1 }), step('w_out', 'written', { writers: 0 })];
const S = 'mm.sem';
const reader = fn(at, [down_read('down', S), reads, up_read('up', S)]);
const writer = fn(at, [down_write('down', S), writes, up_write('up', S)]);
const excludes = always('excludes', 'A writer is alone.', (s) => s.mem.writers === 0 || s.mem.readers === 0);
const together = sometimes('together', 'Two read.', (s) => s.mem.readers === 2);
const queues = sometimes('queues', 'A writer waits.', (s) => s.mem.mm.sem.queued.includes(true));

it('two readers are inside together, a writer is alone', () => {
  expect(wrong(memory, { a: reader, b: reader }, together)).toEqual([]);
  expect(wrong(memory, { a: reader, b: reader, c: writer }, excludes, together, queues)).toEqual([]);
  expect(
    wrong(
      memory,
      { a: writer, b: writer },
      always('alone', 'One writer.', (s) => s.mem.writers < 2),
    ),
  ).toEqual([]);
});
it('after downgrade_write() readers come in', () => {
  const downgrades = fn(at, [
    down_write('down', S),
    downgrade_write('downgrade', S),
    reads,
    up_read('up', S),
  ]);
  expect(wrong(memory, { a: downgrades, b: reader }, together)).toEqual([]);
});

describe('a thread that reads twice', () => {
  const twice = fn(at, [down_read('one', S), down_read('two', S), up_read('un', S), up_read('do', S)]);
  it('waits for a writer that waits for it', () => {
    expect(wrong(memory, { a: twice })).toEqual([]);
    expect(wrong(memory, { a: twice, b: writer })).toEqual(['cycle b.down']);
  });
  it('so does one of two locks in opposite order, with two writers in between', () => {
    const both = { one: rwsem(['a', 'b', 'c', 'd']), two: rwsem(['a', 'b', 'c', 'd']) };
    const order = (first: 'one' | 'two', second: 'one' | 'two') =>
      fn(at, [
        down_read('f', first),
        down_read('s', second),
        up_read('us', second),
        up_read('uf', first),
      ] as never);
    const write = (l: 'one' | 'two') => fn(at, [down_write('w', l), up_write('uw', l)] as never);
    expect(wrong(both, { a: order('one', 'two'), b: order('two', 'one') })).toEqual([]);
    const threads = { a: order('one', 'two'), b: order('two', 'one'), c: write('one'), d: write('two') };
    expect(wrong(both, threads).some((w) => w.startsWith('cycle'))).toBe(true);
  });
  it('waits for itself where it wants to write', () => {
    const upgrades = fn(at, [
      down_read('read', S),
      down_write('write', S),
      up_write('uw', S),
      up_read('ur', S),
    ]);
    expect(wrong(memory, { a: upgrades })).toEqual(['cycle a.write']);
  });
  it('passes the writer in an interrupt, and in a task does not', () => {
    const shared = { ...memory, cpus: cpus(1, ['a', 'b', 'c'], 2) };
    const task = { cpu: 0, fn: fn(at, [read_lock('lock', 'rw'), read_unlock('unlock', 'rw')]) };
    const irq = (lock: typeof read_lock) => ({
      cpu: 0,
      context: 'irq' as const,
      fn: fn(at, [
        interrupt('irq', '<interrupt>'),
        lock('read', 'rw'),
        read_unlock('unread', 'rw'),
        return_from_interrupt('eret'),
      ]),
    });
    const other = fn(at, [write_lock('write', 'rw'), write_unlock('unwrite', 'rw')]);
    expect(wrong(shared, { a: task, b: irq(read_lock_in_interrupt), c: other })).toEqual([]);
    expect(wrong(shared, { a: task, b: irq(read_lock), c: other }).join()).toContain('cycle');
  });
});

it('a trylock fails where it would wait, or where somebody does', () => {
  const tries = (trylock: typeof down_read_trylock, up: typeof up_read) =>
    fn(at, [trylock('try', S, { note: 'held', then: ret() }), reads, up('up', S)]);
  expect(wrong(memory, { a: tries(down_read_trylock, up_read), b: reader }, together)).toEqual([]);
  const write = tries(down_write_trylock as typeof down_read_trylock, up_write);
  expect(wrong(memory, { a: write, b: reader }, together)).toEqual(['together']);
});
it.each([
  ['up_read', [up_read('up', S)]],
  ['up_write', [up_write('up', S)]],
  ['up_write of a reader', [down_read('down', S), up_write('up', S)]],
  ['up_read of a writer', [down_write('down', S), up_read('up', S)]],
  ['downgrade_write', [downgrade_write('up', S)]],
])('%s of what is not held is a fault', (_name, body) => {
  expect(wrong(memory, { a: fn(at, body) })).toEqual(['bad-unlock-balance a.up']);
});
