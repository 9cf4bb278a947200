// SPDX-License-Identifier: MIT
/** The threads of a plan on a guest: started, held, and let go. */
import type { Operation, Operations } from '../model/operations.ts';
import { errorName, GuestError, timed } from './guest.ts';
import type { Guest } from './guest.ts';
import { caughtUp } from './heard.ts';
import type { Probe, Segment } from './plan.ts';

/** What became of one hold. */
export interface Held {
  readonly thread: string;
  readonly step: string;
  readonly probe: Probe;
  readonly reached: boolean;
}
/** A hold that waits for its thread. */
export interface Armed {
  readonly id: string;
  readonly thread: string;
  readonly step: string;
  readonly probe: Probe;
  /** Since when, by the lines of the log. */
  readonly from: number;
}
export interface Patience {
  /** For a thread to get to where it is held (ms). */
  readonly hold: number;
  /** For the violation to show, once all is let go. */
  readonly end: number;
  /** For what the model forbids to happen all the same. */
  readonly forbidden: number;
}
export const PATIENCE: Patience = { hold: 20_000, end: 15_000, forbidden: 3000 };

const CONTROL = '/proc/mhpcheck';
/** What it says of a hold that gives way. */
const LATE = /mhpcheck: late (\w+)/;

/** This kernel has nothing to stop a thread at, or the guest can't be made ready. */
export class Impossible extends Error {
  override readonly name = 'Impossible';
}

/** Does what setup asks, and waits for it; a refusal there is ours. */
export async function perform(guest: Guest, operation: Operation, comm: string): Promise<void> {
  if (operation.does === 'plug') {
    await guest.plug();
    await there(guest);
  } else if (operation.does === 'eject') {
    if (!(await guest.eject()))
      throw new Impossible('the kernel does not give back the DIMM before it begins');
  } else {
    const refused = await request(guest, operation, comm);
    if (refused !== undefined) throw new Impossible(`before it begins, ${refused}`);
  }
}
/** Until the block that was plugged has its directory: the last that an add makes. */
async function there(guest: Guest): Promise<void> {
  for (let i = 0; i < 100; i++) {
    const { error } = await guest.ask('read', `${BLOCK}/state`);
    if (error === 0) return;
    await new Promise((done) => setTimeout(done, 50));
  }
  throw new Impossible('the DIMM that was plugged never came');
}
/** Until the add is over, or has made the block's directory: of one that is held on its way that may take as long as it is. */
async function arrived(guest: Guest, isOver: () => boolean): Promise<void> {
  const said = guest.plugged().then(
    () => true,
    () => false,
  );
  const later = () => new Promise<false>((done) => setTimeout(() => done(false), 50));
  while (!isOver()) {
    const { error } = await guest.ask('read', `${BLOCK}/state`);
    if (error === 0 || (await Promise.race([said, later()]))) return;
  }
}
/** The block of the DIMM, which is plugged at 4 GiB; blocks have 128 MiB in a guest this small. */
const BLOCK = '/sys/devices/system/memory/memory32';

/** What it was refused with: `a write to /sys/x is answered EBUSY`. */
async function request(
  guest: Guest,
  operation: Exclude<Operation, { does: 'plug' | 'eject' }>,
  comm: string,
): Promise<string | undefined> {
  if (operation.does === 'module') {
    const { error } = await guest.ask('write', CONTROL, operation.line);
    if (error !== 0) throw new Impossible(`the module refuses '${operation.line}' (errno ${error})`);
    return undefined;
  }
  const file = operation.file.replace('{block}', BLOCK);
  const more = operation.does === 'write' ? operation.value : operation.place;
  const words = more === undefined ? [file] : [file, more];
  const { error } = timed(await guest.start(comm, operation.does, ...words));
  return error === 0 ? undefined : `a ${operation.does} of ${file} is answered ${errorName(error)}`;
}

export class Run {
  private readonly guest: Guest;
  private readonly operations: Operations;
  private readonly doing: ReadonlyMap<string, readonly Operation[]>;
  private readonly holds: Held[];
  private readonly patience: Patience;
  /** The hold that a thread is at, or has been at last. */
  private readonly at = new Map<string, string>();
  private readonly ended = new Map<string, Promise<unknown>>();
  private readonly refused: string[] = [];
  private fault: unknown;
  private isLeft = false;
  private ids = 0;

  constructor(
    guest: Guest,
    operations: Operations,
    doing: ReadonlyMap<string, readonly Operation[]>,
    holds: Held[],
    patience: Patience,
  ) {
    this.guest = guest;
    this.operations = operations;
    this.doing = doing;
    this.holds = holds;
    this.patience = patience;
  }

  /** Lets a thread take the steps of a segment. False where it never gets to the end of them. */
  async through({ thread, step, until }: Segment): Promise<boolean> {
    const armed = typeof until === 'string' ? undefined : await this.arm(thread, step, until);
    await this.goOn(thread);
    if (until === 'free') return true;
    return armed === undefined ? this.isOver(thread) : this.reaches(armed, this.patience.hold);
  }

  /** Has a thread stop at the first of these that this kernel has a probe for. */
  async arm(thread: string, step: string, probes: readonly Probe[]): Promise<Armed> {
    const armed = await this.armed(thread, step, probes);
    if (armed) return armed;
    const tried = [...new Set(probes.map(({ func }) => `${func}()`))].join(', ');
    throw new Impossible(
      `${thread} can't be held after ${step}: this kernel has no probe at ${tried === '' ? 'any function there' : tried}`,
    );
  }
  private async armed(thread: string, step: string, probes: readonly Probe[]): Promise<Armed | undefined> {
    const id = `h${this.ids++}`;
    const task = this.operations.task?.(thread) ?? thread;
    const from = this.guest.log.length;
    for (const probe of probes) {
      const line = `hold ${id} ${probe.on} ${probe.func} ${task} ${probe.nth}`;
      const { error } = await this.guest.ask('write', CONTROL, line);
      if (error === 0) return { id, thread, step, probe, from };
    }
    return undefined;
  }
  async reaches({ id, thread, step, probe, from }: Armed, time: number): Promise<boolean> {
    const line = await this.guest.said(new RegExp(`mhpcheck: held ${id} `), time, from);
    if (line !== undefined) this.at.set(thread, id);
    this.holds.push({ thread, step, probe, reached: line !== undefined });
    return line !== undefined;
  }

  /** Holds of which any tells that a thread came so far: of one function each, for one may be inlined. */
  async mark(thread: string, step: string, probes: readonly Probe[]): Promise<readonly Armed[]> {
    const armed: Armed[] = [];
    for (const probe of probes) {
      const mark = await this.armed(thread, step, [probe]);
      if (mark) armed.push(mark);
    }
    if (armed.length > 0) return armed;
    throw new Impossible(
      `nothing would tell that ${thread} got behind ${step}: this kernel has no probe there`,
    );
  }
  /** The function of the first of them that it comes to, where it is let go; and at the others. */
  async met(marks: readonly Armed[], time: number): Promise<string | undefined> {
    const any = new RegExp(`mhpcheck: held (${marks.map(({ id }) => id).join('|')}) .* (\\S+)$`);
    const line = await this.guest.said(any, time, marks[0]?.from);
    if (line === undefined) return undefined;
    for (const { id } of marks) await this.guest.ask('write', CONTROL, `go ${id}`);
    return any.exec(line)?.[2];
  }

  /** Starts it, or lets it go where it is held. */
  async goOn(thread: string): Promise<void> {
    const held = this.at.get(thread);
    if (held !== undefined) {
      await this.guest.ask('write', CONTROL, `go ${held}`);
      return;
    }
    if (this.ended.has(thread)) return;
    const done = this.operate(thread);
    done.catch((error: unknown) => (this.fault ??= error));
    this.ended.set(thread, done);
  }

  private async operate(thread: string): Promise<void> {
    const comm = this.operations.task?.(thread) ?? thread;
    for (const operation of this.doing.get(thread) ?? []) {
      if (operation.does === 'plug') {
        await this.guest.plug();
        await arrived(this.guest, () => this.isLeft);
      } else if (operation.does === 'eject') {
        if (!(await this.guest.eject())) this.refused.push(`the eject of ${thread} is refused`);
      } else {
        const refused = await request(this.guest, operation, comm);
        if (refused !== undefined) this.refused.push(refused);
      }
    }
  }

  /** What threads were refused so far, behind what is said of them. */
  get refusals(): string {
    return this.refused.map((one) => `; ${one}`).join('');
  }
  /** Throws where that nothing is seen says nothing: what a thread does could not be done, or the guest is gone. */
  async isSound(): Promise<void> {
    if (this.fault === undefined) {
      await this.guest.ask('read', '/proc/version');
      await this.guest.answers();
      await caughtUp(this.guest, this.patience.hold);
    }
    if (this.fault !== undefined) throw this.fault;
    this.isHeldStill();
  }
  /** Throws where a thread was held longer than the guest's module holds any, and went on by itself. */
  isHeldStill(): void {
    const late = this.guest.log.find((line) => LATE.test(line));
    const id = LATE.exec(late ?? '')?.[1];
    if (id === undefined) return;
    const thread = [...this.at].find(([, held]) => held === id)?.[0] ?? id;
    throw new GuestError(`${thread} was held so long that it went on by itself`);
  }

  /** Whether it has ended, within as long as it may take. */
  async isOver(thread: string): Promise<boolean> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<boolean>((done) => {
      timer = setTimeout(() => done(false), this.patience.hold);
    });
    const over = await Promise.race([(this.ended.get(thread) ?? Promise.resolve()).then(() => true), late]);
    clearTimeout(timer);
    return over;
  }

  /** All that are held; of a guest that is gone none are. */
  async letGo(): Promise<void> {
    this.isLeft = true;
    try {
      await this.release();
    } catch (error) {
      if (!(error instanceof GuestError)) throw error;
    }
  }
  private async release(): Promise<void> {
    for (const id of this.at.values()) await this.guest.ask('write', CONTROL, `go ${id}`);
  }
}
