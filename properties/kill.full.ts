// SPDX-License-Identifier: MIT
/** A process that is killed, not asked: what its checkpoint is worth. */
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, it } from 'vitest';
import { entries } from '../models/index.ts';
import { cli } from '../src/cli/cli.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const dir = mkdtempSync(join(tmpdir(), 'mhpcheck-'));
afterAll(() => rmSync(dir, { recursive: true }));
const CHECK = [
  'check',
  'vmalloc-hot-remove',
  '--design',
  'option-4',
  '--config',
  'what-if-unpinned',
  '--json',
];
const META = join(dir, 'vmalloc-hot-remove', 'option-4--what-if-unpinned--small', 'checkpoint.json');
const pause = (ms: number) => new Promise((done) => setTimeout(done, ms));

async function here(...argv: string[]) {
  let [out, err] = ['', ''];
  const console = { out: (t: string) => void (out += t), err: (t: string) => void (err += t), isTTY: false };
  const status = await cli(argv, entries, console, () => false);
  const [{ seconds, ...result }] = JSON.parse(out) as [{ seconds: number }];
  return { status, err, seconds, result };
}

/** Runs with a checkpoint at every chance, and kills it `after` (ms) the first. */
async function killed(option: string, after: number): Promise<NodeJS.Signals | null> {
  const argv = ['--import', 'tsx', 'src/cli/main.ts', ...CHECK, option, dir, '--every', '0'];
  // In a group of its own: what works is a process of its own, and a power cut ends both.
  const child = spawn(process.execPath, argv, { cwd: root, stdio: 'ignore', detached: true });
  const end = new Promise<NodeJS.Signals | null>((done) => child.on('close', (_, signal) => done(signal)));
  while (!existsSync(META) && child.exitCode === null) await pause(5);
  await pause(after);
  process.kill(-(child.pid as number), 'SIGKILL');
  return end;
}

it('is all that an uninterrupted run finds, whenever kill -9 comes', async () => {
  // Any moment will do: no moment may make a difference.
  expect(await killed('--checkpoint', Math.random() * 300)).toBe('SIGKILL');
  const { err, seconds, ...resumed } = await here(...CHECK, '--resume', dir);
  expect(err).toMatch(/going on from [\d,]+ states\n/);
  const { seconds: _, err: __, ...straight } = await here(...CHECK);
  expect(resumed).toEqual(straight);
  expect(seconds).toBeGreaterThan(0);
});
