// SPDX-License-Identifier: MIT
/** A run of one driver on a guest, recorded by probes of the kernel as it goes: what `validate-trace` reads. */
import * as fc from 'fast-check';
import { errorName, GuestError, timed } from '../kernel/guest.ts';
import type { Guest } from '../kernel/guest.ts';
import { recordedLine, tracedIn } from '../kernel/recording.ts';
import type { Traced } from '../kernel/recording.ts';
import type { Recording } from '../model/recording.ts';

/** What may be done; whether there is a DIMM to be ejected is not known yet. `pin`: memory that nobody can migrate for a while. */
export type Drive = { readonly does: 'dimm' | 'pin' } | { readonly does: 'write'; readonly value: string };

const TRACING = '/sys/kernel/tracing';
/** The first DIMM is at 4 GiB; blocks have 128 MiB in a guest this small. */
const NUMBER = 32;
const BLOCK = `/sys/devices/system/memory/memory${NUMBER}`;
/** What the agent reads at once (bytes). */
const MOST = 2 ** 15 - 1;

/** As many, of this seed: a DIMM first, for without one there is nothing to do; often what another takes back. */
export function drives(seed: number, count: number): readonly Drive[] {
  const write = (value: string): readonly Drive[] => [{ does: 'write', value }];
  const [online, offline] = [write('online_movable'), write('offline')];
  const some = fc.constantFrom<readonly Drive[]>(
    [{ does: 'dimm' }],
    [...online, { does: 'pin' }, ...offline],
    online,
    online,
    offline,
    offline,
    offline,
  );
  // Of a block that is once in a kernel zone little else comes.
  const one = fc.oneof(
    { weight: 20, arbitrary: some },
    { weight: 1, arbitrary: fc.constantFrom(write('online'), write('online_kernel')) },
  );
  const all = fc.array(one, { minLength: count, maxLength: count, size: 'max' });
  const first: Drive = { does: 'dimm' };
  return [first, ...(fc.sample(all, { seed, numRuns: 1 })[0] ?? []).flat()].slice(0, count);
}

export class Recorder {
  private readonly guest: Guest;
  private readonly recording: Recording;
  private readonly traced: Traced[] = [];
  /** How much was done of what may be done. */
  operations = 0;

  constructor(guest: Guest, recording: Recording) {
    this.guest = guest;
    this.recording = recording;
  }

  /** All of it, from no DIMM on; what can't be done there, such as a write to a block that is gone, is left out. */
  async record(run: readonly Drive[]): Promise<string> {
    await this.ready();
    for (const drive of run) await this.drive(drive);
    await this.mark('end');
    await this.collect();
    const [first] = this.traced;
    return this.traced.map((line) => `${recordedLine(line, first?.time ?? 0)}\n`).join('');
  }

  private async ready(): Promise<void> {
    const { guest } = this;
    await this.must('write', `${TRACING}/trace_clock`, 'mono');
    for (const probe of this.recording.probes(guest.arch))
      await this.must('add', `${TRACING}/kprobe_events`, probe);
    await this.must('write', `${TRACING}/events/kprobes/enable`, '1');
    await this.must('write', `${TRACING}/trace`, ' ');
  }

  private async drive(drive: Drive): Promise<void> {
    const { guest } = this;
    const state = await this.file('state');
    const isThere = state !== undefined;
    if (drive.does === 'dimm' && !isThere) {
      await this.mark('hot-add');
      await guest.plug();
      await guest.plugged();
    } else if (drive.does === 'dimm') {
      // Of kernel memory the kernel may refuse an eject, and tries a second time: that is not in the model.
      if (state === 'online' && (await this.file('valid_zones')) !== 'Movable') return;
      await this.mark('hot-remove');
      await guest.eject();
    } else if (drive.does === 'pin') {
      await guest.later('hog', '1', 'pinned');
    } else if (isThere && drive.does === 'write') await this.write(drive.value);
    else return;
    if (drive.does !== 'pin') this.operations++;
    await this.collect();
  }

  /** By a process that gets a signal each second. */
  private async write(value: string): Promise<void> {
    const { guest } = this;
    await this.mark(`${value} ${NUMBER}`);
    const written = guest.later('together', 'store', 'write', `${BLOCK}/state`, value);
    written.catch(() => {});
    await guest.ask('release');
    const { error } = timed(await written);
    await this.mark(`done ${error === 0 ? `${value.length} ok` : `-1 ${errorName(error)}`}`);
  }

  private async file(name: string): Promise<string | undefined> {
    const { error, text } = await this.guest.ask('read', `${BLOCK}/${name}`);
    return error === 0 ? text.trim() : undefined;
  }
  private mark(words: string): Promise<void> {
    return this.must('write', `${TRACING}/trace_marker`, `STEP ${words}`);
  }
  private async must(verb: string, file: string, value: string): Promise<void> {
    const { error } = await this.guest.ask(verb, file, value);
    if (error === 0) return;
    const { release } = this.guest;
    if (verb === 'add' && error === 22)
      throw new GuestError(`${release} takes no probe '${value}', or its agent is older: npm run kernels`);
    throw new GuestError(`${release} refuses '${value}' in ${file}: ${errorName(error)}`);
  }

  /** What the kernel has traced since the last time. */
  private async collect(): Promise<void> {
    const { text } = await this.guest.ask('read', `${TRACING}/trace`);
    const [, kept, written] = /entries-in-buffer\/entries-written: (\d+)\/(\d+)/.exec(text) ?? [];
    if (kept === undefined || kept !== written || text.length >= MOST)
      throw new GuestError(`${this.guest.release} has traced more than could be read`);
    this.traced.push(...tracedLines(text));
    await this.must('write', `${TRACING}/trace`, ' ');
  }
}

const tracedLines = (text: string): readonly Traced[] =>
  text
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => {
      const traced = tracedIn(line);
      if (!traced) throw new GuestError(`what the kernel traced can't be read: ${line.slice(0, 60)}`);
      return traced;
    });
