// SPDX-License-Identifier: MIT
/** Models whose code does to the process what a model has no business to do: a line, a status, and no more. */
import { execFile, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { loadFile } from '../src/cli/load.ts';
import { input } from '../src/testing/command.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Runs the command in a process of its own; `node`: options of Node's. */
const mhpcheck = (line: string, node: readonly string[] = []) =>
  new Promise<{ status: number | string | null | undefined; out: string; err: string }>((done) => {
    const argv = [...node, '--import', 'tsx', 'src/cli/main.ts', ...line.split(' ')];
    const child = execFile(process.execPath, argv, { cwd: root, maxBuffer: 2 ** 26 }, (_, out, err) =>
      done({ status: child.exitCode, out, err: err.replaceAll(/^.* sec=\d+\n/gm, '') }),
    );
  });
const ask = (file: string, rest: string, node?: readonly string[]) =>
  mhpcheck(`check ${input(`process/${file}`)} --json ${rest}`, node);

const SAID: Readonly<Record<string, string>> = {
  'builds.js --design exits': 'its code ends the process: process.exit(0)',
  'builds.js --design exits-in-guard': 'its code ends the process: process.exit(1)',
  'builds.js --design rejects': 'a promise was rejected in the background: nobody waits (builds.js:',
  'builds.js --design rejects-null': 'a promise was rejected in the background: null was thrown',
  'builds.js --design later': "code failed in the background: 'too late' was thrown",
  'exits.js ': 'its code ends the process: process.exit(0)',
  'never.js ': 'waits for what never comes',
  'throws-null.js ': "can't be loaded: null was thrown",
};

/** What `--json` prints of a command that got nowhere. */
const NOTHING = { command: 'check', status: 2, results: [], left: 1 };
interface Printed {
  readonly status: number;
  readonly results: readonly { readonly design: string; readonly verdict: string }[];
  readonly left: number;
}
const text = (file: string): string => {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
};
/** What a process has worked (s). */
const seconds = (pid: string) =>
  Number(/\) . (?:-?\d+ ){10}(\d+)/.exec(text(`/proc/${pid}/stat`))?.[1] ?? 0) / 100;
/** Asks now and then, for half a minute. */
async function until<T>(look: () => T | undefined): Promise<T> {
  for (let i = 0; i < 300; i++) {
    const answer = look();
    if (answer !== undefined) return answer;
    await new Promise((done) => setTimeout(done, 100));
  }
  throw new Error('it has not come about');
}

describe('a model file', () => {
  it.each(Object.entries(SAID))(
    'that is hostile is told in one line, and is a mistake: %s',
    async (what, said) => {
      const [file = '', rest = ''] = what.split(/ (.*)/);
      const { status, out, err } = await ask(file, rest.trim() || '--bound tiny');
      expect([status, out]).toEqual([3, '']);
      expect(err).toMatch(/^mhpcheck: .*\n$/);
      expect(err).toContain(`process/${file}: ${said}`);
    },
  );

  it('that prints does not print among the results', async () => {
    const { status, out, err } = await ask('builds.js', '--design prints');
    expect([status, JSON.parse(out)]).toEqual([0, expect.anything()]);
    // It is built, and run, more than once.
    expect(err).toMatch(/^(printed by the model\n|and by its guard\n)+$/);
  });

  it('that prints what a terminal obeys prints it escaped', async () => {
    const { status, err } = await ask('builds.js', '--design colours');
    expect([status, [...new Set(err.trim().split('\n'))].toSorted()]).toEqual([
      0,
      ['\\u0007', '\\u001b[31mred\\u202e'],
    ]);
  });

  it('that ends the process late loses no verdict of before', async () => {
    const { status, out, err } = await ask('hungry.js', '--bound tiny', ['--max-old-space-size=64']);
    const { status: told, results, left } = JSON.parse(out) as Printed;
    expect([status, told, results.map((r) => [r.design, r.verdict]), left]).toEqual([
      2,
      2,
      [['none', 'holds']],
      2,
    ]);
    expect(err).toBe('mhpcheck: no more memory is to be had: all that is not printed above is unknown\n');
  });

  it('that keeps a timer does not keep the process', async () => {
    expect((await ask('builds.js', '--design timer')).status).toBe(0);
  });

  it('that loops for ever is unknown when its time is up', async () => {
    const { status, out, err } = await ask('loops.js', '--max-time 2');
    // A slow machine has not come to the model by then.
    const printed: unknown = out === '' ? NOTHING : JSON.parse(out);
    expect([status, printed]).toEqual([2, expect.objectContaining(NOTHING)]);
    expect(err).toBe(
      'mhpcheck: --max-time was reached, and no answer came: what is not printed above is unknown\n',
    );
  });

  it('that loops for ever does not outlive the process that watches it', async () => {
    const argv = ['--import', 'tsx', 'src/cli/main.ts', 'check', input('process/loops.js')];
    const main = spawn(process.execPath, argv, { cwd: root, stdio: 'ignore' });
    const pid = String(main.pid);
    const works = await until(() => {
      const [child] = text(`/proc/${pid}/task/${pid}/children`).split(' ');
      // It has a thread that looks, and is past what a process does at first.
      return child && seconds(child) > 2 ? child : undefined;
    });
    process.kill(main.pid as number, 'SIGKILL');
    // Gone, or waiting for an init that does not look.
    expect(await until(() => /^(|.*\) Z .*)$/s.test(text(`/proc/${works}/stat`)) || undefined)).toBe(true);
  });

  it.each(['lists', 'map'])(
    'that wants more memory than there is is unknown, without a dump: %s',
    async (design) => {
      const { status, out, err } = await ask('hungry.js', `--design ${design}`, ['--max-old-space-size=64']);
      expect([status, JSON.parse(out)]).toEqual([2, expect.objectContaining(NOTHING)]);
      expect(err).toBe('mhpcheck: no more memory is to be had: all that is not printed above is unknown\n');
    },
  );

  it('that never loads is told after a while, though something keeps the process alive', async () => {
    await expect(loadFile(input('process/never-alive.js'), 50)).rejects.toThrow('is not done after 0.05 s');
  });
});
