// SPDX-License-Identifier: MIT
/** check(): what a test gets, and that it is what the command line says. */
import { describe, expect, it } from 'vitest';
import { gfp } from '../../models/gfp/index.ts';
import { model, noDeadlock } from '../model/types.ts';
import type { AnyModel } from '../model/types.ts';
import { command } from '../testing/command.ts';
import { entryOf, hopeless, threeWay } from '../testing/sample.ts';
import { twins } from '../testing/reduced-toys.ts';
import { abba, choosy, faulty } from '../testing/toys.ts';
import { check } from './check.ts';

const toys = [
  entryOf('abba', () => abba(false)),
  entryOf('faulty', faulty),
  entryOf('hopeless', hopeless),
  entryOf('three-way', threeWay),
  entryOf('choosy', choosy),
];
const toy = (name: string) => toys.find((e) => e.model.name === name)?.model as AnyModel;

interface Told {
  readonly results: readonly {
    readonly verdict: string;
    readonly states: number;
    readonly transitions: number;
    readonly depth: number;
    readonly complete: boolean;
    readonly properties: readonly { name: string; verdict: string; violations: readonly object[] }[];
    readonly never: readonly string[];
  }[];
}

describe('check()', () => {
  it.each([
    ...toys.map((e) => [e.model.name, e.model, 'plain', 'default'] as const),
    ['gfp', gfp, 'any', 'v5.12'] as const,
  ])('answers what the command says: %s', async (name, of, design, configuration) => {
    const line = `check ${name} --design ${design} --config ${configuration} --bound tiny --json`;
    const { out } = await command(line, [...toys, { model: gfp, expected: [] }]);
    const [said] = (JSON.parse(out) as Told).results;
    const result = check<never>(of as never, { design, configuration, bound: 'tiny' });
    const { states, transitions, depth, complete, verdict, never } = result;
    const properties = result.properties.map((p) => [p.name, p.verdict, p.counterexamples.length]);
    expect({ states, transitions, depth, complete, verdict, never }).toEqual({
      states: said?.states,
      transitions: said?.transitions,
      depth: said?.depth,
      complete: said?.complete,
      verdict: said?.verdict,
      never: said?.never,
    });
    const told = said?.properties.map((p) => [
      p.name,
      p.verdict,
      p.name === 'lock-order' ? 0 : p.violations.length,
    ]);
    expect(properties).toEqual(told);
  });

  it('shows what is violated: schedule, diagram, and a file that replays', async () => {
    const [found] = check(toy('three-way')).property('no-uaf').counterexamples;
    expect(found?.kind).toBe('use-after-free');
    expect(found?.step).toBe('reader.use');
    expect(found?.length).toBe(6);
    expect(found?.schedule).toContain('reader');
    expect(found?.fingerprint).toMatch(/^[0-9a-f]{12}$/);
    expect(found?.report()).toContain('<--- use-after-free!');
    expect(found?.report()).toContain('Replay: npx mhpcheck check FILE.js');
    expect(found?.report('mermaid')).toContain('sequenceDiagram');
    expect(JSON.parse(found?.json ?? '')).toMatchObject({ fingerprint: found?.fingerprint });
    const line = `check three-way --schedule ${found?.schedule.split(' ').join('~')}`.split(' ');
    const { status } = await command(
      line.map((word) => word.replaceAll('~', ' ')),
      toys,
    );
    expect(status).toBe(1);
    expect(() => found?.report('race-diagram' as never)).toThrow("unknown format 'race-diagram'");
    expect(() => found?.report('hung_task')).toThrow(RangeError);
  });
  it('names the file that it was told, in the line that runs the trace again', () => {
    const { properties } = check(toy('faulty'), { file: './my-lock.js' });
    expect(properties[0]?.counterexamples[0]?.report()).toContain('npx mhpcheck check ./my-lock.js');
  });
  it('tells the order of locks in lockdep’s words', () => {
    const order = check(toy('abba')).property('lock-order');
    expect([order.verdict, order.counterexamples]).toEqual(['violated', []]);
    expect(order.report()).toContain('possible circular locking dependency detected');
  });
  it('finds the point of a space that breaks it', () => {
    const result = check(gfp, { design: 'any', configuration: 'v5.12', bound: 'tiny' });
    const broken = result.properties.find((p) => p.verdict === 'violated');
    expect(broken?.counterexamples[0]?.report()).toContain('derived');
    expect(() => broken?.counterexamples[0]?.report('dot')).toThrow('it tells of threads');
  });
  it('prints as the command does', () => {
    const text = String(check(toy('faulty')));
    expect(text).toMatch(/^faulty: design plain, configuration default, bound small\nstates=/);
  });

  it('leaves unknown what a limit cuts off, and says which limit', () => {
    const cut = check(toy('three-way'), { maxStates: 3 });
    expect([cut.verdict, cut.complete, cut.stopped]).toEqual(['unknown', false, 'maxStates']);
    expect(cut.property('no-uaf').report().replaceAll('\n', ' ')).toMatch(
      /no-uaf: unknown\. .* maxStates was reached\. $/,
    );
    expect(check(toy('three-way'), { maxSeconds: 1e-9 }).stopped).toBe('maxSeconds');
    expect(check(toy('three-way'), { maxBytes: 1 }).stopped).toBe('maxBytes');
  });
  it('asks what it is told to, and what nobody may leave out', () => {
    const result = check(toy('abba'), { properties: ['lock-order'] });
    expect(result.properties.map((p) => p.name)).toEqual(['lock-order']);
    expect(check(toy('faulty'), { limits: {} }).limits).toEqual({});
    const one = check(toy('abba'), { property: 'no-deadlock' });
    expect(one.properties.map((p) => [p.name, p.verdict])).toEqual([['no-deadlock', 'violated']]);
  });
  it('answers the same of a reduced search, and of one on several threads', () => {
    const alike = entryOf('twins', () => twins(true, false)).model;
    const [whole, less, shared] = [{}, { reduce: 'all' } as const, { workers: 2 }].map((options) =>
      check(alike, options),
    );
    const answers = (of: typeof whole) => of?.properties.map((p) => [p.name, p.verdict]);
    expect(answers(less)).toEqual(answers(whole));
    expect(String(less)).toContain('symmetry');
    expect(less?.states).toBeLessThan(whole?.states ?? 0);
    expect([answers(shared), shared?.states]).toEqual([answers(whole), whole?.states]);
  });
});

const counting = model<unknown, unknown, { adds: number; name: string }>({
  ...entryOf('abba', () => abba(false)).model,
  name: 'counting',
  designs: { a: { says: 'a', source: 's', decisions: {} }, b: { says: 'b', source: 's', decisions: {} } },
  bounds: {
    tiny: { says: 'one', limits: { adds: 1, name: 'x' } },
    small: { says: 'two', limits: { adds: 2, name: 'x' } },
    large: { says: 'three', limits: { adds: 3, name: 'x' } },
  },
});
function failure(call: () => unknown): Error {
  try {
    call();
  } catch (error) {
    return error as Error;
  }
  throw new Error('it passed');
}
const asked = (options: object) => () => check(counting, { design: 'a', ...options });

describe('a mistake in the call', () => {
  it.each<[string, () => unknown, new (...args: never[]) => Error, string]>([
    ['a design', asked({ design: 'c' }), RangeError, "counting: unknown design 'c' (there are: a, b)"],
    ['no design', asked({ design: undefined }), RangeError, 'counting: which design? (there are: a, b)'],
    ['a design that is none', asked({ design: 1 }), TypeError, "{ design: 'a' }"],
    ['a configuration', asked({ configuration: 'defualt' }), RangeError, "did you mean 'default'?"],
    ['a bound', asked({ bound: 'smal' }), RangeError, "did you mean 'small'?"],
    ['an option', asked({ config: 'default' }), RangeError, "check: unknown option 'config'"],
    ['a property', asked({ properties: ['no-deadlok'] }), RangeError, "did you mean 'no-deadlock'?"],
    ['properties', asked({ properties: 'no-deadlock' }), TypeError, 'properties is no list of names'],
    ['one property', asked({ property: 'no-deadlok' }), RangeError, "did you mean 'no-deadlock'?"],
    [
      'one and several',
      asked({ property: 'no-deadlock', properties: ['no-deadlock'] }),
      RangeError,
      "both 'property' and 'properties'",
    ],
    [
      'a reduction',
      asked({ reduce: 'lokal' }),
      RangeError,
      "unknown reduction 'lokal'; did you mean 'local'?",
    ],
    [
      'a reduction of nothing',
      () => check(gfp, { design: 'any', configuration: 'v5.12', reduce: 'local' }),
      RangeError,
      'gfp has no threads',
    ],
    ['threads', asked({ workers: 0 }), RangeError, 'workers is 0: write 1 to 64'],
    ['half a thread', asked({ workers: 1.5 }), RangeError, 'workers is 1.5'],
    ['no property', asked({ properties: [] }), RangeError, 'properties is empty'],
    ['a limit', asked({ limits: { ads: 1 } }), RangeError, "unknown limit 'ads'; did you mean 'adds'?"],
    [
      'a limit that is none',
      asked({ limits: { adds: 1.5 } }),
      RangeError,
      'limit adds is 1.5, where its own is 2',
    ],
    ['a limit of another kind', asked({ limits: { name: 1 } }), RangeError, 'limit name is 1'],
    ['a limit below 0', asked({ limits: { adds: -1 } }), RangeError, 'limit adds is -1'],
    ['no limits', () => check(toy('abba'), { limits: { n: 1 } }), RangeError, 'have no limits to set'],
    ['states', asked({ maxStates: 0 }), RangeError, 'maxStates is 0: write a number above 0'],
    ['seconds', asked({ maxSeconds: '10s' }), RangeError, 'maxSeconds is 10s'],
    ['options', () => check(counting, 'a' as never), TypeError, 'check(model, { design: ... })'],
    ['a promise', () => check(Promise.resolve(counting) as never), TypeError, 'await it'],
    ['a module', () => check({ default: counting } as never), TypeError, 'pass its .default'],
    ['a machine', () => check(abba(false).machine as never), TypeError, 'pass what model({ ... })'],
    ['nothing', () => check(undefined as never), TypeError, 'this is no model, but missing'],
    ['null', () => check(null as never), TypeError, 'this is no model, but null'],
    [
      'a name',
      () => check('gfp' as never),
      TypeError,
      "this is no model, but 'gfp': pass what model({ ... })",
    ],
    ['null for options', () => check(counting, null as never), TypeError, 'options are null: write'],
    [
      'a limit as text',
      asked({ limits: { adds: '2' } }),
      RangeError,
      "limit adds is '2', where its own is 2",
    ],
    ['an answer', () => check(toy('abba')).property('no-deadlok'), RangeError, "did you mean 'no-deadlock'?"],
  ])('says what is meant, where it is written: %s', (_, call, kind, said) => {
    expect(call).toThrow(kind);
    expect(call).toThrow(said);
    const { stack } = failure(call);
    expect(stack?.slice(stack.indexOf('\n    at ')).split('\n')[1]).toContain('check.test.ts');
  });
});

describe('a mistake in the model', () => {
  it('is told with the place, before anything is searched', () => {
    const { build: _, ...rest } = counting;
    expect(() => check({ ...rest, build: 1 } as never)).toThrow(
      "counting: the model's 'build' is not a function",
    );
    expect(() => check({ ...counting, buidl: 1 } as never, { design: 'a' })).toThrow("did you mean 'build'?");
    const empty = { ...counting, build: () => ({ ...abba(false), properties: [] }) };
    expect(() => check(empty, { design: 'a' })).toThrow(/counting: design a.*: nothing is asked/);
  });
  it('is told with the schedule that shows it', () => {
    let calls = 0;
    const impure = {
      ...counting,
      build: () => ({
        ...abba(false),
        properties: [
          noDeadlock('no-deadlock', 'No deadlock.'),
          { kind: 'always', name: 'odd', says: 'It is odd.', holds: () => calls++ % 2 === 0 } as const,
        ],
      }),
    };
    expect(() => check(impure, { design: 'a' })).toThrow(/counting: .*odd/);
  });
});
