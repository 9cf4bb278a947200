// SPDX-License-Identifier: MIT
/** `info`, and the estimate in it: right to an order of magnitude where one is given, and not given where it is a guess. */
import { describe, expect, it } from 'vitest';
import { entries } from '../../models/index.ts';
import { levelsOf, restOf } from '../check/estimate.ts';
import { engineOf } from '../engine/engine.ts';
import { Search } from '../explore/search.ts';
import { command } from '../testing/command.ts';
import { entryOf, hopeless } from '../testing/sample.ts';
import { abba, choosy } from '../testing/toys.ts';

const toys = [entryOf('abba', () => abba(true)), entryOf('choosy', choosy), entryOf('hopeless', hopeless)];
const flat = (text: string) => text.replaceAll(/\s+/g, ' ');
const info = async (line: string, among = toys) => {
  const { status, out, err } = await command(`info ${line}`, among);
  return { status, said: flat(out), err };
};

describe('info', () => {
  it('says what a machine is made of, and that the sample was all of it', async () => {
    const { status, said, err } = await info('choosy');
    expect([status, err]).toEqual([0, '']);
    expect(said).toContain('choosy, design plain, configuration default, bound small Bound: all of it');
    expect(said).toContain('2 threads: - t (t0, t1): 2 steps, 2 with a choice');
    expect(said).toMatch(/A state takes 1 word of 32 bits; with what is kept beside it some 24 bytes\./);
    expect(said).toMatch(/\d+ states: all of them, in [\d.]+ s\./);
  });
  it('names kinds of properties, and who waits for what', async () => {
    expect((await info('abba')).said).toContain('Asked: noDeadlock, lockOrder.');
    expect((await info('hopeless')).said).toContain('Asked: 1 alwaysPossible.');
    const real = await info('vmalloc-hot-remove --bound tiny', [...entries] as never);
    expect(real.said).toMatch(/- vmalloc: \d+ steps, 2 with a choice; waits for page_table_lock/);
  });
  it('is unknown where the sample does not tell', async () => {
    const { status, said } = await info('abba --max-states 4');
    expect(status).toBe(2);
    expect(said).toContain('How many there are is unknown');
  });
  it('says of a space how many points there can be', async () => {
    const all = await info('gfp --bound tiny', [...entries] as never);
    expect(all.said).toMatch(/A finite space of 5 parameters: - callee: \d+ values/);
    expect(all.said).toMatch(/[\d,]+ points, and [\d,]+ combinations that there are not: all of them/);
    const cut = await info('gfp --bound tiny --max-states 100', [...entries] as never);
    expect(cut.status).toBe(0);
    expect(cut.said).toMatch(/A sample: 100 points, .* combinations left\. All take some \d+ s at this pace/);
  });
});

/** Threads that have nothing to do with each other, of so many steps each: what is i steps old is known. */
function apart(...lengths: readonly number[]): number[] {
  return lengths.reduce<number[]>(
    (levels, steps) =>
      Array.from({ length: levels.length + steps }, (_, age) =>
        levels.reduce((sum, n, i) => sum + (age - i >= 0 && age - i <= steps ? n : 0), 0),
      ),
    [1],
  );
}

describe('the estimate', () => {
  it.each([
    [20, 20, 20],
    [40, 30, 10, 10],
    [100, 100],
  ])('is near for threads that are apart: %s %s %s %s', (...lengths) => {
    const levels = apart(...lengths.filter(Number.isFinite));
    const all = levels.reduce((sum, n) => sum + n);
    for (const share of [0.35, 0.5, 0.7]) {
      const rest = restOf(levels.slice(0, Math.ceil(levels.length * share)), levels.length - 1) ?? 0;
      expect(rest / all).toBeGreaterThan(1 / 3);
      expect(rest / all).toBeLessThan(3);
    }
  });
  it('is not given where nothing shrinks, too little is known, or the end has passed', () => {
    expect(restOf([1, 2, 4], 20)).toBeUndefined();
    expect(restOf(Array(20).fill(5), 100)).toBeUndefined();
    expect(restOf(apart(5, 5), 8)).toBeUndefined();
  });
  it('knows how old each state is, as far as all of that age were found', () => {
    const search = new Search(engineOf(choosy()));
    search.run();
    const levels = levelsOf(search);
    expect(levels.reduce((sum, n) => sum + n)).toBe(search.store.count);
    expect(levels.length).toBe(search.depth + 1);
    expect(levels[0]).toBe(1);
  });
  it('is within a factor of ten for a model of ours that is cut at a tenth', async () => {
    const line = 'vmalloc-hot-remove --design none --config as-built --max-states 2742';
    const { status, said } = await info(line, [...entries] as never);
    expect(status).toBe(0);
    const [, expected = ''] = /some ([\d,]+) are expected/.exec(said) ?? [];
    // 27,419 of them.
    const factor = Number(expected.replaceAll(',', '')) / 27_419;
    expect(factor).toBeGreaterThan(0.1);
    expect(factor).toBeLessThan(10);
  });
});
