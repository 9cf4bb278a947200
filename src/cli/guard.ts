// SPDX-License-Identifier: MIT
/** The process that works, seen from outside: what it says, and what is said for it where it ends without a word. */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { visible } from '../outside/text.ts';
import { besideOne } from '../watch/cores.ts';
import { EXIT } from './console.ts';
import type { Console } from './console.ts';
import { forMany } from './for-many.ts';
import { printFramed } from './json.ts';
import type { Frame, Kept } from './json.ts';

/** What the process that works tells, a line of JSON each. */
export type Told =
  | { readonly out: string }
  | { readonly err: string }
  /** It means to be over by then (ms from now). */
  | { readonly within: number }
  /** It writes what should be whole, and does not answer for so long at most (ms from now). */
  | { readonly busy: number }
  /** What it will print, if it gets there. */
  | { readonly kept: Kept }
  /** It has nothing more to say, and its exit status is this. */
  | { readonly done: number };
/** Its descriptors beside the usual three: where it hears that it is to stop, and where it speaks. */
export const HEARS = 3;
export const SPEAKS = 4;
/** What it hears. */
export const BEGIN = 'b';
export const STOP = '.';

/** Time that a process which has said all gets to end (ms). */
const LINGER = 500;
/** Time that it gets to answer after it was told to stop, or its own time was up (ms); and when that is said. */
const PATIENCE = 10_000;
const WORD = 800;
/** Where V8's own words on its end begin. Nobody is helped by them. */
const DUMP = /\n?(<--- Last few GCs --->|FATAL ERROR:|#\n# Fatal )/;

/** What Node is told where addresses are limited (ulimit -v): not to put gigabytes of them around each memory. */
function forSpace(): string[] {
  try {
    const limited = /^Max address space +\d/m.test(readFileSync('/proc/self/limits', 'utf8'));
    return limited ? ['--disable-wasm-trap-handler'] : [];
  } catch {
    return [];
  }
}

export class Guard {
  /** The exit status. */
  readonly ended: Promise<number>;
  private readonly child: ChildProcess;
  private readonly console: Omit<Console, 'isTTY'>;
  private done: number | undefined;
  private stopped = false;
  /** When what goes on has to be done (ms, performance.now()). */
  private busy = 0;
  private dump = '';
  /** What is to be printed in its place, where it has begun to collect results and has not printed them. */
  private frame: Frame | undefined;
  private readonly results: object[] = [];
  private heard = '';

  /** `waits`: it gets ready, and begins when it is told to. */
  constructor(argv: readonly string[], isTTY: boolean, console: Omit<Console, 'isTTY'>, waits = false) {
    this.console = console;
    const work = fileURLToPath(new URL(`./work${import.meta.url.slice(-3)}`, import.meta.url));
    const args = [
      besideOne(),
      ...forMany(argv),
      ...process.execArgv,
      ...forSpace(),
      work,
      isTTY ? 'tty' : 'plain',
      waits ? 'waits' : 'now',
      ...argv,
    ];
    this.child = spawn(process.execPath, args, { stdio: ['inherit', 'pipe', 'pipe', 'pipe', 'pipe'] });
    this.ended = new Promise((ended) => {
      this.child.on('error', (error: NodeJS.ErrnoException) => {
        console.err(`mhpcheck: no process can be started: ${error.code}\n`);
        ended(EXIT.failed);
      });
      this.child.on('close', (code, signal) =>
        ended(this.done ?? this.printKept(this.unfinished(code, signal))),
      );
    });
    this.listen();
  }

  private listen(): void {
    const { stdio } = this.child;
    const hears = (fd: number, hear: (text: string) => void) =>
      (stdio[fd] as Readable | null)?.setEncoding('utf8').on('data', hear);
    // What a model prints is no result.
    hears(1, (text) => this.console.err(visible(text)));
    hears(2, (text) => this.overhear(text));
    hears(SPEAKS, (text) => this.hear(text));
    // It may have ended before it hears.
    (stdio[HEARS] as Writable | null)?.on('error', () => {});
  }

  private overhear(text: string): void {
    const at = this.dump === '' ? text.search(DUMP) : 0;
    if (at < 0) return this.console.err(visible(text));
    if (at > 0) this.console.err(visible(text.slice(0, at)));
    this.dump += text.slice(at);
  }

  private hear(text: string): void {
    const lines = (this.heard + text).split('\n');
    this.heard = lines.pop() ?? '';
    for (const line of lines) {
      const told = JSON.parse(line) as Told;
      if ('out' in told) this.print(told.out);
      else if ('kept' in told) this.keep(told.kept);
      else if ('err' in told) this.console.err(told.err);
      else if ('within' in told) this.expect(EXIT.unknown, '--max-time was reached', told.within);
      else if ('busy' in told) this.busy = performance.now() + told.busy;
      else {
        this.done = told.done;
        setTimeout(() => this.kill(), LINGER).unref();
      }
    }
  }

  private print(text: string): void {
    this.console.out(text);
    this.frame = undefined;
  }
  private keep({ frame, result }: Kept): void {
    this.frame = frame;
    if (result) this.results.push(result);
  }
  /** Prints the results that it had when it ended without a word. */
  private printKept(status: number): number {
    const fit = { out: (text: string) => this.console.out(visible(text)) };
    if (this.frame) printFramed(fit, this.frame, status, this.results);
    this.frame = undefined;
    return status;
  }

  begin(): void {
    (this.child.stdio[HEARS] as Writable | null)?.write(BEGIN);
  }
  /** Asks it to stop and print what it has. False if it was asked before. */
  stop(): boolean {
    if (this.stopped || this.done !== undefined) return false;
    this.stopped = true;
    this.expect(EXIT.interrupted, 'interrupted');
    (this.child.stdio[HEARS] as Writable | null)?.end(STOP);
    return true;
  }

  /** Sees to it that the end is near: says so where it takes a while, and ends what does not end. */
  private expect(status: number, why: string, within = 0): void {
    const later = (time: number, then: () => void) =>
      setTimeout(() => this.done === undefined && then(), within + time).unref();
    if (status === EXIT.interrupted)
      later(WORD, () => this.console.err(`mhpcheck: ${why}, and about to end; once more ends at once\n`));
    later(PATIENCE, () => this.giveUp(status, why));
  }

  private giveUp(status: number, why: string): void {
    if (this.done !== undefined) return;
    const more = this.busy - performance.now();
    if (more > 0) setTimeout(() => this.giveUp(status, why), more).unref();
    else {
      this.console.err(`mhpcheck: ${why}, and no answer came: what is not printed above is unknown\n`);
      this.done = this.printKept(status);
      this.kill();
    }
  }

  kill(): void {
    this.child.kill('SIGKILL');
  }

  /** The status of one that ended before it was done, and a line that says why. */
  private unfinished(code: number | null, signal: string | null): number {
    const say = (line: string) => this.console.err(`mhpcheck: ${line}\n`);
    if (this.stopped) return EXIT.interrupted;
    if (/out of memory|allocation failed|heap limit/i.test(this.dump) || signal === 'SIGKILL') {
      say('no more memory is to be had: all that is not printed above is unknown');
      return EXIT.unknown;
    }
    this.console.err(this.dump);
    const how = signal ?? `with status ${code}`;
    say(`ended ${how}; this is a bug in mhpcheck or in Node, if the model's code does nothing of that kind`);
    return EXIT.failed;
  }
}
