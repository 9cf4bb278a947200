// SPDX-License-Identifier: MIT
import { describe, expect, it } from 'vitest';
import { entries } from '../../models/index.ts';
import { int } from '../model/domain.ts';
import { system, thread } from '../model/thread.ts';
import { always } from '../model/types.ts';
import type { Instance } from '../model/types.ts';
import { entryOf } from '../testing/sample.ts';
import { command } from '../testing/command.ts';

/** Counts up to 3, where 2 is the most; or what it begins with is wrong already. */
function counter(begins: number): Instance {
  const memory = { n: int(begins, 2) };
  const t = thread(memory, 't', {});
  const at = { func: 'count', file: 'toy.c', version: 'v0' };
  const up = t.region('up', {
    up: t.on({ at, says: 'n++' }, { effect: (k) => void k.n++, target: 'up' }),
  });
  const positive = always('positive', 'n is above 0.', (s) => s.mem.n > 0);
  const machine = system({ id: 'counter', memory, threads: [up] });
  return { machine, properties: [positive] };
}
const among = [...entries, entryOf('mistaken', () => counter(1)), entryOf('wrong', () => counter(0))];
const run = (line: string, stopped?: () => boolean) => command(line, among, stopped);
const flat = (text: string) => text.replaceAll(/\s+/g, ' ');
const CHECK = 'check vmalloc-hot-remove --config what-if-unpinned --bound tiny';

describe('check --bitstate and --compact', () => {
  it.each(['bitstate', 'compact'])('are unknown, never a pass, where nothing is broken: %s', async (kind) => {
    const { status, out } = await run(`${CHECK} --design option-3 --${kind} 1M`);
    expect(status).toBe(2);
    expect(flat(out)).toMatch(/Unknown: none of [\d,]+ states breaks a property\. That is no proof:/);
    expect(flat(out)).toMatch(
      /by estimate, a share of \d\.\de-\d+ \([\d.]+% (bits set|slots taken) of 1\.05 MB\)/,
    );
    expect(out).toMatch(/^ {2}- Met: /m);
    expect(flat(out)).toContain('Not asked, as it takes a search that keeps its states: ');
    expect(out).not.toMatch(/\bholds\b/);
  });

  it('show what is violated by a trace that was run again', async () => {
    const { status, out } = await run(`${CHECK} --design none --bitstate 1M`);
    expect(status).toBe(1);
    expect(out).toMatch(/^Violated: [\w-]+ at [\w.]+\.$/m);
    expect(out).toMatch(/<--- [\w-]+!/);
    const json = JSON.parse((await run(`${CHECK} --design none --bitstate 1M --json`)).out) as {
      results: object[];
    };
    expect(json.results).toMatchObject([
      { verdict: 'violated', search: { kind: 'bitstate', bytes: 2 ** 20, seed: 0 } },
    ]);
  });

  it('say where they stopped: at a limit, where the table is full, by the user', async () => {
    const limit = await run(`${CHECK} --design option-3 --bitstate 1M --max-states 100`);
    expect(flat(limit.out)).toMatch(/Stopped, --max-states was reached; not expanded: \d+ states\./);
    const full = await run(`${CHECK.replace('tiny', 'small')} --design option-3 --compact 16k`);
    expect([limit.status, full.status]).toEqual([2, 2]);
    expect(flat(full.out)).toContain('Stopped, the table is full; not expanded:');
    const asked = await run(`${CHECK} --design option-3 --compact 1M`, () => true);
    expect(asked.status).toBe(130);
    expect(flat(asked.out)).toContain('Stopped; not expanded: 1 state.');
  });

  it('tell a mistake in the model with its schedule, and an initial state that is broken', async () => {
    const mistake = await run('check mistaken --compact 1M');
    expect([mistake.status, mistake.err]).toEqual([
      3,
      expect.stringMatching(/a mistake in the model: .*\nafter: t$/m),
    ]);
    const wrong = await run('check wrong --compact 1M');
    expect([wrong.status, wrong.out]).toEqual([1, expect.stringContaining('positive at the initial state')]);
  });

  it.each([
    ['--bitstate 1M --compact 1M', '--bitstate does not go with --compact'],
    ['--compact 1M --checkpoint x', '--compact does not go with --checkpoint'],
    ['--compact 1M --random 3', '--compact is for a search'],
    ['--compact much', "--compact 'much': write 512M or 2G"],
    ['--bitstate 90000T', '--bitstate: no array of'],
  ])('are refused where they make no sense: %s', async (options, said) => {
    const { status, err } = await run(`${CHECK} --design option-3 ${options}`);
    expect([status, err]).toEqual([3, expect.stringContaining(said)]);
  });
});
