// SPDX-License-Identifier: MIT
/** `watch`: a model's file is checked again whenever it, or what it imports, has changed. */
import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { message } from '../outside/text.ts';
import { plural } from '../report/text.ts';
import { CLEAR_SCREEN, EXIT, UsageError } from './console.ts';
import type { Console } from './console.ts';
import { Guard } from './guard.ts';
import { fileAndDesign, isFile } from './load.ts';
import { operand } from './options.ts';
import type { Arguments } from './options.ts';
import type { Context } from './verbs.ts';

/**
 * A command in a process of its own, so that nothing that an edit leaves behind is there for the next. The process is
 * there before the command is wanted: it takes longer to start than most files take to check.
 */
export interface Running {
  readonly ended: Promise<number>;
  readonly begin: () => void;
  readonly kill: () => void;
}
export type Run = (argv: readonly string[], console: Console) => Running;

/** Between two looks at the files (ms). What has changed is read once two looks in a row see the same. */
const PACE = 50;
/** Files that are looked at, at most. */
const MOST = 200;

export async function runWatch(context: Context): Promise<number> {
  const { args, console, stopped } = context;
  const word = operand(args, 'the file of a model');
  if (!isFile(word)) throw new UsageError(`watch: '${word}' is no file: mhpcheck check ${word} answers once`);
  const { file } = fileAndDesign(word);
  if (!existsSync(file)) throw new UsageError(`${file}: no such file`);
  const ready = () => new Checking(console.runs ?? guarded, checkOf(args, word), console);
  let under: Checking | undefined;
  let next = ready();
  let files: readonly string[] = [];
  for (let seen = '', shown = ''; !stopped();) {
    const now = stampOf(files);
    if (files.length === 0 || (now === seen && now !== shown)) {
      under?.end();
      files = importsOf(file);
      seen = shown = stampOf(files);
      under = next;
      under.begin(files);
      next = ready();
    } else seen = now;
    await new Promise((done) => setTimeout(done, PACE));
  }
  for (const one of [under, next]) one?.end();
  return EXIT.interrupted;
}

const guarded: Run = (argv, console) => new Guard(argv, console.isTTY, console, true);

/** One check: what it says until it is done, or ended for the next. */
class Checking {
  private readonly running: Running;
  private readonly argv: readonly string[];
  private readonly console: Console;
  private over = false;

  constructor(run: Run, argv: readonly string[], console: Console) {
    const unless = (print: (text: string) => void) => (text: string) => this.over || print(text);
    this.argv = argv;
    this.console = console;
    this.running = run(argv, { ...console, out: unless(console.out), err: unless(console.err) });
  }

  begin(files: readonly string[]): void {
    const { argv, console, running } = this;
    const began = performance.now();
    // On a terminal the last answer makes room; elsewhere each is told apart.
    if (console.isTTY) console.err(CLEAR_SCREEN);
    else console.out(`${'='.repeat(72)}\n`);
    running.begin();
    void running.ended.then(() => {
      const seconds = ((performance.now() - began) / 1000).toFixed(2);
      const more = files.length === 1 ? '' : ` or ${plural(files.length - 1, 'file')} that it imports`;
      const waits = message(`${seconds} s; waiting for ${argv[1]}${more} to change (Ctrl-C ends)`);
      if (!this.over) console.err(`${waits}\n`);
      this.over = true;
    });
  }
  end(): void {
    if (this.over) return;
    this.over = true;
    this.running.kill();
  }
}

/** The same options for `check`, at bound tiny unless another is named. */
function checkOf({ options }: Arguments, word: string): string[] {
  const words = Object.entries({ bound: 'tiny', ...options }).flatMap(([name, value = false]) =>
    [value]
      .flat()
      .flatMap((one) => (one === false ? [] : one === true ? [`--${name}`] : [`--${name}=${one}`])),
  );
  return ['check', word, ...words];
}

/** The file and the files that it imports by a path, and so on. */
function importsOf(file: string): string[] {
  const all = new Set([resolve(file)]);
  for (const path of all) {
    if (all.size > MOST) break;
    for (const [, next = ''] of textOf(path).matchAll(/\b(?:from|import)\s*\(?\s*['"](\.{1,2}\/[^'"]+)['"]/g))
      all.add(resolve(dirname(path), next));
  }
  return [...all];
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    // It was just taken away, or is about to be put there.
    return '';
  }
}

/** What the files look like from outside: an editor may write into one, or put another in its place. */
const stampOf = (files: readonly string[]): string => files.map(stamp).join('\n');

function stamp(path: string): string {
  try {
    const { mtimeMs, size, ino } = statSync(path);
    return `${ino} ${size} ${mtimeMs}`;
  } catch {
    return 'not there';
  }
}
