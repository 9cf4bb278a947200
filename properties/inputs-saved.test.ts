// SPDX-License-Identifier: MIT
/** Guests that begin in the state of another: where none can be saved, or does not come back, others are booted, and it is said. */
import { readdirSync } from 'node:fs';
import { PassThrough } from 'node:stream';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { kernelsIn } from '../src/kernel/kernels.ts';
import { boot } from '../src/kernel/qemu.ts';
import { SavedState } from '../src/kernel/saved.ts';
import { Beginnings } from '../src/conform/beginnings.ts';
import { EMPTY_KERNEL } from '../src/testing/empty-kernel.ts';
import { runs } from '../src/testing/full.ts';
import { fakeKernels, guests, QEMU } from '../src/testing/reproduce.ts';
import type { Rule } from '../src/testing/reproduce.ts';

const dir = fakeKernels('6.1');

/** As many guests, one after the other: how each came up, and what was told. */
async function begun(wanted: number, rules: readonly Rule[], stopped = () => false) {
  process.env['FAKE_QEMU'] = JSON.stringify([...rules, ...EMPTY_KERNEL]);
  const told: string[] = [];
  const ways: ('booted' | 'saved')[] = [];
  const [kernel] = kernelsIn(dir);
  if (!kernel) throw new Error('no kernel');
  const all = new Beginnings({
    boot: (from) => {
      ways.push(from ? 'saved' : 'booted');
      return boot(kernel, { command: QEMU, ...(from && { from }) });
    },
    stopped,
    tell: (why) => void told.push(why),
  });
  try {
    const subjects = await Promise.all(Array.from({ length: wanted }, () => all.next()));
    for (const subject of subjects) expect((await subject.look()).auto).toBe('offline');
  } finally {
    await all.end();
  }
  return { ways, told, isSaved: all.isSaved };
}

describe('guests that begin where another was saved', () => {
  it('are booted once', async () => {
    const { ways, told, isSaved } = await begun(3, []);
    expect([ways, told, isSaved]).toEqual([['booted', 'saved', 'saved'], [], true]);
    expect([guests(), readdirSync(dir)]).toEqual([[], ['6.1']]);
  });
  it.each<[string, Rule, string]>([
    [
      'refuses to be saved',
      { when: '"migrate"', refuse: true },
      'no guest can be saved, so each is booted: migrate: refused',
    ],
    [
      'fails as it is saved',
      { when: '"migrate"', failed: true },
      'no guest can be saved, so each is booted: the guest 6.1.9-fake: its state is not saved',
    ],
  ])('are booted each where one %s', async (_, rule, why) => {
    const { ways, told, isSaved } = await begun(3, [rule]);
    expect([ways, told, isSaved]).toEqual([['booted', 'booted', 'booted'], [why], false]);
    expect(guests()).toEqual([]);
  });
  it.each<[string, Rule, string]>([
    ['is cut off', { when: '"migrate"', bytes: 40 }, 'has ended: load of migration failed'],
    ['kills the emulator', { when: 'incoming', exit: 'killed' }, 'has ended: it was killed'],
  ])('are booted each where what was saved %s', async (_, rule, why) => {
    const { ways, told, isSaved } = await begun(2, [rule]);
    expect([ways, isSaved]).toEqual([['booted', 'saved', 'booted'], false]);
    expect(told).toEqual([
      expect.stringContaining('no guest comes back from where one was saved, so each is booted'),
    ]);
    expect(told[0]).toContain(why);
    expect(guests()).toEqual([]);
  });
  it('are not booted in the place of one once nobody wants them', async () => {
    const stopped = begun(2, [{ when: 'incoming', exit: 1 }], () => true);
    await expect(stopped).rejects.toThrow('the guest 6.1.9-fake');
    expect(guests()).toEqual([]);
  });
  it('fail where the emulator dies as it is saved', async () => {
    await expect(begun(1, [{ when: '"stop"', exit: 1 }])).rejects.toThrow('has ended');
    expect(guests()).toEqual([]);
  });
});

describe('a saved state', () => {
  it('is what was taken, to whoever wants it, however it came, and has no name', async () => {
    const any = fc.array(fc.uint8Array({ maxLength: 300_000, size: 'max' }), { maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(any, async (pieces) => {
        const state = new SavedState(dir);
        expect(readdirSync(dir)).toEqual(['6.1']);
        const from = new PassThrough();
        const taken = state.take(from);
        for (const piece of pieces) from.write(piece);
        from.end();
        await taken;
        const given = async () => {
          const to = new PassThrough();
          const all = to.toArray();
          await state.give(to);
          return Buffer.concat(await all);
        };
        const whole = Buffer.concat(pieces);
        for (const one of await Promise.all([given(), given()])) expect(one.equals(whole)).toBe(true);
        state.close();
      }),
      { seed: 1, numRuns: runs(10, 100) },
    );
  });
  it('is whole after one that did not want all of it', async () => {
    const state = new SavedState(dir);
    const from = new PassThrough();
    const taken = state.take(from);
    from.end(Buffer.alloc(1 << 20, 7));
    await taken;
    const to = new PassThrough();
    setImmediate(() => to.destroy());
    await expect(state.give(to)).rejects.toThrow('Premature close');
    const again = new PassThrough();
    const all = again.toArray();
    await state.give(again);
    expect(Buffer.concat(await all).length).toBe(1 << 20);
    state.close();
  });
  it('is refused where there is a file already', () => {
    expect(() => new SavedState(join(dir, 'none'))).toThrow('ENOENT');
  });
});
