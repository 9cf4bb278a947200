// SPDX-License-Identifier: MIT
/** The process: what a shell, a pipe and a Ctrl-C see. */
import { spawn, spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { builtMain, builtRoot, root } from '../testing/built.ts';
import { oneOf } from '../testing/full.ts';

type Child = ReturnType<typeof start>;

const start = (...argv: string[]) =>
  spawn(process.execPath, [builtMain(), ...argv], { cwd: builtRoot(), stdio: ['ignore', 'pipe', 'pipe'] });
/** Waits for the end; `onOut` and `onErr` see each piece of output as it comes. */
const ended = (child: Child, onOut = (_: string) => {}, onErr = (_: string) => {}) =>
  new Promise<{ status: number | null; out: string; err: string }>((done) => {
    let [out, err] = ['', ''];
    child.stdout.on('data', (data: Buffer) => {
      out += data;
      onOut(out);
    });
    child.stderr.on('data', (data: Buffer) => {
      err += data;
      onErr(err);
    });
    child.on('close', (status) => done({ status, out, err }));
  });

/** Without the lines of progress, and that the end is near, which a slow machine has more of. */
const quiet = (err: string) => err.replaceAll(/^(.* sec=\d+|.*, and about to end; .*)\n/gm, '');

describe('the mhpcheck process', () => {
  it('exits with the status of the verdict, its report on standard output alone', async () => {
    const argv = ['./examples/ticket-lock.js#two-accesses', '--bound', 'tiny'];
    const { status, out, err } = await ended(start('check', ...argv));
    expect([status, quiet(err)]).toEqual([1, '']);
    expect(out).toMatch(/mutual-exclusion +violated/);
  });

  it('ends quietly with status 0 where its reader has gone, as `| head` does', async () => {
    const child = start('check', 'vmalloc-hot-remove', '--bound', 'tiny', '--all');
    const { status, out, err } = await ended(child, () => void child.stdout.destroy());
    expect([status, quiet(err)]).toEqual([0, '']);
    // It was stopped on the way: the last configuration was not reached.
    expect(out).not.toContain('disjoint');
    expect(out).toMatch(/^vmalloc-hot-remove/);
  });

  it.each(oneOf(3, ['SIGINT', 'SIGTERM', 'SIGHUP'] as const))(
    'prints what was covered, as unknown, and exits with 130 on %s',
    async (signal) => {
      const argv = ['--design', 'none', '--config', 'what-if-first-add', '--bound', 'large'];
      const child = start('check', 'vmalloc-hot-remove', ...argv);
      let sent = false;
      const { status, out, err } = await ended(child, undefined, (text) => {
        if (!sent && text.includes('states=')) sent = child.kill(signal);
      });
      expect(status).toBe(130);
      expect(out).toMatch(/^Stopped: [\d,]+ of [\d,]+ states found so far were expanded\./m);
      expect(out).toMatch(/no-deadlock +unknown\n/);
      // Progress a while after the start, and no stack.
      expect(err).toMatch(/^none what-if-first-add large: states=\d+ transitions=\d+ depth=\d+ queue=\d+/);
      expect(quiet(err)).toBe('');
    },
  );

  it('watches a file: a mistake in it, then an answer, then Ctrl-C', async () => {
    const file = join(builtRoot(), 'watched.js');
    const ticketLock = readFileSync(join(builtRoot(), 'examples/ticket-lock.js'));
    writeFileSync(file, 'export default {');
    const child = start('watch', './watched.js#atomic-ticket');
    let waits = 0;
    const { status, out, err } = await ended(child, undefined, (text) => {
      const now = text.split('; waiting for ').length - 1;
      if (now === waits) return;
      waits = now;
      if (now === 1) writeFileSync(file, ticketLock);
      else child.kill('SIGINT');
    });
    expect(status).toBe(130);
    expect(err).toMatch(/^mhpcheck: \.\/watched\.js: can't be loaded: /);
    expect(out).toMatch(/^={72}\n={72}\nticket-lock: design atomic-ticket/);
  });

  it('ends at once on a second signal', async () => {
    const argv = ['--design', 'none', '--config', 'what-if-first-add', '--bound', 'large'];
    const child = start('check', 'vmalloc-hot-remove', ...argv);
    const { status, out } = await ended(child, undefined, (text) => {
      if (text.includes('states=')) for (const signal of ['SIGINT', 'SIGTERM'] as const) child.kill(signal);
    });
    expect([status, out]).toEqual([130, '']);
  });
});

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
