// SPDX-License-Identifier: MIT
/** The emulator of a guest: how it is called, and how it ends with whoever called it. */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GuestError } from './guest.ts';
import type { Kernel } from './kernels.ts';
import { lacking, machineOf } from './machine.ts';
import type { SavedState } from './saved.ts';

export interface Boot {
  /** Added to the kernel's command line. */
  readonly append?: string;
  readonly cpus?: number;
  /** `tcg` or `kvm`. */
  readonly accel?: string;
  /** How long it may take to the agent's first word (ms). */
  readonly patience?: number;
  /** And to each answer. */
  readonly answer?: number;
  readonly command?: string;
  /** Goes on from this state of a guest that was booted with the same options, and boots nothing. */
  readonly from?: SavedState;
}

const QUIET =
  'quiet loglevel=3 panic=-1 nokaslr tsc=reliable no_timer_check lpj=4000000 random.trust_cpu=on mitigations=off audit=0 nowatchdog cryptomgr.notests memhp_default_state=offline';

/**
 * Runs what follows its own standard input's end no longer: a guest ends with whoever started it, however that ends, and
 * its directory ($0) goes.
 * The watcher has the input as descriptor 3, since a shell gives what runs in the background an empty one.
 */
const LEASH =
  'exec 3<&0; "$@" </dev/null 3<&- & p=$!; (cat <&3 >/dev/null; kill $p 2>/dev/null; rm -rf "$0") & wait $p';

/** Where it listens, in the guest's directory; `state`: where a saved state goes out, or comes in. */
export const socketIn = (dir: string, name: 'qmp' | 'agent' | 'state'): string => join(dir, name);

export interface Started {
  readonly child: ChildProcess;
  /** Of its sockets. */
  readonly dir: string;
}
/** Throws a {@link GuestError} where something of it is not installed. */
export function start(kernel: Kernel, options: Boot): Started {
  const machine = machineOf(kernel.arch);
  const { command = machine.command, from } = options;
  const lacks = options.command === undefined ? lacking(kernel.arch) : undefined;
  if (lacks !== undefined) throw new GuestError(lacks);
  const dir = directory();
  const words = [
    '-nodefaults',
    '-no-reboot',
    ...Object.entries(optionsOf(kernel, options)).flatMap(([option, value]) => [`-${option}`, value]),
    '-qmp',
    `unix:${socketIn(dir, 'qmp')},server=on,wait=off`,
    '-chardev',
    'stdio,id=log,signal=off',
    '-serial',
    'chardev:log',
    '-chardev',
    `socket,id=agent,path=${socketIn(dir, 'agent')},server=on,wait=off`,
    ...machine.agentPort('agent'),
    ...(from ? ['-incoming', `unix:${socketIn(dir, 'state')}`] : []),
  ];
  const child = spawn('sh', ['-c', LEASH, dir, command, ...words], { stdio: ['pipe', 'pipe', 'pipe'] });
  return { child, dir };
}
function directory(): string {
  try {
    return mkdtempSync(join(tmpdir(), 'mhpcheck-guest-'));
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    throw new GuestError(`no guest can be started: nothing can be made in ${tmpdir()} (${code}; TMPDIR)`);
  }
}

function optionsOf(kernel: Kernel, { append = '', cpus = 4, accel = 'tcg' }: Boot) {
  const machine = machineOf(kernel.arch);
  return {
    ...machine.options,
    ...(accel === 'kvm' && { cpu: 'host' }),
    smp: String(cpus),
    m: '512M,slots=8,maxmem=4G',
    accel: accel === 'tcg' ? 'tcg,thread=multi' : accel,
    display: 'none',
    kernel: kernel.image,
    initrd: kernel.initrd,
    append: `console=${machine.console} ${QUIET} ${append}`.trim(),
  };
}
