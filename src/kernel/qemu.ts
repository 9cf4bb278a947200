// SPDX-License-Identifier: MIT
/** A guest under QEMU: two serial ports, one for the log and one for the agent, and QMP for the machine around it. */
import type { ChildProcess } from 'node:child_process';
import { rmSync } from 'node:fs';
import { createConnection, createServer } from 'node:net';
import type { Socket } from 'node:net';
import { systemError } from '../outside/read.ts';
import { Agent } from './agent.ts';
import { socketIn, start } from './emulator.ts';
import type { Boot, Started } from './emulator.ts';
import { GuestError } from './guest.ts';
import type { Answer, Guest } from './guest.ts';
import type { Kernel } from './kernels.ts';
import { lines, Log } from './lines.ts';
import { machineOf } from './machine.ts';
import { Qmp } from './qmp.ts';
import type { Told } from './qmp.ts';
import { SavedState } from './saved.ts';

const UNDER_WAY = 0x84;
/** How long an answer may take that need not come at once (ms). */
const LONGEST = 120_000;
const MEMORY = 128 * 2 ** 20;
/** Where the first DIMM is plugged: 4 GiB, beyond all that the guest has at first. */
const DIMM_AT = 2 ** 32;
/** What the kernel's word on a device is about. */
const INSERTION = 1;
const EJECTION = 3;
/** Bytes a second that a saved state may take: no limit. */
const AT_ONCE = 2 ** 40;

export interface BootedGuest extends Guest {
  /** Its state as it is now, to go on from. It goes on itself, where that fails too. */
  readonly save: () => Promise<SavedState>;
}

export async function boot(kernel: Kernel, options: Boot = {}): Promise<BootedGuest> {
  const { patience = 180_000, answer = 30_000, from } = options;
  const guest = new QemuGuest(start(kernel, options), kernel, answer);
  try {
    await guest.up(patience, from);
  } catch (error) {
    await guest.end();
    throw error;
  }
  return guest;
}

/** How a shell says that what it ran is not there, and that it was killed by SIGKILL. */
const [NOT_THERE, KILLED] = [127, 137];

class QemuGuest implements BootedGuest {
  readonly release: string;
  readonly arch: Kernel['arch'];
  private readonly answer: number;
  /** All that the machine was asked so far. */
  private told: Promise<void> = Promise.resolve();
  private readonly child: ChildProcess;
  private readonly dir: string;
  private readonly console = new Log();
  private readonly gone: Promise<void>;
  private isGone = false;
  private complaint = '';
  private agent: Agent | undefined;
  private qmp: Qmp | undefined;
  private inserted: () => void = () => {};
  private ejected: (isGone: boolean) => void = () => {};
  private moved: (isWhole: boolean) => void = () => {};
  private insertion: Promise<void> = Promise.resolve();
  /** The number of the last DIMM, and that of the one in each slot. */
  private dimm = 0;
  private readonly dimms = new Map<number, number>();

  constructor({ child, dir }: Started, { release, arch }: Kernel, answer: number) {
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
        this.agent?.end();
        this.qmp?.end();
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

  /** Until the agent speaks; or answers, where it has spoken before its state was saved. */
  async up(patience: number, from?: SavedState): Promise<void> {
    this.agent = new Agent(await this.connect('agent'));
    this.qmp = new Qmp(await this.connect('qmp'), (told) => this.hearMachine(told));
    this.tell('qmp_capabilities').catch(() => {});
    if (from) await this.restore(from);
    else await this.before(this.agent.isReady, patience, `its agent has not spoken for ${patience / 1000} s`);
  }

  private async connect(name: 'qmp' | 'agent' | 'state'): Promise<Socket> {
    for (let i = 0; i < 600 && !this.isGone; i++) {
      const socket = createConnection(socketIn(this.dir, name));
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

  ask(verb: string, ...words: readonly string[]): Promise<Answer> {
    return this.answered(this.answer, verb, words);
  }
  later(verb: string, ...words: readonly string[]): Promise<Answer> {
    return this.answered(LONGEST, verb, words);
  }
  start(comm: string, verb: 'read' | 'write', ...words: readonly string[]): Promise<Answer> {
    return this.say('start', [comm, verb, ...words]);
  }
  private answered(time: number, verb: string, words: readonly string[]): Promise<Answer> {
    return this.before(this.say(verb, words), time, `no answer to '${verb} ${words.join(' ')}'`);
  }
  private say(verb: string, words: readonly string[]): Promise<Answer> {
    return this.agent?.say(verb, words) ?? Promise.reject(this.lost('is not up'));
  }

  private hearMachine({ event, data = {} }: Told): void {
    const { info, status } = data;
    // DEVICE_DELETED comes before the kernel has looked whether the device is gone: another in its place would confuse it.
    if (event === 'ACPI_DEVICE_OST' && info?.status !== UNDER_WAY) {
      if (info?.source === EJECTION) this.ejected(info.status === 0);
      if (info?.source === INSERTION) this.inserted();
    }
    if (event === 'MIGRATION' && (status === 'completed' || status === 'failed'))
      this.moved(status === 'completed');
  }
  private tell(execute: string, args: object = {}): Promise<void> {
    const answered = this.qmp?.tell(execute, args) ?? Promise.resolve();
    const told = this.before(answered, this.answer, `the machine does not answer to ${execute}`);
    this.told = Promise.all([this.told, told]).then(() => undefined);
    // Who asked hears of it.
    this.told.catch(() => undefined);
    return told;
  }
  answers(): Promise<void> {
    return this.told;
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

  /** Stopped meanwhile: what is written while it is read could be missed. */
  async save(): Promise<SavedState> {
    const state = this.emptyState();
    const server = createServer();
    try {
      const taken = new Promise<void>((done, fail) =>
        server.once('connection', (socket) => state.take(socket).then(done, fail)),
      );
      taken.catch(() => {});
      server.listen(socketIn(this.dir, 'state'));
      await this.tell('stop');
      await this.move('is not saved', async () => {
        await this.tell('migrate', { uri: `unix:${socketIn(this.dir, 'state')}` });
        await taken;
      });
      return state;
    } catch (error) {
      state.close();
      throw unsaved(error);
    } finally {
      server.close();
      await this.tell('cont').catch(() => {});
    }
  }
  private emptyState(): SavedState {
    try {
      return new SavedState(this.dir);
    } catch (error) {
      throw unsaved(error);
    }
  }
  private async restore(from: SavedState): Promise<void> {
    await this.move('does not come in', async () => {
      const socket = await this.connect('state');
      // What is not taken to its end the machine complains of itself.
      await from.give(socket).catch(() => {});
    });
    await this.tell('cont');
    await this.ask('release');
  }
  /** A state goes out, or comes in. */
  private async move(what: string, how: () => Promise<void>): Promise<void> {
    await this.tell('migrate-set-capabilities', { capabilities: [{ capability: 'events', state: true }] });
    await this.tell('migrate-set-parameters', { 'max-bandwidth': AT_ONCE });
    const moved = new Promise<void>((done, fail) => {
      this.moved = (isWhole) =>
        isWhole ? done() : fail(new GuestError(`the guest ${this.release}: its state ${what}`));
    });
    await this.before(Promise.all([moved, how()]), LONGEST, `its state ${what}`);
  }

  async end(): Promise<void> {
    this.child.stdin?.end();
    const hard = setTimeout(() => this.child.kill('SIGKILL'), 5000);
    await this.gone;
    clearTimeout(hard);
  }
}

/** What the system refuses is a guest's failure as well. */
function unsaved(error: unknown): unknown {
  const refused = systemError(error);
  return refused === undefined ? error : new GuestError(`its state is not saved: ${refused}`);
}
