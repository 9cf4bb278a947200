// SPDX-License-Identifier: MIT
/** --property, --first, --limit: what is asked, when it is enough, and within what. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { entries } from '../../models/index.ts';
import { fingerprintOf } from '../counterexample/counterexample.ts';
import type { Counterexample } from '../counterexample/counterexample.ts';
import { parseEvent } from '../model/program.ts';
import { command, input } from '../testing/command.ts';

const FILE = input('options/sizes.js');
const dir = mkdtempSync(join(tmpdir(), 'mhpcheck-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));
/** The right fingerprint of a changed file: what else is wrong is then what is told. */
const fingerprintIn = (c: object) => {
  const of = c as Counterexample & { readonly schedule: readonly string[] };
  return fingerprintOf({ ...of, schedule: of.schedule.map(parseEvent) });
};
const flat = (text: string) => text.replaceAll(/\s+/g, ' ');
const verdicts = (out: string) =>
  Object.fromEntries(
    [...out.matchAll(/^ {2}([\w-]+) +(holds|violated|unknown)/gm)].map(([, name, said]) => [name, said]),
  );
const counts = (out: string) => /states=\d+ transitions=\d+ depth=\d+/.exec(out)?.[0];

describe('--property', () => {
  it('asks and shows less; the search is the same', async () => {
    const all = await command(`check ${FILE}#racy`);
    const one = await command(`check ${FILE}#racy --property counted`);
    expect(verdicts(all.out)).toEqual({
      'all-counted': 'violated',
      'never-two': 'violated',
      counted: 'holds',
    });
    expect([all.status, one.status]).toEqual([1, 0]);
    expect(verdicts(one.out)).toEqual({ counted: 'holds' });
    expect(counts(one.out)).toBe(counts(all.out));
    const two = await command(`check ${FILE}#racy --property counted --property never-two`);
    expect([two.status, verdicts(two.out)]).toEqual([1, { 'never-two': 'violated', counted: 'holds' }]);
    expect(two.out).not.toContain('all-counted');
  });
  it('looks for that alone with random schedules and sets that forget', async () => {
    for (const how of ['--random 300 --seed 1', '--bitstate 1M', '--compact 1M']) {
      const { status, out } = await command(`check ${FILE}#racy --property all-counted ${how}`);
      expect([status, /^Violated: ([\w-]+)/m.exec(out)?.[1]]).toEqual([1, 'all-counted']);
      expect((await command(`check ${FILE}#racy --property counted ${how}`)).status).toBe(2);
    }
  });
  it('narrows a comparison, and an instance without it is left out', async () => {
    const { out } = await command(`compare ${FILE} --property in-one-step`);
    expect(out).toMatch(/^locked +\. +\d/m);
    expect(out).not.toMatch(/^racy/m);
  });
  it('that no instance has is refused, with the nearest', async () => {
    const { status, out, err } = await command(`check ${FILE}#racy --property all-countd`);
    expect([status, out]).toEqual([3, '']);
    expect(err).toBe(
      "mhpcheck: sizes: unknown property 'all-countd'; did you mean 'all-counted'? (there are: all-counted, never-two, counted)\n",
    );
    expect((await command(`check ${FILE}#racy --property in-one-step`)).status).toBe(3);
  });
  it('hides no fault that no property names', async () => {
    const { status, out } = await command(
      `check ${input('faults/unnamed.js')}#unnamed --property no-deadlock`,
    );
    expect([status, out]).toEqual([1, expect.stringContaining('no-other-fault')]);
  });
});

describe('--first', () => {
  const NONE = 'check vmalloc-hot-remove --design none --config what-if-unpinned';
  it('stops there, shows that trace alone, and leaves the rest unknown', async () => {
    const { status, out } = await command(`${NONE} --first`, entries);
    expect(status).toBe(1);
    expect(flat(out)).toMatch(
      /Stopped: [\d,]+ of [\d,]+ states found so far were expanded\..* --first: a viol/,
    );
    expect(out.match(/<---/g)).toHaveLength(1);
    expect(out).toMatch(/no-deadlock +unknown\n/);
    expect(verdicts(out)).not.toEqual(expect.objectContaining({ 'no-deadlock': 'holds' }));
    // The shortest there is, and the same in each run.
    const again = await command(`${NONE} --first`, entries);
    const timeless = (text: string) => text.replace(/sec=\S+/, '');
    expect(timeless(again.out)).toBe(timeless(out));
  });
  it('ends the command, and says what was not looked at', async () => {
    const { status, out } = await command(`check ${FILE} --design racy --design locked --first`);
    expect(status).toBe(1);
    expect(flat(out)).toContain(
      '--first: a violation was found. 1 more instance of design and configuration was not',
    );
    expect(out).not.toContain('design locked');
  });
  it('is no answer where nothing is violated, and no other than without', async () => {
    const { status, out } = await command(`check ${FILE}#locked --property counted --first`);
    expect([status, verdicts(out)]).toEqual([0, { counted: 'holds' }]);
  });
  it('stops a space at the first point that breaks it', async () => {
    const { status, out } = await command('check gfp --design memtrace-v1 --config v5.12 --first', entries);
    expect(status).toBe(1);
    expect(out.match(/^Fingerprint/gm)).toHaveLength(1);
  });
});

describe('--limit', () => {
  it('is another size of the bound, said with the result', async () => {
    const one = await command(`check ${FILE}#racy --limit cpus=1`);
    expect(one.status).toBe(0);
    expect(flat(one.out)).toContain('bound small with cpus=1 ');
    const tiny = await command(`check ${FILE}#racy --bound tiny`);
    expect(counts(one.out)).toBe(counts(tiny.out));
    const table = await command(`compare ${FILE} --limit cpus=1 --limit fast=true --limit label=b`);
    expect(table.out).toContain('Bound small: two CPUs with cpus=1, fast=true, label=b.');
    for (const how of ['--random 5 --seed 1', '--bitstate 1M', '--reduce all']) {
      const { out } = await command(`check ${FILE}#locked --property in-one-step --limit cpus=4 ${how}`);
      expect(flat(out)).toContain('bound small with cpus=4');
    }
  });
  it('goes with the trace: it is kept apart, says so, and replays within it', async () => {
    await command(`check ${FILE}#racy --property all-counted --save ${dir}`);
    await command(`check ${FILE}#racy --property all-counted --limit cpus=4 --save ${dir}`);
    const files = readdirSync(join(dir, 'sizes')).filter((f) => f.endsWith('.json'));
    expect(files).toEqual(['racy--all-counted--cpu.write--cpus=4.json', 'racy--all-counted--cpu.write.json']);
    const file = join(dir, 'sizes', files[0] as string);
    const c = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
    expect(c).toMatchObject({
      version: 3,
      bound: 'small',
      limits: { cpus: 4 },
      bounds: 'two CPUs with cpus=4',
    });
    const again = await command(`replay ${file} --model ${FILE}`);
    expect([again.status, again.err]).toEqual([1, '']);
    expect(flat(again.out)).toContain('Bounds: two CPUs with cpus=4.');
    const { limits: _, ...smaller } = c;
    for (const [changed, said] of [
      [{ ...c, limits: { cpuss: 4 } }, "'limits': unknown limits 'cpuss'; did you mean 'cpus'?"],
      [{ ...c, limits: { cpus: 'x' } }, "'limits': cpus is a string, and that of the bound a number"],
      [{ ...c, limits: [] }, "'limits' is a list, not values by name"],
      [{ ...c, version: 1 }, "'limits' are known from version 3 on"],
      [smaller, "'limits' is missing"],
    ] as const) {
      writeFileSync(file, JSON.stringify({ ...changed, fingerprint: fingerprintIn(changed) }));
      const { status, err } = await command(`replay ${file} --model ${FILE}`);
      expect([status, err]).toEqual([3, expect.stringContaining(said)]);
    }
  });
  it.each([
    ['cpus', "check: --limit 'cpus': write --limit name=value"],
    ['cpu=4', "sizes: unknown limit 'cpu'; did you mean 'cpus'? (there are: cpus, label, fast, list)"],
    ['cpus=two', "check: --limit cpus 'two' is not a number, as its own 2 is"],
    ['cpus=0x2', "check: --limit cpus '0x2' is not a number, as its own 2 is"],
    ['cpus=1.5', "check: --limit cpus '1.5' is not a whole number, as its own 2 is"],
    ['cpus=-1', "check: --limit cpus '-1' is not a number from 0 on, as its own 2 is"],
    ['fast=yes', "check: --limit fast 'yes' is not true or false, as its own false is"],
    ['list=2', 'check: --limit list: a limit that is a list is set in the model'],
    ['cpus=1 --limit cpus=2', 'check: --limit cpus is given twice: leave one out'],
  ])('%s is refused', async (words, says) => {
    const { status, out, err } = await command(`check ${FILE}#racy --limit ${words}`);
    expect([status, out, err]).toEqual([3, '', `mhpcheck: ${says}\n`]);
  });
  it('is not what the expected answers are about', async () => {
    const { status, err } = await command(`compare ${FILE} --limit cpus=1 --expect`);
    expect([status, err]).toEqual([3, expect.stringContaining('leave out --bound and --limit, or --expect')]);
  });
});
