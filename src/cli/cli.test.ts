// SPDX-License-Identifier: MIT
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { entries } from '../../models/index.ts';
import type { Entry } from '../model/types.ts';
import { beside, testAndSet } from '../testing/progress-toys.ts';
import { entryOf, sealed } from '../testing/sample.ts';
import { abba, choosy, faulty, lostUpdate, oneThread } from '../testing/toys.ts';
import { int } from '../model/domain.ts';
import { cli } from './cli.ts';

let dir = '';
beforeEach(() => void (dir = mkdtempSync(join(tmpdir(), 'mhpcheck-'))));
afterEach(() => rmSync(dir, { recursive: true, force: true }));

interface Run {
  readonly status: number;
  readonly out: string;
  readonly err: string;
}
/** Runs a command line, split at blanks, and records what it prints. */
async function run(line: string, among: readonly Entry[] = entries, stopped = () => false): Promise<Run> {
  let out = '';
  let err = '';
  const console = {
    out: (text: string) => void (out += text),
    err: (text: string) => void (err += text),
    isTTY: false,
  };
  const status = await cli(line.split(' ').filter(Boolean), among, console, stopped);
  // Progress is shown where the machine is slow.
  return { status, out, err: err.replaceAll(/^.* sec=\d+\n/gm, '') };
}

const MODEL = 'vmalloc-hot-remove';
const NONE = `${MODEL} --design none --config what-if-unpinned --bound tiny`;
const HOLDS = `${MODEL} --design option-3 --config what-if-unpinned --bound tiny`;
const toys = [entryOf('faulty', faulty), entryOf('lost-update', lostUpdate), entryOf('choosy', choosy)];
const files = () => readdirSync(dir, { recursive: true, encoding: 'utf8' }).filter((f) => f.includes('.'));

describe('the exit status', () => {
  it('is 0 where nothing is violated', async () => {
    const { status, out, err } = await run(`check ${HOLDS}`);
    expect([status, err]).toEqual([0, '']);
    expect(out).toContain('Every interleaving within the bound was tried.');
    expect(out).toMatch(/no-deadlock +holds\n/);
  });
  it('is 1 where something is violated', async () => {
    const { status, out, err } = await run(`check ${NONE}`);
    expect([status, err]).toEqual([1, '']);
    expect(out).toMatch(/no-wild-pointer +violated, 2 ways\n/);
    expect(out).toContain('<--- wild-pointer!');
  });
  it('is 1 where one of several is violated, another unknown', async () => {
    const { status, out } = await run(`check ${NONE} --max-states 600`);
    expect(status).toBe(1);
    expect(out).toMatch(/no-wild-pointer +violated/);
    expect(out).toMatch(/no-deadlock +unknown/);
  });
  it('is 2 where the search was stopped before it found anything', async () => {
    const { status, out } = await run(`check ${HOLDS} --max-states 20`);
    expect(status).toBe(2);
    expect(out).toMatch(/no-deadlock +unknown\n/);
    expect(out).not.toContain('holds');
  });
  it('is 0 for a comparison whatever the verdicts, 2 if one is unknown', async () => {
    const whole = await run(`compare ${MODEL} --config what-if-unpinned --bound tiny`);
    expect(whole.status).toBe(0);
    expect(whole.out).toMatch(/^none +V V \. V V/m);
    const part = await run(`compare ${HOLDS} --max-states 20`);
    expect(part.status).toBe(2);
    expect(part.out).toMatch(/^option-3 +\? /m);
  });
  it('is 0 for a list', async () => {
    const { status, out, err } = await run('list');
    expect([status, err]).toEqual([0, '']);
    expect(out).toContain(MODEL);
  });
  it('is 130 once the user has stopped it, with what is unknown printed', async () => {
    for (const verb of ['check', 'compare']) {
      const { status, out } = await run(`${verb} ${MODEL} --bound tiny`, entries, () => true);
      expect(status).toBe(130);
      expect(out).toContain('unknown');
      expect(out).not.toContain('option-1');
    }
  });
  it('is 3 without a command, with the help', async () => {
    const { status, out } = await run('');
    expect(status).toBe(3);
    expect(out).toContain('Usage: mhpcheck <command>');
  });
});

describe('bad usage has status 3 and one line that says what is wrong', () => {
  it.each([
    ['chek', "unknown command 'chek'; did you mean 'check'?"],
    [
      'toString',
      "unknown command 'toString' (there are: list, check, compare, diff, explore, info, watch, draw, mutate, replay, why, validate-trace, reproduce, conform, sources, report)",
    ],
    ['__proto__', "unknown command '__proto__' (there are: "],
    ['--verson', "unknown option '--verson'; did you mean '--version'?"],
    [`compare ${MODEL} --bound tiny --expect`, 'the expected answers are those at bound small'],
    ['check x --desing none', "check: unknown option '--desing'; did you mean '--design'?"],
    ['replay x --bound tiny', 'replay takes no --bound (it takes: --model, --full, --json, --help)'],
    ['check vmaloc-hot-remove', `unknown model 'vmaloc-hot-remove'; did you mean '${MODEL}'?`],
    [`check ${MODEL} --design opton-3`, "unknown design 'opton-3'; did you mean 'option-3'?"],
    [
      `compare ${MODEL} --config what-if-unpined`,
      "unknown configuration 'what-if-unpined'; did you mean 'what-if-unpinned'?",
    ],
    [`check ${MODEL} --bound tinny`, "unknown bound 'tinny'; did you mean 'tiny'?"],
    [`check ${MODEL} --max-states 0`, "--max-states '0' is not a whole number"],
    [`check ${MODEL} --max-states many`, "--max-states 'many' is not a whole number"],
    [`check ${MODEL} --json=yes`, "check: Option '--json' does not take an argument"],
    [`check ${MODEL} -x`, "check: Unknown option '-x'"],
    ['check', 'check needs the name of a model'],
    ['compare', 'compare needs the name of a model'],
    ['replay', 'replay needs the file of a counterexample'],
    [`check ${MODEL} another`, "not also 'another'"],
    ['replay no/such.json', 'no/such.json: no such file'],
  ])('mhpcheck %s', async (line, says) => {
    const { status, out, err } = await run(line);
    expect([status, out]).toEqual([3, '']);
    expect(err).toMatch(/^mhpcheck: .*\n$/);
    expect(err).toContain(says);
  });
});

describe('a saved counterexample', () => {
  it('is written by --save only, as JSON and as text, and replays', async () => {
    await run(`check ${NONE}`);
    await run('check faulty', toys);
    expect(files()).toEqual([]);
    const { out } = await run(`check faulty --save ${dir}`, toys);
    const file = join(dir, 'faulty/plain--no-uaf--user.use.json');
    expect(files().toSorted()).toEqual([
      'faulty/plain--no-uaf--user.use.json',
      'faulty/plain--no-uaf--user.use.txt',
    ]);
    expect(out).toContain(`Replay: npx mhpcheck replay ${file}`);
    const again = await run(`replay ${file}`, toys);
    expect([again.status, again.err]).toEqual([1, '']);
    expect(again.out).toBe(readFileSync(file.replace(/json$/, 'txt'), 'utf8'));
    // What a design is stands above what check prints, and what is assumed at its end.
    const [told = ''] = again.out.slice(again.out.indexOf('3 steps')).split('\nAssumptions:');
    expect(out).toContain(told);
  });

  it('of the real model replays', async () => {
    await run(`check ${NONE} --save ${dir}`);
    const saved = files().filter((f) => f.endsWith('.json'));
    expect(saved).toHaveLength(11);
    for (const file of saved.slice(0, 4))
      expect((await run(`replay ${join(dir, file)}`)).status, file).toBe(1);
  });

  it('that is a lasso replays, its loop marked, and does not where the loop is another', async () => {
    const lasso = [entryOf('test-and-set', () => testAndSet('weak'))];
    const { status } = await run(`check test-and-set --save ${dir}`, lasso);
    expect([status, files().filter((f) => f.endsWith('.json'))]).toEqual([
      1,
      [
        'test-and-set/plain--gets-lock--loop-busy.unlock.json',
        'test-and-set/plain--lock-to-end--loop-busy.unlock.json',
      ],
    ]);
    const file = join(dir, 'test-and-set/plain--gets-lock--loop-busy.unlock.json');
    const again = await run(`replay ${file}`, lasso);
    expect([again.status, again.err]).toEqual([1, '']);
    expect(again.out).toBe(readFileSync(file.replace(/json$/, 'txt'), 'utf8'));
    const c = JSON.parse(readFileSync(file, 'utf8')) as { loop: number; schedule: string[] };
    expect([c.loop, c.schedule]).toEqual([0, ['busy', 'busy']]);
    writeFileSync(file, sealed(JSON.stringify({ ...c, loop: 1 })));
    const other = await run(`replay ${file}`, lasso);
    expect(other.status).toBe(0);
    expect(other.out).toContain('the last step does not lead back to where the loop begins');
  });

  const changed = async (change: (c: Record<string, unknown>) => void) => {
    await run(`check faulty --save ${dir}`, toys);
    const file = join(dir, 'faulty/plain--no-uaf--user.use.json');
    const c = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
    change(c);
    writeFileSync(file, sealed(JSON.stringify(c)));
    return run(`replay ${file}`, toys);
  };
  it('has status 0 where its schedule runs and the violation is not there', async () => {
    const { status, out } = await changed((c) => (c['schedule'] = ['user', 'user']));
    expect(status).toBe(0);
    expect(out).toMatch(/the schedule runs, but the violation is not there: the last step ends in no fault/);
  });
  it('has status 3 where its schedule does not run', async () => {
    const { status, out, err } = await changed((c) => (c['schedule'] = ['user', 'freeer']));
    expect([status, out]).toEqual([3, '']);
    expect(err).toContain("step 2 (freeer): unknown thread 'freeer'");
    expect(err).toContain('user.use.json: ');
  });
  it('has status 3 where the file is broken, or of something unknown', async () => {
    writeFileSync(join(dir, 'cut.json'), '{ "format": ');
    expect(await run(`replay ${join(dir, 'cut.json')}`)).toEqual({
      status: 3,
      out: '',
      err: `mhpcheck: ${join(dir, 'cut.json')}: line 1: the file is cut short (Unexpected end of JSON input)\n`,
    });
    const unknown = await changed((c) => (c['model'] = 'fauly'));
    expect(unknown.status).toBe(3);
    expect(unknown.err).toContain("'model': unknown model 'fauly'; did you mean 'faulty'?");
  });
  it('that can’t be written has status 4 and a line that says where', async () => {
    const file = join(dir, 'faulty/plain--no-uaf--user.use.json');
    mkdirSync(file, { recursive: true });
    const { status, err } = await run(`check faulty --save ${dir}`, toys);
    expect(status).toBe(4);
    expect(err).toBe(`mhpcheck: not saved: ${file}: is a directory, not a file\n`);
  });
});

describe('compare', () => {
  const wrong = (verdict: 'holds' | 'violated', property: string) =>
    ({ configuration: 'default', design: 'plain', property, verdict, source: 'toy.c says so' }) as const;
  const both = (a: 'holds' | 'violated') => [
    entryOf('lost-update', lostUpdate, [wrong(a, 'both-count'), wrong('holds', 'two')]),
  ];

  it('with --expect has status 0 where every answer is the expected one', async () => {
    const { status, out } = await run('compare lost-update --expect', both('violated'));
    expect(status).toBe(0);
    expect(out).toContain('Every answer is the one that the kernel');
  });
  it('with --expect has status 1 and lists each difference', async () => {
    const { status, out } = await run('compare lost-update --expect', both('holds'));
    expect(status).toBe(1);
    expect(out.replaceAll(/\s+/g, ' ')).toContain(
      'default, plain, both-count: violated, 1 way; expected holds: toy.c says so',
    );
    const none = await run('compare lost-update --expect', toys);
    expect(none.status).toBe(3);
    expect(none.err).toContain('says no expected answers');
  });
  it('says nothing of expectations without --expect', async () => {
    const { status, out } = await run('compare lost-update', both('holds'));
    expect(status).toBe(0);
    expect(out).not.toContain('xpected');
  });
  it('prints a trace with --first-trace only', async () => {
    expect((await run('compare lost-update --first-trace', toys)).out).toContain('<--- both-count!');
    expect((await run('compare lost-update', toys)).out).not.toContain('<---');
  });
});

describe('a mistake', () => {
  it('of ours has status 4, a stack, and asks to be reported', async () => {
    const broken = () => {
      throw new TypeError('no such thing');
    };
    const { status, out, err } = await run('check faulty', toys, broken);
    expect([status, out]).toEqual([4, '']);
    expect(err).toMatch(/^mhpcheck failed; this is a bug in mhpcheck.*\nTypeError: no such thing\n +at /);
  });
  it('in a property’s fairness has status 3 and is found before the search', async () => {
    const unfair = [entryOf('beside', () => beside({ strong: ['spinn'] }))];
    for (const line of ['check beside --max-states 1', 'compare beside', 'check beside --random 1']) {
      const { status, out, err } = await run(line, unfair);
      expect([line, status, out]).toEqual([line, 3, '']);
      expect(err).toMatch(
        /: property done: strong fairness: no thread is called 'spinn'; did you mean 'spin'\?.*\n$/,
      );
    }
  });
  it('in the model has status 3, no stack, and the schedule that shows it', async () => {
    const over = () =>
      oneThread(
        { n: int(0, 1) },
        (k) => void (k.n = 1),
        (k) => void (k.n += 1),
      );
    const { status, err } = await run('check over', [entryOf('over', over)]);
    expect(status).toBe(3);
    expect(err).toMatch(/^mhpcheck: over: a mistake in the model: .*\nafter: t\n$/);
    expect(err).toContain('n');
  });
});

describe('a deadlock that is both stuck and a cycle', () => {
  it('is told once, whoever closes it, with what each thread waits for', async () => {
    const { status, out } = await run('check abba --property no-deadlock', [
      entryOf('abba', () => abba(false)),
    ]);
    expect(status).toBe(1);
    expect(out.match(/DEADLOCK/g)).toHaveLength(1);
    expect(out).toMatch(/Closed as well by \w+\.\w+ \(\d steps\)/);
    expect(out).toContain('<--- waits for a');
    expect(out).toContain('<--- waits for b');
  });
});
