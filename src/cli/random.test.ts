// SPDX-License-Identifier: MIT
import { describe, expect, it } from 'vitest';
import { entries } from '../../models/index.ts';
import { cli } from './cli.ts';

async function run(line: string) {
  let out = '';
  let err = '';
  const console = { out: (t: string) => void (out += t), err: (t: string) => void (err += t), isTTY: false };
  return { status: await cli(line.split(' '), entries, console, () => false), out, err };
}
const CHECK = 'check vmalloc-hot-remove --config shared --bound tiny --random 500 --seed 3';

describe('check --random', () => {
  it('is unknown, never a pass, where no run breaks anything, and says what was covered', async () => {
    const { status, out } = await run(`${CHECK} --design option-3`);
    expect(status).toBe(2);
    expect(out).toMatch(/500 runs of at most \d+ steps, \d+ distinct states seen; seed 3/);
    expect(out).toContain('Unknown: none of these runs breaks a property.');
    expect(out).toMatch(/PCT's bound/);
    expect(out).not.toMatch(/\bholds\b/);
  });

  it('is violated where one does, and the line it prints brings the schedule back', async () => {
    const first = await run(`${CHECK} --design none`);
    expect(first.status).toBe(1);
    const schedule = /^Schedule: (.*)$/m.exec(first.out)?.[1];
    const again = /^Again: mhpcheck (.*)$/m.exec(first.out)?.[1] ?? '';
    const second = await run(again);
    expect(second.status).toBe(1);
    expect(/^Schedule: (.*)$/m.exec(second.out)?.[1]).toBe(schedule);
  });

  it('says the same as JSON', async () => {
    const { status, out } = await run(`${CHECK} --design none --json`);
    expect(status).toBe(1);
    const search = { kind: 'random', seed: 3, strategy: 'pct:3' };
    expect(JSON.parse(out)).toMatchObject({
      results: [{ design: 'none', bound: 'tiny', verdict: 'violated', search }],
    });
  });

  it.each([
    ['--random 0', "--random '0' is not a whole number from 1 on"],
    ['--random 5 --strategy pct', 'write uniform, or pct:D'],
    ['--random 5 --seed -1', '--seed'],
    ['--random 5 --max-states 5', '--max-states is for the exhaustive search'],
    ['--seed 5', '--seed goes with --random N'],
  ])('refuses %s', async (options, said) => {
    const { status, err } = await run(`check vmalloc-hot-remove ${options}`);
    expect(status).toBe(3);
    expect(err).toContain(said);
  });
});
