// SPDX-License-Identifier: MIT
/** Fields that a step copies without a look at them: as many paths as it looks at values, and XState's states. */
import { describe, expect, it } from 'vitest';
import { engineOf } from '../engine/engine.ts';
import { explain } from '../counterexample/trace.ts';
import { cellsRead } from '../counterexample/cells-read.ts';
import { Search } from '../explore/search.ts';
import { copyFields } from '../model/copy-fields.ts';
import { array, bool, int, oneOf, record } from '../model/domain.ts';
import { readMachine } from '../model/read.ts';
import { system, thread } from '../model/thread.ts';
import type { Instance, Source } from '../model/types.ts';
import { compareOnSchedules, compareWithGraph } from '../testing/compare.ts';
import { compile } from './compile.ts';
import { initialCells } from './interpret.ts';
import { leavesOf } from './tree.ts';

const at: Source = { func: 'toy', file: 'toy.c', version: 'v0' };
const page = record({ state: oneOf('free', 'used', 'gone'), dirty: bool, order: int(0, 2) });
const memory = { pages: array(3, page), seen: array(3, page), wide: record({ order: int(0, 5) }) };
type Kernel = { pages: Page[]; seen: Page[]; wide: { order: number } };
interface Page {
  state: string;
  dirty: boolean;
  order: number;
}
const page0 = (pages: readonly Page[]) => pages[0] as Page;
const all = (k: Kernel) => {
  for (const [i, seen] of k.seen.entries()) copyFields(seen, k.pages[i] as Page, 'state', 'dirty', 'order');
};

/** Somebody changes pages; somebody else looks at them by `look`, once or by one of two choices. */
function toy(look: (k: Kernel, choice: string) => void, choices?: readonly string[]): Instance {
  const changes = thread(memory, 'changes', { p: int(0, 2) });
  const looks = thread(memory, 'looks', {});
  const change = changes.on(
    { at, says: 'change a page', primitive: 'toy' },
    {
      guard: (_, me) => me.p < 2,
      effect: (k, me) => {
        Object.assign(k.pages[me.p] as Page, me.p === 0 ? { state: 'gone', order: 2 } : { dirty: true });
        me.p++;
      },
      target: 'change',
    },
    { target: 'end' },
  );
  const step = looks.on(
    { at, says: 'look at all', primitive: 'toy', ...(choices && { choices }) },
    { effect: (k, _, choice) => look(k as Kernel, choice), target: 'end' },
  );
  const threads = [
    changes.region('change', { change, end: changes.end() }),
    looks.region('look', { look: step, end: looks.end() }),
  ];
  return { machine: system({ id: 'copies', memory, threads }), properties: [] };
}
const compiledOf = (instance: Instance) => compile(readMachine(instance.machine));
const stepOf = (look: (k: Kernel, choice: string) => void, choices?: readonly string[]) =>
  compiledOf(toy(look, choices)).recorded[1]?.[0];

const LOOKS: Readonly<Record<string, (k: Kernel, choice: string) => void>> = {
  'copies all': all,
  'copies, then looks at what it has copied': (k) => {
    all(k);
    if (page0(k.seen).order === 2) page0(k.seen).dirty = true;
  },
  'looks, then copies': (k) => {
    if (page0(k.pages).order === 2) all(k);
  },
  'copies a copy, and what it was copied from is written': (k) => {
    all(k);
    copyFields(k.seen[2] as Page, page0(k.seen), 'state', 'order');
    Object.assign(page0(k.pages), { state: 'used', order: 1 });
    copyFields(k.seen[1] as Page, page0(k.pages), 'order');
  },
  'copies onto itself, and over a copy': (k) => {
    copyFields(page0(k.pages), page0(k.pages), 'order');
    all(k);
    page0(k.seen).order = 1;
  },
  'changes two about': (k) => {
    copyFields(page0(k.seen), page0(k.pages), 'order');
    copyFields(page0(k.pages), k.pages[1] as Page, 'order');
    copyFields(k.pages[1] as Page, page0(k.seen), 'order');
  },
  'copies into a field with more values': (k) => copyFields(k.wide, page0(k.pages), 'order'),
  'copies from what is no part of memory': (k) => copyFields(k.wide, { order: 4 }, 'order'),
  'copies 0 or 2 to where there may be a 1 as well': (k) => {
    if (k.pages[1]?.dirty === true) page0(k.seen).order = 1;
    else copyFields(page0(k.seen), page0(k.pages), 'order');
  },
  'copies records': (k) => {
    copyFields(k as unknown as Record<'seen' | 'pages', object>, { seen: k.pages }, 'seen');
  },
};

describe.each(Object.entries(LOOKS))('a step that %s', (_, look) => {
  it('has the states and steps that XState gives it', () => {
    expect(compareWithGraph(toy(look)).done).toBe(true);
    expect(compareOnSchedules(toy(look), 10)).toBe(10);
  });
  it('has them grown on demand, and with a choice that others read before', () => {
    expect(compareWithGraph(toy(look), { budget: 0 }).done).toBe(true);
    const one = (k: Kernel, choice: string) =>
      choice === 'look' ? look(k, choice) : void (page0(k.seen).dirty = page0(k.pages).order === 0);
    for (const choices of [
      ['look', 'other'],
      ['other', 'look'],
    ])
      expect(compareWithGraph(toy(one, choices)).done).toBe(true);
  });
});

describe('a step that copies', () => {
  it('has one path whatever it copies, and one more for each value that it looks at', () => {
    expect(stepOf(all)?.leaves).toBe(1);
    expect(stepOf(LOOKS['looks, then copies'] as never)?.leaves).toBe(2);
    expect(stepOf(LOOKS['copies, then looks at what it has copied'] as never)?.leaves).toBe(2);
    // What can't hold the same is looked at.
    expect(stepOf(LOOKS['copies into a field with more values'] as never)?.leaves).toBe(2);
  });

  it('is told as if it had looked: the paths, what each writes, what a trace says it reads', () => {
    const compiled = compiledOf(toy(all));
    const [told, recorded] = [compiled.steps[1]?.[0], compiled.recorded[1]?.[0]];
    const leaves = [...leavesOf(told?.root as never)] as {
      outcomes: { writes: unknown[]; moves?: unknown }[];
    }[];
    // Two values each of state, order and dirty can be met; all else has one.
    expect(leaves).toHaveLength(8);
    expect(leaves.map(({ outcomes: [o] }) => [o?.writes.length, o?.moves])).toEqual(
      leaves.map(() => [10, undefined]),
    );
    expect(recorded?.at(() => 0).outcomes[0]?.moves).toHaveLength(9);
    const names = cellsRead(compiled, initialCells(compiled), 'looks').map(
      (c) => compiled.map.cells[c]?.name,
    );
    expect(names.filter((name) => name?.startsWith('mem.pages'))).toHaveLength(9);
    const { steps } = explain(compiled, { schedule: [{ type: 'changes' }, { type: 'looks' }] });
    expect(steps[1]?.changes.map(({ field, to }) => [field, to])).toEqual([
      ['mem.seen[0].state', 'gone'],
      ['mem.seen[0].order', 2],
    ]);
  });

  it('has too many paths to be told whole where so many values can be met', () => {
    const { compiled } = engineOf(toy(all), { budget: 7 });
    expect(compiled.recorded[1]?.[0]?.overflow).toBe(false);
    expect(compiled.steps[1]?.[0]?.overflow).toBe(true);
  });

  it('is a mistake where a guard does it, or what runs again copies another field', () => {
    const guard = (k: Kernel) => void copyFields(page0(k.seen), page0(k.pages), 'order');
    const looking = toy(() => {});
    expect(() => compiledOf(looking)).not.toThrow();
    const asks = {
      ...looking,
      properties: [
        { kind: 'always', name: 'p', says: 'p', holds: (s: { mem: Kernel }) => (guard(s.mem), true) },
      ],
    };
    const searched = () => new Search(engineOf(asks as never)).run();
    expect(searched).toThrow(/is written by a guard, a choice or a property/);
    let turn = 0;
    const turns = toy((k) => copyFields(page0(k.seen), k.pages[turn++ % 2] as Page, 'order'));
    expect(() => new Search(engineOf(turns)).run()).toThrow(
      'looks.look: it wrote mem.seen[0].order = mem.pages[0].order first and wrote mem.seen[0].order = mem.pages[1].order when run again',
    );
  });
});
