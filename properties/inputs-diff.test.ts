// SPDX-License-Identifier: MIT
/** `diff`: answers known by hand on toys, and the parting of real designs. */
import { expect, it } from 'vitest';
import { entries } from '../models/index.ts';
import type { Entry } from '../src/model/types.ts';
import { command, input } from '../src/testing/command.ts';
import { entryOf } from '../src/testing/sample.ts';
import { lostUpdate } from '../src/testing/toys.ts';

const LOCKS = input('schedules/two-locks.js');
const STARTS = input('schedules/diverging.js');
const diff = (line: string, stopped?: () => boolean) =>
  command(`diff ${line} --bound tiny`, entries, stopped);
const flat = (text: string) => text.replaceAll(/\s+/g, ' ');

it.each([
  // The first step is another already.
  [
    'crossed ordered',
    'crossed allows, ordered forbids: 1 step; ordered does not take it: there b stands before "mutex_lock(&A)" (b.take_A).',
  ],
  ['crossed ordered', 'What ordered can go on with there: - a.take_A - b.take_A'],
  // The locks of b are its own in one design, and passed over: it looks while a holds A.
  [
    'unlocked ordered',
    '2 steps; ordered does not take the last, b.look: b waits in "mutex_lock(&A)" (b.take_A) for a.',
  ],
  [
    'unlocked ordered',
    'ordered allows, unlocked forbids: Nothing: each schedule of ordered is one of unlocked',
  ],
  ['unlocked ordered', 'ordered alone: b.take_A, b.take_B, b.drop_B, b.drop_A'],
  // One runs into a fault where the other goes on.
  [
    'careless unlocked',
    '3 steps; unlocked does not take the last, a.use (null-pointer): there it goes on without a fault in a.use.',
  ],
  [
    'careless unlocked',
    'unlocked allows, careless forbids: 3 steps; careless does not take the last, a.use: there it goes into null-pointer.',
  ],
])('%s: %s', async (designs, says) => {
  const { status, out } = await diff(`${LOCKS} ${designs}`);
  expect([status, flat(out)]).toEqual([1, expect.stringContaining(says)]);
});

it.each([
  ['four renamed', 0, 'four allows, renamed forbids: Nothing'],
  [
    'four other',
    1,
    'other does not take it: there it goes on with [3] in t.look. It begins in initial state 0 of 4',
  ],
  [
    'four three',
    1,
    'four allows, three forbids: 1 step; three does not take it: there it goes on with [not 3] in t.look. It begins in initial state 3 of 4',
  ],
  ['four three', 1, 'three allows, four forbids: Nothing'],
  ['sure refused', 1, 'sure allows, refused forbids: Nothing'],
  ['sure refused', 1, '1 step; sure does not take it: there it has t.alloc:ok.'],
  ['sure twice', 0, 'twice alone: t.again'],
  ['sure four', 1, 'sure allows, four forbids: Nothing'],
  ['sure twice --step t.look', 0, 'Nothing'],
])('%s', async (line, status, says) => {
  const ran = await diff(`${STARTS} ${line}`);
  expect([ran.status, flat(ran.out)]).toEqual([status, expect.stringContaining(says)]);
});

it('v6.18 of memory-block sets mem->nid before the device is there, and nothing else', async () => {
  const line = 'memory-block v6.1 v6.18 --config dimm --config first-add --all';
  const { status, out } = await diff(line);
  const says = 'acpi stands before "mem->nid = nid" (acpi.set_nid).';
  expect(status).toBe(1);
  expect(flat(out)).toContain(`7 steps; v6.18 does not take the last, acpi.device_add: there ${says}`);
  expect(flat(out)).toContain(
    'configuration dimm, bound tiny: designs v6.1 and v6.18. v6.1 allows, v6.18 forbids: Nothing',
  );
});

it('option-1 of vmalloc-hot-remove forbids the fault of none, and the schedules run', async () => {
  const line = 'vmalloc-hot-remove none option-1 --config what-if-unpinned --step vmalloc.pmd_none';
  const { status, out } = await diff(line);
  expect(status).toBe(1);
  expect(flat(out)).toContain('option-1 does not take the last, vmalloc.pmd_none (wild-pointer)');
  const again = [...out.matchAll(/^Again: npx mhpcheck (.*) --schedule='(.*)'$/gm)].slice(0, 2);
  const ran = again.map(([, of = '', words = '']) =>
    command([...of.split(' '), '--schedule', words], entries),
  );
  expect((await Promise.all(ran)).map((r) => r.status)).toEqual([1, 0]);
});

it('of several configurations each is told in short; one that has no question for both is left out', async () => {
  const { model, ...rest } = entryOf('lost-update', lostUpdate);
  const { plain } = model.designs;
  const [one, two] = ['a', 'b'].map((d) => ({ says: d, settings: undefined, about: [d] }));
  const both = { says: 'both', settings: undefined };
  const asked = async (configurations: object) =>
    await command('diff lost-update a b --bound tiny', [
      { ...rest, model: { ...model, designs: { a: plain, b: plain }, configurations } } as Entry,
    ]);
  const ran = await asked({ one, both, again: both });
  expect([ran.status, ran.out]).toEqual([0, expect.not.stringContaining('configuration one')]);
  expect((await asked({ one, two })).err).toContain(
    'no configuration has a question for both a and b: name one with --config',
  );
});

it('what a limit ends is unknown, also beside what is known', async () => {
  const cut = await diff(`${LOCKS} ordered unlocked --max-states 2`);
  expect([cut.status, flat(cut.out)]).toEqual([
    2,
    expect.stringContaining(
      'ordered allows, unlocked forbids: Unknown: --max-states came first, after 3 pairs of states.',
    ),
  ]);
  const part = await diff(`${LOCKS} unlocked ordered --max-states 5`);
  expect([part.status, part.out]).toEqual([1, expect.stringContaining('Unknown: --max-states')]);
  expect((await diff(`${LOCKS} ordered unlocked`, () => true)).status).toBe(130);
});

it('--full has every step and every name', async () => {
  const { out } = await diff('vmalloc-hot-remove none option-1 --config as-built --full');
  expect(out).not.toMatch(/ more$|\(\d+ steps\)/m);
});

it.each([
  [`${LOCKS} ordered`, 'diff takes a model and two of its designs: mhpcheck diff <model> A B'],
  [`${LOCKS} ordered crossed unlocked`, 'diff takes a model and two of its designs'],
  [`${LOCKS} ordered ordred`, "unknown design 'ordred'; did you mean 'ordered'?"],
  [`${LOCKS} ordered ordered`, "'ordered' is one design: name two"],
  [`${LOCKS}#ordered ordered crossed`, 'names a design: write both designs after the model'],
  [`${LOCKS} ordered crossed --step a.lok`, 'diff: --step: a: unknown step'],
  [
    `${LOCKS} ordered unlocked --step b.take_A`,
    "'b.take_A' is a step of one design alone: name one that both have",
  ],
  [`${LOCKS} ordered unlocked --step look`, "'look' is no step: write thread.step"],
  [`${LOCKS} ordered unlocked --step c.look`, "unknown thread 'c'"],
  ['gfp memtrace-v1 any', 'diff is for models of threads'],
])('says what is wrong: diff %s', async (line, says) => {
  const { status, err } = await diff(line);
  expect([status, err]).toEqual([3, expect.stringContaining(says)]);
});
