// SPDX-License-Identifier: MIT
/** toHold(), as vitest runs it, and as jest would. */
import { describe, expect, it } from 'vitest';
import { entryOf, hopeless, threeWay } from '../testing/sample.ts';
import { abba, chain } from '../testing/toys.ts';
// oxlint-disable-next-line import/no-unassigned-import
import '../vitest.ts';
import { check } from './check.ts';
import { toHold } from './matcher.ts';

const uaf = check(entryOf('three-way', threeWay).model);
const sound = check(entryOf('chain', chain).model);
const broken = check(entryOf('abba', () => abba(false)).model);
const cut = check(entryOf('three-way', threeWay).model, { maxStates: 3 });
/** What a failing expectation says. */
function failure(code: () => void): string {
  try {
    code();
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('it passed');
}

describe('toHold', () => {
  it('passes where it holds, and .not where it is violated', () => {
    expect(sound).toHold();
    expect(sound).toHold('no-deadlock');
    expect(uaf).not.toHold('no-uaf');
    expect(uaf).not.toHold();
  });
  it('draws the race where it fails', () => {
    const said = failure(() => expect(uaf).toHold('no-uaf'));
    expect(said).toMatch(
      /^expected 'no-uaf' to hold\n\nthree-way, design plain, configuration default: no-uaf is violated\.\n/,
    );
    expect(said).toContain('<--- use-after-free!');
  });
  it('draws the shortest where no property is named, and names the others', () => {
    const said = failure(() => expect(broken).toHold());
    expect(said).toContain("expected 'no-deadlock' to hold");
    expect(said).toContain('*** DEADLOCK ***');
    expect(said).toMatch(/\nViolated as well: .*lock-order\.\n$/);
  });
  it('says that it holds where it was to be violated', () => {
    expect(failure(() => expect(sound).not.toHold('no-deadlock'))).toMatch(
      /^expected 'no-deadlock' to be violated\n\nchain: design plain/,
    );
    expect(failure(() => expect(sound).not.toHold())).toMatch(/^expected a property to be violated\n/);
  });
  it('fails both ways where it is unknown, with the reason', () => {
    expect(failure(() => expect(cut).toHold('no-uaf'))).toMatch(
      /^expected 'no-uaf' to hold: it is unknown, which passes neither way\n[^]*maxStates was reached\./,
    );
    expect(failure(() => expect(cut).not.toHold())).toMatch(
      /^expected a property to be violated: unknown are no-uaf, lock-order, which pass/,
    );
  });
  it('fails both ways for a name that was not asked', () => {
    expect(failure(() => expect(sound).toHold('no-deadlok'))).toContain("did you mean 'no-deadlock'?");
    expect(failure(() => expect(sound).not.toHold('no-deadlok'))).toContain("did you mean 'no-deadlock'?");
    expect(failure(() => expect(sound).toHold(1 as never))).toContain("toHold('");
  });
  it('fails both ways for what is no result', () => {
    for (const given of [undefined, {}, check, entryOf('x', threeWay).model, true]) {
      expect(failure(() => expect(given).toHold())).toContain('this is no result of check()');
      expect(failure(() => expect(given).not.toHold())).toContain('this is no result of check()');
    }
    expect(failure(() => expect(Promise.resolve(uaf)).not.toHold('no-uaf'))).toContain('this is a promise');
  });
  it('is what jest takes: a function with `this.isNot`', () => {
    expect(toHold.call({ isNot: false }, uaf, 'no-uaf').pass).toBe(false);
    expect(toHold.call({ isNot: true }, uaf, 'no-uaf').pass).toBe(false);
    expect(toHold.call({ isNot: false }, cut).pass).toBe(false);
    expect(toHold.call({ isNot: true }, cut).pass).toBe(true);
    expect(toHold.call(undefined, sound).pass).toBe(true);
  });
  it('says of a goal that is never met that it is not', () => {
    const never = {
      ...entryOf('never', hopeless).model,
      build: () => ({
        ...hopeless(),
        properties: [{ kind: 'sometimes', name: 'met', says: 'It is.', holds: () => false } as const],
      }),
    };
    expect(failure(() => expect(check(never)).toHold('met')).replaceAll('\n', ' ')).toContain(
      'met: violated: never met by any interleaving.',
    );
  });
});
