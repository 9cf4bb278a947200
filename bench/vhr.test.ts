// SPDX-License-Identifier: MIT
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { engineOf } from '../src/engine/engine.ts';
import { Search } from '../src/explore/search.ts';
import { reducer } from '../src/reduce/reduce.ts';
import type { ReductionName } from '../src/reduce/reduce.ts';
import { parseSize, vhr } from './vhr.ts';

/** Half a minute of sizes is of npm run test:full. */
const FULL = process.env['MHPCHECK_TEST_FULL'] === '1';
const explored = (size: string, reduce: ReductionName = 'none') => {
  const search = new Search(engineOf(vhr(parseSize(size)), { reduce: reducer(reduce) }));
  search.run();
  const { states, transitions, depth } = search.progress;
  return { states, transitions, depth };
};
const byHand = (size: string) => {
  const peer = fileURLToPath(new URL('../peers/node/vhr.mjs', import.meta.url));
  const { states, transitions, depth } = JSON.parse(
    execFileSync(process.execPath, [peer, ...size.split(' ')], { encoding: 'utf8' }),
  ) as {
    states: number;
    transitions: number;
    depth: number;
  };
  return { states, transitions, depth };
};

describe('vhr', () => {
  // Counts that explorers in SPIN, Murphi, C and JavaScript agree on: peers/README.md.
  it('has the counts of every other engine', () => {
    const counts = { states: 728_269, transitions: 2_009_714 };
    expect(explored('3 1 2 2 2 2 1')).toMatchObject(counts);
    expect(byHand('3 1 2 2 2 2 1')).toMatchObject(counts);
  });
  // 0.32 and 0.48 of the states with local steps first; by hand, peers/node reaches 0.43 and 0.60. Pages are alike.
  const reduced = [
    ['all', '3 1 2 2 2 2 1', 146_453, 197_373],
    ['local', '3 1 2 2 2 2 1', 235_292, 315_015],
    ['local', '2 1 3 3 2 2 1', 531_867, 701_360],
    ['all', '2 1 3 3 2 2 1', 143_630, 193_568],
  ] as const;
  it.each(FULL ? reduced : reduced.slice(0, 1))(
    'has fewer states when reduced (%s): %s',
    (reduce, size, states, transitions) => {
      expect(explored(size, reduce)).toMatchObject({ states, transitions });
    },
  );
  const sizes = ['2 1 2 2 2 1 1', '2 1 2 2 2 1 4', '2 1 2 2 2 1 2', '2 1 2 2 2 1 3', '2 2 2 2 2 1 2'];
  it.each(FULL ? sizes : sizes.slice(0, 2))('has the counts of the explorer packed by hand: %s', (size) => {
    expect(explored(size)).toEqual(byHand(size));
  });
  it('says what is wrong with a size', () => {
    expect(() => parseSize('3 1 2')).toThrow(/seven numbers V H S P C R OPT/);
  });
});
