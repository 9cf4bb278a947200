// SPDX-License-Identifier: MIT
import { describe, expect, it } from 'vitest';
import { code } from '../model/code.ts';
import { engineOf } from '../engine/engine.ts';
import { bool, ghost, id, initially } from '../model/domain.ts';
import { run } from '../model/run.ts';
import { system, thread } from '../model/thread.ts';
import type { Values } from '../model/domain.ts';
import type { Instance, Source } from '../model/types.ts';
import { always, noFault, sometimes } from '../model/types.ts';
import { Search } from '../explore/search.ts';
import { outcome } from '../explore/verdicts.ts';
import { compareOnSchedules, compareWithGraph } from '../testing/compare.ts';
import { flushesAllLevels, flushesLastLevel, pageFreed, table_walk, tableFreed, tlb } from './tlb.ts';
import type { Level } from './tlb.ts';

const at: Source = { func: 'toy', file: 'toy.c', version: 'v0' };
const CPUS = ['cpu0', 'cpu1'] as const;
const LEVELS = ['pte'] as const;
const held = tlb({ pte: id('table', 1) });

/** A root entry, the one table it leads to, the page that the table maps, and two CPUs that look at it. */
const memory = {
  root: initially(id('table', 1), 0),
  pte: initially(bool, true),
  table_freed: ghost(bool),
  page_freed: ghost(bool),
  cpu0: held,
  cpu1: held,
};
type Kernel = Values<typeof memory>;
const { fn, step, loop } = code<Kernel>();

const levels: Level<Kernel, 'pte'>[] = [{ level: 'pte', entry: (k) => k.root, freed: (k) => k.table_freed }];
const leaf = { present: (k: Kernel) => k.pte, freed: (k: Kernel) => k.page_freed };

/** What a thread that takes the mapping away may do. */
const STEPS = {
  clear_pte: (k: Kernel) => void (k.pte = false),
  flush_last_level: flushesLastLevel(...CPUS),
  free_page: (k: Kernel) => {
    k.page_freed = true;
    for (const cpu of CPUS) pageFreed(k[cpu]);
  },
  clear_root: (k: Kernel) => void (k.root = null),
  flush_all_levels: flushesAllLevels(LEVELS, ...CPUS),
  flush_cpu0: flushesAllLevels(LEVELS, 'cpu0'),
  flush_cpu1: flushesAllLevels(LEVELS, 'cpu1'),
  free_table: (k: Kernel) => {
    k.table_freed = true;
    for (const cpu of CPUS) tableFreed(k[cpu], 'pte', 0);
  },
};
type Step = keyof typeof STEPS;

/** Takes the mapping away in these steps, while both CPUs walk as they please. */
function takenAway(steps: readonly Step[]): Instance {
  const walker = (name: (typeof CPUS)[number]) => {
    return run(thread(memory, name, {}), fn(at, [loop([table_walk('walk', 'walk', name, levels, leaf)])]));
  };
  const body = steps.map((name, i) => step(`s${i}`, { says: name, primitive: name }, STEPS[name]));
  const unmap = () => run(thread(memory, 'unmap', {}), fn(at, body));
  return {
    machine: system({
      id: 'tlb',
      memory,
      threads: [...CPUS.map(walker), ...(steps.length > 0 ? [unmap()] : [])],
    }),
    properties: [
      noFault('no-stale-walk', 'No walk goes through a freed table.', 'walk-of-freed-table'),
      noFault('no-stale-use', 'No freed page is used.', 'access-to-freed-page'),
      always('nothing-stale', 'No CPU holds what was freed.', (s) =>
        CPUS.every((cpu) => !s.mem[cpu].pte_freed && !s.mem[cpu].tlb_freed),
      ),
      sometimes('both-filled', 'Both CPUs can hold a translation.', (s) =>
        CPUS.every((cpu) => s.mem[cpu].tlb),
      ),
    ],
  };
}
function found(instance: Instance) {
  const search = new Search(engineOf(instance));
  search.run();
  return outcome(search).results;
}
/** The names of the properties that are violated. */
const violated = (...steps: readonly Step[]) =>
  found(takenAway(steps))
    .filter((r) => r.verdict === 'violated')
    .map((r) => r.property.name);

const WALK = ['no-stale-walk', 'nothing-stale'];
const USE = ['no-stale-use', 'nothing-stale'];

describe('a walk cache and a TLB', () => {
  it.each<[string, readonly Step[], readonly string[]]>([
    ['a translation outlives the entry it was read from', ['clear_pte', 'free_page'], USE],
    ['and a flush ends it', ['clear_pte', 'flush_last_level', 'free_page'], []],
    ['which a flush before the clear does not', ['flush_last_level', 'clear_pte', 'free_page'], USE],
    ['a cached table outlives the entry that leads to it', ['clear_root', 'free_table'], WALK],
    ['and a flush of all levels ends it', ['clear_root', 'flush_all_levels', 'free_table'], []],
    ['which one of last level does not', ['clear_root', 'flush_last_level', 'free_table'], WALK],
    ['nor one before the clear', ['flush_all_levels', 'clear_root', 'free_table'], WALK],
    [
      'a free before the clear is too early for any flush',
      ['free_table', 'clear_root', 'flush_all_levels'],
      WALK,
    ],
    ['a flush of one CPU leaves the other', ['clear_root', 'flush_cpu0', 'free_table'], WALK],
    ['one CPU after the other reaches both', ['clear_root', 'flush_cpu0', 'flush_cpu1', 'free_table'], []],
  ])('%s', (_, steps, names) => {
    expect(violated(...steps)).toEqual(names);
  });

  it('a flush of one CPU leaves the other: it is that which walks', () => {
    const [walk] = found(takenAway(['clear_root', 'flush_cpu0', 'free_table']));
    const schedule = walk?.violations[0]?.schedule.map(({ type, choice = '' }) => `${type} ${choice}`.trim());
    expect(schedule).toEqual(['cpu1 root', 'unmap', 'unmap', 'unmap', 'cpu1 pte']);
  });
  it('both fill whenever they like', () => {
    expect(found(takenAway([])).at(-1)?.verdict).toBe('holds');
  });
  it.each<[string, readonly Step[]]>([
    [
      'all in order',
      ['clear_pte', 'flush_last_level', 'free_page', 'clear_root', 'flush_all_levels', 'free_table'],
    ],
    ['never flushed', ['clear_pte', 'free_page', 'clear_root', 'free_table']],
    ['one CPU flushed', ['clear_root', 'flush_cpu0', 'free_table']],
  ])('mean the same to XState: %s', (_, steps) => {
    expect(compareWithGraph(takenAway(steps)).done).toBe(true);
    expect(compareOnSchedules(takenAway(steps), 20)).toBe(20);
  });
});
