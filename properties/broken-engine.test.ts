// SPDX-License-Identifier: MIT
/** An engine broken on purpose, in each of four ways, and what notices. */
import { describe, expect, it } from 'vitest';
import { vmallocHotRemove as model } from '../models/vmalloc-hot-remove/index.ts';
import { CYCLE, STUCK } from '../src/compile/bits.ts';
import type { StepCode } from '../src/compile/codegen.ts';
import { engineOf } from '../src/engine/engine.ts';
import { takeAgain } from '../src/explore/retake.ts';
import { Search } from '../src/explore/search.ts';
import { outcome } from '../src/explore/verdicts.ts';
import type { VisitedSet } from '../src/explore/visited.ts';
import { instanceOf } from '../src/model/instance.ts';
import { compareWithGraph } from '../src/testing/compare.ts';
import type { Parts } from '../src/testing/compare.ts';
import { abba } from '../src/testing/toys.ts';
import { readManifest, summary } from './manifest.ts';

const sound: Parts = {};
const disjoint = () => instanceOf({ model, configuration: 'disjoint', design: 'none', bound: 'small' });
const unpinned = () =>
  instanceOf({ model, configuration: 'what-if-unpinned', design: 'none', bound: 'tiny' });

/** Loses the last successor of every `nth` batch. */
const dropsSuccessor = (nth: number): Parts => ({
  code: (made): StepCode => {
    let batches = 0;
    const expand: StepCode['expand'] = (...args) => {
      const head = made.expand(...args);
      if (++batches % nth === 0 && made.batch.count > 0) made.batch.count--;
      return head;
    };
    return { ...made, expand };
  },
});

/** Never notes a deadlock, of either kind. */
const forgetsDeadlock: Parts = {
  code: (made) => ({
    ...made,
    expand: (states, parents, head, end, watch) =>
      made.expand(states, parents, head, end, watch?.with(0, (watch[0] as number) & ~(STUCK | CYCLE))),
  }),
};

/** Does not know that a property reads the first root entry. */
const readsLess: Parts = {
  unread: engineOf(unpinned()).compiled.map.cells.findIndex(({ name }) => name === 'mem.pud[0]'),
};

/** Takes two states for one when `bits` bits of a hash agree. */
const keepsOnlyHash = (words: number, bits: number): Parts => ({
  visited: (made): VisitedSet => {
    const seen = new Set<number>();
    const insert: VisitedSet['insert'] = (batch) => {
      const { records } = batch;
      let kept = 0;
      for (let k = 0; k < batch.count; k++) {
        const at = k * (words + 1);
        let hash = 17;
        for (let w = 0; w < words; w++)
          hash = Math.imul(hash ^ (records[at + w] as number), 0x9e3779b1) ^ (hash >>> 13);
        hash >>>= 32 - bits;
        if (seen.has(hash)) continue;
        seen.add(hash);
        records.copyWithin(kept * (words + 1), at, at + words + 1);
        batch.parents[kept++] = batch.parents[k] as number;
      }
      batch.count = kept;
      return made.insert(batch);
    };
    return { ...made, insert };
  },
});

const run = (parts: Parts) => {
  const search = new Search(engineOf(unpinned(), parts), parts);
  search.run();
  return summary('what-if-unpinned', 'none', outcome(search));
};
const pinned = readManifest(model.name, 'tiny').find(
  (p) => p.configuration === 'what-if-unpinned' && p.design === 'none',
);
const { words } = engineOf(unpinned()).layout;

describe('the manifest', () => {
  it('is met by the engine as it is', () => expect(run(sound)).toEqual(pinned));
  // Not even the numbers are printed: steps that are taken again for the verdicts are others than the search took.
  it('catches an engine that drops a successor', () =>
    expect(() => run(dropsSuccessor(5))).toThrow(/the search took \d+ steps, and its graph has \d+/));
  it('catches it by a sample of the steps, where there are many', () => {
    const search = new Search(engineOf(disjoint(), dropsSuccessor(5)));
    search.run();
    const { edges } = search.steps;
    expect(edges.to.length).toBeGreaterThan(300_000);
    expect(() => takeAgain(search, edges)).toThrow(/the search took \d+ steps, and its graph has \d+/);
  });
  it('catches an engine that keeps only a hash', () =>
    expect(run(keepsOnlyHash(words, 14))).not.toEqual(pinned));
  it('catches an engine that does not ask again', () => expect(run(readsLess)).not.toEqual(pinned));
});

describe('the comparison with xstate/graph', () => {
  const compare = (parts: Parts) => () => compareWithGraph(unpinned(), parts);
  it('passes the engine as it is', () => expect(compare(sound)).not.toThrow());
  it('catches an engine that drops a successor', () =>
    expect(compare(dropsSuccessor(5))).toThrow(/does not reach|transitions/));
  it('catches an engine that keeps only a hash', () =>
    expect(compare(keepsOnlyHash(words, 14))).toThrow(/does not reach|transitions/));
  it('catches an engine that does not ask again', () =>
    expect(compare(readsLess)).toThrow(/noted in|does not reach/));
  it('catches an engine that forgets a deadlock', () => {
    expect(() => compareWithGraph(abba(), sound)).not.toThrow();
    expect(() => compareWithGraph(abba(), forgetsDeadlock)).toThrow(/deadlock|cycle/);
  });
});
