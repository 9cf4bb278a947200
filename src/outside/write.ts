// SPDX-License-Identifier: MIT
/** Writes where somebody else says: files that are there whole or not at all, in a directory that is tried first. */
import { existsSync, mkdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Makes a directory and those above it. Returns the outermost that was made. Node's own never ends under /proc. */
export function makeDirectories(dir: string): string | undefined {
  if (existsSync(dir) && statSync(dir).isDirectory()) return undefined;
  const above = dirname(dir);
  const outermost = above === dir ? undefined : makeDirectories(above);
  mkdirSync(dir);
  return outermost ?? dir;
}

/** Of what is refused to an open file the system does not say the name. */
export function at<T>(path: string, write: () => T): T {
  try {
    return write();
  } catch (error) {
    if (error instanceof Error && 'syscall' in error && !('path' in error)) Object.assign(error, { path });
    throw error;
  }
}

/** Throws what the system says where nothing can be written to the directory. Leaves it as it was. */
export function tryDirectory(dir: string): void {
  const made = makeDirectories(dir);
  const file = join(dir, `.try.${process.pid}`);
  try {
    at(dir, () => writeFileSync(file, 'x'.repeat(4096)));
  } finally {
    rmSync(file, { force: true });
    if (made !== undefined) rmSync(made, { recursive: true, force: true });
  }
}

/**
 * Writes files that belong together: first each beside its place, then each into its place by renaming. A reader never
 * sees half a file, and where one can't be had all are as they were.
 */
export function writeTogether(texts: readonly (readonly [file: string, text: string])[]): void {
  const part = (file: string) => `${file}.${process.pid}.part`;
  const old = (file: string) => `${file}.${process.pid}.old`;
  const moved: string[] = [];
  try {
    for (const [file, text] of texts) at(file, () => writeFileSync(part(file), text, { flush: true }));
    for (const [file] of texts) {
      if (existsSync(file) && statSync(file).isFile()) renameSync(file, old(file));
      moved.push(file);
      renameSync(part(file), file);
    }
  } catch (error) {
    for (const file of moved.toReversed()) restore(old(file), file);
    throw error;
  } finally {
    for (const [file] of texts) for (const rest of [part(file), old(file)]) remove(rest);
  }
}

function restore(old: string, file: string): void {
  if (existsSync(old)) renameSync(old, file);
  else if (existsSync(file) && statSync(file).isFile()) remove(file);
}

/** A directory of that name is not ours. */
function remove(file: string): void {
  if (existsSync(file) && statSync(file).isFile()) rmSync(file, { force: true });
}
