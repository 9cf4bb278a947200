// SPDX-License-Identifier: MIT
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gfp as model } from '../models/gfp/index.ts';
import { kernels, valueOf } from '../models/gfp/kernels.ts';
import { outcome } from '../src/explore/verdicts.ts';
import { instanceOf } from '../src/model/instance.ts';
import { compareWithGraph, graphOf } from '../src/testing/compare.ts';
import { FULL } from '../src/testing/full.ts';
import { asMachine, PICKED } from '../src/testing/picks.ts';
import { expected } from '../models/gfp/expected.ts';
import { pin } from './manifest.ts';

describe('the answers that the kernel source gives', () => {
  it('have each property violated by some design, and hold by another', () => {
    for (const verdict of ['violated', 'holds'])
      expect(
        [...new Set(expected.filter((e) => e.verdict === verdict).map((e) => e.property))].toSorted(),
      ).toEqual([...new Set(expected.map((e) => e.property))].toSorted());
  });
});

describe('the masks', () => {
  it.each([
    ['__GFP_DIRECT_RECLAIM|__GFP_KSWAPD_RECLAIM', 0x1400000, 0xc00],
    ['GFP_KERNEL', 0x14000c0, 0xcc0],
    ['GFP_ATOMIC', 0x1080020, 0xa20],
    ['GFP_NOWAIT', 0x1000000, 0x800],
    ['GFP_NOIO', 0x1400000, 0xc00],
    ['GFP_NOFS', 0x1400040, 0xc40],
    ['GFP_USER', 0x14200c0, 0x100cc0],
    ['GFP_KERNEL|__GFP_ZERO', 0x14080c0, 0xdc0],
    ['__GFP_THISNODE|__GFP_NOWARN', 0x40200, 0x202000],
    ['GFP_KERNEL|__GFP_THISNODE|__GFP_NOWARN', 0x14402c0, 0x202cc0],
  ])('are the ones of gfp.h: %s', (mask, old, recent) => {
    expect(valueOf(kernels['v4.14'], mask)).toBe(old);
    expect(valueOf(kernels['v5.12'], mask)).toBe(recent);
    expect(valueOf(kernels['v6.1'], mask)).toBe(recent);
  });
  it('of v6.18 know no __GFP_ATOMIC, and GFP_NOWAIT does not warn', () => {
    expect(valueOf(kernels['v6.18'], '__GFP_ATOMIC')).toBe(0);
    expect(valueOf(kernels['v6.18'], 'GFP_ATOMIC')).toBe(0x820);
    expect(valueOf(kernels['v6.18'], 'GFP_NOWAIT')).toBe(0x2800);
  });
  it('have one bit a flag, and no bit twice', () => {
    for (const { flags } of Object.values(kernels)) {
      const bits = Object.values(flags);
      expect(new Set(bits).size).toBe(bits.length);
      for (const bit of bits) expect(bit & (bit - 1)).toBe(0);
    }
  });
  it('are sets: order and repetition of flags make no difference', () => {
    for (const kernel of Object.values(kernels)) {
      const names = [...Object.keys(kernel.flags), ...Object.keys(kernel.composites)];
      fc.assert(
        fc.property(fc.array(fc.constantFrom(...names), { minLength: 1 }), (some) => {
          const value = valueOf(kernel, some.join('|'));
          expect(valueOf(kernel, [...some, ...some].toReversed().join('|'))).toBe(value);
        }),
      );
    }
  });
});

describe('the model', () => {
  // `any` has all the points there are: XState takes as long for them as for the rest of this file together.
  it.each(Object.keys(model.designs).filter((design) => FULL || design !== 'any'))(
    'is what a machine that picks its parameters in turn is: %s',
    (design) => {
      // The bound at which xstate/graph takes seconds.
      const instance = instanceOf({ model, configuration: 'v6.1', design, bound: 'tiny' });
      const machine = asMachine(instance);
      const graph = graphOf(machine);
      const search = compareWithGraph(machine, { graph });
      const points = [...graph.nodes.values()].filter((n) => n.state.at['caller'] === PICKED);
      const pinned = pin(model, 'v6.1', design, 'tiny');
      expect(points.length).toBe(pinned.states);
      const violated = outcome(search).results.filter((r) => r.verdict === 'violated');
      expect(violated.map((r) => r.property.name)).toEqual(Object.keys(pinned.violated));
    },
  );
  it('names the kernel function or comment, the file and the version of each formula', () => {
    for (const [version] of Object.entries(kernels))
      for (const [name, { at, one, says }] of Object.entries(
        instanceOf({ model, configuration: version, design: 'any', bound: 'tiny' }).space.formulas,
      )) {
        expect(says, name).not.toBe('');
        // Only what picks one of the kernel's formulas has no place of its own.
        if (one !== undefined || name === 'contradiction') continue;
        expect(at?.version, name).toBe(version);
        expect(at?.file, name).toMatch(/^[a-z_]+\/.*\.[ch]$/);
      }
  });
});
