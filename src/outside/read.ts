// SPDX-License-Identifier: MIT
/** Reads what somebody else wrote: never more than a limit, and from nothing that would never end. */
import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import type { Stats } from 'node:fs';
import { foreign } from './text.ts';

/** A file that can't be used, in one line. */
export class FileError extends Error {
  override readonly name = 'FileError';
}

/** A file as a message names it: names are long. */
export const nameOf = (file: string): string => foreign(file, 1000);

/**
 * What the system refused to do, and where, if only to say `where`: `/x/y: no space left on device (ENOSPC)`. Undefined
 * for any other error.
 */
export function systemError(error: unknown, where?: string): string | undefined {
  if (!(error instanceof Error)) return undefined;
  const { code, syscall, path = where, dest = path } = error as NodeJS.ErrnoException & { dest?: string };
  // Node's own: no name has one.
  if (code === 'ERR_INVALID_ARG_VALUE' && error.message.includes('null bytes'))
    return 'a path with a null byte: there is no such file';
  if (syscall === undefined || code === undefined) return undefined;
  const why = /^[A-Z]\w*: ([^,]*)/.exec(error.message)?.[1] ?? syscall;
  return `${dest === undefined ? '' : `${nameOf(dest)}: `}${why} (${code})`;
}

/** The largest file that is read: 16 MiB. A counterexample of a thousand steps takes half of one. */
export const MOST_BYTES = 1 << 24;

/** The text of a regular file. Throws a {@link FileError} of one line; what the system refuses is thrown as it comes. */
export function readFile(file: string, most = MOST_BYTES): string {
  const fd = open(file);
  try {
    const stats = fstatSync(fd);
    if (!stats.isFile()) throw new FileError(`${nameOf(file)}: is ${kindOf(stats)}, not a file`);
    if (stats.size > most) throw tooLarge(file, most);
    return readText(fd, file, most);
  } finally {
    closeSync(fd);
  }
}

function readText(fd: number, name: string, most: number): string {
  const parts: Buffer[] = [];
  // One byte more than is allowed tells that there is too much.
  for (let length = 0; ;) {
    const part = Buffer.allocUnsafe(Math.min(1 << 16, most + 1 - length));
    const got = readSync(fd, part);
    if (got === 0) break;
    parts.push(part.subarray(0, got));
    length += got;
    if (length > most) throw tooLarge(name, most);
  }
  return textOf(Buffer.concat(parts), name);
}

export function textOf(bytes: Uint8Array, name: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    throw new FileError(`${nameOf(name)}: is not UTF-8 text`, { cause: error });
  }
}

/** Without waiting for somebody to write to a pipe. */
function open(file: string): number {
  try {
    return openSync(file, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const why = code === undefined ? undefined : WRONG[code];
    // A null byte in a name has a code of Node's own.
    if (why === undefined) throw error;
    throw new FileError(`${nameOf(file)}: ${why}`, { cause: error });
  }
}

/** What is wrong with the name, by the code of the error. Everything else is the system's. */
const WRONG: Readonly<Record<string, string>> = {
  ENOENT: 'no such file',
  ENOTDIR: 'no such file',
  ENAMETOOLONG: 'no such file: the name is too long',
  ELOOP: 'no such file: its links go round',
  ENXIO: 'is a socket or a device, not a file',
  ERR_INVALID_ARG_VALUE: 'no such file',
};

export function kindOf(stats: Stats): string {
  if (stats.isDirectory()) return 'a directory';
  return stats.isFIFO() ? 'a pipe' : 'a device';
}

export const tooLarge = (name: string, most = MOST_BYTES) =>
  new FileError(`${nameOf(name)}: is larger than ${most / (1 << 20)} MiB, the most that is read`);
