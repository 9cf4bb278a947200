// SPDX-License-Identifier: MIT
/** `explore` is driven from a pipe: what is typed is done, or said to be wrong, and nothing ends it but `q` or the end. */
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { entries } from '../models/index.ts';
import { command, input } from '../src/testing/command.ts';

const FILE = input('schedules/two-locks.js');
const dir = mkdtempSync(join(tmpdir(), 'mhpcheck-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));
const explore = (design: string, typed: readonly string[], ...options: readonly string[]) =>
  command(['explore', FILE, '--design', design, ...options], [], () => false, typed);
const flat = (text: string) => text.replaceAll(/\s+/g, ' ');

it('lists the steps that can be taken by number, and why the others stand', async () => {
  const { status, out, err } = await explore('ordered', ['1']);
  expect([status, err]).toEqual([0, '']);
  expect(out).toMatch(/^ {2}1 {2}a {2}mutex_lock\(&A\) \(a\.take_A\)$/m);
  expect(out).toMatch(/^ {2}2 {2}b {2}mutex_lock\(&A\) \(b\.take_A\)$/m);
  expect(flat(out)).toContain('a.take_A: mutex_lock(&A) {A: none -> a} -- 1 step --');
  expect(out).toMatch(/^ {2}2 {2}a:ENOMEM {2}page = alloc_page/m);
  expect(flat(out)).toContain('b waits in "mutex_lock(&A)" (b.take_A) for a');
});

it('goes back, by one step or several, and no further than the start', async () => {
  const { out } = await explore('ordered', ['a', 'a:ok', 'b 2', 'b', 'b 99', 'b x']);
  const counts = [...out.matchAll(/^-- (\d+) step/gm)].map(([, n]) => Number(n));
  expect(counts).toEqual([0, 1, 2, 0, 0, 0]);
  expect(out).toContain("b takes a number of steps, not 'x'");
});

it.each([
  ['9', 'there is no step 9: 2 steps can be taken'],
  ['zzz', "unknown thread 'zzz' (there are: a, b)"],
  ['a:ok', "stops at 'a:ok': a.take_A has no choices"],
  ['a.take_B', 'a.take_B: mutex_lock(&B)'],
  ['?', 'is there a violation from here?'],
  ['g 3', 'v has found no violation 3'],
  ['v x', 'v takes a number of states'],
  ['m', 'A = null'],
  ['s', "--schedule=''"],
  ['v 1', 'beyond them it is unknown (--max-states)'],
])('of "%s" says %s', async (typed, says) => {
  const { status, out } = await explore('ordered', [typed]);
  expect([status, flat(out)]).toEqual([0, expect.stringContaining(says)]);
});

it('knows whether a violation lies ahead: not before the second lock is free again, nor where there is none', async () => {
  const crossed = await explore('crossed', ['v', 'a.take_B', 'v']);
  const [before = '', after = ''] = flat(crossed.out).split('a.take_B: ');
  expect(before).toContain('1 no-deadlock (cycle) by 4 steps: a');
  expect(after).toContain('None from here: all');
  const ordered = await explore('ordered', ['v']);
  expect(flat(ordered.out)).toContain('None from here: all');
});

it('goes to what it found, and saves a counterexample that replay reproduces', async () => {
  const { status, out } = await explore('crossed', ['a', 'v', 'g 1', `s ${dir}`, 't']);
  expect([status, flat(out)]).toEqual([1, expect.stringContaining('*** no-deadlock is violated: cycle ***')]);
  const [file = ''] = readdirSync(join(dir, 'two-locks')).filter((f) => f.endsWith('.json'));
  const again = await command(['replay', join(dir, 'two-locks', file), '--model', FILE]);
  expect([again.status, again.out]).toEqual([1, expect.stringContaining('*** DEADLOCK ***')]);
});

it('begins after a schedule, ends at q, and refuses a model without threads', async () => {
  const { out } = await explore('ordered', ['q', 'a'], '--schedule', 'a a:ok');
  expect([...out.matchAll(/^-- (\d+) step/gm)].map(([, n]) => n)).toEqual(['2']);
  expect(flat(out)).not.toContain('3 steps');
  const { status, err } = await command(['explore', input('spaces/memo.js')], [], () => false, []);
  expect([status, err]).toEqual([3, expect.stringContaining('explore is for models of threads')]);
});

it('check --all-violations tells what --all tells as part of another', async () => {
  const heads = async (option: string) => {
    const { out } = await command(['check', FILE, '--design', 'crossed', '--bound', 'tiny', option]);
    return [...out.matchAll(/^two-locks, design crossed[^:]*:\s+(\S+)\s+is\s+violated/gm)].map(
      ([, name]) => name,
    );
  };
  expect(await heads('--all')).toEqual(['no-deadlock']);
  expect((await heads('--all-violations')).toSorted()).toEqual(['ends', 'no-deadlock', 'no-deadlock']);
});

it('takes the first of several, and the steps of a schedule that is given', async () => {
  const { status, out } = await command(['explore', FILE, '--schedule', 'a b'], [], () => false, ['t', 'q']);
  expect(status).toBe(0);
  expect(flat(out)).toContain('--design and --config choose another.');
  expect(out).toMatch(/^-- [12] steps? --$/m);
});

it.each(['explore gfp', 'draw gfp --design any --config v5.12', 'check gfp --schedule a'])(
  '%s: a model without threads has none to step, to draw or to schedule',
  async (line) => {
    const { status, err } = await command(line, entries);
    expect([status, err]).toEqual([3, expect.stringMatching(/^mhpcheck: .*has no threads.*\n$/)]);
  },
);
