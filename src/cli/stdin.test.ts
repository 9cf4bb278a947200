// SPDX-License-Identifier: MIT
/** `replay -`: what a pipe brings is what a file would. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { builtMain, root } from '../testing/built.ts';

const FILE = 'counterexamples/vmalloc-hot-remove/none--no-freed-table-accessed--vmalloc.pmd_none.json';
const replay = (word: string, text: string) => {
  const argv = [builtMain(), 'replay', word];
  const { status, stdout, stderr } = spawnSync(process.execPath, argv, {
    cwd: root,
    input: text,
    encoding: 'utf8',
  });
  return { status, out: stdout, err: stderr };
};

describe('replay -', () => {
  it('runs what it is piped, and prints what it prints of a file', () => {
    const kept = readFileSync(`${root}/${FILE}`, 'utf8');
    const [piped, file] = [replay('-', kept), replay(FILE, '')];
    expect([piped.status, piped.err]).toEqual([1, '']);
    const upTo = (out: string) => out.slice(0, out.indexOf('Replay: '));
    expect(upTo(piped.out)).toBe(upTo(file.out));
    // There is no file to name: the search is what brings it back.
    expect(piped.out).toMatch(/^Replay: npx mhpcheck check vmalloc-hot-remove --design=none/m);
  });
  it('says where what is wrong came from, and stops reading what has no end', () => {
    expect(replay('-', '')).toEqual({ status: 3, out: '', err: 'mhpcheck: standard input: is empty\n' });
    expect(replay('-', '['.repeat(2 ** 24 + 1))).toEqual({
      status: 3,
      out: '',
      err: 'mhpcheck: standard input: is larger than 16 MiB, the most that is read\n',
    });
  });
});
