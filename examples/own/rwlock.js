// SPDX-License-Identifier: MIT
/**
 * A lock of your own, and a thread that reads under it and then writes: may it upgrade, and must it look again?
 *
 *   npx mhpcheck check ./rwlock.js
 *
 * own.test.js beside it is the suite that goes with it.
 */
import {
  always,
  array,
  asLock,
  bool,
  code,
  int,
  lock,
  model,
  noDeadlock,
  record,
  run,
  sometimes,
  source,
  system,
  thread,
  word,
} from 'mhpcheck';

/** Many readers or one writer; nobody queues. Who holds it, and how, is read off here by whoever asks. */
const rwlock = (threads) =>
  asLock(record({ writer: lock('spinlock', threads), readers: array(threads.length, bool) }), {
    kind: 'spinlock',
    holders: ({ writer, readers }) => [
      ...(writer === null ? [] : [{ by: writer }]),
      ...threads.filter((_, i) => readers[i]).map((by) => ({ by, mode: 'shared' })),
    ],
  });

const primitive = 'rwlock';
const read_lock = (name) =>
  word(
    name,
    {
      says: 'my_read_lock(&rw)',
      primitive,
      lock: 'rw',
      acquires: { lock: 'rw', mode: 'shared' },
      waitsFor: (k) => [k.rw.writer],
    },
    {
      when: (k) => k.rw.writer === null,
      does: (k, _me, _choice, self) => (k.rw.readers[self.index] = true),
    },
  );
const read_unlock = (name) =>
  word(
    name,
    { says: 'my_read_unlock(&rw)', primitive },
    { does: (k, _me, _choice, self) => (k.rw.readers[self.index] = false) },
  );
const write_lock = (name) =>
  word(
    name,
    {
      says: 'my_write_lock(&rw)',
      primitive,
      lock: 'rw',
      acquires: { lock: 'rw' },
      waitsFor: (k, _me, self) => [k.rw.writer, ...self.threads.filter((_, i) => k.rw.readers[i])],
    },
    {
      when: (k) => k.rw.writer === null && !k.rw.readers.includes(true),
      does: (k, _me, _choice, self) => (k.rw.writer = self.name),
    },
  );
const write_unlock = (name) =>
  word(name, { says: 'my_write_unlock(&rw)', primitive }, { does: (k) => (k.rw.writer = null) });

const { fn, step } = code();
const mine = source('my/counter.c', 'v1');

/** Adds one to what it has read. */
const add = (d) =>
  fn(mine('add'), [
    read_lock('read'),
    step('look', 'seen = counter', (k, me) => (me.seen = k.counter)),
    !d.upgrades && read_unlock('unread'),
    write_lock('write'),
    d.looksAgain && step('look_again', 'seen = counter', (k, me) => (me.seen = k.counter)),
    step('store', 'counter = seen + 1', (k, me) => {
      k.counter = me.seen + 1;
      me.seen = 0;
    }),
    write_unlock('unwrite'),
    d.upgrades && read_unlock('unread'),
  ]);

export default model({
  name: 'own-rwlock',
  asks: 'May who reads under the lock go on to write?',
  assumptions: ['Sequential consistency.', 'Nobody queues: a writer can be passed by readers.'],
  designs: {
    upgrade: {
      says: 'The write lock is asked for with the read lock held.',
      source: 'this file',
      decisions: { upgrades: true, looksAgain: false },
    },
    drop: {
      says: 'The read lock is let go of first.',
      source: 'this file',
      decisions: { upgrades: false, looksAgain: false },
    },
    'drop-and-look-again': {
      says: 'It is, and the counter is read once more.',
      source: 'this file',
      decisions: { upgrades: false, looksAgain: true },
    },
  },
  configurations: { default: { says: 'nothing to configure', settings: {} } },
  bounds: {
    tiny: { says: 'two threads', limits: { threads: 2 } },
    small: { says: 'three threads', limits: { threads: 3 } },
    large: { says: 'five threads', limits: { threads: 5 } },
  },
  build(decisions, _settings, { threads: count }) {
    const threads = Array.from({ length: count }, (_, i) => `adder${i}`);
    const memory = { rw: rwlock(threads), counter: int(0, count) };
    const regions = threads.map((name) =>
      run(thread(memory, name, { seen: int(0, count) }, { threads }), add(decisions), 'done'),
    );
    return {
      machine: system({ id: 'own-rwlock', memory, threads: regions }),
      properties: [
        always(
          'no-lost-update',
          'Once all are done, each was counted.',
          (s) => !s.quiet || s.mem.counter === threads.length,
        ),
        noDeadlock('no-deadlock', 'Everybody gets through.'),
        sometimes('read-together', 'Two read at once.', (s) => s.mem.rw.readers.filter(Boolean).length > 1),
      ],
    };
  },
});
