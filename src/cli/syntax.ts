// SPDX-License-Identifier: MIT
/** Where a file that can't be loaded is wrong. Node keeps the place of a syntax error to itself; `node --check` tells it. */
import { spawnSync } from 'node:child_process';
import { isError, thrown } from '../model/mistake.ts';

/** As node prints it: the file and the line, the text of the line, a caret under the column; later what is wrong. */
const PLACE = /^(?:file:\/\/)?(\/.*):(\d+)\n.*\n( *)\^/;

/** What is wrong with a file whose import failed, and where: `Unexpected token '{' (my.js:21:23)`. */
export function whyNotLoaded(path: string, error: unknown): string {
  const linked = isError(error) ? placeIn(error.stack ?? '') : undefined;
  if (linked !== undefined) return `${(error as Error).message.split('\n')[0]} (${linked})`;
  const { stderr } = spawnSync(process.execPath, ['--check', path], { encoding: 'utf8', timeout: 10_000 });
  const place = placeIn(stderr);
  const said = /^SyntaxError: (.*)$/m.exec(stderr)?.[1];
  return place === undefined || said === undefined ? thrown(error) : `${said} (${place})`;
}

function placeIn(text: string): string | undefined {
  const [, file = '', line, before = ''] = PLACE.exec(text) ?? [];
  return line === undefined
    ? undefined
    : `${file.slice(file.lastIndexOf('/') + 1)}:${line}:${before.length + 1}`;
}
