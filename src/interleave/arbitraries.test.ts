// SPDX-License-Identifier: MIT
/** Arbitraries for choices, instances and limits. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { vmallocHotRemove } from '../../models/vmalloc-hot-remove/index.ts';
import { int } from '../model/domain.ts';
import { fault, system, thread } from '../model/thread.ts';
import { always, model, sometimes } from '../model/types.ts';
import type { BoundName, Source } from '../model/types.ts';
import { choosy } from '../testing/toys.ts';
import { choices } from './choices.ts';
import { instances, limits } from './instances.ts';
import { schedules } from './schedules.ts';
import { Walker } from './walk.ts';
import { runs } from '../testing/full.ts';

const at: Source = { func: 'f', file: 'f.c', version: 'v0' };

/** `adds` increments, which with the design `unchecked` go past the configuration's mark. */
const counting = model<{ checked: boolean }, { mark: number }, { adds: number; spare: number; name: string }>(
  {
    name: 'counting',
    asks: 'Does it stay under the mark?',
    assumptions: [],
    designs: {
      checked: { says: 'looks first', source: 'here', decisions: { checked: true } },
      unchecked: { says: 'does not', source: 'here', decisions: { checked: false } },
    },
    configurations: {
      low: { says: 'two', settings: { mark: 2 } },
      high: { says: 'three', settings: { mark: 3 } },
    },
    bounds: {
      tiny: { says: 'one', limits: { adds: 1, spare: 2, name: 'a' } },
      small: { says: 'four', limits: { adds: 4, spare: 0, name: 'b' } },
      large: { says: 'nine', limits: { adds: 9, spare: 1, name: 'c' } },
    },
    build({ checked }, { mark }, { adds }) {
      const memory = { count: int(0, adds) };
      const t = thread(memory, 't', { left: int(0, adds) });
      const region = t.region('add', {
        add: t.on(
          { at, says: 'count++' },
          { guard: (k, me) => me.left === adds || (checked && k.count + 1 >= mark), target: 'done' },
          {
            effect: (k, me) => {
              k.count++;
              me.left++;
            },
            target: 'add',
          },
        ),
        done: t.end(),
      });
      return {
        machine: system({ id: 'counting', memory, threads: [region] }),
        properties: [always('under', 'It stays under the mark.', (s) => s.mem.count < mark)],
      };
    },
  },
);
const BOUND: fc.Arbitrary<BoundName> = fc.constantFrom('tiny', 'small', 'large');

/** A step that ends in a fault, which nobody asks about. */
const unnamed = model<object, object, { adds: number }>({
  ...counting,
  bounds: { tiny: counting.bounds.tiny, small: counting.bounds.small, large: counting.bounds.large },
  build() {
    const memory = { count: int(0, 1) };
    const t = thread(memory, 't', {});
    const region = t.region('add', {
      add: t.on({ at, says: 'count++' }, { target: fault('bad') }),
      done: t.end(),
    });
    return {
      machine: system({ id: 'unnamed', memory, threads: [region] }),
      properties: [sometimes('done', 'It is one.', (s) => s.mem.count === 1)],
    };
  },
});

it('instances are asked what the command line asks, a fault that no property names too', () => {
  const [chosen] = fc.sample(instances(unnamed), 1);
  expect(chosen?.build().properties.map((p) => p.name)).toEqual(['done', 'no-other-fault']);
});

describe('limits', () => {
  it('lie between the least of any bound and those of their own; what is no number stays', () => {
    fc.assert(
      fc.property(
        BOUND.chain((bound) => fc.tuple(fc.constant(bound), limits(counting, bound))),
        ([bound, { adds, spare, name }]) => {
          const given = counting.bounds[bound].limits;
          expect(adds).toBeGreaterThanOrEqual(1);
          expect(adds).toBeLessThanOrEqual(given.adds);
          expect(spare).toBeLessThanOrEqual(given.spare);
          expect(name).toBe(given.name);
        },
      ),
    );
  });
  it('reach each value there is', () => {
    const seen = new Set(fc.sample(limits(counting, 'small'), { numRuns: 200, seed: 1 }).map((l) => l.adds));
    expect([...seen].toSorted()).toEqual([1, 2, 3, 4]);
  });
  it('refuse a bound that is none', () => {
    expect(() => limits(counting, 'smal' as never)).toThrow("unknown bound 'smal'; did you mean 'small'?");
  });
});

describe('instances', () => {
  it('shrink to the smallest limits and the first configuration that break', () => {
    for (let seed = 1; seed <= 10; seed++) {
      const run = fc.check(
        fc.property(instances(counting), (chosen) => {
          const walker = new Walker(chosen.build());
          const t = Array.from({ length: 20 }, () => ({ type: 't' }));
          return walker.run(t).broken === undefined;
        }),
        { seed, numRuns: 1000 },
      );
      const [least] = run.counterexample ?? [];
      // Bound tiny has one add, which is under either mark: small is the least bound that breaks, with two.
      expect(fc.stringify(least)).toBe('unchecked, low, small {"adds":2,"spare":0,"name":"b"}');
    }
  });
  it('are drawn from what is asked for, and from that alone', () => {
    const some = instances(counting, { designs: ['checked'], configurations: ['high'], bounds: ['large'] });
    fc.assert(
      fc.property(some, ({ design, configuration, bound }) => {
        expect([design, configuration, bound]).toEqual(['checked', 'high', 'large']);
      }),
    );
  });
  it('refuse a name that the model does not have, and no name at all', () => {
    expect(() => instances(counting, { designs: ['cheked'] })).toThrow("did you mean 'checked'?");
    expect(() => instances(counting, { configurations: ['hi'] })).toThrow("unknown configuration 'hi'");
    expect(() => instances(counting, { bounds: [] })).toThrow('no bound to draw from');
  });
  it('of a real model can all be built', () => {
    fc.assert(
      fc.property(instances(vmallocHotRemove), (chosen) => {
        expect(new Walker(chosen.build()).enabled.length).toBeGreaterThan(0);
      }),
      { numRuns: runs(4, 20) },
    );
  });
});

describe('choices', () => {
  const walker = new Walker(choosy());
  const order = ['t0', 't1', 't1', 't0', 't0'];
  it('leave the order of the threads alone, but for steps that can’t run', () => {
    fc.assert(
      fc.property(choices(walker, order), ({ events }) => {
        const left = order.slice();
        for (const { type } of events) {
          expect(left).toContain(type);
          left.splice(0, left.indexOf(type) + 1);
        }
        expect(walker.run(events).taken).toEqual(events);
      }),
    );
  });
  it('are all drawn', () => {
    const seen = new Set(
      fc.sample(choices(walker, ['t0', 't1', 't0', 't1']), { numRuns: 500, seed: 1 }).map(String),
    );
    expect([...seen].toSorted()).toEqual([
      't0:ENOMEM t1:ENOMEM',
      't0:ENOMEM t1:ok t1:0',
      't0:ENOMEM t1:ok t1:1',
      't0:ok t1:ENOMEM t0:0',
      't0:ok t1:ENOMEM t0:1',
      't0:ok t1:ok t0:0 t1:1',
      't0:ok t1:ok t0:1 t1:0',
    ]);
  });
  it('shrink to the first that break', () => {
    const property = fc.property(choices(walker, order), (s) => !`${s}`.includes('t1:ENOMEM'));
    const { counterexample } = fc.check(property, { seed: 1, numRuns: 1000 });
    expect(`${counterexample?.[0]}`).toBe('t0:ok t1:ENOMEM t0:0');
  });
  it('end with the step that breaks a property', () => {
    const { machine } = choosy();
    const broken = new Walker({ machine, properties: [always('x', 'None fails.', (s) => !s.mem.failed)] });
    fc.assert(
      fc.property(choices(broken, order), (s) => {
        expect(`${s}`).toMatch(/^[^E]*(ENOMEM)?$/);
      }),
    );
  });
  it('refuse a thread that is none', () => {
    expect(() => choices(walker, ['t0', 't3'])).toThrow("unknown thread 't3'; did you mean");
  });
});

describe('a shrunk schedule', () => {
  it('has a choice other than the first only where it needs it', () => {
    const { machine } = choosy();
    const both = always('both', 'Not both.', (s) => !s.mem.failed || !s.mem.taken.includes(true));
    const walker = new Walker({ machine, properties: [both] });
    for (let seed = 1; seed <= 10; seed++) {
      const property = fc.property(schedules(walker), ({ events }) => !walker.run(events).broken);
      const { counterexample } = fc.check(property, { seed, numRuns: 1000 });
      expect(`${counterexample?.[0]}`).toMatch(
        /^(t0:ok t0:0 t1:ENOMEM|t1:ok t1:0 t0:ENOMEM|t0:ENOMEM t1:ok t1:0|t1:ENOMEM t0:ok t0:0|t0:ok t1:ENOMEM t0:0|t1:ok t0:ENOMEM t1:0)$/,
      );
    }
  });
});
