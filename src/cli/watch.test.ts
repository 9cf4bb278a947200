// SPDX-License-Identifier: MIT
/** `watch`: what has it check again, and what not. The checks are answered by the test; main.test.ts has real ones. */
import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { command } from '../testing/command.ts';
import { cli } from './cli.ts';
import type { Run } from './watch.ts';

const dir = mkdtempSync(join(tmpdir(), 'mhpcheck-watch-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));
const file = join(dir, 'm.js');
const helper = join(dir, 'lib/helper.js');
beforeEach(() => {
  mkdirSync(join(dir, 'lib'), { recursive: true });
  writeFileSync(file, "import { a } from './lib/helper.js';\nexport default a;\n");
  writeFileSync(helper, "export * from '../none.js';\n");
});

/** A command line that watches, in the hands of the test. */
class Watched {
  /** The commands that were begun. */
  readonly begun: string[] = [];
  readonly printed: string[] = [];
  killed = 0;
  private stop = false;
  private readonly status: Promise<number>;
  private answers: (() => void)[] = [];

  constructor(line: string, isTTY = false) {
    const print = (text: string) => void this.printed.push(text);
    this.status = cli(
      line.split(' '),
      [],
      { out: print, err: print, isTTY, runs: this.runs },
      () => this.stop,
    );
  }
  private readonly runs: Run = (argv, { out }) => {
    let end = (_: number) => {};
    return {
      ended: new Promise((done) => (end = done)),
      begin: () => {
        this.begun.push(argv.join(' '));
        const n = this.begun.length;
        this.answers.push(() => {
          out(`answer ${n}\n`);
          end(0);
        });
      },
      kill: () => void this.killed++,
    };
  };
  /** Waits for the check of this number to be begun. */
  async check(n: number): Promise<void> {
    for (let i = 0; i < 200 && this.begun.length < n; i++) await pause(10);
    if (this.begun.length !== n) throw new Error(`begun: ${this.begun.join('; ')}`);
  }
  answer(n: number): void {
    this.answers[n - 1]?.();
  }
  async end(): Promise<number> {
    this.stop = true;
    return this.status;
  }
}
const pause = (ms: number) => new Promise((done) => setTimeout(done, ms));

describe('watch', () => {
  it('checks at once, at bound tiny, and ends as an interrupt does', async () => {
    const watched = new Watched(`watch ${file}#d --config c --config d --full`);
    await watched.check(1);
    expect(watched.begun).toEqual([`check ${file}#d --bound=tiny --config=c --config=d --full`]);
    watched.answer(1);
    await pause(0);
    expect(watched.printed.join('')).toMatch(
      /^={72}\nanswer 1\n[\d.]+ s; waiting for .*m\.js#d or 2 files that it imports to\s+change/,
    );
    expect(await watched.end()).toBe(130);
    // The one that stood ready for the next.
    expect(watched.killed).toBe(1);
  });
  it('checks again when the file is written, replaced, gone, there again, or what it imports is', async () => {
    const watched = new Watched(`watch ${file} --bound small`);
    await watched.check(1);
    writeFileSync(file, "import './lib/helper.js';\n// changed\n");
    await watched.check(2);
    writeFileSync(`${file}~`, "import './lib/helper.js';\n// replaced\n");
    renameSync(`${file}~`, file);
    await watched.check(3);
    writeFileSync(helper, '// changed\n');
    await watched.check(4);
    rmSync(file);
    await watched.check(5);
    writeFileSync(file, '// there again\n');
    await watched.check(6);
    // What it imports no more.
    writeFileSync(helper, '// changed once more\n');
    await pause(200);
    expect(watched.begun).toEqual(Array(6).fill(`check ${file} --bound=small`));
    await watched.end();
  });
  it('takes writes that follow each other for one, and ends a check that is overtaken, without a word of it', async () => {
    const watched = new Watched(`watch ${file}`, true);
    await watched.check(1);
    for (let i = 0; i < 8; i++) {
      writeFileSync(file, `// ${'x'.repeat(i)}\n`);
      await pause(20);
    }
    await watched.check(2);
    expect(watched.killed).toBe(1);
    for (const n of [1, 2]) watched.answer(n);
    await pause(0);
    // On a terminal the screen is cleared before each.
    expect(watched.printed.slice(0, -1)).toEqual([
      '\x1b[2J\x1b[3J\x1b[H',
      '\x1b[2J\x1b[3J\x1b[H',
      'answer 2\n',
    ]);
    expect(watched.printed.at(-1)).toMatch(/^[\d.]+ s; waiting for .* to change \(Ctrl-C ends\)\n$/s);
    await watched.end();
  });
  it('is for files that are there', async () => {
    expect(await command('watch vmalloc-hot-remove')).toEqual({
      status: 3,
      out: '',
      err: "mhpcheck: watch: 'vmalloc-hot-remove' is no file: mhpcheck check vmalloc-hot-remove answers once\n",
    });
    expect((await command(`watch ${dir}/none.js`)).err).toContain('none.js: no such file');
    expect((await command(`watch ${file} --save x`)).err).toContain('watch takes no --save');
  });
});
