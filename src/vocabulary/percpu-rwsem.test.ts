// SPDX-License-Identifier: MIT
import { describe, expect, it } from 'vitest';
import { code } from '../model/code.ts';
import type { Values } from '../model/domain.ts';
import { run } from '../model/run.ts';
import { engineOf } from '../engine/engine.ts';
import { system, thread } from '../model/thread.ts';
import type { Instance, Source } from '../model/types.ts';
import { noDeadlock, sometimes } from '../model/types.ts';
import { Search } from '../explore/search.ts';
import { outcome } from '../explore/verdicts.ts';
import { compareWithGraph } from '../testing/compare.ts';
import {
  percpu_down_read,
  percpu_down_write,
  percpu_up_read,
  percpu_up_write,
  percpuRwsem,
} from './percpu-rwsem.ts';

const at: Source = { func: 'toy', file: 'toy.c', version: 'v0' };

/** A reader that enters `depth` times before it leaves, and a writer. */
function readersAndWriter(depth: number): Instance {
  const threads = ['reader', 'writer'];
  const memory = { sem: percpuRwsem(threads) };
  const { fn } = code<Values<typeof memory>>();
  const each = Array.from({ length: depth }, (_, i) => i + 1);
  const reader = fn(at, [
    each.map((i) => percpu_down_read(`enter${i}`, 'sem')),
    each.map((i) => percpu_up_read(`leave${i}`, 'sem')),
  ]);
  const writer = fn(at, [
    percpu_down_write('block', 'wait', 'sem', ['readers_block = 1', 'readers gone?']),
    percpu_up_write('up', 'sem'),
  ]);
  return {
    machine: system({
      id: 'rwsem',
      memory,
      threads: [
        run(thread(memory, 'reader', {}, { threads }), reader),
        run(thread(memory, 'writer', {}, { threads }), writer),
      ],
    }),
    properties: [
      noDeadlock('no-deadlock', 'No deadlock.'),
      sometimes('both', 'Both get through.', (s) => s.quiet),
      sometimes('excluded', 'The writer is inside.', (s) => s.at['writer'] === 'up'),
    ],
  };
}
const verdicts = (instance: Instance) => {
  const search = new Search(engineOf(instance));
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
