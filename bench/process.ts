// SPDX-License-Identifier: MIT
/** Runs other programs one after the other, with a time limit. */
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Why an engine has no result: the tool is not there, or it was not done in its time. */
export class NotMeasured extends Error {
  override readonly name = 'NotMeasured';
}

export interface Ran {
  readonly stdout: string;
  readonly seconds: number;
}

/** The group of processes that runs now, if one does, and the directory it runs in: they go when we do. */
let group: number | undefined;
let scratch: string | undefined;
const killGroup = () => {
  if (group === undefined) return;
  try {
    process.kill(-group, 'SIGKILL');
  } catch {
    // It has just ended.
  }
};
const clear = () => {
  if (scratch !== undefined) rmSync(scratch, { recursive: true, force: true });
  scratch = undefined;
};
process.on('exit', () => {
  killGroup();
  clear();
});
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => process.exit(130));

/** Gives `go` a directory of its own, one at a time. */
export async function inScratch<T>(go: (cwd: string) => Promise<T>): Promise<T> {
  scratch = mkdtempSync(join(tmpdir(), 'mhpcheck-bench-'));
  try {
    return await go(scratch);
  } finally {
    clear();
  }
}

/**
 * Runs a command. It has a process group of its own, so that what it has started ends with it. `ok` are the exit codes
 * that are no failure.
 */
export function run(
  command: string,
  args: readonly string[],
  cwd: string,
  limit: number,
  ok: readonly (number | null)[] = [0],
): Promise<Ran> {
  return new Promise((resolve, reject) => {
    const start = performance.now();
    const child = spawn(command, args, { cwd, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
    group = child.pid;
    let stdout = '';
    let stderr = '';
    let late = false;
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    const timer = setTimeout(() => {
      late = true;
      killGroup();
    }, limit * 1000);
    child.on('error', (error) => {
      clearTimeout(timer);
      group = undefined;
      reject(error);
    });
    child.on('close', (code) => {
      clearTimeout(timer);
      group = undefined;
      const said = `${stdout}${stderr}`.trim().split('\n').slice(-5).join('\n');
      if (late) reject(new NotMeasured(`not done in ${limit} s`));
      else if (!ok.includes(code))
        reject(new Error(`${command} ${args.join(' ')} failed (${code}):\n${said}`));
      else resolve({ stdout, seconds: (performance.now() - start) / 1000 });
    });
  });
}

/** Runs a program that does not say how much memory it takes: GNU time does, where there is one. */
export async function runMeasured(
  command: string,
  args: readonly string[],
  cwd: string,
  limit: number,
  ok?: readonly number[],
): Promise<Ran & { readonly rssMB?: number }> {
  if (!found('time')) return run(command, args, cwd, limit, ok);
  const ran = await run('time', ['-q', '-f', '%M', '-o', 'rss', command, ...args], cwd, limit, ok);
  return { ...ran, rssMB: Number(readFileSync(join(cwd, 'rss'), 'utf8')) / 1024 };
}

const TOOLS = { spin: '-V', gcc: '--version', rumur: '--version', time: '--version' } as const;
export type Tool = keyof typeof TOOLS;
const known = new Map<Tool, boolean>();
/** Is the tool on this machine? */
export function found(tool: Tool): boolean {
  const is = known.get(tool) ?? spawnSync(tool, [TOOLS[tool]]).status === 0;
  known.set(tool, is);
  return is;
}
export const tools = Object.keys(TOOLS) as Tool[];
/** What would bring those that are missing, or nothing. */
export const install = (missing: readonly Tool[]): string =>
  missing.length === 0 ? '' : `apt-get install ${missing.join(' ')}`;
