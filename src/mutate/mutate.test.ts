// SPDX-License-Identifier: MIT
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { engineOf } from '../engine/engine.ts';
import { bool, int, mutex } from '../model/domain.ts';
import { readMachine } from '../model/read.ts';
import { rewrite } from '../model/rewrite.ts';
import { system, thread } from '../model/thread.ts';
import { always, alwaysPossible, noDeadlock } from '../model/types.ts';
import type { Instance, Source } from '../model/types.ts';
import { compareOnSchedules, compareWithGraph } from '../testing/compare.ts';
import { runs } from '../testing/full.ts';
import { build, randomSystem } from '../testing/random.ts';
import { abba, chain, choosy, daemon, faulty, lostUpdate, TOYS } from '../testing/toys.ts';
import { Search } from '../explore/search.ts';
import { drops, takes, waitsFor } from '../vocabulary/lock.ts';
import { mutants } from './derive.ts';
import { compareStates } from './equivalent.ts';
import { original, run } from './kill.ts';
import type { Original, Run } from './kill.ts';
import { mutated } from './mutant.ts';

const FREE = { maxStates: Infinity, stopped: () => false };
const searched = async (instance: Instance): Promise<Original> =>
  (await original(instance, FREE)) as Original;
const names = (of: Original) => mutants(of.search).map((m) => m.name);
const verdict = async (instance: Instance, name: string): Promise<Run & { same?: boolean }> => {
  const of = await searched(instance);
  const mutant = mutants(of.search).find((m) => m.name === name);
  if (!mutant) throw new Error(`no mutant '${name}' among ${names(of).join('; ')}`);
  const ran = await run(of, mutant, FREE);
  return ran.status === 'survived' ? { ...ran, ...compareStates(of.search, ran.search, mutant) } : ran;
};

const at: Source = { func: 'toy', file: 'toy.c', version: 'v0' };
/** Two threads that count under a lock (unless freed, when nobody minds), and perhaps under a second one around it, and clear a table before they free it. */
function counters(outer = false, initial = [{ linked: false }]): Instance {
  const threads = ['add0', 'add1'];
  const memory = { lock: mutex(threads), outer: mutex(threads), n: int(0, 2), linked: bool, freed: bool };
  const adder = (name: string) => {
    const t = thread(memory, name, { seen: int(0, 2), i: int(0, 1) });
    const lock = (which: 'lock' | 'outer', target: string) =>
      t.on({ at, says: `lock(${which})`, ...waitsFor(which) }, { ...takes(which, name), target });
    const unlock = (which: 'lock' | 'outer', target: string) =>
      t.on({ at, says: `unlock(${which})` }, { ...drops(which, name), target });
    return t.region(outer ? 'outer' : 'lock', {
      ...(outer && { outer: lock('outer', 'lock'), outer_unlock: unlock('outer', 'done') }),
      lock: lock('lock', 'read'),
      read: t.on({ at, says: 'seen = n' }, { effect: (k, me) => void (me.seen = k.n), target: 'write' }),
      write: t.on(
        { at, says: 'n = seen + 1' },
        {
          effect: (k, me) => {
            k.n = me.seen + 1;
            me.seen = 0;
          },
          target: 'flush',
        },
      ),
      flush: t.on({ at, says: 'flush()' }, { target: 'unlock' }),
      unlock: unlock('lock', outer ? 'outer_unlock' : 'done'),
      done: t.end(),
    });
  };
  return {
    machine: system({ id: 'counters', memory, threads: threads.map(adder), initial }),
    properties: [
      always('counted', 'Both are counted.', (s) => !s.quiet || s.mem.freed || s.mem.n === 2),
      noDeadlock('no-deadlock', 'No deadlock.'),
      alwaysPossible('ends', 'It ends.', (s) => s.quiet),
    ],
  };
}

describe('mutants of two counters under a lock', () => {
  it('have names that a table can use', async () => {
    expect(names(await searched(counters()))).toEqual([
      'add.lock: lock dropped',
      'add.unlock: unlock dropped',
      'add.read: step dropped',
      'add.write: step dropped',
      'add.flush: flush dropped',
      'add.lock: swapped with read',
      'add.read: swapped with write',
    ]);
  });
  it('without the lock lose a count, and are not stopped by the unlock that is left', async () => {
    expect(await verdict(counters(), 'add.lock: lock dropped')).toEqual({
      status: 'killed',
      property: 'counted',
      depth: 10,
    });
  });
  it('do so from whichever of several initial states it shows in', async () => {
    const starts = [{ linked: false, freed: true }, { linked: true }];
    expect(await verdict(counters(false, starts), 'add.lock: lock dropped')).toEqual({
      status: 'killed',
      property: 'counted',
      depth: 10,
    });
  });
  it('without the unlock wait for ever', async () => {
    expect(await verdict(counters(), 'add.unlock: unlock dropped')).toMatchObject({
      property: 'no-deadlock',
    });
  });
  it('that read before the lock lose a count', async () => {
    expect(await verdict(counters(), 'add.lock: swapped with read')).toMatchObject({ property: 'counted' });
  });
  it('without a flush that does nothing are equivalent: the same states without the step', async () => {
    expect(await verdict(counters(), 'add.flush: flush dropped')).toMatchObject({ same: true, hidden: [] });
  });
  it('without a lock that another encloses are equivalent, but for that lock', async () => {
    const found = await verdict(counters(true), 'add.lock: lock dropped');
    expect(found).toMatchObject({ status: 'survived', same: true, hidden: ['lock'] });
  });
  it('without the outer lock, which makes others wait, are not', async () => {
    const found = await verdict(counters(true), 'add.outer: lock dropped');
    expect(found).toMatchObject({ status: 'survived', same: false });
  });
});

describe('mutants of toys', () => {
  it('that take a lock crosswise: one lock less and there is no deadlock to kill it by', async () => {
    expect(await verdict(abba(false), 'a.second: lock dropped')).toMatchObject({
      status: 'survived',
      same: false,
    });
  });
  it('that ignore an error go on', async () => {
    expect(names(await searched(choosy()))).toContain('t.alloc: ENOMEM ignored');
  });
  it('that do not look are killed by the fault', async () => {
    const of = await searched(faulty());
    expect(of.held.size).toBe(0);
    expect(names(of)).toContain('user.look: always -> use');
  });
  it('that break two properties are killed by the one which held', async () => {
    expect(await verdict(lostUpdate(), 'add.read: step dropped')).toMatchObject({ property: 'two' });
  });
  it('that wait for nothing are stopped by the model itself where nothing is there', async () => {
    expect(names(await searched(daemon()))).toContain('worker.wait: wait dropped');
  });
  it('keep their names over the threads of a chain', async () => {
    expect(names(await searched(chain()))).toContain('b.take0: lock dropped');
  });
});

describe('every mutant', () => {
  const all = (instance: Instance) => {
    const search = new Search(engineOf(instance));
    search.run();
    const { program } = search.engine.compiled;
    return mutants(search).map((m) => [m.name, mutated(program, instance, m)] as const);
  };
  it.each(Object.entries(TOYS))('of the toy %s is a machine on which both engines agree', (_, toy) => {
    for (const [name, mutant] of all(toy())) expect(agreed(mutant), name).toBe(true);
  });
  it('of a random machine is one on which they agree, along a random schedule', () => {
    const same = fc.property(randomSystem(), (plan) => {
      const instance = build(plan);
      const size = new Search(engineOf(instance));
      size.run(300);
      fc.pre(size.done);
      for (const [name, mutant] of all(instance)) expect(agreed(mutant, true), name).toBe(true);
    });
    fc.assert(same, { numRuns: runs(3, 40), seed: 20261121 });
  });
  it('leaves the machine it came from as it was', () => {
    const instance = counters();
    const program = readMachine(instance.machine);
    const again = { ...instance, machine: rewrite(program, (region) => region) };
    expect(compareWithGraph(again).store.count).toBe(compareWithGraph(instance).store.count);
  });
});

/** Both engines give the same states; or both say that the mutant is no model. */
function agreed(instance: Instance, onSchedule = false): boolean {
  const search = new Search(engineOf(instance));
  try {
    search.run();
  } catch {
    return true;
  }
  return onSchedule ? compareOnSchedules(instance, 1) === 1 : compareWithGraph(instance).done;
}
