// SPDX-License-Identifier: MIT
import { describe, expect, it } from 'vitest';
import { system, thread } from '../model/thread.ts';
import type { Instance, Source } from '../model/types.ts';
import { noDeadlock, sometimes } from '../model/types.ts';
import { Search } from '../explore/search.ts';
import { outcome } from '../explore/verdicts.ts';
import { compareWithGraph } from '../testing/compare.ts';
import {
  blockReaders,
  downRead,
  noReaders,
  percpuRwsem,
  upRead,
  upWrite,
  waitsForReaders,
  waitsForWriter,
} from './percpu-rwsem.ts';

const at: Source = { func: 'toy', file: 'toy.c', version: 'v0' };

/** A reader that enters `depth` times before it leaves, and a writer. */
function readersAndWriter(depth: number): Instance {
  const names = ['reader', 'writer'];
  const memory = { sem: percpuRwsem(names) };
  const r = thread(memory, 'reader', {});
  const enter = (i: number) =>
    r.on(
      { at, says: 'down_read', ...waitsForWriter('sem') },
      { ...downRead('sem', 0), target: i < depth ? `enter${i + 1}` : `leave1` },
    );
  const leave = (i: number) =>
    r.on(
      { at, says: 'up_read', primitive: 'rwsem' },
      { ...upRead('sem', 0), target: i < depth ? `leave${i + 1}` : 'end' },
    );
  const states = Array.from({ length: depth }, (_, i) => [
    [`enter${i + 1}`, enter(i + 1)],
    [`leave${i + 1}`, leave(i + 1)],
  ]).flat();
  const w = thread(memory, 'writer', {});
  const writer = w.region('block', {
    block: w.on(
      { at, says: 'readers_block = 1', ...waitsForWriter('sem') },
      { ...blockReaders('sem', 'writer'), target: 'wait' },
    ),
    wait: w.on(
      { at, says: 'readers gone?', ...waitsForReaders('sem', names) },
      { ...noReaders('sem'), target: 'up' },
    ),
    up: w.on({ at, says: 'up_write', primitive: 'rwsem' }, { ...upWrite('sem', 'writer'), target: 'end' }),
    end: w.end(),
  });
  return {
    machine: system({
      id: 'rwsem',
      memory,
      threads: [r.region('enter1', { ...Object.fromEntries(states), end: r.end() }), writer],
    }),
    properties: [
      noDeadlock('no-deadlock', 'No deadlock.'),
      sometimes('both', 'Both get through.', (s) => s.quiet),
      sometimes('excluded', 'The writer is inside.', (s) => s.at['writer'] === 'up'),
    ],
  };
}
const verdicts = (instance: Instance) => {
  const search = new Search(instance);
  search.run();
  return outcome(search).results.map((r) => r.verdict);
};

describe('a percpu_rw_semaphore', () => {
  it('lets a reader and a writer through, one at a time', () =>
    expect(verdicts(readersAndWriter(1))).toEqual(['holds', 'holds', 'holds']));
  it('deadlocks a reader that enters again with a writer waiting', () =>
    expect(verdicts(readersAndWriter(2))).toEqual(['violated', 'holds', 'holds']));
  it('means the same to XState', () => expect(compareWithGraph(readersAndWriter(2)).done).toBe(true));
});
