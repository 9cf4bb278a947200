// SPDX-License-Identifier: MIT
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { Search } from '../src/explore/search.ts';
import { parseSize, vhr } from './vhr.ts';

const explored = (size: string) => {
  const search = new Search(vhr(parseSize(size)));
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
  it.each(['2 1 2 2 2 1 1', '2 1 2 2 2 1 2', '2 1 2 2 2 1 3', '2 1 2 2 2 1 4', '2 2 2 2 2 1 2'])(
    'has the counts of the explorer packed by hand: %s',
    (size) => {
      expect(explored(size)).toEqual(byHand(size));
    },
  );
  it('says what is wrong with a size', () => {
    expect(() => parseSize('3 1 2')).toThrow(/seven numbers V H S P C R OPT/);
  });
});
