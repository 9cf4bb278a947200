// SPDX-License-Identifier: MIT
/** `reproduce` with guests that are none: an emulator of a few lines, over the same sockets, that says what a kernel would. */
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll } from 'vitest';
import type { Entry } from '../model/types.ts';
import { command } from './command.ts';

export const root = fileURLToPath(new URL('../..', import.meta.url));
export const QEMU = join(root, 'src/testing/fake-qemu.mjs');

/** What the emulator does at a request, or at the start. */
export interface Rule {
  readonly when: string;
  readonly unless?: string;
  readonly say?: readonly string[];
  readonly stderr?: string;
  readonly text?: string;
  readonly error?: number;
  readonly exit?: number | 'killed';
  readonly mute?: true;
  /** A file that is there once it was asked this. */
  readonly touch?: string;
  readonly refuse?: true;
  readonly events?: readonly object[];
  /** Of a state that is saved: how much of it there is, and that it ends so. */
  readonly bytes?: number;
  readonly failed?: true;
}
export const of = (name: string) => join(root, `counterexamples/memory-block/${name}.json`);
export const ZONES = of('v6.1--valid-zones-has-node--show.nid');
/** The directories of guests that are not gone. */
export const guests = () => readdirSync(tmpdir()).filter((name) => name.startsWith('mhpcheck-guest-'));

/** Kernels, `6.12` as 6.12.9-fake, in a directory that is there while the tests of a file run. */
export function fakeKernels(...versions: readonly string[]): string {
  const dir = mkdtempSync(join(tmpdir(), 'mhpcheck-'));
  const saved = ['MHPCHECK_KERNELS', 'MHPCHECK_QEMU', 'TMPDIR'].map(
    (name) => [name, process.env[name]] as const,
  );
  beforeAll(() => {
    for (const version of versions) {
      mkdirSync(join(dir, version), { recursive: true });
      for (const file of ['vmlinux', 'initrd', 'release'])
        writeFileSync(join(dir, version, file), `${version}.9-fake\n`);
    }
    process.env['MHPCHECK_KERNELS'] = dir;
    process.env['MHPCHECK_QEMU'] = QEMU;
    // Others have guests as well.
    process.env['TMPDIR'] = dir;
  });
  afterEach(() => delete process.env['FAKE_QEMU']);
  afterAll(() => {
    // Not process.env as a whole: what replaces it is no environment.
    for (const [name, value] of saved)
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    rmSync(dir, { recursive: true, force: true });
  });
  return dir;
}

/** Asks with a guest that does so. */
export async function reproduce(
  entries: readonly Entry[],
  file: string,
  rules: readonly Rule[] = [],
  ...options: readonly string[]
) {
  process.env['FAKE_QEMU'] = JSON.stringify(rules);
  const ran = await command(['reproduce', file, '--kernel', '6.12', '--wait', '0.4', ...options], entries);
  return { ...ran, flat: ran.out.replaceAll(/\s+/g, ' ') };
}

export const HELD: Rule = {
  when: 'device_add',
  say: ['[ 1.0] mhpcheck: held h0 kworker/u8:0[12] entry __device_attach'],
};
export const INLINED: Rule = { when: 'hold h0 entry bus_probe_device', error: 2 };
export const LATER = 'hold h0 return memory_block_add_nid';
export const WAITED: Rule = {
  when: 'go h0',
  say: ['[ 2.0] mhpcheck: held h1 store[9] entry device_offline'],
};
export const OOPS: Rule = {
  when: 'start .*valid_zones',
  unless: LATER,
  say: [
    '[    8.160000] BUG: kernel NULL pointer dereference, address: 00000000000000a0',
    '[    8.160001] RAX: 0000000000000000 RBX: 0000000000100000 RCX: 0000000000100000',
    '[    8.160002] RIP: 0010:zone_for_pfn_range+0x47/0x2d0',
    '[    8.160003]  ? handle_mm_fault+0xae/0x2d0',
    '[    8.160004]  valid_zones_show+0xcf/0x170',
    '[    8.160005] ---[ end trace 0000000000000000 ]---',
  ],
};
