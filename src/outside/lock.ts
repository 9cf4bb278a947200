// SPDX-License-Identifier: MIT
/** One writer a directory: a file there names the process. One that a process left behind when it was killed is taken over. */
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { FileError, nameOf, readFile } from './read.ts';
import { at } from './write.ts';

const NAME = 'lock';
/** Of this process: after a restart of the machine another may have the same number. */
const held = new Set<string>();

export interface Lock {
  /** The process that left its lock behind, if one did. */
  readonly left: string | undefined;
  readonly release: () => void;
}

/** Throws a {@link FileError} where the directory is in use. Writes to it, and so tries whether that can be done. */
export function lock(dir: string): Lock {
  const file = join(dir, NAME);
  let left: string | undefined;
  if (!made(file)) {
    left = ownerOf(file);
    if (isAtWork(left, file))
      throw new FileError(
        `${nameOf(dir)} is in use by process ${left.split(' ')[0]}; if that is no mhpcheck, remove ${nameOf(file)}`,
      );
    takeAway(file, left);
    if (!made(file)) throw new FileError(`${nameOf(dir)} is in use by another process since just now`);
  }
  held.add(file);
  const release = () => {
    if (held.delete(file)) rmSync(file, { force: true });
  };
  return { left: left?.split(' ')[0], release };
}

/** Writes the lock, unless there is one. */
function made(file: string): boolean {
  try {
    at(file, () => writeFileSync(file, `${process.pid} ${startOf(process.pid)}\n`, { flag: 'wx' }));
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    // Of a full disk, an empty file may be left.
    rmSync(file, { force: true });
    throw error;
  }
}

function ownerOf(file: string): string {
  try {
    return readFile(file, 4096).trim();
  } catch (error) {
    if (error instanceof FileError) return '';
    throw error;
  }
}

function isAtWork(owner: string, file: string): boolean {
  const [pid = '', start = ''] = owner.split(' ');
  if (!/^[1-9]\d{0,9}$/.test(pid)) return false;
  if (Number(pid) === process.pid) return held.has(file);
  try {
    process.kill(Number(pid), 0);
  } catch (error) {
    // EPERM: it is somebody else's.
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  const now = startOf(Number(pid));
  return now === '' || start === '' || now === start;
}

/** When a process began, where the system says so: tells it from an earlier one of the same number. */
function startOf(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
  } catch {
    return '';
  }
}

/** Only one of two that find the same lock moves it. */
function takeAway(file: string, owner: string): void {
  const mine = `${file}.${process.pid}`;
  try {
    renameSync(file, mine);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw error;
  }
  if (ownerOf(mine) !== owner) renameSync(mine, file);
  else rmSync(mine, { force: true, recursive: true });
}
