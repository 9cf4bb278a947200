// SPDX-License-Identifier: MIT
/** A guest that is a model: what it is asked it answers as some run of the model's threads would. */
import { constants } from 'node:os';
import { eventsOf, isOfBlock } from '../conform/events.ts';
import type { Oracle, Rest } from '../conform/oracle.ts';
import type { Answer, Guest } from '../kernel/guest.ts';
import { Log } from '../kernel/lines.ts';
import type { Act, Conformance, Seen } from '../model/conformance.ts';

const [BLOCKS, PAGES, AT_FIRST] = [2, 32_768, 103_687];
interface Asked {
  readonly act: Act;
  readonly told: (got: string, from: number, to: number) => void;
}
const EVENTS: Readonly<Record<string, number>> = {
  MEM_ONLINE: 1,
  MEM_GOING_OFFLINE: 2,
  MEM_OFFLINE: 4,
  MEM_GOING_ONLINE: 8,
  MEM_CANCEL_OFFLINE: 32,
};
/** Of blocks of 128 MiB and pages of 4K. */
const FILES: Readonly<Record<string, string>> = {
  '/sys/devices/system/memory/block_size_bytes': '8000000\n',
  '/proc/1/statm': '225 100 90',
  '/proc/1/status': 'VmSize:\t     900 kB',
};
/** As 6.12 says it. */
const CRASH = [
  'BUG: kernel NULL pointer dereference, address: 00000000000000a0',
  'RIP: 0010:zone_for_pfn_range+0x47/0x2d0',
];
const one_ = (may: string) => may.replace(/\|.*/, '');
const isGone = ({ state = '' }: Seen) => state.startsWith('E');

export class FakeGuest implements Guest {
  readonly release = '6.1.0-fake';
  readonly arch = 'x86-64';
  private readonly console = new Log();
  private readonly oracle: Oracle;
  private readonly conformance: Conformance;
  private readonly random: () => number;
  private readonly crashes: boolean;
  private rests: Rest[];
  private auto = 'offline';
  private trace = '';
  private asked: Asked[] = [];
  private insertion: Promise<unknown> = Promise.resolve();

  /** `crashes`: wherever some run of the model ends in a fault, it does. */
  constructor(oracle: Oracle, conformance: Conformance, random: () => number, crashes = false) {
    this.oracle = oracle;
    this.conformance = conformance;
    this.random = random;
    this.crashes = crashes;
    const rests = oracle.rests([conformance.parts({ does: 'eject', block: 0 }, 'ok', 'offline')]);
    const empty = rests.find((rest) => isGone(this.seen(rest))) as Rest;
    this.rests = Array.from({ length: BLOCKS }, () => empty);
  }

  get log(): readonly string[] {
    return this.console.lines;
  }
  said(fits: RegExp, time: number, after?: number) {
    return this.console.said(fits, time, after);
  }
  answers(): Promise<void> {
    return Promise.resolve();
  }
  start(): Promise<Answer> {
    return Promise.resolve({ error: 0, text: '' });
  }
  end(): Promise<void> {
    this.console.end();
    return Promise.resolve();
  }

  plug(block = 0): Promise<void> {
    this.insertion = this.wanted({ does: 'plug', block }).then(({ got }) => got);
    return Promise.resolve();
  }
  async plugged(): Promise<void> {
    await this.insertion;
  }
  async eject(block = 0): Promise<boolean> {
    return (await this.wanted({ does: 'eject', block })).got === 'ok';
  }

  ask(verb: string, file = '', ...words: readonly string[]): Promise<Answer> {
    if (verb === 'release') this.go();
    const { trace } = this;
    if (verb === 'write' && file === '/dev/kmsg') this.console.add(words.join(' ').replace('<6>', '[ 9.0] '));
    else if (verb === 'write') this.trace = '';
    if (verb === 'read' && file.endsWith('trace')) return Promise.resolve({ error: 0, text: trace });
    return Promise.resolve({
      error: 0,
      text: verb === 'look' ? this.look() : verb === 'count' ? this.count() : (FILES[file] ?? ''),
    });
  }
  async later(verb: string, ...words: readonly string[]): Promise<Answer> {
    if (verb === 'hog') return { error: 0, text: '' };
    const [, way = '', path = '', value = ''] = words;
    const act = actAt(way, path, value);
    const { got, from, to } = await this.wanted(act);
    const error = /^E[A-Z]+$/.test(got) ? constants.errno[got as 'EINVAL'] : 0;
    const text = error > 0 ? `errno ${error} @${from}-${to}` : `@${from}-${to} ${way === 'read' ? got : ''}`;
    return { error: 0, text };
  }
  private wanted(act: Act): Promise<{ got: string; from: number; to: number }> {
    return new Promise((done) => this.asked.push({ act, told: (got, from, to) => done({ got, from, to }) }));
  }

  /** All that has been asked for goes on, each from some time to another. */
  private go(): void {
    const asked = this.asked.map((one) => {
      const from = 1 + Math.floor(this.random() * 10);
      return { ...one, from, to: from + Math.floor(this.random() * 10) };
    });
    this.asked = [];
    const answers = new Map<Asked, string>();
    for (let block = 0; block < BLOCKS; block++) {
      const own = asked.filter(({ act }) => isOfBlock(act) && act.block === block);
      const rest = this.rests[block] as Rest;
      const got = !this.crashes && isGone(this.seen(rest)) ? 'ENOENT' : 'ok';
      const did = own.map((one) => ({ ...one, got }));
      const { events, first } = eventsOf(this.conformance, did, this.auto, true);
      const { all, faults } = this.oracle.outcomes(rest, events, !this.crashes && this.random() < 0.8);
      if (this.crashes && faults.length > 0) {
        for (const line of CRASH) this.console.add(`[    8.1] ${line}`);
        return;
      }
      const outcome = all[Math.floor(this.random() * all.length)];
      // A wrong model may have nothing to say: nothing comes of it then.
      if (outcome) this.rests[block] = outcome.rest;
      for (const mark of outcome?.marks ?? [])
        this.trace += `val=${EVENTS[mark]} first=${(32 + block) * PAGES} third=0\n`;
      own.forEach((one, i) => answers.set(one, one_(outcome?.got[first[i] ?? 0] ?? 'EIO')));
    }
    for (const one of asked) {
      const { act } = one;
      const got = answers.get(one) ?? one_(this.conformance.apart(act));
      if (act.does === 'auto' && got === 'ok') this.auto = act.value;
      one.told(got, one.from, one.to);
    }
  }

  private seen(rest: Rest): Seen {
    return this.conformance.seen(this.oracle.view(rest));
  }
  private look(): string {
    const number = (text: string) =>
      /^E[A-Z]+$/.test(text) ? `-${constants.errno[text as 'EINVAL']}` : text;
    const files = this.rests.flatMap((rest) => {
      const { state = '', valid_zones = '', removable = '', link } = this.seen(rest);
      return [state, valid_zones, removable]
        .map((may) => number(one_(may)))
        .concat(link === 'yes' ? 'offline' : '-2');
    });
    return `${[this.auto, ...files].join('\n')}\n`;
  }
  private count(): string {
    const sum: Record<string, number> = { MemTotal: AT_FIRST };
    for (const rest of this.rests)
      for (const [name, n] of Object.entries(this.conformance.counts(this.oracle.view(rest))))
        sum[name] = (sum[name] ?? 0) + n * PAGES;
    return Object.entries(sum)
      .map(([name, n]) => `${name}=${n}`)
      .join(' ');
  }
}

function actAt(verb: string, path: string, value: string): Act {
  const [, number = '', file = ''] = /memory(\d+)\/(\w+)$/.exec(path) ?? [];
  if (number === '') return { does: path.endsWith('probe') ? 'probe' : 'auto', value };
  const block = Number(number) - 32;
  return verb === 'read' ? { does: 'read', block, file } : { does: 'write', block, value };
}
