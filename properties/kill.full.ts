// SPDX-License-Identifier: MIT
/** A process that is killed, not asked: what its checkpoint is worth. */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, it } from 'vitest';

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

const TSX = ['--import', 'tsx', 'src/cli/main.ts'];
/** In a process of its own too: what a checkpoint is of is told by the text of the code, which each loader makes its own. */
function whole(...argv: string[]) {
  const { stdout, stderr, status } = spawnSync(process.execPath, [...TSX, ...argv], {
    cwd: root,
    encoding: 'utf8',
  });
  if (stdout === '') throw new Error(`status ${status}: ${stderr}`);
  const { results } = JSON.parse(stdout) as { results: [{ seconds: number }] };
  const [{ seconds, ...result }] = results;
  return { status, err: stderr, seconds, result };
}

/** Runs with a checkpoint at every chance, and kills it `after` (ms) the first. */
async function killed(option: string, after: number): Promise<NodeJS.Signals | null> {
  const argv = [...TSX, ...CHECK, option, dir, '--every', '0'];
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
  const { err, seconds, ...resumed } = whole(...CHECK, '--resume', dir);
  expect(err).toMatch(/going on from [\d,]+ states\n/);
  const { seconds: _, err: __, ...straight } = whole(...CHECK);
  expect(resumed).toEqual(straight);
  expect(seconds).toBeGreaterThan(0);
});
