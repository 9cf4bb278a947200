// SPDX-License-Identifier: MIT
/** Files of disagreements from the command line: judged again, printed for a mail, and done again in guests that are none. */
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { entries } from '../models/index.ts';
import { encode } from '../src/conform/disagreement.ts';
import type { Kept } from '../src/conform/disagreement.ts';
import { command } from '../src/testing/command.ts';
import { kept, NOTHING } from '../src/testing/disagreements.ts';
import { EMPTY_KERNEL } from '../src/testing/empty-kernel.ts';
import { fakeKernels, guests } from '../src/testing/reproduce.ts';
import type { Rule } from '../src/testing/reproduce.ts';

const dir = fakeKernels('6.1', '6.12');
const file = (name: string, one: Kept) => {
  const path = join(dir, `${name}.json`);
  writeFileSync(path, encode(one));
  return path;
};
/** Of what EMPTY_KERNEL does: nothing comes of a plug. */
const PLUGGED: Kept = {
  ...kept(),
  run: {
    name: '0',
    begins: NOTHING,
    batches: [{ did: [{ act: { does: 'plug', block: 0 }, got: 'ok', from: 0, to: 1 }], sight: NOTHING }],
  },
  disagrees: { kind: 'plug block: ok', says: 'plug block 0: ok', expected: [] },
};
const ask = async (line: string, rules: readonly Rule[] = [], stopped = () => false) => {
  process.env['FAKE_QEMU'] = JSON.stringify([...rules, ...EMPTY_KERNEL]);
  const ran = await command(line, entries, stopped);
  return { ...ran, flat: ran.out.replaceAll(/\s+/g, ' ') };
};

describe('a disagreement that was kept', () => {
  it('disagrees still, and is printed for a mail', async () => {
    const path = file('disagrees', kept());
    const { status, out, err, flat } = await ask(`replay ${path}`);
    expect([status, err]).toEqual([1, '']);
    expect(flat).toContain('memory-block and Linux 6.1.9-fake (x86-64) disagree');
    expect(flat).toContain('2. write offline to block 0: ok Seen at 2, the first that no run explains');
    expect(flat).toContain('Not what it was: as it was told');
    expect(flat).toContain('Expected, in its place: - ENODEV|ENOENT; then state=ENODEV');
    expect(flat).toContain('The kernel: [ 8.16] what the kernel said');
    const named = (line: string) => line.includes(path);
    expect(out.split('\n').filter((line) => line.length > 72 && !named(line))).toEqual([]);
    const report = await ask(`report ${path}`);
    expect([report.status, report.out]).toEqual([0, out]);
    const json = JSON.parse((await ask(`replay ${path} --json`)).out) as object;
    expect(json).toMatchObject({ status: 1, results: [{ reproduced: true, kernel: '6.1', seed: 4 }] });
  });
  it('is none any more once the model explains it', async () => {
    const path = file('explained', kept('ENOENT'));
    const replay = await ask(`replay ${path}`);
    expect([replay.status, replay.flat]).toEqual([
      0,
      expect.stringContaining('it is no disagreement any more'),
    ]);
    const report = await ask(`report ${path}`);
    expect([report.status, report.out]).toEqual([1, '']);
  });
  it.each<[string, Kept, string]>([
    ['a model that nobody has', { ...kept(), head: { ...kept().head, model: 'gfp' } }, 'what gfp is'],
    [
      'another kernel',
      { ...kept(), head: { ...kept().head, kernel: '2.6' } },
      'no design that is kernel 2.6',
    ],
  ])('is refused of %s', async (_, one, why) => {
    const { status, err } = await ask(`replay ${file('other', one)}`);
    expect([status, err.match(/\n/g)?.length, err.includes(why)]).toEqual([3, 1, true]);
  });
  it.each([
    'report FILE --format mail',
    'reproduce FILE --format sh',
    'reproduce FILE --wait 1s',
    'replay FILE --full',
  ])('takes no option of a counterexample: %s', async (line) => {
    const { status, err } = await ask(line.replace('FILE', file('form', kept())));
    expect([status, err]).toEqual([3, expect.stringContaining('leave out --')]);
  });
});

describe('a disagreement that is done again', () => {
  it('is there on the kernel that does the same, or another', async () => {
    const path = file('plugged', PLUGGED);
    const { status, flat, err } = await ask(`reproduce ${path}`);
    expect([status, err]).toEqual([1, '']);
    expect(flat).toContain('Linux 6.1.9-fake: reproduced. guest 1 disagrees: plug block 0: ok');
    const other = JSON.parse((await ask(`reproduce ${path} --kernel 6.12 --json`)).out) as object;
    expect(other).toMatchObject({ status: 1, results: [{ release: '6.12.9-fake', outcome: 'reproduced' }] });
    expect(guests()).toEqual([]);
  });
  it('is not there where the kernel does as the model does', async () => {
    const { status, flat } = await ask(`reproduce ${file('kept', kept())}`, [
      { when: '^together', error: 2 },
    ]);
    expect([status, flat]).toEqual([0, expect.stringContaining('of 10 guests none does')]);
    expect(guests()).toEqual([]);
  });
  it('can’t be where a block was there before', async () => {
    const there = { ...NOTHING, blocks: NOTHING.blocks.map((seen) => ({ ...seen, state: 'offline' })) };
    const path = file('there', { ...PLUGGED, run: { ...PLUGGED.run, begins: there } });
    const { status, flat } = await ask(`reproduce ${path}`);
    expect([status, flat]).toEqual([2, expect.stringContaining('it begins with block 0 there')]);
  });
  it('says what guests failed of, that there is no kernel, and ends where it is told to', async () => {
    const path = file('fails', PLUGGED);
    const failed = await ask(`reproduce ${path}`, [{ when: 'boot', exit: 1 }]);
    expect([failed.status, failed.flat]).toEqual([4, expect.stringContaining('not tried to the end')]);
    const none = await ask(`reproduce ${path} --kernel 6.1-arm64`);
    expect([none.status, none.err]).toEqual([3, expect.stringContaining('npm run kernels -- 6.1-arm64')]);
    const touch = join(dir, 'hangs');
    const hangs: Rule = { when: 'device_add', unless: 'device_del', mute: true, touch };
    const stopped = await ask(`reproduce ${path}`, [hangs], () => existsSync(touch));
    expect(stopped.status).toBe(130);
    expect(guests()).toEqual([]);
  });
});
