// SPDX-License-Identifier: MIT
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, openSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { parseJson } from './json.ts';
import { FileError, readFile, systemError } from './read.ts';

let dir = '';
beforeEach(() => void (dir = mkdtempSync(join(tmpdir(), 'mhpcheck-'))));
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const at = (name: string) => join(dir, name);
/** What is said of the file after its name. */
function complaint(file: string, most?: number): string {
  try {
    readFile(file, most);
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    return error.message.replace(`${file}: `, '');
  }
  return 'read';
}

describe('readFile()', () => {
  it('gives the text', () => {
    writeFileSync(at('x'), 'a t\u00e9xt\n');
    expect(readFile(at('x'))).toBe('a t\u00e9xt\n');
  });
  it('says of what is no file what it is, and does not wait for it', () => {
    execFileSync('mkfifo', [at('pipe')]);
    expect(complaint(at('missing'))).toBe('no such file');
    expect(existsSync(at('missing'))).toBe(false);
    expect(complaint(dir)).toBe('is a directory, not a file');
    expect(complaint(at('pipe'))).toBe('is a pipe, not a file');
    for (const device of ['zero', 'null', 'urandom'])
      expect(complaint(`/dev/${device}`)).toBe('is a device, not a file');
    expect(complaint(join(dir, 'x'.repeat(300)))).toBe('no such file: the name is too long');
    writeFileSync(at('x'), '');
    expect(complaint(at('x/y'))).toBe('no such file');
  });
  it('reads no more than the limit, however large the file is', () => {
    writeFileSync(at('x'), 'x');
    expect(complaint(at('x'), 1)).toBe('read');
    truncateSync(at('x'), 2 ** 40);
    expect(complaint(at('x'))).toBe('is larger than 16 MiB, the most that is read');
  });
  it('reads what says it is empty and is not, and stops at the limit', () => {
    expect(readFile('/proc/self/status')).toContain('Pid:');
    expect(complaint('/proc/self/status', 64)).toContain('is larger than');
  });
  it('says of bytes that are no text that they are none', () => {
    writeFileSync(at('x'), Buffer.from([0x7b, 0xff, 0x7d]));
    expect(complaint(at('x'))).toBe('is not UTF-8 text');
  });
});

describe('what the system refuses', () => {
  it('is told with the file, in words, and with its code', () => {
    const error: unknown = (() => {
      try {
        return openSync(at('a\nb/c'), 'r');
      } catch (thrown) {
        return thrown;
      }
    })();
    expect(systemError(error)).toBe(`${dir}/a\\u000ab/c: no such file or directory (ENOENT)`);
    const made = (() => {
      try {
        return openSync('a\0b', 'w');
      } catch (thrown) {
        return thrown;
      }
    })();
    expect(systemError(made)).toBe('a path with a null byte: there is no such file');
    expect(systemError(new Error('x'))).toBeUndefined();
    expect(systemError('x')).toBeUndefined();
  });
});

describe('parseJson()', () => {
  const refused = (text: string) => {
    try {
      parseJson(text, (problem) => {
        throw new FileError(problem);
      });
      return 'accepted';
    } catch (error) {
      return (error as FileError).message;
    }
  };
  it('refuses brackets that nobody could read, before any parser does, where they are', () => {
    const parse = vi.spyOn(JSON, 'parse');
    const said = refused(`{\n"a":${'['.repeat(1 << 24)}`);
    expect([said, parse.mock.calls]).toEqual(['line 2: more than 64 brackets within brackets', []]);
    parse.mockRestore();
  });
  it('does not count the brackets of a string, nor those that are closed', () => {
    expect(refused(JSON.stringify({ a: '['.repeat(100), b: '\\"[[' }))).toBe('accepted');
    expect(refused(JSON.stringify(Array.from({ length: 1000 }, () => [[]])))).toBe('accepted');
  });
});
