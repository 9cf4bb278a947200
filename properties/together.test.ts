// SPDX-License-Identifier: MIT
/** Several threads that search together find what one finds, state by state: docs/decisions/0023-shared-table.md. */
import { isDeepStrictEqual } from 'node:util';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { entries } from '../models/index.ts';
import { vmallocHotRemove } from '../models/vmalloc-hot-remove/index.ts';
import { engineOf } from '../src/engine/engine.ts';
import type { EngineOptions } from '../src/engine/engine.ts';
import { MARGIN } from '../src/explore/round-memory.ts';
import { Rounds, ThreadLost } from '../src/explore/rounds.ts';
import { Search } from '../src/explore/search.ts';
import { besideFor, newTeam } from '../src/explore/threads.ts';
import type { Sharing } from '../src/explore/together.ts';
import { codeFor } from '../src/explore/visited-memory.ts';
import { int, oneOf } from '../src/model/domain.ts';
import type { Values } from '../src/model/domain.ts';
import { instanceOf } from '../src/model/instance.ts';
import { system, thread } from '../src/model/thread.ts';
import type { Instance } from '../src/model/types.ts';
import { reducer } from '../src/reduce/reduce.ts';
import { command } from '../src/testing/command.ts';
import { FULL, oneOf as some, runs } from '../src/testing/full.ts';
import { isSmall } from '../src/testing/random-machines.ts';
import { build, randomSystem } from '../src/testing/random.ts';
import { bothOf, keptOf, MEETING } from '../src/testing/together.ts';
import { TOYS } from '../src/testing/toys.ts';
import { wideMemory } from '../src/testing/wide.ts';
import { machines, pairs } from './manifest.ts';

wideMemory();

/** What several threads keep otherwise than one does. */
function other(instance: Instance, workers: number, options: EngineOptions & { maxStates?: number } = {}) {
  const { together, alone } = bothOf(instance, { workers, ...MEETING }, options);
  return isDeepStrictEqual(together, alone) ? undefined : { together, alone };
}

const chosen = { configuration: 'what-if-unpinned', design: 'none', bound: 'tiny' } as const;
const unpinned = () => instanceOf({ model: vmallocHotRemove, ...chosen });

/** Of each model of threads the first configuration and design; in full, all that there are. */
const ofModels = machines(entries).map(({ model }) => {
  const all = pairs(model).map(([configuration, design]) => ({ model, design, configuration }));
  return [model.name, some(all.length, all)] as const;
});
/** It takes long to compile, and has a step that one thread alone can take. */
const SLOW = 'memmap-on-memory';

describe('threads that search together', () => {
  it.each(Object.entries(TOYS))('find of the toy %s what one finds', (_, toy) => {
    for (const workers of some(3, [2, 1, 3])) expect(other(toy(), workers)).toBeUndefined();
  });
  it.each(ofModels.filter(([name]) => FULL || name !== SLOW))('find of %s what one finds', (_, instances) => {
    for (const [i, each] of instances.entries())
      expect(other(instanceOf({ ...each, bound: 'tiny' }), 2 + (i % 2))).toBeUndefined();
  });
  it('find of random machines what one finds, with every decision in code and with some that grow', () => {
    const drawn = fc.record({
      plan: randomSystem().filter((plan) => isSmall(plan, 2000)),
      workers: fc.constantFrom(1, 2, 3),
      budget: fc.constantFrom(undefined, 40),
    });
    fc.assert(
      fc.property(drawn, ({ plan, workers, budget }) => {
        expect(other(build(plan), workers, { budget })).toBeUndefined();
      }),
      { numRuns: runs(10, 2000) },
    );
  });
  it('find what one finds where a search is reduced', () => {
    expect(other(unpinned(), 2, { reduce: reducer('all') })).toBeUndefined();
  });
  it('end where one ends at --max-states', () => {
    for (const maxStates of [1, 5000, 6001]) expect(other(unpinned(), 2, { maxStates })).toBeUndefined();
  });
});

describe('what could go wrong', () => {
  /** Whether threads that are broken in this way keep something else, in one of some searches. */
  function isNoticed(how: Sharing['how']): boolean {
    const { together, alone } = bothOf(unpinned(), { workers: 2, ...MEETING, how });
    return JSON.stringify(together) !== JSON.stringify(alone);
  }
  const inOneOf = (n: number, noticed: () => boolean) => Array.from({ length: n }).some(noticed);

  it('numbers in the order of arrival are noticed', () => {
    expect(inOneOf(20, () => isNoticed({ lowest: false, atomic: true }))).toBe(true);
  });
  it('insertion that is not atomic is noticed', () => {
    expect(inOneOf(20, () => isNoticed({ lowest: true, atomic: false }))).toBe(true);
  });
  it('a round that finds more than it has numbers for is forgotten, and done by one', () => {
    const { together, alone } = bothOf(unpinned(), { workers: 2, ...MEETING, size: 256, numbers: 2048 });
    expect(together).toEqual(alone);
  });
  it('where four GiB are full, one goes on in a wider memory', () => {
    const engine = engineOf(unpinned());
    const { words } = engine.layout;
    // As if they were full with the states of a round, and four hundred.
    const rows = (MARGIN + 400) * (words + 1);
    const { table } = codeFor(words, engine.compiled.edges.length).places;
    const narrow = table + ((1 << 20) + rows) * 4 + besideFor(engine, 2).bytes;
    const sizes = { slots: 1 << 14, room: 1 << 13, narrow };
    const search = new Search(engine, { sizes, sharing: { workers: 2, ...MEETING } });
    search.run(300);
    expect(search['together']?.['threads']?.ready).toBe(true);
    search.run();
    expect(search['together']?.['threads']).toBeUndefined();
    expect(search.visited.mostShared - MARGIN).toBe(400);
    expect(keptOf(search)).toEqual(bothOf(unpinned(), { workers: 1 }).alone);
  });
  it('a mistake in the model is told as one thread tells it', () => {
    const told = (sharing?: Sharing) => {
      const search = new Search(engineOf(counting()), { sharing });
      try {
        search.run();
      } catch (error) {
        return { ...(error as object), text: String(error) };
      } finally {
        search.dismiss();
      }
      return undefined;
    };
    const alone = told();
    expect(alone?.text).toContain('n becomes 40');
    expect(told({ workers: 2, ...MEETING })).toEqual(alone);
  });
  it('a thread that ends between two rounds leaves the rest to one', async () => {
    const search = new Search(engineOf(unpinned()), { sharing: { workers: 2, ...MEETING } });
    search.run(500);
    await search['together']?.['threads']?.['threads'][0]?.terminate();
    search.run();
    expect(keptOf(search)).toEqual(bothOf(unpinned(), { workers: 1 }).alone);
  });
  it('a thread that does nothing in a round ends the search, and no verdict is given', () => {
    const search = new Search(engineOf(unpinned()), { sharing: { workers: 2, after: Infinity } });
    const team = newTeam(search.engine, 2);
    const rounds = new Rounds(search, team, () => {}, { naps: 1 });
    expect(() => rounds.run(0, 1, Infinity, () => {})).toThrow(ThreadLost);
  });
});

/** Threads that count to 40, which is one too many, each in steps of its own. */
function counting(): Instance {
  const memory = { n: int(0, 39), last: oneOf('by1', 'by2', 'by3') };
  const at = { func: 'count', file: 'count.c', version: 'v0' };
  const threads = ([1, 2, 3] as const).map((by) => {
    const name = `by${by}` as const;
    const t = thread(memory, name, {});
    const count = (k: Values<typeof memory>) => {
      k.n += by;
      k.last = name;
    };
    return t.region('count', { count: t.on({ at, says: 'n += by' }, { effect: count, target: 'count' }) });
  });
  return { machine: system({ id: 'counting', memory, threads }), properties: [] };
}

describe('--workers', () => {
  const LINE = 'check vmalloc-hot-remove --design none --config what-if-unpinned --bound tiny';
  const asked = async (more: string) => {
    const { status, out, err } = await command(`${LINE}${more}`, entries);
    return { status, err, out: out.replaceAll(/sec=\S+|"seconds": [\d.]+/g, '') };
  };
  it('prints the same for any number', async () => {
    expect(await asked(' --workers 2')).toEqual(await asked(' --workers 1'));
    expect(await asked(' --workers 3 --json')).toEqual(await asked(' --json'));
  });
  it('says where threads can not share the work', async () => {
    const line = 'check altmap-teardown --design rfc --config s390 --bound tiny --workers 2';
    expect((await command(line, entries)).err).toContain('one thread searches: a step has too many paths');
  });
  it.each([
    ['--workers 0', "--workers '0' is not a whole number from 1 on"],
    ['--workers 65', '--workers 65: at most 64'],
    ['--workers 2 --random 5', '--random runs on one thread'],
    ['--workers 2 --bitstate 1M', '--bitstate does not go with --workers'],
  ])('%s is refused', async (more, says) => {
    const { status, err } = await asked(` ${more}`);
    expect([status, err]).toEqual([3, expect.stringContaining(says)]);
  });
});
