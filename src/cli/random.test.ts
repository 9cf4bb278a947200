// SPDX-License-Identifier: MIT
import { describe, expect, it } from 'vitest';
import { entries } from '../../models/index.ts';
import { command } from '../testing/command.ts';

const run = (line: string) => command(line, entries);
const CHECK = 'check vmalloc-hot-remove --config what-if-unpinned --bound tiny --random 500 --seed 3';

describe('check --random', () => {
  it('is unknown, never a pass, where no run breaks anything, and says what was covered', async () => {
    const { status, out } = await run(`${CHECK} --design option-3`);
    expect(status).toBe(2);
    expect(out).toMatch(/500 runs of at most \d+ steps, \d+ distinct states seen; seed 3/);
    expect(out).toContain('Unknown: none of these runs breaks a property.');
    expect(out).toMatch(/PCT's bound/);
    expect(out).not.toMatch(/\bholds\b/);
  });

  it('tells what it found as the exhaustive search does, whatever the seed', async () => {
    const line = 'check vmalloc-hot-remove --config what-if-unpinned --bound tiny --design none';
    const asked = `${line} --property live-mappings-reachable`;
    const printOf = (out: string) => [...out.matchAll(/^Fingerprint: (\w+)$/gm)].map(([, print]) => print);
    const known = printOf((await run(`${asked} --all-violations`)).out);
    for (const seed of [1, 2, 3])
      expect(known).toContain(printOf((await run(`${asked} --random 500 --seed ${seed}`)).out)[0]);
    expect(known).toHaveLength(2);
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
    ['--random 5 --strategy pct:200000000', "'pct:200000000': D is at most 1000"],
    ['--random 5 --strategy pct:99999999999', 'D is at most 1000'],
    ['--random 5 --seed 99999999999999', '--seed 99999999999999 is more than 2147483647, the largest'],
    ['--random 5 --seed 1 --path=', "check: --path '' is no path"],
    ['--random 5 --seed 1 --path=-1', "check: --path '-1' is no path"],
    ['--random 5 --seed 1 --path abc', "check: --path 'abc' is no path: copy the one that the failure named"],
    ['--random 5 --seed 1 --path x:y', 'is no path'],
    ['--random 5 --seed 1 --path 1e99', 'is no path'],
    ['--random 5 --seed 1 --path 999999999999:0', 'is beyond --random 5: runs count from 0'],
    ['--random 5 --seed 1 --path 0:99:3', "check: --path '0:99:3' leads to no schedule here"],
    ['--random 5 --seed 1 --path 0:99', "check: --path '0:99' leads to no schedule here"],
    ['--random 5 --path 0:1', "check: --path '0:1' goes with --seed S"],
    ['--bitstate 1M --seed 4294967296', '--seed 4294967296 is more than'],
    ['--seed 5', '--seed goes with --random N'],
  ])('refuses %s', async (options, said) => {
    const { status, err } = await run(`check vmalloc-hot-remove ${options}`);
    expect(status).toBe(3);
    expect(err).toContain(said);
    expect(err.match(/\n/g)?.length).toBe(1);
  });
});
