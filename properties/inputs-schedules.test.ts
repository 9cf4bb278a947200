// SPDX-License-Identifier: MIT
/** An interleaving that somebody has in mind is run as it is written; where it stops is said, and why. */
import { expect, it } from 'vitest';
import { command, input } from '../src/testing/command.ts';

const FILE = input('schedules/two-locks.js');
const check = (design: string, ...options: readonly string[]) =>
  command(['check', FILE, '--design', design, '--bound', 'tiny', ...options]);
const flat = (text: string) => text.replaceAll(/\s+/g, ' ');

it.each([
  ['ordered', 'a', 0, 'Runs to its end: 1 step taken'],
  [
    'ordered',
    'a a:ok a*2 b',
    2,
    'Stops at word 5 of 5, \'b\': b waits in "mutex_lock(&A)" (b.take_A) for a. 4 steps',
  ],
  ['ordered', 'a.alloc:ok a.take_B b.look', 2, 'b does not come there by itself from b.take_A: b waits in'],
  [
    'ordered',
    'a.alloc:OK',
    2,
    "a.alloc has no choice ':OK' here; did you mean ':ok'? (it has a:ok or a:ENOMEM)",
  ],
  ['ordered', 'a:ok', 2, "a.take_A has no choices, and so no ':ok'"],
  ['ordered', 'b.drop_A b', 2, "'b': b is done. 5 steps taken"],
  ['ordered', 'b.drop_A b.look', 2, 'b does not come there by itself from b.returned: b is done'],
  ['ordered', 'a*2', 2, 'a.alloc has a choice'],
  ['unlocked', 'remove.look', 3, "unknown thread 'remove' (there are: a, b)"],
  ['unlocked', 'b.remove() a', 0, 'Runs to its end: 2 steps'],
  ['careless', 'b a a:ok a a a a a', 2, "'a': a is done. 7 steps"],
  ['unlocked', 'b.lok', 3, "b: unknown step 'lok'; did you mean 'look'?"],
  ['unlocked', 'aa', 3, "unknown thread 'aa'; did you mean 'a'?"],
  ['unlocked', 'a..b', 3, "a: unknown step '.b'"],
  ['unlocked', ':ok', 3, "':ok' is no step: write thread, thread:choice or thread.step"],
  ['unlocked', 'a*0', 3, "'a*0' is no step"],
  ['unlocked', 'a*999999999', 3, 'is no step'],
  ['unlocked', 'initial 3: a', 3, 'initial state 3: the model has 1, from 0 on'],
  ['unlocked', '', 0, 'Runs to its end: 0 steps taken'],
])('--schedule, %s: "%s" gives %s', async (design, schedule, status, says) => {
  const ran = await check(design, `--schedule=${schedule}`);
  expect([ran.status, flat(ran.out + ran.err)]).toEqual([status, expect.stringContaining(says)]);
});

it('--schedule tells what is broken by the interleaving as it was given, and keeps it so', async () => {
  const { status, out } = await check('crossed', '--schedule', 'a b a:ENOMEM a b');
  expect([status, flat(out)]).toEqual([
    1,
    expect.stringContaining('no-deadlock is violated by step 4. 1 more word of the schedule is not run.'),
  ]);
  expect(out).toContain('*** DEADLOCK ***');
  const fault = await check('careless', '--schedule', 'b a a:ENOMEM a a');
  expect([fault.status, flat(fault.out)]).toEqual([
    1,
    expect.stringContaining('no-null-pointer is violated by step 4'),
  ]);
});

it('--schedule of several designs says of each where it stops, and draws none', async () => {
  const { status, out } = await command(['check', FILE, '--bound', 'tiny', '--schedule', 'a.alloc:ok a b b']);
  expect(status).toBe(1);
  expect(flat(out)).toContain(
    'design crossed, configuration default, bound tiny: no-deadlock is violated by step 4',
  );
  expect(flat(out)).toContain("design ordered, configuration default, bound tiny: Stops at word 3 of 4, 'b'");
  expect(out).not.toContain('-------');
});

it('--schedule says which properties no single schedule answers', async () => {
  const { out } = await check('unlocked', '--schedule', 'a');
  expect(flat(out)).toContain('Not asked: ends, lock-order. That takes a search to see.');
});

it.each([
  ['ordered', 'b.look', 0, 'The shortest way through b.look is 3 steps long.'],
  ['ordered', 'a.alloc:ENOMEM', 0, 'The shortest way through a.alloc:ENOMEM is 2 steps long.'],
  ['ordered', 'a.alloc [no page]', 0, 'is 2 steps long.'],
  ['ordered', 'b.remove()', 0, 'is 1 step long.'],
  ['ordered', 'a.alloc [none]', 3, "a.alloc: unknown way 'none' (there are: got it, no page)"],
  ['ordered', 'a.alloc:EIO', 0, 'Never: no interleaving within the bound takes a.alloc:EIO (all'],
  ['careless', 'a.use [true]', 3, 'unknown way'],
  ['unlocked', 'a.lok', 3, "a: unknown step 'lok'"],
  ['unlocked', 'look', 3, "'look' is no step: write thread.step"],
  ['unlocked', 'c.look', 3, "unknown thread 'c'"],
])('--through, %s: "%s" gives %s', async (design, step, status, says) => {
  const ran = await check(design, '--through', step);
  expect([ran.status, flat(ran.out + ran.err)]).toEqual([status, expect.stringContaining(says)]);
});

it('--through a step that a limit came before is unknown, and a way that it names runs', async () => {
  const { status, out } = await check('ordered', '--through', 'b.drop_A', '--max-states', '2');
  expect([status, flat(out)]).toEqual([2, expect.stringContaining('Unknown: --max-states came first')]);
  const found = await check('ordered', '--through', 'a.alloc:ENOMEM');
  const [, schedule = ''] = /--schedule='(.*)'/.exec(found.out) ?? [];
  expect(schedule).toBe('a a:ENOMEM');
  expect((await check('ordered', '--schedule', schedule)).status).toBe(0);
});

it.each([
  ['--schedule a --through a.x', '--schedule does not go with --through'],
  ['--schedule a --random 3', '--schedule does not go with --random'],
  ['--through a.x --json', '--through does not go with --json'],
])('does not go with others: %s', async (options, says) => {
  const { status, err } = await check('ordered', ...options.split(' '));
  expect([status, err]).toEqual([3, expect.stringContaining(says)]);
});
