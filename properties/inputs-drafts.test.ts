// SPDX-License-Identifier: MIT
/** What code may do to memory: as on plain objects, or refused with what to write instead. */
import { describe, expect, it } from 'vitest';
import { command, input } from '../src/testing/command.ts';

const KEPT = 'is kept from an earlier run: keep values in memory or stack, not the object';
const REFUSED: Readonly<Record<string, string>> = {
  hole: 't0.s: mem.q[0] is deleted: a list has no holes',
  index01: 't0.s: mem.list[01] is outside its array of 2',
  symbolOfRecord: 't0.s: mem.r.Symbol(z) is not declared',
  symbolOfList: 't0.s: mem.list[Symbol(z)] is outside its array of 2',
  keptRecord: `t0.u: mem.r ${KEPT}`,
  keptList: `t0.u: mem.list ${KEPT}`,
  keptMemory: `t0.u: mem ${KEPT}`,
  frozen: 't0.s: mem.r is frozen or sealed',
};
const PLAIN = 'json jsonOfList jsonOfAll text sort sortBy has clone spread shift fill cache'.split(' ');
const IN_PLACE = 'is written in place by an assign: let it return the new value';

const ask = (file: string, design: string) => command(`check ${input(file)}#${design} --bound tiny`);

describe('memory', () => {
  it.each(Object.entries(REFUSED))('%s is refused', async (design, said) => {
    const { status, err } = await ask('drafts/drafts.js', design);
    expect(err).toContain(`a mistake in the model: ${said}`);
    expect(status).toBe(3);
  });
  it.each(PLAIN)('%s works as on plain objects', async (design) => {
    const { status, err } = await ask('drafts/drafts.js', design);
    expect([status, err]).toEqual([0, expect.not.stringContaining('mistake')]);
  });
});

describe('an assign of XState', () => {
  it.each(['nothing', 'same', 'field', 'list'])('in place is refused: %s', async (design) => {
    const { status, err } = await ask('drafts/in-place.js', design);
    expect(err).toMatch(new RegExp(`t0\\.s0: mem\\.\\S+ ${IN_PLACE}`));
    expect(status).toBe(3);
  });
  it('that returns the new value is none', async () => {
    expect((await ask('drafts/in-place.js', 'copy')).status).toBe(0);
  });
});
