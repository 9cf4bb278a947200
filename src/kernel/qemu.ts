// SPDX-License-Identifier: MIT
/** A guest under QEMU: two serial ports, one for the log and one for the agent, and QMP for the machine around it. */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createConnection } from 'node:net';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { answerIn, GuestError } from './guest.ts';
import type { Answer, Guest } from './guest.ts';
import type { Kernel } from './kernels.ts';
import { lines, Log } from './lines.ts';
import { lacking, machineOf } from './machine.ts';

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
}

const QUIET =
  'quiet loglevel=3 panic=-1 nokaslr tsc=reliable no_timer_check lpj=4000000 random.trust_cpu=on mitigations=off audit=0 nowatchdog cryptomgr.notests memhp_default_state=offline';
const UNDER_WAY = 0x84;
/** How long an answer may take that need not come at once (ms). */
const LONGEST = 120_000;
const MEMORY = 128 * 2 ** 20;
/** Where the first DIMM is plugged: 4 GiB, beyond all that the guest has at first. */
const DIMM_AT = 2 ** 32;
/** What the kernel's word on a device is about. */
const INSERTION = 1;
const EJECTION = 3;

/**
 * Runs what follows its own standard input's end no longer: a guest ends with whoever started it, however that ends, and
 * its directory ($0) goes.
 * The watcher has the input as descriptor 3, since a shell gives what runs in the background an empty one.
 */
const LEASH =
  'exec 3<&0; "$@" </dev/null 3<&- & p=$!; (cat <&3 >/dev/null; kill $p 2>/dev/null; rm -rf "$0") & wait $p';

/** What QMP says. */
interface Told {
  readonly return?: unknown;
  readonly error?: { readonly desc: string };
  readonly event?: string;
  readonly data?: { readonly info?: { readonly source: number; readonly status: number } };
}

export async function boot(kernel: Kernel, options: Boot = {}): Promise<Guest> {
  const { append = '', cpus = 4, accel = 'tcg', patience = 180_000 } = options;
  const machine = machineOf(kernel.arch);
  const { command = machine.command } = options;
  const lacks = options.command === undefined ? lacking(kernel.arch) : undefined;
  if (lacks !== undefined) throw new GuestError(lacks);
  const dir = directory();
  const told = {
    ...machine.options,
    ...(accel === 'kvm' && { cpu: 'host' }),
    smp: String(cpus),
    m: '512M,slots=8,maxmem=4G',
    accel: accel === 'tcg' ? 'tcg,thread=multi' : accel,
    display: 'none',
    kernel: kernel.image,
    initrd: kernel.initrd,
    append: `console=${machine.console} ${QUIET} ${append}`.trim(),
    qmp: `unix:${join(dir, 'qmp')},server=on,wait=off`,
  };
  const words = [
    '-nodefaults',
    '-no-reboot',
    ...Object.entries(told).flatMap(([option, value]) => [`-${option}`, value]),
    '-chardev',
    'stdio,id=log,signal=off',
    '-serial',
    'chardev:log',
    '-chardev',
    `socket,id=agent,path=${join(dir, 'agent')},server=on,wait=off`,
    ...machine.agentPort('agent'),
  ];
  const child = spawn('sh', ['-c', LEASH, dir, command, ...words], { stdio: ['pipe', 'pipe', 'pipe'] });
  const guest = new QemuGuest(child, dir, kernel, options.answer ?? 30_000);
  try {
    await guest.up(patience);
  } catch (error) {
    await guest.end();
    throw error;
  }
  return guest;
}

/** Of its sockets. */
function directory(): string {
  try {
    return mkdtempSync(join(tmpdir(), 'mhpcheck-guest-'));
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    throw new GuestError(`no guest can be started: nothing can be made in ${tmpdir()} (${code}; TMPDIR)`);
  }
}

/** How a shell says that what it ran is not there, and that it was killed by SIGKILL. */
const [NOT_THERE, KILLED] = [127, 137];

class QemuGuest implements Guest {
  readonly release: string;
  readonly arch: Kernel['arch'];
  private readonly answer: number;
  private readonly child: ChildProcess;
  private readonly dir: string;
  private readonly console = new Log();
  private readonly gone: Promise<void>;
  private isGone = false;
  private complaint = '';
  private agent: Socket | undefined;
  private qmp: Socket | undefined;
  private readonly waiting = new Map<string, (answer: Answer) => void>();
  private readonly asked: ((error: string | undefined) => void)[] = [];
  private ready: () => void = () => {};
  private inserted: () => void = () => {};
  private ejected: (isGone: boolean) => void = () => {};
  private insertion: Promise<void> = Promise.resolve();
  private ids = 0;
  /** The number of the last DIMM, and that of the one in each slot. */
  private dimm = 0;
  private readonly dimms = new Map<number, number>();

  constructor(child: ChildProcess, dir: string, { release, arch }: Kernel, answer: number) {
    this.child = child;
    this.dir = dir;
    this.release = release;
    this.arch = arch;
    this.answer = answer;
    child.stdin?.on('error', () => {});
    child.stderr?.on('data', (data: Buffer) => (this.complaint = `${this.complaint}${data}`.slice(-2000)));
    if (child.stdout) lines(child.stdout, (line) => this.console.add(line));
    this.gone = new Promise((done) => {
      child.on('error', (error) => (this.complaint = error.message));
      child.on('close', (code) => {
        if (code === KILLED) this.complaint = 'it was killed, as where memory runs out';
        if (code === NOT_THERE) this.complaint += `: apt-get install ${machineOf(arch).debian}`;
        this.isGone = true;
        child.stdin?.end();
        this.console.end();
        this.agent?.destroy();
        this.qmp?.destroy();
        rmSync(this.dir, { recursive: true, force: true });
        done();
      });
    });
  }

  get log(): readonly string[] {
    return this.console.lines;
  }
  said(fits: RegExp, time: number, after = 0): Promise<string | undefined> {
    return this.console.said(fits, time, after);
  }

  /** Until the agent speaks. */
  async up(patience: number): Promise<void> {
    const isReady = new Promise<void>((done) => (this.ready = done));
    this.agent = await this.connect('agent');
    this.qmp = await this.connect('qmp');
    lines(this.agent, (line) => this.hear(line));
    lines(this.qmp, (line) => this.hearMachine(line));
    this.tell('qmp_capabilities').catch(() => {});
    await this.before(isReady, patience, `its agent has not spoken for ${patience / 1000} s`);
  }

  private async connect(name: string): Promise<Socket> {
    for (let i = 0; i < 600 && !this.isGone; i++) {
      const socket = createConnection(join(this.dir, name));
      const open = await new Promise<boolean>((done) => {
        socket.once('connect', () => done(true));
        socket.once('error', () => done(false));
      });
      if (open) return socket.on('error', () => {});
      await new Promise((done) => setTimeout(done, 50));
    }
    throw this.lost('did not start');
  }

  private lost(what: string): GuestError {
    const why =
      this.complaint
        .trim()
        .replaceAll(/\n+(: apt)/g, '$1')
        .split('\n')
        .at(-1) ?? '';
    return new GuestError(`the guest ${this.release} ${what}${why === '' ? '' : `: ${why}`}`);
  }
  /** Fails where the guest ends first, or that takes too long. */
  private async before<T>(wanted: Promise<T>, time: number, late: string): Promise<T> {
    let timer: NodeJS.Timeout | undefined;
    const over = new Promise<never>((_, fail) => {
      timer = setTimeout(() => fail(new GuestError(`the guest ${this.release}: ${late}`)), time);
      void this.gone.then(() => fail(this.lost('has ended')));
    });
    try {
      return await Promise.race([wanted, over]);
    } finally {
      clearTimeout(timer);
    }
  }

  private hear(line: string): void {
    if (line === 'ready') this.ready();
    const answer = answerIn(line);
    if (!answer) return;
    this.waiting.get(answer.id)?.(answer);
    this.waiting.delete(answer.id);
  }
  private say(verb: string, words: readonly string[]): Promise<Answer> {
    const id = String(++this.ids);
    const answered = new Promise<Answer>((done) => this.waiting.set(id, done));
    this.agent?.write(`${[verb, id, ...words].join(' ')}\n`);
    return answered;
  }
  ask(verb: string, ...words: readonly string[]): Promise<Answer> {
    return this.before(this.say(verb, words), this.answer, `no answer to '${verb} ${words.join(' ')}'`);
  }
  later(verb: string, ...words: readonly string[]): Promise<Answer> {
    return this.before(this.say(verb, words), LONGEST, `no answer to '${verb} ${words.join(' ')}'`);
  }
  start(comm: string, verb: 'read' | 'write', ...words: readonly string[]): Promise<Answer> {
    return this.say('start', [comm, verb, ...words]);
  }

  private hearMachine(line: string): void {
    const told = JSON.parse(line) as Told;
    const { source, status } = told.data?.info ?? {};
    // DEVICE_DELETED comes before the kernel has looked whether the device is gone: another in its place would confuse it.
    if (told.event === 'ACPI_DEVICE_OST' && status !== UNDER_WAY) {
      if (source === EJECTION) this.ejected(status === 0);
      if (source === INSERTION) this.inserted();
    }
    if ('return' in told || told.error) this.asked.shift()?.(told.error?.desc);
  }
  private tell(execute: string, args: object = {}): Promise<void> {
    const answered = new Promise<void>((done, fail) =>
      this.asked.push((error) =>
        error === undefined ? done() : fail(new GuestError(`${execute}: ${error}`)),
      ),
    );
    this.qmp?.write(`${JSON.stringify({ execute, arguments: args })}\n`);
    return this.before(answered, this.answer, `the machine does not answer to ${execute}`);
  }
  async plug(slot = 0): Promise<void> {
    const n = ++this.dimm;
    this.dimms.set(slot, n);
    this.insertion = new Promise((done) => (this.inserted = done));
    const addr = DIMM_AT + slot * MEMORY;
    await this.tell('object-add', { 'qom-type': 'memory-backend-ram', id: `memory${n}`, size: MEMORY });
    await this.tell('device_add', { driver: 'pc-dimm', id: `dimm${n}`, memdev: `memory${n}`, addr });
  }
  plugged(): Promise<void> {
    return this.before(this.insertion, 30_000, 'the kernel says nothing of the DIMM that was plugged');
  }
  async eject(slot = 0): Promise<boolean> {
    const n = this.dimms.get(slot) ?? 0;
    const ejected = new Promise<boolean>((done) => (this.ejected = done));
    await this.tell('device_del', { id: `dimm${n}` });
    const isGone = await this.before(ejected, LONGEST, 'the kernel says nothing of the eject');
    if (isGone) await this.tell('object-del', { id: `memory${n}` });
    return isGone;
  }

  async end(): Promise<void> {
    this.child.stdin?.end();
    const hard = setTimeout(() => this.child.kill('SIGKILL'), 5000);
    await this.gone;
    clearTimeout(hard);
  }
}
