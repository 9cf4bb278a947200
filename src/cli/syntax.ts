// SPDX-License-Identifier: MIT
/** Where a file that can't be loaded is wrong. Node keeps the place of a syntax error to itself; `node --check` tells it. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { isError, thrown } from '../model/mistake.ts';

/** As node prints it: the file and the line, the text of the line, a caret under the column; later what is wrong. */
const PLACE = /^(?:(?:file:\/\/)?(\/.*)|\[stdin\]):(\d+)\n.*\n( *)\^/;

/** Of a file in TypeScript, what this Node needs to load it; undefined where that is not what failed. */
export function noTypes(
  path: string,
  error: unknown,
  node: Pick<NodeJS.Process, 'version'> = process,
): string | undefined {
  if (!/\.[cm]?ts$/.test(path) || !isError(error)) return undefined;
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'ERR_UNKNOWN_FILE_EXTENSION' && error.message.includes(basename(path)))
    return `TypeScript takes Node 22.18, 23.6 or later, which leaves types out by itself (this is ${node.version}); or compile it to JavaScript`;
  if (code === 'ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX')
    return `${error.message.split('\n').at(-1)?.trim()}: Node leaves types out and translates nothing (no enum, no namespace, no parameter property)`;
  return undefined;
}

/** What is wrong with a file whose import failed, and where: `Unexpected token '{' (my.js:21:23)`. */
export function whyNotLoaded(path: string, error: unknown): string {
  const linked = isError(error) ? placeIn(error.stack ?? '') : undefined;
  if (linked !== undefined) return `${(error as Error).message.split('\n')[0]} (${linked})`;
  // By its path a module called .js counts as a script where no package.json says otherwise, and passes.
  const how = path.endsWith('.cjs') ? 'commonjs' : 'module';
  const { stderr } = spawnSync(process.execPath, ['--check', `--input-type=${how}`, '-'], {
    input: readFileSync(path),
    encoding: 'utf8',
    timeout: 10_000,
  });
  const place = placeIn(stderr, basename(path));
  const said = /^SyntaxError: (.*)$/m.exec(stderr)?.[1];
  return place === undefined || said === undefined ? thrown(error) : `${said} (${place})`;
}

function placeIn(text: string, name = ''): string | undefined {
  const [, file = name, line, before = ''] = PLACE.exec(text) ?? [];
  return line === undefined ? undefined : `${basename(file)}:${line}:${before.length + 1}`;
}
