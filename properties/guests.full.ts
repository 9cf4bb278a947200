// SPDX-License-Identifier: MIT
/** Emulated kernels that are recorded, that panic, and whose emulator is killed: where `npm run kernels` has made 6.1 ready. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { entries } from '../models/index.ts';
import type { Guest } from '../src/kernel/guest.ts';
import { cacheOf, kernelsIn } from '../src/kernel/kernels.ts';
import type { Kernel } from '../src/kernel/kernels.ts';
import { boot } from '../src/kernel/qemu.ts';
import { command } from '../src/testing/command.ts';

const ZONES = fileURLToPath(
  new URL('../counterexamples/memory-block/v6.1--valid-zones-has-node--show.nid.json', import.meta.url),
);
const kernel = kernelsIn(cacheOf()).find(({ name }) => name === '6.1');
const reason = kernel ? '' : ` (no kernel 6.1 in ${cacheOf()}: npm run kernels -- 6.1)`;
const dir = mkdtempSync(join(tmpdir(), 'mhpcheck-'));
const { TMPDIR } = process.env;
/** Of those that are of this test alone. */
const guests = () => readdirSync(dir).filter((name) => name.startsWith('mhpcheck-guest-'));

/** Emulators among all that runs, by the directory of their guest. */
function emulators(guest: string): readonly number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      try {
        const [name = '', ...words] = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
        return name.includes('qemu-system') && words.some((word) => word.includes(guest));
      } catch {
        return false;
      }
    })
    .map(Number);
}

/** How long a guest has been up (s). */
const uptime = async (guest: Guest) => Number((await guest.ask('read', '/proc/uptime')).text.split(' ')[0]);
const all = kernelsIn(cacheOf());

describe.skipIf(all.length === 0)('guests that are saved', { timeout: 300_000 }, () => {
  beforeAll(() => void (process.env['TMPDIR'] = dir));
  it.each(all.map((one) => [one.name, one] as const))(
    'come back as often as wanted, each as it was: %s',
    async (_, one) => {
      const first = await boot(one, { cpus: 2 });
      const state = await first.save();
      await first.plug();
      await first.plugged();
      const there = '/sys/devices/system/memory/memory32/state';
      for (let i = 0; i < 3; i++) {
        const again = await boot(one, { cpus: 2, from: state });
        expect(await uptime(again)).toBeLessThanOrEqual(await uptime(first));
        expect((await again.ask('read', there)).error).toBe(2);
        await again.plug();
        await again.plugged();
        expect((await again.ask('write', there, 'online_movable')).error).toBe(0);
        await again.end();
      }
      expect((await first.ask('read', there)).text).toBe('offline\n');
      await first.end();
      state.close();
      expect(guests()).toEqual([]);
    },
  );
});

describe.skipIf(!kernel)(`guests that are booted${reason}`, { timeout: 300_000 }, () => {
  beforeAll(() => void (process.env['TMPDIR'] = dir));
  afterAll(() => {
    if (TMPDIR === undefined) delete process.env['TMPDIR'];
    else process.env['TMPDIR'] = TMPDIR;
    rmSync(dir, { recursive: true, force: true });
  });

  it('are recorded, an EINTR among it, and the model explains it', async () => {
    const file = join(dir, 'recorded.txt');
    const { status, out, err } = await command(
      `conform --record ${file} --kernel 6.1 --seed 8333 --operations 7`,
      entries,
    );
    expect([status, err]).toEqual([0, '']);
    expect(out.replaceAll(/\s+/g, ' ')).toContain('has a run that explains all');
    expect(readFileSync(file, 'utf8')).toContain('STEP done -1 EINTR');
    expect(guests()).toEqual([]);
  });
  it('panic, which is told, and leave nothing behind', async () => {
    const guest = await boot(kernel as Kernel);
    const said = guest.said(/Kernel panic/, 60_000);
    await guest.ask('write', '/proc/sys/kernel/printk', '7 4 1 7');
    await expect(guest.ask('write', '/proc/sysrq-trigger', 'c')).rejects.toThrow('has ended');
    expect(await said).toContain('Kernel panic');
    await guest.end();
    expect(guests()).toEqual([]);
  });
  it('are killed, which is told, and leave nothing behind', async () => {
    const killed: number[] = [];
    const killing = setInterval(() => {
      for (const guest of guests())
        for (const pid of emulators(guest)) {
          killed.push(pid);
          process.kill(pid, 'SIGKILL');
        }
    }, 500);
    const { status, out } = await command(['reproduce', ZONES, '--kernel', '6.1'], entries).finally(() =>
      clearInterval(killing),
    );
    expect([status, out.replaceAll(/\s+/g, ' ')]).toEqual([
      4,
      expect.stringContaining('it was killed, as where memory runs out'),
    ]);
    expect(killed.length).toBeGreaterThan(0);
    expect([guests(), killed.filter((pid) => existsSync(`/proc/${pid}`))]).toEqual([[], []]);
  });
});
