// SPDX-License-Identifier: MIT
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { entries } from '../../models/index.ts';
import { vmallocHotRemove as model } from '../../models/vmalloc-hot-remove/index.ts';
import { engineOf } from '../engine/engine.ts';
import { Search } from '../explore/search.ts';
import { outcome } from '../explore/verdicts.ts';
import type { VisitedSet } from '../explore/visited.ts';
import { instanceOf } from '../model/instance.ts';
import { checkReport } from '../report/check.ts';
import { lostUpdate } from '../testing/toys.ts';
import { command } from '../testing/command.ts';
import { Watchman } from '../check/limits.ts';
import { parseSize, parseTime, sizeText } from './quantity.ts';

const dir = mkdtempSync(join(tmpdir(), 'mhpcheck-'));
afterAll(() => rmSync(dir, { recursive: true }));

const run = (line: string) => command(line, entries);
const flat = (text: string) => text.replaceAll(/\s+/g, ' ');
const HOLDS = 'check vmalloc-hot-remove --design option-3 --config what-if-unpinned';
const timeless = (out: string) => out.replaceAll(/sec=[\d.]+/g, 'sec=');

describe('quantities', () => {
  it('are read with their unit, or not at all', () => {
    expect(['512', '512k', '1.5M', '2G', '1t'].map(parseSize)).toEqual([
      512,
      512 * 1024,
      1.5 * 2 ** 20,
      2 * 2 ** 30,
      2 ** 40,
    ]);
    expect(['90', '90s', '10m', '2H'].map(parseTime)).toEqual([90, 90, 600, 7200]);
    for (const wrong of ['', 'G', '2GB', '-1', '1e3', '2 x']) expect(parseSize(wrong)).toBeUndefined();
    expect([12, 1234, 123456789, 5e9].map(sizeText)).toEqual(['12 B', '1.23 kB', '123 MB', '5.00 GB']);
  });
});

describe('limits', () => {
  it('end a search as unknown, by time and by memory, and say which', async () => {
    const time = await run(`${HOLDS} --bound large --max-time 0.05`);
    expect(time.status).toBe(2);
    expect(flat(time.out)).toContain('Nothing is known of the rest. --max-time was reached.');
    expect(time.out).toMatch(/no-deadlock +unknown\n/);
    const memory = await run(`${HOLDS} --max-memory 10M --json`);
    expect(memory.status).toBe(2);
    expect(JSON.parse(memory.out)).toMatchObject({
      results: [{ complete: false, stop: '--max-memory', states: 0 }],
    });
    expect(memory.err).toMatch(
      /^mhpcheck: --max-memory 10.5 MB is less than the [\d.]+ MB that it takes to start/,
    );
  });

  it('of memory see the next growth coming', () => {
    const search = new Search(engineOf(lostUpdate()));
    const { states, bytes } = search.visited.nextGrowth();
    expect(states).toBeLessThan(1 << 13);
    // All that is in the memory is copied.
    expect(bytes).toBeGreaterThan((1 << 13) * 4 * (1 + search.engine.layout.words));
    search.store.states = Int32Array.from({ length: search.engine.layout.words << 20 }, (_, i) => i);
    search.store.parents = new Int32Array(1 << 20);
    search.store.count = 1 << 20;
    search.visited.find(search.engine.code.batch);
    expect(search.visited.nextGrowth().states).toBeGreaterThan(1 << 19);
  });

  it('include what a search can address at all: it ends there, unknown', () => {
    const parts = { visited: (made: VisitedSet) => ({ ...made, most: 3000 }) };
    const search = new Search(
      engineOf(instanceOf({ model, configuration: 'what-if-unpinned', design: 'option-3', bound: 'small' })),
      parts,
    );
    search.run();
    const watchman = new Watchman({ maxStates: Infinity });
    expect([search.full, search.done, watchman.reason(search)]).toEqual([true, false, 'full']);
    expect(search.progress.states).toBeLessThanOrEqual(3000);
    const of = { model: 'm', design: 'd', configuration: 'c', bound: 'small', seconds: 0 } as const;
    const text = checkReport({ ...of, outcome: outcome(search), stop: 'full' });
    expect(flat(text)).toContain(
      'Nothing is known of the rest. The memory that a search can use is full: 4 GiB with Node 20,',
    );
    expect(text).toMatch(/no-deadlock +unknown\n/);
  });

  it('can be raised where checkpoints are kept: the rest is searched, with the same result', async () => {
    const at = join(dir, 'raised');
    const part = await run(`${HOLDS} --max-states 3000 --checkpoint ${at}`);
    expect(part.status).toBe(2);
    expect(part.err).toMatch(/raised.*option-3--what-if-unpinned--small: a checkpoint of [\d.]+ kB\n$/);
    const more = await run(`${HOLDS} --max-states 6000 --resume ${at}`);
    expect(more.status).toBe(2);
    const rest = await run(`${HOLDS} --resume ${at}`);
    const straight = await run(HOLDS);
    expect([rest.status, timeless(rest.out)]).toEqual([0, timeless(straight.out)]);
    // Done: there is nothing left to do, and it says the same again.
    expect(timeless((await run(`${HOLDS} --resume ${at}`)).out)).toBe(timeless(straight.out));
    const over = await run(`${HOLDS} --checkpoint ${at}`);
    expect([over.status, flat(over.err)]).toEqual([
      3,
      expect.stringContaining('holds a checkpoint: --resume'),
    ]);
  });

  it('leave nothing behind where a search is done before the first checkpoint', async () => {
    const at = join(dir, 'short');
    expect((await run(`${HOLDS} --checkpoint ${at}`)).status).toBe(0);
    expect(existsSync(at)).toBe(false);
  });

  it.each([
    ['--max-time soon', "--max-time 'soon': write 90s, 10m or 2h"],
    ['--max-time 0', "--max-time '0': write"],
    ['--max-memory 2GB', "--max-memory '2GB': write 512M or 2G"],
    ['--every 5', '--every goes with --checkpoint DIR'],
    ['--checkpoint a --resume b', 'leave out --checkpoint'],
    ['--checkpoint a --reduce all', 'leave out --reduce'],
    ['--resume nowhere', 'nowhere holds no checkpoint of vmalloc-hot-remove'],
    ['--random 5 --max-time 3', '--max-time is for a search'],
  ])('are refused where they make no sense: %s', async (options, said) => {
    const { status, err } = await run(`check vmalloc-hot-remove ${options}`);
    expect([status, err]).toEqual([3, expect.stringContaining(said)]);
  });
});
