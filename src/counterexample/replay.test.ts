// SPDX-License-Identifier: MIT
import { describe, expect, it } from 'vitest';
import { vmallocHotRemove as model } from '../../models/vmalloc-hot-remove/index.ts';
import type { Selection } from '../check/selection.ts';
import { formOf } from '../engine/engine.ts';
import { instanceOf } from '../model/instance.ts';
import { int } from '../model/domain.ts';
import { parseEvent } from '../model/program.ts';
import { ScheduleError } from '../model/reference.ts';
import { always, alwaysPossible } from '../model/types.ts';
import type { Instance, Property } from '../model/types.ts';
import { confirmedOf, hopeless, threeWay, toySelection } from '../testing/sample.ts';
import { abba, choosy, daemon, faulty, lostUpdate, oneThread } from '../testing/toys.ts';
import type { Counterexample } from './counterexample.ts';
import { EngineError, replay } from './replay.ts';

const propertyOf = (instance: Instance, name: string): Property => {
  const found = instance.properties.find((p) => p.name === name);
  if (!found) throw new Error(`no ${name}`);
  return found;
};
const origin = { model: 'toy', design: 'plain', configuration: 'default', bound: 'tiny' } as const;
/** A counterexample written by hand: `user freer user`. */
const written = (property: string, kind: string, step: string, steps: string): Counterexample => ({
  ...origin,
  property,
  kind,
  step,
  fingerprint: '',
  schedule: steps.split(' ').filter(Boolean).map(parseEvent),
});
/** Undefined where the violation is reproduced, else what was there instead. */
function replayed(instance: Instance, kind: string, step: string, steps: string, property?: Property) {
  const asked = property ?? (instance.properties[0] as Property);
  const { reproduced, instead } = replay(formOf(instance), asked, written(asked.name, kind, step, steps));
  expect(reproduced).toBe(instead === undefined);
  return instead;
}

describe('a counterexample of the search', () => {
  const toys: Selection[] = [
    toySelection('faulty', faulty),
    toySelection('lost-update', lostUpdate),
    toySelection('abba', () => abba()),
    toySelection('abba', () => abba(false)),
    toySelection('hopeless', hopeless),
    toySelection('three-way', threeWay),
  ];
  const selections: Selection[] = [
    ...toys,
    ...['none', 'option-1-alloc-under-lock'].map(
      (design) => ({ model, design, configuration: 'what-if-unpinned', bound: 'tiny' }) as const,
    ),
  ];

  it.each(selections)(
    'is reproduced on XState and on the compiled form: $model.name $design',
    (selection) => {
      const found = confirmedOf(selection);
      expect(found.length).toBeGreaterThan(0);
      const form = formOf(instanceOf(selection));
      for (const { counterexample: c } of found) {
        const { reproduced, trace } = replay(form, propertyOf(form.instance, c.property), c);
        expect(reproduced, `${c.property} ${c.kind} ${c.step}`).toBe(true);
        expect(trace.steps.at(-1)?.label).toBe(c.step);
        expect(trace.states).toHaveLength(c.schedule.length + 1);
      }
    },
  );

  it('is not reproduced, or does not run, with any one of its steps left out', () => {
    const selection: Selection = { model, design: 'none', configuration: 'what-if-unpinned', bound: 'tiny' };
    const [found] = confirmedOf(selection);
    const c = found?.counterexample as Counterexample;
    const form = formOf(instanceOf(selection));
    const said = c.schedule.map((_, i) => {
      const shorter = { ...c, schedule: c.schedule.toSpliced(i, 1) };
      try {
        const { reproduced, instead } = replay(form, propertyOf(form.instance, c.property), shorter);
        return reproduced ? 'reproduced' : instead;
      } catch (error) {
        if (error instanceof ScheduleError) return error.message;
        throw error;
      }
    });
    expect(said).toHaveLength(c.schedule.length);
    for (const reason of said) expect(reason).toMatch(/^(step \d+ \(|the last step )/);
  });

  it('is not there in a design that prevents it', () => {
    const [found] = confirmedOf({ model, design: 'none', configuration: 'what-if-unpinned', bound: 'tiny' });
    const c = found?.counterexample as Counterexample;
    const form = formOf(
      instanceOf({ model, design: 'option-3', configuration: 'what-if-unpinned', bound: 'tiny' }),
    );
    expect(() => replay(form, propertyOf(form.instance, c.property), c)).toThrow(ScheduleError);
  });
});

describe('a schedule that does not run', () => {
  const fails = (instance: Instance, steps: string) => {
    const property = always('p', 'p', () => true);
    const attempt = () => replay(formOf(instance), property, written('p', 'false', 'x', steps));
    expect(attempt).toThrow(ScheduleError);
    try {
      return attempt();
    } catch (error) {
      return (error as Error).message;
    }
  };

  it('is told the number of the step whose thread there is not, and the nearest', () =>
    expect(fails(faulty(), 'user freeer')).toBe(
      "step 2 (freeer): unknown thread 'freeer'; did you mean 'freer'? (there are: user, freer)",
    ));
  it('is told the number of the step that is blocked, and where its thread is', () =>
    expect(fails(abba(), 'a b a')).toBe("step 3 (a): can't run, a is at second"));
  it('is told the number of the step whose choice is not declared, and those that could run', () =>
    expect(fails(choosy(), 't0:EPERM')).toBe(
      "step 1 (t0:EPERM): can't run, t0 is at alloc; t0:ok or t0:ENOMEM could",
    ));
  it('is told of a choice that is missing, or one too many', () => {
    expect(fails(choosy(), 't0')).toBe("step 1 (t0): can't run, t0 is at alloc; t0:ok or t0:ENOMEM could");
    expect(fails(faulty(), 'user:x')).toBe("step 1 (user:x): can't run, user is at look; user could");
  });
  it('is told of a thread that has returned', () =>
    expect(fails(faulty(), 'freer freer')).toBe("step 2 (freer): can't run, freer is at done"));
  it('is told that nothing runs after a fault, neither the thread that faulted nor another', () => {
    expect(fails(faulty(), 'user freer user user')).toBe('step 4 (user): nothing runs after a fault');
    expect(fails(threeWay(), 'reader writer writer reaper reaper reader writer')).toBe(
      'step 7 (writer): nothing runs after a fault',
    );
  });
});

describe('a schedule that runs', () => {
  it('is a fault’s only if its last step ends in that fault', () => {
    expect(replayed(faulty(), 'use-after-free', 'user.use', 'user freer user')).toBeUndefined();
    expect(replayed(faulty(), 'use-after-free', 'user.use', 'user user')).toBe(
      'the last step ends in no fault, not use-after-free',
    );
    expect(replayed(faulty(), 'double-free', 'user.use', 'user freer user')).toBe(
      'no-uaf is not about double-free',
    );
    expect(replayed(faulty(), 'use-after-free', 'user.use', 'user freer')).toBe(
      'the last step is freer.free, not user.use',
    );
    expect(replayed(faulty(), 'use-after-free', 'user.use', '')).toBe('the last step is none, not user.use');
  });

  it('is an invariant’s only if the last step breaks it', () => {
    const lost = 'add0 add1 add0 add1';
    expect(replayed(lostUpdate(), 'false', 'add.write', lost)).toBeUndefined();
    expect(replayed(lostUpdate(), 'false', 'add.write', 'add0 add0 add1 add1')).toBe(
      'both-count holds at the end',
    );
    expect(replayed(lostUpdate(), 'lost', 'add.write', lost)).toContain("of kind 'false', not 'lost'");
    const early = always('zero', 'The counter is 0.', (s) => s.mem.counter === 0);
    expect(replayed(lostUpdate(), 'false', 'add.write', lost, early)).toBe(
      'zero is broken before the last step',
    );
    const never = always('never', 'Never.', () => false);
    expect(replayed(lostUpdate(), 'false', '', '', never)).toBeUndefined();
    expect(replayed(faulty(), 'false', 'user.use', 'user freer user', never)).toBe('never holds at the end');
  });

  it('is a deadlock’s only if the last step closes it, as stuck or as a cycle', () => {
    expect(replayed(abba(), 'cycle', 'b.first', 'a b')).toBeUndefined();
    expect(replayed(abba(), 'stuck', 'b.first', 'a b')).toBe("the end is 'cycle', not 'stuck'");
    expect(replayed(abba(), 'cycle', 'spin.tick', 'a b spin')).toBe(
      'the deadlock is there before the last step',
    );
    expect(replayed(abba(), 'cycle', 'a.second', 'a a')).toBe("the end is no deadlock, not 'cycle'");
    expect(replayed(abba(false), 'stuck', 'b.first', 'a b')).toBeUndefined();
    expect(replayed(abba(false), 'cycle', 'b.first', 'a b')).toBeUndefined();
    const ends = propertyOf(daemon(), 'no-deadlock');
    expect(replayed(daemon(), 'stuck', 'producer.one', 'producer', ends)).toBe(
      "the end is no deadlock, not 'stuck'",
    );
  });

  it('is a possibility’s only if the last step loses it', () => {
    expect(replayed(hopeless(), 'lost', 't.attempt', 't:EBUSY')).toBeUndefined();
    expect(replayed(hopeless(), 'lost', 't.attempt', 't:ok')).toBe(
      'can-succeed can still be reached from the end',
    );
    expect(replayed(hopeless(), 'lost', 't.gave_up', 't:EBUSY t')).toBe(
      'can-succeed is lost before the last step',
    );
    expect(replayed(hopeless(), 'false', 't.attempt', 't:EBUSY')).toContain("of kind 'lost', not 'false'");
  });

  it('loses no possibility where only a fault can follow: the fault is what is reported', () => {
    const possible = alwaysPossible('ends', 'The user gets through.', (s) => s.at['user'] === 'done');
    expect(replayed(faulty(), 'lost', 'freer.free', 'user freer', possible)).toBe(
      'ends can still be reached from the end',
    );
    expect(replayed(faulty(), 'lost', 'user.use', 'user freer user', possible)).toBe(
      'ends can still be reached from the end',
    );
  });

  it('replays no `sometimes`: no schedule shows that something never happens', () => {
    const two = propertyOf(lostUpdate(), 'two');
    expect(replayed(lostUpdate(), 'never', '', '', two)).toContain('there is nothing to replay');
  });
});

describe('the two engines', () => {
  it('are compared after every step: one that goes elsewhere is noticed, with the step', () => {
    const memory = { n: int(0, 2) };
    const counts = (second: number) =>
      oneThread(
        memory,
        (k) => void (k.n = 1),
        (k) => void (k.n = second),
      );
    const honest = formOf(counts(2));
    const { program } = formOf(counts(0)).compiled;
    const wrong = { ...honest, compiled: { ...honest.compiled, program } };
    const c = written('small', 'false', 't.s1', 't t');
    const small = always('small', 'n is below 2.', (s) => s.mem.n < 2);
    expect(replay(honest, small, c).reproduced).toBe(true);
    expect(() => replay(wrong, small, c)).toThrow(
      new EngineError('XState and the compiled form are in different states after step 2 (t)'),
    );
  });
});
