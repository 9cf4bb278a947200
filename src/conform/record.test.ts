// SPDX-License-Identifier: MIT
/** A guest that traces what was recorded once is recorded the same; one that refuses, or traces more than is read, has failed. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { recording } from '../../models/memory-block/recording.ts';
import type { Answer, Guest } from '../kernel/guest.ts';
import { linesIn } from '../kernel/recording.ts';
import { drives, Recorder } from './record.ts';
import type { Drive } from './record.ts';

const FILE = fileURLToPath(
  new URL('../../properties/recordings/x86_64-6.1-memmap_on_memory.txt', import.meta.url),
);
const recorded = readFileSync(FILE, 'utf8');
const ok: Answer = { error: 0, text: '' };

/** Does what the recording says next, whatever it is asked. */
class Replaying implements Guest {
  readonly release = '6.1.0-replayed';
  readonly arch: 'x86-64' | 'arm64' = 'x86-64';
  readonly log: readonly string[] = [];
  readonly probes: string[] = [];
  private readonly left = recorded.trimEnd().split('\n');
  private trace: string[] = [];
  private state = '';

  start = () => Promise.resolve(ok);
  said = () => Promise.resolve(undefined);
  end = () => Promise.resolve();
  answers = () => Promise.resolve();
  plugged = () => Promise.resolve();
  plug = () => {
    this.state = 'offline';
    return Promise.resolve();
  };
  eject = () => {
    this.state = '';
    return Promise.resolve(true);
  };
  ask(verb: string, file = '', value = ''): Promise<Answer> {
    if (verb === 'add') this.probes.push(value);
    if (file.endsWith('/trace_marker')) this.go();
    else if (file.endsWith('/trace') && verb === 'write') this.trace = [];
    else if (file.endsWith('/trace')) return Promise.resolve({ error: 0, text: this.traced() });
    else if (verb === 'read' && this.state === '') return Promise.resolve({ error: 2, text: '' });
    else if (verb === 'read')
      return Promise.resolve({ error: 0, text: `${file.endsWith('zones') ? 'Movable' : this.state}\n` });
    return Promise.resolve(ok);
  }
  later(verb: string, ...words: readonly string[]): Promise<Answer> {
    if (verb === 'hog') return Promise.resolve(ok);
    const isRefused = this.left[0]?.endsWith('EINVAL') === true;
    if (!isRefused) this.state = words.at(-1) === 'offline' ? 'offline' : 'online';
    return Promise.resolve({ error: 0, text: isRefused ? 'errno 22 @1-2' : '@1-2 ' });
  }

  /** The mark, and all up to the next. */
  private go(): void {
    do this.trace.push(this.left.shift() ?? '');
    while (this.left[0] !== undefined && !this.left[0].includes('STEP'));
  }
  protected traced(): string {
    const raw = this.trace.map((line) => {
      const [, time = '', cpu = '', task = '', event = '', rest = ''] =
        /^ *(\S+) us cpu(\d+) (\S+) +(\S+) +(.*)$/.exec(line) ?? [];
      return `${task.padStart(20)} [00${cpu}] ..... ${(Number(time) / 1e6).toFixed(6)}: ${event}: ${rest}`;
    });
    const n = raw.length;
    return `# tracer: nop\n#\n# entries-in-buffer/entries-written: ${n}/${n}   #P:2\n#\n${raw.join('\n')}\n`;
  }
}

const write = (value: string): Drive => ({ does: 'write', value });
const DRIVES: readonly Drive[] = [
  write('offline'),
  { does: 'dimm' },
  write('online_movable'),
  write('offline'),
  write('online_movable'),
  write('online'),
  { does: 'pin' },
  write('offline'),
  { does: 'dimm' },
];

describe('a recording', () => {
  it('is what the kernel traces, with a mark for what was done', async () => {
    const guest = new Replaying();
    const recorder = new Recorder(guest, recording);
    expect(await recorder.record(DRIVES)).toBe(recorded);
    expect(recorder.operations).toBe(7);
    expect(guest.probes).toContain('p:p_online_pages online_pages pfn=$arg1:x64 nr=$arg2:x64 zone=$arg3:x64');
    expect(guest.probes).toContain('r:r_online_pages online_pages ret=$retval:s32');
    expect(guest.probes).toContain('p:p_flush_tlb_all flush_tlb_all');
  });
  it('is read as the kernel has it, too', () => {
    const raw = ' init-1 [001] ..... 12.345678: p_device_online: (device_online+0x0/0x80)';
    expect(linesIn(`# tracer: nop\n${raw}\n`, 'raw')).toMatchObject([
      { number: 2, time: 12_345_678, task: 'init-1', event: 'p_device_online' },
    ]);
  });
  it.each([
    ['has an older agent', { ask: () => ({ error: 22, text: '' }) }, 'refuses'],
    [
      'has no such function',
      { ask: (verb: string) => ({ error: verb === 'add' ? 22 : 0, text: '' }) },
      "takes no probe 'p:p_add_memory_resource",
    ],
    [
      'loses lines',
      { traced: () => '# entries-in-buffer/entries-written: 3/9 #P:2\n' },
      'more than could be',
    ],
    ['says nothing of what it traced', { traced: () => '' }, 'more than could be read'],
    [
      'traces what nobody can read',
      { traced: () => '# entries-in-buffer/entries-written: 1/1\nCPU:1 [LOST 3 EVENTS]\n' },
      "can't be read: CPU:1 [LOST",
    ],
  ])('fails where the guest %s', async (_, otherwise, says) => {
    const guest = Object.assign(new Replaying(), otherwise);
    await expect(new Recorder(guest, recording).record(DRIVES)).rejects.toThrow(says);
  });
  it('leaves out the eject of kernel memory, and probes what arm64 has', async () => {
    const guest = Object.assign(new Replaying(), { arch: 'arm64' as const });
    const ask = guest.ask.bind(guest);
    guest.ask = (verb, file, value) =>
      file?.endsWith('valid_zones') ? Promise.resolve({ error: 0, text: 'Normal' }) : ask(verb, file, value);
    const recorder = new Recorder(guest, recording);
    await recorder.record([{ does: 'dimm' }, write('online_movable'), { does: 'dimm' }]);
    expect(recorder.operations).toBe(2);
    expect(guest.probes.join()).toContain('unmap_hotplug_range start=$arg1:x64 end=$arg2:x64 free=$arg3:u8');
  });
});

describe('what is drawn', () => {
  it('is the same of one seed, begins with a DIMM, and is as long as it is asked to be', () => {
    expect(drives(8333, 11)).toEqual(drives(8333, 11));
    expect([1, 2, 30].map((count) => drives(5, count).length)).toEqual([1, 2, 30]);
    expect(drives(7, 1)).toEqual([{ does: 'dimm' }]);
  });
});
