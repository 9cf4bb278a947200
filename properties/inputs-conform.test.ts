// SPDX-License-Identifier: MIT
/** `conform` from the command line: journals that are judged again, and emulators that are none. */
import { appendFileSync, existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { entries } from '../models/index.ts';
import { readJournal } from '../src/conform/journal.ts';
import { command } from '../src/testing/command.ts';
import { COUNTS, EMPTY_KERNEL } from '../src/testing/empty-kernel.ts';
import { fakeKernels } from '../src/testing/reproduce.ts';

const dir = fakeKernels('6.1', '6.12');

const conform = async (line: string, rules: readonly object[] = [], stopped = () => false) => {
  process.env['FAKE_QEMU'] = JSON.stringify(rules);
  const ran = await command(`conform ${line}`, entries, stopped);
  return { ...ran, flat: ran.out.replaceAll(/\s+/g, ' ') };
};
const GONE = { state: 'ENOENT', valid_zones: 'ENOENT', removable: 'ENOENT', link: 'no' };
const NOTHING = { auto: 'offline', blocks: [GONE, GONE], counts: COUNTS };
const HEAD = {
  format: 'mhpcheck-journal',
  version: 1,
  model: 'memory-block',
  kernel: '6.1',
  release: '6.1.9-fake',
  seed: 4,
};
const write = (block: number, got: string) => ({
  act: { does: 'write', block, value: 'offline' },
  got,
  from: 0,
  to: 1,
});
const journal = (name: string, ...lines: readonly unknown[]) => {
  const file = join(dir, name);
  writeFileSync(
    file,
    lines.map((line) => `${typeof line === 'string' ? line : JSON.stringify(line)}\n`).join(''),
  );
  return file;
};
const BEGINS = { run: '0', begins: NOTHING };

describe('conform --judge', () => {
  it('judges a journal without any kernel, and ends with what it found', async () => {
    const agrees = journal('agrees', HEAD, BEGINS, {
      run: '0',
      did: [write(0, 'ENOENT'), write(1, 'ENOENT')],
    });
    const good = await conform(`--judge ${agrees}`);
    expect([good.status, good.err]).toEqual([0, '']);
    expect(good.flat).toContain('memory-block, Linux 6.1.9-fake, seed 4: no disagreement.');
    expect(good.flat).toContain('write offline ENOENT 2');
    const disagrees = journal('disagrees', HEAD, BEGINS, { run: '0', did: [write(0, 'ok')] });
    const bad = await conform(`--judge ${disagrees}`);
    expect([bad.status, bad.err]).toEqual([1, '']);
    expect(bad.flat).toContain('Run 0 disagrees: write offline to block 0: ok; block 0 then state=ENOENT');
    expect(bad.flat).toContain('expected: ENODEV|ENOENT; then state=ENODEV');
    const json = JSON.parse((await conform(`--judge ${disagrees} --json`)).out) as { results: object[] };
    expect(json).toMatchObject({
      command: 'conform',
      status: 1,
      results: [{ operations: 1, found: [{ run: '0' }] }],
    });
  });
  it.each([
    ['what is none', ['{"a":1}'], 'is no journal of conform'],
    ['what is no JSON', [HEAD, 'tail'], 'line 2: not JSON'],
    ['a head without its kernel', [{ ...HEAD, kernel: 6.1 }], 'is no journal of conform'],
    ['null', [HEAD, 'null'], 'line 2: this begins no run'],
    ['brackets without end', [HEAD, '['.repeat(999)], 'line 2: more than 64 brackets'],
    ['what is seen of nothing', [HEAD, { run: '0', begins: 5 }], 'line 2: this begins no run'],
    [
      'an act that is none',
      [HEAD, BEGINS, { run: '0', did: [{ act: { does: 'rm' } }] }],
      'line 3: this begins',
    ],
    ['what has no answer', [HEAD, BEGINS, { run: '0', did: [{ ...write(0, ''), got: 1 }] }], 'line 3: this'],
    [
      'a block that nobody looks at',
      [HEAD, BEGINS, { run: '0', did: [write(7, 'ok')] }],
      'line 3: write offline to block 7: of blocks there are 2',
    ],
    [
      'a look at fewer blocks',
      [HEAD, BEGINS, { run: '0', did: [], sight: { ...NOTHING, blocks: [GONE] } }],
      'line 3: of 2 blocks 1 are seen',
    ],
    ['a run that begins twice', [HEAD, BEGINS, BEGINS], 'line 3: run 0 begins again'],
    ['a run without its beginning', [HEAD, { run: '3', did: [] }], 'run 3 goes on before it begins'],
    ['one of another model', [{ ...HEAD, model: 'gfp' }], 'write mhpcheck conform gfp'],
    ['one of a kernel that no design is', [{ ...HEAD, kernel: '2.6' }], 'is of memory-block on 2.6'],
  ])('refuses %s', async (_, lines, why) => {
    const { status, err } = await conform(`--judge ${journal('bad', ...lines)}`);
    expect(status).toBe(3);
    expect(err).toContain(why);
    expect(err.match(/\n/g)).toHaveLength(1);
  });
  it.each([
    ['at first', [{ run: '0', begins: { ...NOTHING, counts: { MemTotal: 100 } } }]],
    ['later', [BEGINS, { run: '0', did: [], sight: { ...NOTHING, counts: {} } }]],
  ])('does not take for agreement what was not counted, %s', async (_, lines) => {
    const { status, out, err } = await conform(`--judge ${journal('uncounted', HEAD, ...lines)}`);
    expect([status, out]).toEqual([3, '']);
    expect(err).toMatch(
      /uncounted: run 0: nothing was counted of what the model counts: .*Movable\.spanned\n$/,
    );
  });
  it('says that a last line is cut off, and that a run has no end', async () => {
    const file = journal(
      'cut',
      HEAD,
      BEGINS,
      { run: '0', did: [write(0, 'ENOENT')] },
      { run: '0', lost: 'it hung' },
    );
    appendFileSync(file, '{"run":"0","did":[');
    const { status, flat, err } = await conform(`--judge ${file}`);
    expect([status, err]).toEqual([4, `mhpcheck: ${file}: its last line is cut off, and not judged\n`]);
    expect(flat).toContain('no disagreement in what is known: 1 run ended with a guest that failed.');
    expect(flat).toContain('- Run 0 is not known to its end: it hung');
  });
  it('has no verdict on a journal in which nothing was done', async () => {
    expect((await conform(`--judge ${journal('empty', HEAD, BEGINS)}`)).status).toBe(2);
  });
  it('prints what is known of it where it is stopped', async () => {
    const file = journal('stopped', HEAD, BEGINS, { run: '0', did: [write(0, 'ENOENT')] });
    const { status, out } = await conform(`--judge ${file} --json`, [], () => true);
    expect(JSON.parse(out)).toMatchObject({ command: 'conform', status });
    expect(status).toBe(130);
  });
});

describe('conform, asked for what there is not', () => {
  it.each([
    ['gfp', 'nobody has written down what gfp is'],
    ['memory-block gfp', 'conform takes one model'],
    ['--kernel 4.19', 'no design that is kernel 4.19 (there is: 6.1, 6.12)'],
    ['--time soon', "--time 'soon' is no time"],
    ['--operations 0', '--operations'],
    ['--journal x', 'a journal is of one kernel: say which, as in --kernel 6.1'],
  ])('%s', async (line, why) => {
    const { status, err } = await conform(line);
    expect(status).toBe(3);
    expect(err).toContain(why);
  });
  it('says how to get a kernel', async () => {
    process.env['MHPCHECK_KERNELS'] = join(dir, 'none');
    const { status, err } = await conform('--kernel 6.1');
    process.env['MHPCHECK_KERNELS'] = dir;
    expect([status, err.includes('npm run kernels -- 6.1')]).toEqual([3, true]);
  });
});

describe('conform, with a guest that is none', () => {
  it('keeps what disagrees, and goes on with a journal', async () => {
    const [file, kept] = [join(dir, 'kept.jsonl'), join(dir, 'saved')];
    const line = `--kernel 6.1 --operations 40 --seed 1 --journal ${file} --save ${kept}`;
    const { status, out, flat } = await conform(line, EMPTY_KERNEL);
    expect(status).toBe(1);
    expect(flat).toContain('expected:');
    expect(out).toContain('Saved: ');
    const names = readdirSync(join(kept, 'memory-block'));
    const saved = join(kept, 'memory-block', names[0] ?? '');
    const one = await command(['replay', saved], entries);
    expect([one.err, one.status]).toEqual(['', 1]);
    const before = readJournal(file);
    expect(before.found.length).toBeGreaterThan(0);
    appendFileSync(file, '{"run":"99","beg');
    const again = await conform(line.replace('40', '60'), EMPTY_KERNEL);
    expect(again.status).toBe(1);
    const after = readJournal(file);
    expect(after.runs.slice(0, before.runs.length)).toEqual(before.runs);
    // Nothing more is done, and what it has disagrees still; what was saved keeps what its guest said.
    const over = await conform(line.replace('40', '1'), EMPTY_KERNEL);
    expect([over.status, over.flat.includes('disagrees')]).toEqual([1, true]);
    expect(readdirSync(join(kept, 'memory-block')).toSorted()).toEqual(names.toSorted());
    expect((await conform(line.replace('--seed 1', '--seed 2'), EMPTY_KERNEL)).err).toContain(
      'of another seed, 1, not 2',
    );
  });
  it('tells what disagrees where it can’t be kept', async () => {
    const kept = join(dir, 'unsaved');
    mkdirSync(kept);
    writeFileSync(join(kept, 'memory-block'), 'a file');
    const { status, flat, err } = await conform(
      `--kernel 6.1 --operations 20 --seed 1 --save ${kept}`,
      EMPTY_KERNEL,
    );
    expect([status, err]).toEqual([4, expect.stringMatching(/^mhpcheck: not saved: .*memory-block/)]);
    expect(flat).toContain('disagrees:');
    const full = await conform('--kernel 6.1 --journal /dev/full');
    expect([full.status, full.err]).toEqual([3, expect.stringContaining('/dev/full: is a')]);
  });
  it.each<[string, object, string]>([
    ['nobody hears', { when: 'kmsg', error: 19 }, 'what its kernel says does not come in its log'],
    [
      'has other blocks',
      { when: 'block_size_bytes', text: '20000000\\n' },
      'it has pages of 4K and blocks of 512 MiB, and what is to be done is written down for 4K and 128 MiB',
    ],
  ])('has no verdict on a guest that %s', async (_, rule, why) => {
    const { status, flat } = await conform('--kernel 6.1 --operations 5', [rule, ...EMPTY_KERNEL]);
    expect([status, flat]).toEqual([4, expect.stringContaining(why)]);
  });
  it('says what guests failed of, and is interrupted', async () => {
    const old = await conform('--kernel 6.1 --operations 5', [{ when: '^look', error: 22 }]);
    expect([old.status, old.flat.includes('npm run kernels')]).toEqual([4, true]);
    const stopped = await conform('--kernel 6.1 --operations 5', EMPTY_KERNEL, () => true);
    expect(stopped.status).toBe(130);
    expect(existsSync(join(dir, 'nothing'))).toBe(false);
  });
});

/** What a kernel traces of a plug, and of the end of it all. */
const HEAD_OF = (n: number) => `# entries-in-buffer/entries-written: ${n}/${n}   #P:2\\n`;
const PLUGGED = [
  'init-1 [000] ..... 1.000000: tracing_mark_write: STEP hot-add',
  'kworker/u4:1-25 [001] ..... 1.000001: p_add_memory_resource: (add_memory_resource+0x0/0x2e0) nid=0 flags=0x6',
  'kworker/u4:1-25 [001] ..... 1.000002: p_arch_add_memory: (arch_add_memory+0x0/0x50) nid=0 start=0x100000000 size=0x8000000',
  'kworker/u4:1-25 [001] ..... 1.000003: p___add_pages: (__add_pages+0x0/0x120) pfn=0x100000 nr=0x8000',
  'kworker/u4:1-25 [001] ..... 1.000004: r_arch_add_memory: (add_memory_resource+0x1a8/0x2e0 <- arch_add_memory) ret=0',
  'kworker/u4:1-25 [001] ..... 1.000005: p_create_memory_block_devices: (create_memory_block_devices+0x0/0x100) start=0x100000000 size=0x8000000 b=0x200',
  'kworker/u4:1-25 [001] ..... 1.000006: r_add_memory_resource: (__add_memory+0x38/0x80 <- add_memory_resource) ret=0',
];
const LAST = 'init-1 [000] ..... 1.000007: tracing_mark_write: STEP end';
const TRACES = [
  { when: '^read .*memory32/state', error: 2 },
  { when: '^read .*tracing/trace$', unless: 'STEP end', text: `${HEAD_OF(7)}${PLUGGED.join('\\n')}` },
  { when: '^read .*tracing/trace$', text: `${HEAD_OF(1)}${LAST}` },
  ...EMPTY_KERNEL,
];

describe('conform --record', () => {
  const file = join(dir, 'recorded.txt');
  const record = (line: string, rules: readonly object[] = TRACES, stopped = () => false) =>
    conform(`--record ${file} --kernel 6.1 --seed 5 ${line}`, rules, stopped);
  it('writes a recording, and says whether the model explains it', async () => {
    const { status, flat, err } = await record('--operations 1');
    expect([status, err]).toEqual([0, '']);
    expect(flat).toContain('Linux 6.1.9-fake, seed 5: 1 operation, 8 lines.');
    expect(flat).toContain('has a run that explains all 8 lines');
    const again = await command(`validate-trace memory-block ${file}`, entries);
    expect([again.status, again.out.includes('all 8 lines')]).toEqual([0, true]);
    const other = TRACES.map((rule) => ({
      ...rule,
      text: 'text' in rule ? rule.text.replace('ret=0', 'ret=-12') : '',
    }));
    expect((await record('--operations 1', other)).flat).toContain('line 5 is explained by no run');
  });
  it.each([
    ['--time 5s', 'leave out --time'],
    ['--kernel 6.12', 'no design that is kernel 6.12 (there is: 6.1)'],
    ['gfp', 'nobody has written down what a recording shows of gfp'],
    ['memory-block gfp', "conform takes one model, not also 'gfp'"],
  ])('%s', async (line, why) => {
    const { status, err } = await record(line);
    expect([status, err]).toEqual([3, expect.stringContaining(why)]);
  });
  it('says that nothing is recorded where the guest fails, and where nothing can be written', async () => {
    const old = await record('--operations 1', [{ when: '^add', error: 22 }]);
    expect([old.status, old.err]).toEqual([
      4,
      expect.stringContaining('nothing is recorded: 6.1.9-fake takes no probe'),
    ]);
    const nowhere = await conform('--record /proc/x/y --kernel 6.1', TRACES);
    expect([nowhere.status, nowhere.err.match(/\n/g)?.length]).toEqual([4, 1]);
    expect((await record('--operations 1', [{ when: '^add', exit: 1 }], () => true)).status).toBe(130);
  });
});
