// SPDX-License-Identifier: MIT
/** Inputs that random schedules once answered wrongly: properties/inputs/random. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Execution, Violation } from '../src/interleave/execution.ts';
import { choices } from '../src/interleave/choices.ts';
import { stepCommands } from '../src/interleave/commands.ts';
import { randomSearch } from '../src/interleave/random.ts';
import { schedules } from '../src/interleave/schedules.ts';
import { parseStrategy, withChoices } from '../src/interleave/strategy.ts';
import { Walker } from '../src/interleave/walk.ts';
import type { Model } from '../src/model/types.ts';
import { command, input } from '../src/testing/command.ts';
import { entryOf } from '../src/testing/sample.ts';
import { abba } from '../src/testing/toys.ts';

const walkerOf = async (file: string, design: string) => {
  const { default: model } = (await import(input(file))) as { default: Model };
  return new Walker(model.build(model.designs[design]?.decisions, {}, {}));
};

describe.each([
  ['always', 'is-ready', 'false'],
  ['deadlock', 'no-deadlock', 'stuck'],
])('an initial state that is broken already, as %s', (design, property, kind) => {
  const file = input('random/broken-at-start.js');
  it.each(['', '--random 10 --seed 1', '--random 10 --strategy uniform', '--bitstate 1M', '--compact 1M'])(
    'is violated by no step: check %s',
    async (how) => {
      const { status, out, err } = await command(`check ${file} --design ${design} ${how}`);
      expect([status, err]).toEqual([1, '']);
      expect(out.replaceAll(/\s+/g, ' ')).toContain(`${property} is violated.`);
      expect(out).toContain('0 steps of 0 threads.');
      expect(out).toContain('The initial state is broken already.');
    },
  );
  it('is found by every arbitrary, whatever it draws', async () => {
    const walker = await walkerOf('random/broken-at-start.js', design);
    const broken = { kind, step: '', length: 0 };
    for (const arbitrary of [schedules(walker), choices(walker, ['t'])])
      for (const { events } of fc.sample(arbitrary, 20)) {
        expect(events).toEqual([]);
        expect(walker.run(events).broken).toMatchObject(broken);
      }
    const take = fc.property(fc.commands(stepCommands(walker)), (steps) =>
      fc.modelRun(() => ({ model: new Execution(walker), real: undefined }), steps),
    );
    const { failed, errorInstance } = fc.check(take, { numRuns: 1, seed: 1 });
    expect([failed, errorInstance]).toEqual([true, expect.any(Violation)]);
    expect((errorInstance as Violation).message).toBe(
      `${property} is violated (${kind}) in the initial state`,
    );
  });
});

describe('the bound that PCT gives', () => {
  it('has the choices in it that the bug needs, and is met', async () => {
    const walker = await walkerOf('random/two-choices.js', 'ends');
    const strategy = parseStrategy('pct:2');
    const { pct } = await randomSearch(walker, { runs: 1, seed: 1, strategy });
    expect(pct).toEqual({ depth: 2, threads: 2, steps: 11, ways: 2, leastProbability: 1 / 22 });
    const runs = 40_000;
    const found = fc.sample(schedules(walker, { strategy }), { seed: 1, numRuns: runs });
    const rate = found.filter((schedule) => schedule.broken).length / runs;
    // This bug is as rare as the bound allows: a rate four standard deviations below it would be a wrong bound.
    const least = withChoices(pct as NonNullable<typeof pct>, 2);
    const deviation = Math.sqrt((least * (1 - least)) / runs);
    expect(Math.abs(rate - least)).toBeLessThan(4 * deviation);
    // What was said before, as if the choices were no chance at all, is not met.
    expect(rate).toBeLessThan(withChoices(pct as NonNullable<typeof pct>, 1) - 4 * deviation);
  });
  it('says so in the report, for as many choices', async () => {
    const file = input('random/two-choices.js');
    const { out } = await command(`check ${file} --design ends --random 1 --strategy pct:2 --seed 2`);
    expect(out.replaceAll('\n', ' ')).toContain(
      "PCT's bound: a bug of depth 2 that shows within 11 steps is found by one run with probability at least 4.5e-2, by all of them with 0.045, if it needs no choice to fall in a certain way. Choices are drawn, of up to 2: if it needs one, 2.3e-2 and 0.023; two, 1.1e-2 and 0.011; and so on.",
    );
  });
  it('is not given where threads do not end: its theorem is not about those', async () => {
    const file = input('random/two-choices.js');
    const { status, out } = await command(
      `check ${file} --design goes_on --random 3 --strategy pct:1 --seed 1`,
    );
    expect(status).toBe(2);
    expect(out.replaceAll('\n', ' ')).toContain('PCT promises nothing here: a run was cut');
    const json = await command(`check ${file} --design goes_on --random 3 --strategy pct:1 --seed 1 --json`);
    expect(json.out).not.toContain('leastProbability');
  });
});

describe('an interrupted run', () => {
  const line = (design: string) =>
    `check ${input('random/two-choices.js')} --design ${design} --random 1000000 --strategy pct:1 --seed 1`;
  /** The user stops once this has been asked so many times. */
  const after = (times: number) => () => times-- <= 0;

  it('says how many runs it made, not how many were asked for, and promises for those', async () => {
    const { status, out } = await command(line('ends'), [], after(7));
    expect(status).toBe(130);
    // The command looks up before it begins, and while it compiles, as long as that takes.
    const runs = Number(/^Stopped after (\d) runs of at most 11 steps/m.exec(out)?.[1]);
    expect([1, 2, 3, 4, 5, 6, 7, 8]).toContain(runs);
    expect(out).toContain('Unknown: none of these runs');
    const least = 1 - (1 / 2) ** runs;
    expect(out.replaceAll('\n', ' ')).toContain(`by all of them with ${least.toPrecision(2)}`);
    const { out: json } = await command(`${line('ends')} --json`, [], after(7));
    expect(json).toMatch(/"runs": [1-8],/);
  });
  it('keeps what it found before, shrunk as far as it got', async () => {
    const abbas = [entryOf('abba', abba)];
    const found = 'check abba --random 1000000 --strategy uniform --seed 1';
    const whole = await command(found, abbas);
    expect(whole.out).toMatch(/found in run \d+ and shrunk [1-9]/);
    const run = Number(/found in run (\d+)/.exec(whole.out)?.[1]);
    const { status, out } = await command(found, abbas, after(run));
    expect(status).toBe(130);
    expect(out.replaceAll('\n', ' ')).toContain(`found in run ${run} and shrunk 0 times before the stop`);
    expect(out).toContain('DEADLOCK');
  });
});
