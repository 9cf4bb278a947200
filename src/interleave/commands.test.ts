// SPDX-License-Identifier: MIT
/** Users of fc.commands and fc.modelRun: the model, and a system under test beside it. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { eventName, parseEvent } from '../model/program.ts';
import type { Instance, StepEvent } from '../model/types.ts';
import { abba, choosy, faulty, lostUpdate } from '../testing/toys.ts';
import { asyncStepCommands, stepCommands } from './commands.ts';
import { Execution, Violation } from './execution.ts';
import { Walker } from './walk.ts';

const RUNS = { maxCommands: 20, size: 'max' } as const;
/** A property that a toy is not violated, for fc.commands with these settings. */
const clean = (walker: Walker, settings: fc.CommandsContraints = RUNS) =>
  fc.property(fc.commands(stepCommands(walker), settings), (commands) =>
    fc.modelRun(() => ({ model: new Execution(walker), real: undefined }), commands),
  );
/** The counterexample, as fast-check prints it: `user,freer,user /*replayPath="..."*\/`. */
const printed = (details: {
  counterexample: [unknown] | null;
}): { events: StepEvent[]; replayPath: string } => {
  const [, steps = '', replayPath = ''] =
    /^(.*) \/\*replayPath="(.*)"\*\/$/.exec(`${details.counterexample?.[0]}`) ?? [];
  return { events: steps.split(',').map(parseEvent), replayPath };
};

describe('the commands of a model', () => {
  it('are its threads, with each choice that a step of theirs has', () => {
    const names = (toy: Instance) =>
      stepCommands(new Walker(toy))
        .flatMap((command) => fc.sample(command, 1))
        .map(String);
    expect(names(choosy())).toEqual([
      't0:ok',
      't0:ENOMEM',
      't0:0',
      't0:1',
      't1:ok',
      't1:ENOMEM',
      't1:0',
      't1:1',
    ]);
    expect(names(faulty())).toEqual(['user', 'freer']);
  });

  it.each([
    ['lostUpdate', lostUpdate],
    ['abba', () => abba(false)],
    ['faulty', faulty],
  ] as const)('find what breaks %s, shrunk until no step can be left out, and replay it', (_, toy) => {
    const walker = new Walker(toy());
    for (let seed = 1; seed <= 5; seed++) {
      const found = fc.check(clean(walker), { seed, numRuns: 1000 });
      expect(found.errorInstance).toBeInstanceOf(Violation);
      const { events, replayPath } = printed(found);
      expect(walker.run(events).broken).toBeDefined();
      for (const i of events.keys())
        expect(walker.run(events.toSpliced(i, 1)).broken, `without step ${i + 1}`).toBeUndefined();

      const path = found.counterexamplePath ?? '';
      const again = fc.check(clean(new Walker(toy()), { ...RUNS, replayPath }), { seed, path, numRuns: 1 });
      expect(printed(again).events).toEqual(events);
    }
  });

  it('run when the thread can take the step with the choice, and not else', () => {
    const walker = new Walker(choosy());
    fc.assert(
      fc.property(fc.commands(stepCommands(walker), RUNS), (commands) => {
        const model = new Execution(walker);
        for (const command of commands) {
          const enabled = model.enabled.map(eventName);
          expect(command.check(model)).toBe(enabled.includes(command.toString()));
          if (command.check(model)) command.run(model, undefined);
        }
      }),
    );
  });
});

describe('a system under test', () => {
  /** Counts the writes of lostUpdate's threads. The property of the model is left out: the model is the oracle. */
  const oracle = new Walker({ ...lostUpdate(), properties: [] });
  const compare = (event: StepEvent, model: Execution, real: { taken: string[] }) => {
    real.taken.push(event.type);
    expect(`${model.schedule}`).toBe(real.taken.join(' '));
  };
  it('is stepped beside the model, after it', () => {
    fc.assert(
      fc.property(fc.commands(stepCommands(oracle, compare), RUNS), (commands) => {
        const real = { taken: [] };
        const model = new Execution(oracle);
        fc.modelRun(() => ({ model, real }), commands);
        expect(real.taken).toEqual(model.schedule.events.map(eventName));
      }),
    );
  });
  type Counter = { count: number };
  /** Increments the real counter where the model's was written, and compares. */
  const counting = (add: (n: number) => number) => async (_: StepEvent, model: Execution, real: Counter) => {
    await Promise.resolve();
    const { counter } = model.state.mem;
    if (counter > 0) real.count = add(counter - 1);
    expect(real.count).toBe(counter);
  };
  const check = (adapter: ReturnType<typeof counting>) =>
    fc.check(
      fc.asyncProperty(fc.commands(asyncStepCommands(oracle, adapter), RUNS), (commands) =>
        fc.asyncModelRun(() => ({ model: new Execution(oracle), real: { count: 0 } }), commands),
      ),
      { seed: 1, numRuns: 200 },
    );
  it('passes where it does what the model does', async () => {
    expect((await check(counting((n) => n + 1))).failed).toBe(false);
  });
  it('is told from the model where it differs', async () => {
    const { counterexample } = await check(counting(() => 1));
    // Both threads have to be done, one after the other, for the model's counter to reach 2.
    expect(`${counterexample?.[0]}`).toMatch(/^(add0,add0,add1,add1|add1,add1,add0,add0) /);
  });
});

describe('an execution', () => {
  it('refuses a step that can’t be taken, and says what can', () => {
    const execution = new Execution(new Walker(choosy()));
    execution.take({ type: 't0', choice: 'ok' });
    expect(() => execution.take({ type: 't0', choice: 'ok' })).toThrow(
      "t0:ok can't be taken from here (what can: t0:0, t0:1, t1:ok, t1:ENOMEM)",
    );
    expect(`${execution.schedule}`).toBe('t0:ok');
  });
  it('says which property a step broke, and after which', () => {
    const execution = new Execution(new Walker(faulty()));
    execution.take({ type: 'user' });
    execution.take({ type: 'freer' });
    expect(() => execution.take({ type: 'user' })).toThrow(
      'no-uaf is violated (use-after-free) by user.use: user freer user',
    );
    expect(execution.state).toEqual({
      mem: { freed: true },
      stack: { user: {}, freer: {} },
      at: { user: expect.stringContaining('use-after-free'), freer: 'done' },
    });
    expect(() => execution.take({ type: 'user' })).toThrow('what can: nothing');
  });
});
