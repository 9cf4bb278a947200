// SPDX-License-Identifier: MIT
/** Where a file that can't be loaded is wrong. Node keeps the place of a syntax error to itself; `node --check` tells it. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { isError, thrown } from '../model/mistake.ts';

/** As node prints it: the file and the line, the text of the line, a caret under the column; later what is wrong. */
const PLACE = /^(?:(?:file:\/\/)?(\/.*)|\[stdin\]):(\d+)\n.*\n( *)\^/;

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
