// SPDX-License-Identifier: MIT
/** A mistake of a model's author that shows before any step is taken: what is wrong, where, and what to write. */
import { fileURLToPath } from 'node:url';

export class AuthorError extends Error {
  override readonly name = 'AuthorError';
}

/** Our own sources, and what they run on: a line there is no line of the author's. */
const OURS = fileURLToPath(new URL('..', import.meta.url));
const isTheirs = (file: string) =>
  file.startsWith('/') && !file.startsWith(OURS) && !file.includes('/node_modules/');

/** Whether it is an error that can be looked at: what is thrown may be anything, and throw once more when it is asked. */
export function isError(error: unknown): error is Error {
  try {
    return (
      error instanceof Error &&
      [error.name, error.message, error.stack ?? ''].every((t) => typeof t === 'string')
    );
  } catch {
    return false;
  }
}

/** What somebody's code threw, and the line of theirs it came from: `i is not defined (my.js:12:5)`. */
export function thrown(error: unknown): string {
  if (!isError(error)) return `${show(error)} was thrown`;
  const kind = SAY_ALL.includes(error.name) ? '' : `${error.name}: `;
  const line = lineOf(error);
  return `${kind}${error.message.replaceAll(/\s*\n\s*/g, ' ')}${line === undefined ? '' : ` (${line})`}`;
}

/** Errors whose message says it all. */
const SAY_ALL = ['Error', 'RangeError', 'AuthorError', 'SubsetError', 'DomainError', 'SpaceError'];

function show(value: unknown): string {
  try {
    return typeof value === 'string' ? `'${value}'` : String(value);
  } catch {
    return 'an object that has no text';
  }
}

/** Whether something was thrown by the author's code: no code of ours throws what is no error. */
export function isTheirFault(error: unknown): boolean {
  if (!isError(error)) return true;
  const file = framesOf(error).find((frame) => !frame.file.includes('/node_modules/'))?.file;
  return file !== undefined && isTheirs(file);
}

/** The innermost line of the author's own file, as `my.js:12:5`. */
function lineOf(error: Error): string | undefined {
  const frame = framesOf(error).find(({ file }) => isTheirs(file));
  return frame && `${frame.file.slice(frame.file.lastIndexOf('/') + 1)}:${frame.line}:${frame.column}`;
}

/** Where in which files it was thrown, innermost first; Node's own are left out. */
function framesOf({ stack = '' }: Error): { file: string; line: string; column: string }[] {
  return stack.split('\n').flatMap((frame) => {
    const [, where = '', line = '', column = ''] =
      /[( ]((?:file:\/\/)?\/[^()]*?):(\d+):(\d+)\)?$/.exec(frame) ?? [];
    if (where === '') return [];
    const file = (where.startsWith('file:') ? fileURLToPath(where) : where).replace(/\?.*$/, '');
    return [{ file, line, column }];
  });
}
