// SPDX-License-Identifier: MIT
/** `sources` looks up in a kernel tree what a model was read from. The trees are a handful of files. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { entries } from '../models/index.ts';
import { command, input } from '../src/testing/command.ts';

const dir = mkdtempSync(join(tmpdir(), 'mhpcheck-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

function tree(name: string, files: Readonly<Record<string, string>>): string {
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(dir, name, file)), { recursive: true });
    writeFileSync(join(dir, name, file), text);
  }
  return join(dir, name);
}
const make = (minor: number, patch = 0) =>
  `VERSION = 6\nPATCHLEVEL = ${minor}\nSUBLEVEL = ${patch}\nEXTRAVERSION =\n`;
const returns = (name: string, value: number, comment = '') =>
  `int ${name}(void)\n{${comment}\n\treturn ${value};\n}\n\n`;
const header = { 'include/linux/a.h': '/*\n * DOC: Reclaim modifiers\n */\n' };
const old = tree('old', {
  Makefile: make(1, 4),
  'mm/a.c': ['stays', 'commented', 'changes', 'moves', 'goes'].map((f) => returns(f, 1)).join(''),
  'mm/gone.c': returns('f', 1),
  ...header,
});
const today = tree('today', {
  Makefile: make(12),
  'mm/a.c': `${returns('stays', 1)}${returns('commented', 1, ' /* why */')}${returns('changes', 2)}int g = goes();\n`,
  'mm/b/c.c': returns('moves', 1),
  'mm/b/notes.txt': returns('goes', 1),
  'kernel/d.c': returns('other', 1),
  ...header,
});
const PLACES = input('sources/places.js');
const sources = (...words: readonly string[]) => command(['sources', ...words]);

describe('sources', () => {
  it('tells what has changed, moved and gone, and how much of each design stands', async () => {
    const { status, out, err } = await sources(PLACES, '--tree', today, '--against', old);
    expect([status, err]).toEqual([1, '']);
    expect(out.replaceAll(dir, '')).toMatchInlineSnapshot(`
      "places: 9 places in the kernel that it was read from, in Linux 6.12
      (/today)

            3  as it was read
            1  changed since it was read
            1  in another file
            1  gone: nowhere defined under its name
            1  gone, and its file with it
            2  of no kernel: a series, a manual

      design      same  changed  moved  gone  no-file  outside
      all            3        1      1     1        1        2
      standing       3        .      .     .        .        .

      Changed since it was read
        - v6.1 mm/a.c changes()
            at mm/a.c:11 (read in 6.1.4)
            t.changes; of all

      In another file
        - v6.1 mm/a.c moves()
            now mm/b/c.c:1
            t.moves; of all

      Gone: nowhere defined under its name
        - v6.1 mm/a.c goes()
            t.goes; of all

      Gone, and its file with it
        - v6.1 mm/gone.c f()
            t.fileless; of all
      "
    `);
  });
  it('is content where all is in its file, changed or not', async () => {
    const standing = await sources(`${PLACES}#standing`, '--tree', today, '--against', old, '--full');
    expect(standing.status).toBe(0);
    expect(standing.out).toContain('      3  as it was read\n');
    expect(standing.out).toContain('t.stays; of standing');
    // Of the version that it is compared with nothing is known of v6.1.
    const unknown = await sources(`${PLACES}#standing`, '--tree', today, '--against', today);
    expect(unknown.status).toBe(0);
    expect(unknown.out).toContain('there; nothing to compare it with');
  });
  it('knows what never was in the version that it names', async () => {
    const { out } = await sources(
      PLACES,
      '--tree',
      today,
      '--against',
      tree('first', { Makefile: make(1), 'mm/a.c': '' }),
    );
    expect(out).toContain('not in the version it names');
  });
  it('compares with a commit of the tree', async () => {
    const repository = tree('repository', { Makefile: make(1), 'mm/a.c': returns('stays', 1), ...header });
    const git = (...words: readonly string[]) =>
      spawnSync('git', ['-C', repository, '-c', 'user.name=a', '-c', 'user.email=a@b.c', ...words], {
        encoding: 'utf8',
      });
    git('init', '-q');
    git('add', '.');
    git('commit', '-q', '-m', 'a');
    git('tag', 'v6.1');
    tree('repository', { Makefile: make(2), 'mm/a.c': `${returns('stays', 2)}${returns('commented', 1)}` });
    const { status, out } = await sources(`${PLACES}#standing`, '--tree', repository, '--against', 'v6.1');
    expect(status).toBe(0);
    expect(out).toContain('mm/a.c stays()\n      at mm/a.c:1 (read in 6.1)');
  });
  it('has ours by their digests, each of which was found in the version that it names', async () => {
    const kept = readFileSync(new URL('../models/digests.json', import.meta.url), 'utf8');
    const digests = Object.entries(JSON.parse(kept) as Record<string, string>);
    expect(digests.length).toBeGreaterThan(900);
    expect(digests.filter(([, text]) => !/^\d+\.\S+ [0-9a-f]{12}$/.test(text))).toEqual([]);
    const { status, out } = await command(['sources', 'altmap-head', '--tree', today], entries);
    expect(status).toBe(1);
    expect(out).not.toContain('not in the version it names');
  });
  it('asks every model where none is named', async () => {
    const few = entries.filter(({ model }) => ['altmap-head', 'memmap-alignment'].includes(model.name));
    const { out } = await command(['sources', '--tree', today, '--json'], few);
    const { command: verb, tree: version, results } = JSON.parse(out) as Record<string, never[]>;
    expect([verb, version]).toEqual(['sources', '6.12']);
    expect(new Set(results?.map(({ model }) => model))).toEqual(new Set(['altmap-head', 'memmap-alignment']));
    expect((await command(['sources', '--tree', today], few, () => true)).status).toBe(130);
  });
});

it.each([
  [[PLACES], 'sources needs a kernel tree: --tree DIR; see mhpcheck sources --help'],
  [[PLACES, '--tree', join(dir, 'none')], `${join(dir, 'none')}: no such directory`],
  [[PLACES, '--tree', join(today, 'Makefile')], `${join(today, 'Makefile')}: is no directory`],
  [
    [PLACES, '--tree', join(today, 'kernel')],
    'is no kernel tree: it has neither a Makefile with VERSION nor mm/',
  ],
  [
    [PLACES, '--tree', today, '--against', 'v6.1'],
    `--against v6.1: is neither a directory nor a commit of ${today}`,
  ],
])('says what is wrong with %j', async (words, said) => {
  const { status, err } = await sources(...words);
  expect([status, err]).toEqual([3, expect.stringContaining(said)]);
});
