// SPDX-License-Identifier: MIT
/** Models for which the verdict, or the way it was told, was once wrong. */
import { describe, expect, it } from 'vitest';
import { command, input } from '../src/testing/command.ts';

interface Told {
  readonly properties: readonly {
    readonly name: string;
    readonly verdict: string;
    readonly violations: readonly {
      readonly kind: string;
      readonly step: string;
      readonly schedule: unknown[];
    }[];
  }[];
}
/** `property: verdict`, and for each way in which it is broken `kind step, length`. */
async function told(file: string, options = ''): Promise<string[]> {
  const { out } = await command(`check ${input(`verdicts/${file}`)} --bound tiny --json ${options}`);
  return (JSON.parse(out) as { results: Told[] }).results.flatMap(({ properties }) =>
    properties.flatMap(({ name, verdict, violations }) => [
      `${name}: ${verdict}`,
      ...violations.map(({ kind, step, schedule }) => `${kind} ${step}, ${schedule.length}`),
    ]),
  );
}

describe('each choice named by `succeeds` succeeds', () => {
  it.each([
    ['both', ['ends: holds']],
    ['ok', ['ends: violated', 'loop tosser.toss, 1']],
    ['no', ['ends: holds']],
  ])('%s', async (design, answer) => {
    expect(await told('succeeds-each.js', `--design ${design}`)).toEqual(answer);
  });
});

it('what is a deadlock already is not broken by becoming another kind', async () => {
  expect(await told('cycle-then-stuck.js')).toEqual([
    'no-deadlock: violated',
    'cycle b.take, 1',
    'lock-order: holds',
  ]);
});

it('the shortest lasso is told, its lead-in counted', async () => {
  const loop = 'loop spinner.spin, 1';
  expect(await told('lasso-lead.js')).toEqual(['once: violated', loop, 'again: violated', loop]);
});

it('a wait that begins in the loop has a lead-in to where it begins', async () => {
  expect(await told('met-in-the-loop.js')).toEqual([
    'served: violated',
    'loop t.c, 7',
    'wrong: violated',
    'false , 0',
    'false t.b, 2',
    'false t.wanted, 4',
  ]);
});
it('a state that is found and not expanded is one of which nothing is known', async () => {
  const file = 'met-in-the-loop.js';
  expect(await told(file, '--max-states 1')).toEqual(['served: unknown', 'wrong: unknown']);
  const { out, status } = await command(`check ${input(`verdicts/${file}`)} --bound tiny --max-states 1`);
  expect(out).toContain('Stopped: 0 of 1 state found so far were expanded.');
  expect(status).toBe(2);
});

describe('a step that is fair in its own right', () => {
  it.each([
    ['threads', ['done: violated', 'loop lamp.flip, 3']],
    ['weak', ['done: violated', 'loop lamp.flip, 3']],
    ['strong', ['done: holds']],
    ['strong-any', ['done: violated', 'loop lamp.flip, 3']],
  ])('%s', async (design, answer) => {
    expect(await told('fair-step.js', `--design ${design}`)).toEqual(answer);
  });
  it('is named in the verdict and in the trace', async () => {
    const { out } = await command(`check ${input('verdicts/fair-step.js')} --bound tiny --design weak`);
    expect(out.replaceAll(/\s+/g, ' ')).toContain('(weak fairness, weak for worker.turn:work)');
    expect(out.replaceAll(/\s+/g, ' ')).toContain(
      'worker.turn:work is not taken; it can at some points, not all, of the loop.',
    );
  });
  it.each([
    ['unknown', /fairness of a step: unknown step 'worker\.trun'; did you mean 'worker\.turn'\?/],
    ['misspelt', /fairness of a step: 'worker\.turn' is 'storng'; write 'weak' or 'strong'/],
  ])('is refused where it is %s', async (design, said) => {
    const { status, err } = await command(
      `check ${input('verdicts/fair-step.js')} --bound tiny --design ${design}`,
    );
    expect(status).toBe(3);
    expect(err).toMatch(said);
  });
});
