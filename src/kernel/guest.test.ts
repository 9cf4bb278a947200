// SPDX-License-Identifier: MIT
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { answerIn, timed } from './guest.ts';
import { kernelsIn } from './kernels.ts';
import { lacking, machineOf } from './machine.ts';

const dir = mkdtempSync(join(tmpdir(), 'mhpcheck-'));
afterAll(() => rmSync(dir, { recursive: true }));

describe('a line of the agent', () => {
  it('is an answer, with its text as it was before it went on one line', () => {
    expect(answerIn('ok 3 0 two\\nlines \\\\ and')).toEqual({ id: '3', error: 0, text: 'two\nlines \\ and' });
    expect(answerIn('err 4 16')).toEqual({ id: '4', error: 16, text: '' });
  });
  it('is none where a kernel speaks', () => {
    for (const line of ['', 'okay 1 0', '[    1.0] ok 3 0', 'ok 3']) expect(answerIn(line)).toBeUndefined();
  });
  it('says of a process when it ran, and how it failed', () => {
    expect(timed({ error: 0, text: '@12-34 Movable' })).toEqual({
      error: 0,
      from: 12,
      to: 34,
      text: 'Movable',
    });
    expect(timed({ error: 0, text: 'errno 16 @12-34' })).toEqual({ error: 16, from: 12, to: 34, text: '' });
    expect(() => timed({ error: 0, text: 'Movable' })).toThrow('without saying when');
    expect(timed({ error: 3, text: 'no such process' })).toEqual({ error: 3, from: 0, to: 0, text: '' });
  });
});

describe('kernels that are ready', () => {
  it('are those with all of their files, the oldest first', () => {
    for (const [version, files] of [
      ['6.12', ['vmlinux', 'initrd', 'release']],
      ['6.1', ['vmlinux', 'initrd', 'release']],
      ['5.10', ['vmlinux', 'release']],
      ['6.1-arm64', ['vmlinux', 'initrd', 'release', 'arch']],
      ['own-0123', ['vmlinux', 'initrd', 'release']],
    ] as const) {
      mkdirSync(join(dir, version));
      for (const file of files)
        writeFileSync(join(dir, version, file), file === 'arch' ? 'arm64\n' : `${version}.7\n`);
    }
    expect(kernelsIn(dir).map(({ version, arch, release }) => [version, arch, release])).toEqual([
      ['6.1', 'x86-64', '6.1.7'],
      ['6.1', 'arm64', '6.1-arm64.7'],
      ['6.12', 'x86-64', '6.12.7'],
    ]);
    expect(kernelsIn(join(dir, 'none'))).toEqual([]);
  });
});

describe('a machine', () => {
  it('of arm64 boots by firmware, and has its agent on a card', () => {
    const { command, agentPort } = machineOf('arm64');
    expect([command, ...agentPort('agent')]).toEqual([
      'qemu-system-aarch64',
      '-device',
      'pci-serial,chardev=agent',
    ]);
    expect(lacking('arm64', '/nowhere/QEMU_EFI.fd')).toContain('apt-get install qemu-efi-aarch64');
    expect([lacking('x86-64'), lacking('arm64', '/')]).toEqual([undefined, undefined]);
  });
});
