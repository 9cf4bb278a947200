// SPDX-License-Identifier: MIT
/**
 * `npm run vmalloc-eject [-- TIME KERNEL...]`: how hot-remove was tested against vmalloc(). Memory is plugged, onlined,
 * offlined and ejected over and over while kernel tasks vmalloc(), vfree() and ioremap(); the log is watched. Each kernel
 * for TIME (default 60s); exit status 1 if one said anything, 3 if there is none.
 */
import { errorName, GuestError } from '../src/kernel/guest.ts';
import type { Guest } from '../src/kernel/guest.ts';
import { listen } from '../src/kernel/heard.ts';
import { cacheOf, kernelsIn } from '../src/kernel/kernels.ts';
import type { Kernel } from '../src/kernel/kernels.ts';
import { boot } from '../src/kernel/qemu.ts';
import { pageSize } from '../src/kernel/sizes.ts';
import { isSplat, splatIn } from '../src/kernel/splat.ts';

const TASKS = 3;
/** A page of a device that is there: the HPET, the serial port. */
const DEVICE = { 'x86-64': '0xfed00000', arm64: '0x9000000' } as const;
const STATE = '/sys/devices/system/memory/memory32/state';

const [time = '60s', ...names] = process.argv.slice(2);
const [, amount, unit] = /^(\d+)([sm])$/.exec(time) ?? [];
const seconds = Number(amount ?? 60) * (unit === 'm' ? 60 : 1);
const kernels = kernelsIn(cacheOf()).filter(({ name }) => names.length === 0 || names.includes(name));
if (kernels.length === 0) {
  process.stderr.write(
    `no kernel ${names.join(', ')} in ${cacheOf()}: npm run kernels -- ${names.join(' ')}\n`,
  );
  process.exit(3);
}
let failed = false;
const sizes = new Set<string>();
for (const kernel of kernels) {
  const said = await oneKernel(kernel);
  process.stdout.write(`${said.text}\n`);
  failed ||= said.failed;
}
const untested = ['4K', '16K', '64K'].filter((size) => !sizes.has(size));
process.stdout.write(
  `Pages of ${[...sizes].join(', ')}; not tested: ${untested.join(', ')} (npm run kernels -- 6.12-arm64-16k has others), and no levels of page tables but these kernels' own.\n`,
);
process.exitCode = failed ? 1 : 0;

async function oneKernel(kernel: Kernel): Promise<{ readonly text: string; readonly failed: boolean }> {
  const guest = await boot(kernel, { append: 'memory_hotplug.memmap_on_memory=0' });
  try {
    await done(guest, 'insmod', '/mhpcheck.ko');
    await listen(guest);
    sizes.add(`${await pageSize(guest)}K`);
    await done(guest, 'write', '/proc/mhpcheck', `vmalloc ${TASKS} ${DEVICE[kernel.arch]}`);
    const until = performance.now() + seconds * 1000;
    let [rounds, refused] = [0, 0];
    while (performance.now() < until && !guest.log.some(isSplat)) {
      if (await oneRound(guest)) rounds++;
      else refused++;
    }
    await guest.ask('write', '/proc/mhpcheck', 'vmalloc 0');
    const counted = await guest.said(/mhpcheck: vmalloc \d+ ioremap \d+/, 5000);
    if (counted === undefined)
      throw new GuestError(`${kernel.release} does not say how often it did vmalloc()`);
    const [, vmallocs, ioremaps] = /vmalloc (\d+) ioremap (\d+)/.exec(counted) ?? [];
    const report = splatIn(guest.log);
    const what = `${rounds} times plugged, onlined, offlined and ejected (${refused} refused), against ${vmallocs} vmalloc() and ${ioremaps} ioremap() of ${TASKS} tasks`;
    const found = report.length === 0 ? 'nothing in the log' : `\n  ${report.join('\n  ')}`;
    return { text: `Linux ${kernel.release}: ${what}: ${found}`, failed: report.length > 0 };
  } finally {
    await guest.end();
  }
}

/** False where the kernel would not give it back. */
async function oneRound(guest: Guest): Promise<boolean> {
  await guest.plug();
  await guest.plugged();
  await done(guest, 'write', STATE, 'online_movable');
  if ((await guest.ask('write', STATE, 'offline')).error !== 0) return false;
  for (let tries = 0; tries < 5; tries++) if (await guest.eject()) return true;
  return false;
}

/** What has to be, or nothing is tested. */
async function done(guest: Guest, ...words: readonly [string, ...string[]]): Promise<void> {
  const { error } = await guest.ask(...words);
  if (error !== 0) throw new GuestError(`${words.join(' ')}: ${errorName(error)}`);
}
