// SPDX-License-Identifier: MIT
/** What fc.assert says of a schedule that fails, with the reporter. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gfp } from '../../models/gfp/index.ts';
import { choices } from '../interleave/choices.ts';
import { stepCommands } from '../interleave/commands.ts';
import { Execution } from '../interleave/execution.ts';
import { schedules } from '../interleave/schedules.ts';
import { Walker } from '../interleave/walk.ts';
import { command } from '../testing/command.ts';
import { entryOf, threeWay } from '../testing/sample.ts';
import { lostUpdate } from '../testing/toys.ts';
import { racePlugin, raceReporter } from './races.ts';

const { model } = entryOf('three-way', threeWay);
const walker = Walker.of(model);
const clean = fc.property(schedules(walker), (s) => s.broken === undefined);
function failure(code: () => void): Error {
  try {
    code();
  } catch (error) {
    return error as Error;
  }
  throw new Error('it passed');
}

describe('a property over schedules that fails', () => {
  it('is told with seed and path, the shrunk schedule drawn, and a line that runs it', async () => {
    const { message, cause } = failure(() => fc.assert(clean, { seed: 1, plugins: [racePlugin] }));
    const [, path = ''] = /^\{ seed: 1, path: "([\d:]+)", endOnFailure: true \}$/m.exec(message) ?? [];
    expect(message).toContain('<--- use-after-free!');
    expect((cause as Error).message).toBe('Property failed by returning false');
    const [, schedule = ''] = /--schedule='([^']+)'$/.exec(message) ?? [];
    const ran = await command(['check', 'three-way', '--schedule', schedule], [{ model, expected: [] }]);
    expect(ran.status).toBe(1);
    // What it names brings the same schedule back.
    const again = failure(() => fc.assert(clean, { seed: 1, path, plugins: [racePlugin] }));
    expect(again.message.slice(again.message.indexOf('three-way'))).toBe(
      message.slice(message.indexOf('three-way')),
    );
  });
  it('is told so by `reporter` too, and of an asynchronous property', async () => {
    const sync = failure(() =>
      fc.assert(clean, { seed: 1, reporter: raceReporter, includeErrorInReport: true }),
    );
    expect(sync.message).toContain('<--- use-after-free!');
    expect(sync.cause).toBeUndefined();
    const later = fc.asyncProperty(fc.tuple(schedules(walker)), async ([s]) => s.broken === undefined);
    await expect(fc.assert(later, { seed: 1, plugins: [racePlugin] })).rejects.toThrow(
      '<--- use-after-free!',
    );
  });
  it('says that the model is not at fault where it is not', () => {
    const short = fc.property(choices(walker, ['writer', 'writer']), () => {
      throw new Error('Mine.\nIndeed.');
    });
    const { message } = failure(() => fc.assert(short, { seed: 1, plugins: [racePlugin] }));
    expect(message.replaceAll('\n', ' ')).toContain(
      "Nothing that the model is asked is violated; the test's own property fails: Mine.",
    );
    expect(message).toContain('xa_erase(&pages, index) [unlinked: false -> true] <--- fails here');
  });
  it('draws the steps of fc.commands up to the violation', () => {
    const commands = fc.commands(stepCommands(walker), { maxCommands: 40, size: 'max' });
    const property = fc.property(commands, (steps) =>
      fc.modelRun(() => ({ model: new Execution(walker), real: undefined }), steps),
    );
    const { message } = failure(() => fc.assert(property, { seed: 1, numRuns: 1000, plugins: [racePlugin] }));
    expect(message).toContain('<--- use-after-free!');
  });
  it('draws an instance that nobody named as well', () => {
    const own = new Walker(lostUpdate());
    const property = fc.property(schedules(own), (s) => s.broken === undefined);
    const { message } = failure(() => fc.assert(property, { seed: 1, plugins: [racePlugin] }));
    expect(message).toMatch(/A schedule:\n4 steps\. [\w-]+ is violated: false\./);
    expect(message).not.toContain('Again:');
  });
  it('is what fast-check says where there is no schedule, and nothing where it holds', () => {
    const other = fc.property(fc.nat(), (n) => n < 0);
    const { message } = failure(() => fc.assert(other, { seed: 1, plugins: [racePlugin] }));
    expect(message).toMatch(/^Property failed after 1 tests/);
    expect(message).not.toContain('violated');
    fc.assert(
      fc.property(schedules(walker), () => true),
      { numRuns: 5, plugins: [racePlugin] },
    );
  });
});

describe('Walker.of()', () => {
  it('says what is meant by a name that is not there', () => {
    for (const given of [model, undefined])
      expect(() => schedules(given as never)).toThrow(
        'this is no Walker: write Walker.of(model, { design })',
      );
    expect(() => Walker.of(model, { design: 'plian' })).toThrow(
      "three-way: unknown design 'plian'; did you mean",
    );
    expect(() => Walker.of(model, { config: 'default' } as never)).toThrow("unknown option 'config'");
    expect(() => Walker.of(gfp as never, { design: 'any', configuration: 'v5.12' })).toThrow(
      'gfp has no threads and so no schedules',
    );
  });
});
