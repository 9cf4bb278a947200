// SPDX-License-Identifier: MIT
/** Guests that fail, hang, or are of a kernel of one's own: each ends with a message, and leaves nothing behind. */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { entries } from '../models/index.ts';
import { command } from '../src/testing/command.ts';
import { oneOf } from '../src/testing/full.ts';
import {
  fakeKernels,
  guests,
  HELD,
  LATER,
  OOPS,
  QEMU,
  reproduce as asked,
  ZONES,
} from '../src/testing/reproduce.ts';
import type { Rule } from '../src/testing/reproduce.ts';

const dir = fakeKernels('6.12');
const KERNELS = fileURLToPath(new URL('../guest/kernels.sh', import.meta.url));
const reproduce = (file: string, rules: readonly Rule[] = []) => asked(entries, file, rules);

describe('a guest that fails', () => {
  it.each(
    oneOf<[string, readonly Rule[], string]>(4, [
      ['dies', [{ when: 'insmod', exit: 1 }], 'the guest 6.12.9-fake has ended'],
      [
        'does not start',
        [{ when: 'boot', stderr: 'no such machine', exit: 1 }],
        'did not start: no such machine',
      ],
      [
        'panics',
        [{ when: 'insmod', say: ['[ 1.0] Kernel panic - not syncing'], exit: 0 }],
        'Kernel panic - not syncing',
      ],
      ['refuses to plug', [{ when: 'object-add', refuse: true }], 'object-add: refused'],
      [
        'dies where a thread is to be held',
        [{ when: 'hold h0', exit: 1 }],
        'the guest 6.12.9-fake has ended',
      ],
      [
        'dies as it is looked at',
        [HELD, { when: 'start .*valid_zones', exit: 1 }],
        'the guest 6.12.9-fake has ended',
      ],
    ]),
  )('ends with what is known where the guest %s', async (_, rules, said) => {
    const { status, flat } = await reproduce(ZONES, rules);
    expect([status, flat]).toEqual([4, expect.stringContaining(said)]);
  });
  it.each(
    oneOf<[string, readonly Rule[], string]>(4, [
      ['hangs', [{ when: 'hold h0', mute: true }], "no answer to 'write /proc/mhpcheck hold h0"],
      ['has a machine that hangs', [{ when: 'object-add', mute: true }], 'does not answer to object-add'],
      [
        'is killed',
        [{ when: 'insmod', exit: 'killed' }],
        'has ended: it was killed, as where memory runs out',
      ],
      [
        'gets no memory',
        [{ when: 'boot', stderr: 'cannot set up guest memory', exit: 1 }],
        'cannot set up guest memory',
      ],
    ]),
  )('ends with a message where the guest %s', async (_, rules, said) => {
    const { flat } = await reproduce(ZONES, rules);
    expect(flat).toContain(said);
  });
  it('keeps what the kernel has said where the guest is gone right after', async () => {
    const { status, flat } = await reproduce(ZONES, [HELD, { ...OOPS, exit: 0 }]);
    expect([status, flat]).toEqual([1, expect.stringContaining('6.12.9-fake: reproduced.')]);
  });
  it('says how to get an emulator that is not there', async () => {
    process.env['MHPCHECK_QEMU'] = '/nowhere/qemu-system-x86_64';
    const { status, flat } = await reproduce(ZONES).finally(() => (process.env['MHPCHECK_QEMU'] = QEMU));
    expect([status, flat]).toEqual([
      4,
      expect.stringContaining('not found: apt-get install qemu-system-x86'),
    ]);
  });
  it('says so where nothing can be written', async () => {
    const { TMPDIR } = process.env;
    process.env['TMPDIR'] = '/nowhere';
    const { status, flat } = await reproduce(ZONES).finally(() => {
      if (TMPDIR === undefined) delete process.env['TMPDIR'];
      else process.env['TMPDIR'] = TMPDIR;
    });
    expect([status, flat]).toEqual([
      4,
      expect.stringContaining('nothing can be made in /nowhere (ENOENT; TMPDIR)'),
    ]);
  });
  it('keeps what it has where it is interrupted, and leaves no guest behind', async () => {
    const before = guests();
    const touch = join(dir, 'hangs');
    process.env['FAKE_QEMU'] = JSON.stringify([HELD, OOPS, { when: LATER, mute: true, touch }]);
    const isOver = () => existsSync(touch);
    const { status, out } = await command(
      ['reproduce', ZONES, '--kernel', '6.12', '--wait', '0.4'],
      entries,
      isOver,
    );
    expect([status, out]).toEqual([130, expect.stringContaining('6.12.9-fake: reproduced.')]);
    expect(guests()).toEqual(before);
  });
  it('waits no longer than that for a guest that never speaks', async () => {
    process.env['FAKE_QEMU'] = JSON.stringify([{ when: 'boot', mute: true }]);
    const { status, out } = await command(['reproduce', ZONES, '--kernel', '6.12', '--wait', '0.1'], entries);
    expect([status, out.replaceAll(/\s+/g, ' ')]).toEqual([
      4,
      expect.stringContaining('has not spoken for 1 s'),
    ]);
  });
  it('stops where it is told to', async () => {
    process.env['FAKE_QEMU'] = '[]';
    const stopped = () => true;
    expect((await command(['reproduce', ZONES], entries, stopped)).status).toBe(130);
  });
});

describe('a kernel of somebody’s own', () => {
  const file = join(dir, 'bzImage');
  const text = 'an image';
  const ready = join(dir, `own-${createHash('sha256').update(text).digest('hex').slice(0, 12)}`);
  it('is booted as any other, and what it lacks is said', async () => {
    mkdirSync(ready);
    writeFileSync(file, text);
    for (const name of ['vmlinux', 'initrd', 'release', 'build']) writeFileSync(join(ready, name), '');
    writeFileSync(join(ready, 'release'), '6.99.0-mine\n');
    writeFileSync(join(ready, 'config'), 'CONFIG_KPROBES=y\n');
    process.env['FAKE_QEMU'] = JSON.stringify([{ when: 'insmod', error: 2 }]);
    const { status, out, err } = await command(['reproduce', ZONES, '--kernel', file], entries);
    expect([status, out.replaceAll(/\s+/g, ' ')]).toEqual([
      2,
      expect.stringContaining(
        "6.99.0-mine: not possible: no thread can be held: the guest's module is not there",
      ),
    ]);
    expect(err).toContain('no tree to build the module in: no thread can be held; name where it was built');
    expect(err).toContain('CONFIG_MEMORY_HOTPLUG is not built in');
  });
  it.each([
    [['--kernel', join(dir, 'none/bzImage')], 'there is no such file'],
    [['--kernel', file, '--build', dir], 'has no Module.symvers: make modules there'],
    [['--kernel', '6.12', '--build', dir], '--build goes with one --kernel FILE'],
  ])('%j', async (words, said) => {
    const { status, err } = await command(['reproduce', ZONES, ...words], entries);
    expect([status, err]).toEqual([3, expect.stringContaining(said)]);
  });
  const needs = spawnSync('bash', [KERNELS, '--needs', 'x86-64'], { encoding: 'utf8' });
  it.skipIf(needs.status !== 0)(
    `has a module that does not build${needs.status === 0 ? '' : ` (${needs.stdout.trim()})`}`,
    async () => {
      const [build, elf] = [join(dir, 'build'), join(dir, 'vmlinux')];
      mkdirSync(build);
      writeFileSync(elf, '\x7fELF, as far as anybody looks');
      writeFileSync(join(build, 'Module.symvers'), '');
      writeFileSync(join(build, 'Makefile'), 'modules:\n\t@echo memory.h: No such file; false\n');
      const words = ['reproduce', ZONES, '--kernel', elf, '--build', build];
      const { status, err } = await command(words, entries);
      expect([status, err]).toEqual([3, expect.stringContaining('the module does not build there: see')]);
      expect(readFileSync(/see (\S+)/.exec(err)?.[1] ?? '', 'utf8')).toContain('memory.h: No such file');
    },
  );
  it('is driven as any other of its version', async () => {
    const conform = async (release: string) => {
      writeFileSync(join(ready, 'release'), `${release}\n`);
      process.env['FAKE_QEMU'] = JSON.stringify([{ when: '^look', error: 22 }]);
      const { status, out, err } = await command(['conform', '--kernel', file, '--operations', '1'], entries);
      return [status, (out + err).replaceAll(/\s+/g, ' ')];
    };
    expect(await conform('6.12.5-mine')).toEqual([4, expect.stringContaining('Linux 6.12.5-mine, seed')]);
    expect(await conform('6.99.0-mine')).toEqual([
      3,
      expect.stringContaining('no design that is kernel 6.99.0-mine (there is: 6.1, 6.12)'),
    ]);
  });
  it('has a module that does not load', async () => {
    const { status, flat } = await reproduce(ZONES, [{ when: 'insmod', error: 8 }]);
    expect([status, flat]).toEqual([2, expect.stringContaining('does not load (errno 8)')]);
  });
});
