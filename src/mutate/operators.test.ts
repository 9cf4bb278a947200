// SPDX-License-Identifier: MIT
/** Mutants of what the toys do not have: a lock inside a list of records, a scan, a page that is unlinked and freed. */
import { describe, expect, it } from 'vitest';
import { array, bool, int, record, spinlock } from '../model/domain.ts';
import { fault, system, thread } from '../model/thread.ts';
import { always, noDeadlock, noFault, sometimes } from '../model/types.ts';
import type { Instance, Source } from '../model/types.ts';
import { compareWithGraph } from '../testing/compare.ts';
import { mutants } from './derive.ts';
import { original, run } from './kill.ts';
import type { Original } from './kill.ts';
import { mutated } from './mutant.ts';

const at: Source = { func: 'toy', file: 'toy.c', version: 'v0' };

/** Each of two threads locks zone 1, counts there, and unlocks. */
function zones(): Instance {
  const threads = ['t0', 't1'];
  const zone = record({ lock: spinlock(threads), inside: bool, n: int(0, 2) });
  const memory = { zone: array(2, zone) };
  const counter = (name: string) => {
    const t = thread(memory, name, {});
    return t.region('lock', {
      lock: t.on(
        { at, says: 'spin_lock(&zone->lock)', waitsFor: (k) => [k.zone[1]?.lock ?? null] },
        {
          guard: (k) => k.zone.every((z, i) => i === 0 || z.lock === null),
          effect: (k) => void (k.zone[1] && (k.zone[1].lock = name)),
          target: 'enter',
        },
      ),
      enter: t.on(
        { at, says: 'zone->inside = true' },
        { guard: (k) => k.zone[1]?.inside === true, target: fault('two inside') },
        { effect: (k) => void (k.zone[1] && (k.zone[1].inside = true)), target: 'leave' },
      ),
      leave: t.on(
        { at, says: 'zone->inside = false' },
        { effect: (k) => void (k.zone[1] && (k.zone[1].inside = false)), target: 'unlock' },
      ),
      unlock: t.on(
        { at, says: 'spin_unlock(&zone->lock)' },
        {
          effect: (k) => {
            const [, own] = k.zone;
            if (own?.lock !== name) throw new Error(`${name} does not hold the lock`);
            own.lock = null;
            own.n++;
          },
          target: 'done',
        },
      ),
      done: t.end(),
    });
  };
  return {
    machine: system({ id: 'zones', memory, threads: threads.map(counter) }),
    properties: [
      noFault('alone', 'One is inside.', 'two inside'),
      always('counted', 'Each counts.', (s) => !s.quiet || s.mem.zone[1].n === 2),
      noDeadlock('no-deadlock', 'No deadlock.'),
    ],
  };
}

/** A table is scanned, and if it is empty unlinked, flushed and freed; another thread may walk into it. */
function table(): Instance {
  const memory = { entry: array(3, bool), linked: bool, freed: bool };
  const start = thread(memory, 'map', { i: int(0, 2) });
  const map = start.region('link', {
    link: start.on(
      { at, says: 'link', choices: ['0', '1', '2', 'none'] },
      {
        guard: (_k, _me, choice) => choice === 'none',
        effect: (k) => void (k.linked = true),
        target: 'walk',
      },
      {
        effect: (k, _me, choice) => {
          k.linked = true;
          k.entry[Number(choice)] = true;
        },
        target: 'walk',
      },
    ),
    walk: start.on(
      { at, says: 'walk' },
      { guard: (k) => k.linked && k.freed, target: fault('use-after-free') },
      { target: 'done' },
    ),
    done: start.end(),
  });
  const t = thread(memory, 'free', { i: int(0, 2) });
  const free = t.region('wait', {
    wait: t.on({ at, says: 'wait', mayWait: true }, { guard: (k) => k.linked, target: 'scan' }),
    scan: t.on(
      { at, says: 'none(entry[i])' },
      {
        guard: (k, me) => k.entry[me.i] === true,
        effect: (_, me) => void (me.i = 0),
        target: 'done',
        note: 'used',
      },
      { guard: (_, me) => me.i < 2, effect: (_, me) => void me.i++, target: 'scan', note: 'none' },
      { effect: (_, me) => void (me.i = 0), target: 'clear', note: 'empty' },
    ),
    clear: t.on({ at, says: 'clear' }, { effect: (k) => void (k.linked = false), target: 'flush' }),
    flush: t.on({ at, says: 'flush_tlb()' }, { target: 'free' }),
    free: t.on(
      { at, says: 'free_page()', primitive: 'free_page' },
      { effect: (k) => void (k.freed = true), target: 'done' },
    ),
    done: t.end(),
  });
  return {
    machine: system({ id: 'table', memory, threads: [map, free] }),
    properties: [
      noFault('no-uaf', 'No freed table is walked.', 'use-after-free'),
      always('kept', 'No used table is freed.', (s) => !s.mem.freed || !s.mem.entry.includes(true)),
      sometimes('freed', 'An empty table is freed.', (s) => s.mem.freed),
    ],
  };
}

const FREE = { maxStates: Infinity, stopped: () => false };
async function fates(instance: Instance): Promise<Record<string, string>> {
  const of = (await original(instance, FREE)) as Original;
  const found = mutants(of.search).map(async (m) => {
    const ran = await run(of, m, FREE);
    return [m.name, ran.status === 'killed' ? ran.property : ran.status] as const;
  });
  return Object.fromEntries(await Promise.all(found));
}

describe('mutants', () => {
  it('of a lock inside a list of records drop it with its unlock, and nothing else of that step', async () => {
    expect(await fates(zones())).toMatchObject({
      't.lock: lock dropped': 'alone',
      't.unlock: unlock dropped': 'no-deadlock',
      't.lock: swapped with enter': 'alone',
      't.leave: swapped with unlock': 'alone',
    });
  });
  it('of a scan miss its ends, of a free come before what has to precede it', async () => {
    // The order of the flush makes no difference: nothing here looks at what it flushes.
    expect(await fates(table())).toEqual({
      'map.link: step dropped': 'freed',
      'map.link: swapped with walk': 'survived',
      'free.wait: wait dropped': 'kept',
      'free.scan: step dropped': 'freed',
      'free.scan: always used': 'freed',
      'free.scan: always none': 'broken',
      'free.scan: always empty': 'kept',
      'free.scan: scan ends one early': 'kept',
      'free.scan: scan starts one late': 'kept',
      'free.scan: scan goes one too far': 'broken',
      'free.clear: step dropped': 'no-uaf',
      'free.flush: flush dropped': 'survived',
      'free.free: free dropped': 'freed',
      'free.free: before flush': 'survived',
      'free.free: before clear': 'no-uaf',
    });
  });
  it.each([
    ['zones', zones],
    ['table', table],
  ])('of %s mean the same to both engines', async (_, build) => {
    const of = (await original(build(), FREE)) as Original;
    const all = mutants(of.search);
    expect(all.length).toBeGreaterThan(5);
    for (const m of all) {
      if ((await run({ ...of, held: new Set() }, m, FREE)).status === 'broken') continue;
      expect(compareWithGraph(mutated(of.search.engine.compiled.program, of.instance, m)).done, m.name).toBe(
        true,
      );
    }
  });
});
