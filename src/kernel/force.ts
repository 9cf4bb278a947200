// SPDX-License-Identifier: MIT
/** Forces a plan on a guest: holds its threads where the trace has others go on, and reads what comes of it. */
import type { Operation, Operations } from '../model/operations.ts';
import type { Guest } from './guest.ts';
import type { Plan, Probe, Segment } from './plan.ts';
import { isSplat, said, splatIn } from './splat.ts';

/** What became of one hold. */
export interface Held {
  readonly thread: string;
  readonly step: string;
  readonly probe: Probe;
  readonly reached: boolean;
}
export interface Forced {
  readonly outcome: 'reproduced' | 'not-reproduced' | 'not-possible';
  /** In a sentence. */
  readonly why: string;
  readonly holds: readonly Held[];
  /** What the kernel said of it. */
  readonly log: readonly string[];
}
export interface Patience {
  /** For a thread to get to where it is held (ms). */
  readonly hold: number;
  /** For the violation to show, once all is let go. */
  readonly end: number;
}
export const PATIENCE: Patience = { hold: 20_000, end: 15_000 };

const CONTROL = '/proc/mhpcheck';

class Impossible extends Error {}

/** What has to be done and looked for; or why that can't be, on whatever kernel. */
export function askedOf(
  plan: Plan,
  operations: Operations,
  { configuration, property }: { readonly configuration: string; readonly property: string },
): string | Asked {
  const shows = operations.shows[property] ?? `nothing in a kernel's log would show ${property}`;
  if (typeof shows === 'string') return shows;
  const setup = operations.setup[configuration] ?? `no guest is like configuration ${configuration}`;
  if (typeof setup === 'string') return setup;
  const doing = new Map<string, readonly Operation[]>();
  for (const [thread, taken] of plan.taken) {
    const does = operations.thread(thread, taken);
    if (typeof does === 'string') return does;
    doing.set(thread, does);
  }
  const steps = [...plan.taken.values()].flat();
  return { shows, setup: typeof setup === 'function' ? setup(steps) : setup, doing };
}
interface Asked {
  readonly shows: RegExp;
  readonly setup: readonly Operation[];
  readonly doing: ReadonlyMap<string, readonly Operation[]>;
}

/** `configuration`, `property`: of the counterexample. */
export async function force(
  guest: Guest,
  plan: Plan,
  operations: Operations,
  { configuration, property }: { readonly configuration: string; readonly property: string },
  patience: Patience = PATIENCE,
): Promise<Forced> {
  const holds: Held[] = [];
  const asked = askedOf(plan, operations, { configuration, property });
  const impossible = (why: string): Forced => ({ outcome: 'not-possible', why, holds, log: [] });
  if (typeof asked === 'string') return impossible(asked);
  const { shows, setup, doing } = asked;
  try {
    for (const operation of setup) await perform(guest, operation, 'setup');
    const from = guest.log.length;
    const run = new Run(guest, operations, doing, holds, patience);
    for (const segment of plan.segments)
      if (!(await run.through(segment))) return notReached(segment, holds, guest.log.slice(from));
    const line = await guest.said(shows, patience.end, from);
    if (line !== undefined) await settle(guest, patience.end);
    const log = guest.log.slice(from);
    await run.letGo();
    if (line === undefined)
      return {
        outcome: 'not-reproduced',
        why: 'every thread got to where it was held, and nothing of it showed',
        holds,
        log: splatIn(log),
      };
    const splat = splatIn(log);
    const told = splat.length > 0 ? splat : log.filter((l) => shows.test(l)).map(said);
    return { outcome: 'reproduced', why: 'the kernel says so', holds, log: told };
  } catch (error) {
    if (error instanceof Impossible) return impossible(error.message);
    throw error;
  }
}

function notReached(
  { thread, step, until }: Segment,
  holds: readonly Held[],
  log: readonly string[],
): Forced {
  const last = holds.at(-1);
  const where =
    until === 'end' ? 'its end' : last ? `the ${last.probe.on} of ${last.probe.func}()` : 'a hold';
  const why = `${thread} never got to ${where}, after ${step}`;
  return { outcome: 'not-reproduced', why, holds, log: splatIn(log) };
}

/** The rest of a report comes in the lines after its first. */
const settle = (guest: Guest, most: number) =>
  guest.said(/---\[ end trace/, Math.min(most, 1500), guest.log.findLastIndex(isSplat) + 1);

/** Does what setup asks, and waits for it; a refusal there is ours. */
async function perform(guest: Guest, operation: Operation, comm: string): Promise<void> {
  if (operation.does === 'plug') {
    await guest.plug();
    await there(guest);
  } else if (operation.does === 'eject') await guest.eject();
  else await request(guest, operation, comm);
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
/** The block of the DIMM, which is plugged at 4 GiB; blocks have 128 MiB in a guest this small. */
const BLOCK = '/sys/devices/system/memory/memory32';

async function request(
  guest: Guest,
  operation: Exclude<Operation, { does: 'plug' | 'eject' }>,
  comm: string,
) {
  if (operation.does === 'module') {
    const { error } = await guest.ask('write', CONTROL, operation.line);
    if (error !== 0) throw new Impossible(`the module refuses '${operation.line}' (errno ${error})`);
    return undefined;
  }
  const file = operation.file.replace('{block}', BLOCK);
  const more = operation.does === 'write' ? operation.value : operation.place;
  const words = more === undefined ? [file] : [file, more];
  return guest.start(comm, operation.does, ...words);
}

class Run {
  private readonly guest: Guest;
  private readonly operations: Operations;
  private readonly doing: ReadonlyMap<string, readonly Operation[]>;
  private readonly holds: Held[];
  private readonly patience: Patience;
  /** The hold that a thread is at, or has been at last. */
  private readonly at = new Map<string, string>();
  private readonly ended = new Map<string, Promise<unknown>>();

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
  async through(segment: Segment): Promise<boolean> {
    const { thread, until } = segment;
    const from = this.guest.log.length;
    const armed = Array.isArray(until) ? await this.arm(segment, until as readonly Probe[]) : undefined;
    await this.goOn(thread);
    if (until === 'free') return true;
    if (armed === undefined) return this.isOver(thread);
    const line = await this.guest.said(new RegExp(`mhpcheck: held ${armed.id} `), this.patience.hold, from);
    this.at.set(thread, armed.id);
    this.holds.push({ thread, step: segment.step, probe: armed.probe, reached: line !== undefined });
    return line !== undefined;
  }

  private async arm({ thread, step }: Segment, probes: readonly Probe[]) {
    const id = `h${this.holds.length}`;
    const task = this.operations.task?.(thread) ?? thread;
    for (const probe of probes) {
      const line = `hold ${id} ${probe.on} ${probe.func} ${task} ${probe.nth}`;
      const { error } = await this.guest.ask('write', CONTROL, line);
      if (error === 0) return { id, probe };
    }
    const tried = [...new Set(probes.map(({ func }) => `${func}()`))].join(', ');
    throw new Impossible(
      `${thread} can't be held after ${step}: this kernel has no probe at ${tried === '' ? 'any function there' : tried}`,
    );
  }

  private async goOn(thread: string): Promise<void> {
    const held = this.at.get(thread);
    if (held !== undefined) {
      await this.guest.ask('write', CONTROL, `go ${held}`);
      return;
    }
    if (this.ended.has(thread)) return;
    const done = this.operate(thread);
    done.catch(() => {});
    this.ended.set(thread, done);
  }

  private async operate(thread: string): Promise<void> {
    const comm = this.operations.task?.(thread) ?? thread;
    for (const operation of this.doing.get(thread) ?? []) {
      if (operation.does === 'plug') {
        await this.guest.plug();
        await there(this.guest);
      } else if (operation.does === 'eject') await this.guest.eject();
      else await request(this.guest, operation, comm);
    }
  }

  private async isOver(thread: string): Promise<boolean> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<boolean>((done) => {
      timer = setTimeout(() => done(false), this.patience.hold);
    });
    const over = await Promise.race([(this.ended.get(thread) ?? Promise.resolve()).then(() => true), late]);
    clearTimeout(timer);
    return over;
  }

  async letGo(): Promise<void> {
    for (const id of this.at.values()) await this.guest.ask('write', CONTROL, `go ${id}`);
  }
}
