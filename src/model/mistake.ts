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

/** What somebody's code threw, and the line of theirs it came from: `i is not defined (my.js:12:5)`. */
export function thrown(error: unknown): string {
  if (!(error instanceof Error)) return `${show(error)} was thrown`;
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

/** The innermost line of the author's own file, as `my.js:12:5`. */
function lineOf({ stack = '' }: Error): string | undefined {
  for (const frame of stack.split('\n')) {
    const [, where = '', line, column] = /\(?((?:file:\/\/)?\/[^()]*?):(\d+):(\d+)\)?$/.exec(frame) ?? [];
    if (where === '') continue;
    const file = (where.startsWith('file:') ? fileURLToPath(where) : where).replace(/\?.*$/, '');
    if (isTheirs(file)) return `${file.slice(file.lastIndexOf('/') + 1)}:${line}:${column}`;
  }
  return undefined;
}
