// SPDX-License-Identifier: MIT
/** A kernel that acts are done to: a booted guest, or what stands for one in a test. */
import type { Act, Seen } from '../model/conformance.ts';
import { errorName, GuestError, timed } from '../kernel/guest.ts';
import type { Answer, Guest } from '../kernel/guest.ts';
import { listen } from '../kernel/heard.ts';
import { otherSizes } from '../kernel/sizes.ts';
import { isSplat, splatIn } from '../kernel/splat.ts';
import type { Batch, Did, Sight } from './entry.ts';

export interface Subject {
  readonly release: string;
  /** How many DIMMs of one block it has room for. */
  readonly blocks: number;
  /** Does them together, and looks when all are over. After a crash nothing more can be done to it. */
  readonly act: (acts: readonly Act[]) => Promise<Batch>;
  readonly look: () => Promise<Sight>;
  /** All that the kernel has said. */
  readonly log: readonly string[];
  readonly end: () => Promise<void>;
}

const MEMORY = '/sys/devices/system/memory';
const AUTO = `${MEMORY}/auto_online_blocks`;
/** The first is at 4 GiB; blocks have 128 MiB in a guest this small. */
const FIRST = 32;
const PAGES = 32_768;
/** What notifiers are told, include/linux/memory.h: bits, but in later kernels, stable ones among them, an enum. */
const EVENTS = [
  'MEM_ONLINE',
  'MEM_GOING_OFFLINE',
  'MEM_OFFLINE',
  'MEM_GOING_ONLINE',
  'MEM_CANCEL_ONLINE',
  'MEM_CANCEL_OFFLINE',
  // Since v6.9, of which the model has no step.
  'MEM_PREPARE_ONLINE',
  'MEM_FINISH_OFFLINE',
] as const;
const UNTOLD: readonly string[] = ['MEM_PREPARE_ONLINE', 'MEM_FINISH_OFFLINE'];
const TRACING = '/sys/kernel/tracing';
/** start_pfn is behind two words of an altmap since v6.9. */
const PROBE = 'p:told memory_notify val=$arg1:u64 first=+0($arg2):u64 third=+16($arg2):u64';
const TOLD = /val=(\d+) first=(\d+) third=(\d+)/g;
const dirOf = (block: number) => `${MEMORY}/memory${FIRST + block}`;
/** How often the log is looked at (ms), and how long the rest of a report may take. */
const [EVERY, REST] = [100, 500];
/** Of what is not the guest's: any time. */
const ANY_TIME = { from: 0, to: Number.MAX_SAFE_INTEGER };

const blockAt = (pfn: string) => Math.floor(Number(pfn) / PAGES) - FIRST;
const named = (error: number): string => (error === 0 ? 'ok' : errorName(error));

/** What the numbers of a probe mean on a kernel. */
export interface Learnt {
  readonly isEnum: boolean;
  readonly isFirst: boolean;
}

export class GuestSubject implements Subject {
  readonly release: string;
  readonly blocks = 2;
  private readonly guest: Guest;
  private told: readonly RegExpExecArray[] = [];
  /** How far the log has been looked at: what comes between two acts is told with the second. */
  private heard: number;
  learnt: Learnt;

  /** `learnt`: of one that is ready, and is this one, at another time. */
  constructor(guest: Guest, learnt: Learnt = { isEnum: false, isFirst: true }) {
    this.guest = guest;
    this.release = guest.release;
    this.heard = guest.log.length;
    this.learnt = learnt;
  }
  get log(): readonly string[] {
    return this.guest.log;
  }
  end(): Promise<void> {
    return this.guest.end();
  }
  /** The log is to have warnings, and tasks that hang. */
  async ready(): Promise<this> {
    await this.look();
    const other = await otherSizes(this.guest);
    if (other !== undefined) throw new GuestError(`the guest ${this.release}: ${other}`);
    await listen(this.guest);
    this.heard = this.guest.log.length;
    await this.guest.ask('write', '/proc/sys/kernel/hung_task_timeout_secs', '20');
    await this.guest.ask('write', `${TRACING}/kprobe_events`, PROBE);
    await this.guest.ask('write', `${TRACING}/events/kprobes/told/enable`, '1');
    return this.learn();
  }

  /** What the probe's numbers mean on this kernel: from the first block, brought online and taken away. */
  private async learn(): Promise<this> {
    const block = 0;
    const act = async (one: Act) => {
      const { crash } = await this.act([one]);
      if (crash)
        throw new GuestError(`the guest ${this.release} came up, and then: ${crash[0] ?? 'nothing more'}`);
    };
    await act({ does: 'plug', block });
    await act({ does: 'write', block, value: 'online_movable' });
    const [[, going = '', first = ''] = []] = this.told;
    if (going === '')
      throw new GuestError(
        `nothing is seen of what ${this.release} tells notifiers: no probe at memory_notify()`,
      );
    this.learnt = { isEnum: going === '3', isFirst: blockAt(first) === block };
    await act({ does: 'write', block, value: 'offline' });
    await act({ does: 'eject', block });
    return this;
  }

  async act(acts: readonly Act[]): Promise<Batch> {
    const from = this.heard;
    const begun = acts.map((act, i) => this.begin(act, `w${i}`));
    // Unheard where the kernel crashes first.
    for (const one of begun) one.catch(() => {});
    await this.guest.ask('release');
    const did = await this.unlessCrash(Promise.all(begun), from);
    if (!did) {
      const unanswered = acts.map((act): Did => ({ act, got: '', ...ANY_TIME }));
      return { did: unanswered, crash: this.report() };
    }
    const first = Math.min(...did.map((d) => d.from || Infinity));
    const rebased = did.map((d) =>
      d.to === ANY_TIME.to ? d : { ...d, from: d.from - first, to: d.to - first },
    );
    const sight = await this.look();
    const marks = await this.marks();
    const splat = this.report();
    return splat.length > 0 ? { did: rebased, crash: splat } : { did: rebased, marks, sight };
  }

  /** What the kernel reports since the last time. */
  private report(): readonly string[] {
    const { log } = this.guest;
    const splat = splatIn(log.slice(this.heard));
    this.heard = log.length;
    return splat;
  }

  /** What notifiers were told since the last time, of each block. */
  private async marks(): Promise<readonly (readonly string[])[]> {
    const { text } = await this.guest.ask('read', `${TRACING}/trace`);
    this.told = [...text.matchAll(TOLD)];
    if (this.told.length > 0) await this.guest.ask('write', `${TRACING}/trace`, ' ');
    const marks = Array.from({ length: this.blocks }, (): string[] => []);
    for (const [, val = '', first = '', third = ''] of this.told) {
      const event = EVENTS[this.learnt.isEnum ? Number(val) : Math.log2(Number(val))] ?? `event ${val}`;
      const pfn = this.learnt.isFirst ? first : third;
      // Of what is no block of ours no run of the model tells anything.
      if (!UNTOLD.includes(event))
        (marks[blockAt(pfn)] ?? marks[0])?.push(marks[blockAt(pfn)] ? event : `${event} of ${pfn}`);
    }
    return marks;
  }

  /** Undefined once the log has a report. */
  private async unlessCrash<T>(wanted: Promise<T>, from: number): Promise<T | undefined> {
    let at = from;
    let timer: NodeJS.Timeout | undefined;
    const crash = new Promise<undefined>((done) => {
      timer = setInterval(() => {
        const { log } = this.guest;
        while (at < log.length && !isSplat(log[at] as string)) at++;
        if (at < log.length) setTimeout(() => done(undefined), REST);
      }, EVERY);
    });
    try {
      return await Promise.race([wanted, crash]);
    } finally {
      clearInterval(timer);
    }
  }

  private async begin(act: Act, comm: string): Promise<Did> {
    const { guest } = this;
    const waits = async (verb: 'read' | 'write', path: string, value = '') => {
      const answer = timed(await guest.later('together', comm, verb, path, value));
      const text = verb === 'read' && answer.error === 0 ? answer.text.trim() : named(answer.error);
      return { act, got: text, from: answer.from, to: answer.to };
    };
    const got = (answer: Answer) => ({ act, got: named(answer.error), ...ANY_TIME });
    switch (act.does) {
      case 'plug':
        await guest.plug(act.block);
        await guest.plugged();
        return { act, got: 'ok', ...ANY_TIME };
      case 'eject':
        return { act, got: (await guest.eject(act.block)) ? 'ok' : 'EBUSY', ...ANY_TIME };
      case 'write':
        return waits('write', `${dirOf(act.block)}/state`, act.value);
      case 'read':
        return waits('read', `${dirOf(act.block)}/${act.file}`);
      case 'auto':
        return waits('write', AUTO, act.value);
      case 'probe':
        return waits('write', `${MEMORY}/probe`, act.value);
      case 'hog':
        return got(await guest.later('hog', String(act.mib), act.pinned ? 'pinned' : 'held'));
    }
  }

  async look(): Promise<Sight> {
    const all = Array.from({ length: this.blocks }, (_, i) => i);
    const files = all.flatMap((block) => [
      ...['state', 'valid_zones', 'removable'].map((file) => `${dirOf(block)}/${file}`),
      `/sys/devices/system/node/node0/memory${FIRST + block}/state`,
    ]);
    const { error, text } = await this.guest.ask('look', AUTO, ...files);
    if (error !== 0)
      throw new GuestError(`the agent of ${this.release} is older than this program: npm run kernels`);
    const [auto = '', ...lines] = text.split('\n').map(seen);
    const counted = await this.guest.ask('count', String(FIRST * PAGES), String(all.length * PAGES));
    const counts = Object.fromEntries(
      [...counted.text.matchAll(/(\S+)=(\d+)/g)].map(([, name = '', n]) => [name, Number(n)]),
    );
    const { 'Normal.present': normal, 'Movable.present': movable } = counts;
    return {
      auto,
      blocks: all.map((block): Seen => {
        const [state = '', valid_zones = '', removable = '', link = ''] = lines.slice(4 * block);
        return { state, valid_zones, removable, link: /^E[A-Z]+$/.test(link) ? 'no' : 'yes' };
      }),
      counts: {
        ...(normal !== undefined && movable !== undefined && { present: normal + movable }),
        ...counts,
      },
    };
  }
}

/** A line of what the agent sees: a text, or an error as a negative number. */
const seen = (line: string): string => (/^-\d+$/.test(line) ? named(-Number(line)) : line.trim());
