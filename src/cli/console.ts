// SPDX-License-Identifier: MIT
/** Where text goes: results to standard output, progress and errors to standard error. */
import { message, visible } from '../outside/text.ts';
import type { Kept } from './json.ts';
import type { Run } from './watch.ts';

export interface Console {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  /** Whether standard error is a terminal: then the progress line is rewritten in place. */
  readonly isTTY: boolean;
  /** Lines that are typed, in place of standard input: a test types. */
  readonly lines?: () => AsyncIterable<string>;
  /** Runs a command apart, in place of a process of its own: a test answers. */
  readonly runs?: Run;
  /** Threads that a search has which takes long. Default: one. */
  readonly cores?: number;
  /** Told in how many milliseconds the command is to be over, for whoever can end it from outside. */
  readonly within?: (time: number) => void;
  /** Told that for so many milliseconds at most something goes on that should be done: then it ends later. */
  readonly busy?: (time: number) => void;
  /** Told what `--json` will print, as it comes. */
  readonly kept?: (kept: Kept) => void;
}

/** Exit statuses: docs/semantics.md 8. */
export const EXIT = { ok: 0, violated: 1, unknown: 2, usage: 3, failed: 4, interrupted: 130 } as const;

/** Bad usage or input: one line that says what is wrong and what to do. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** Empties the line at hand on a terminal; it and the next are all that is printed for it to obey. */
const CLEAR = '\r\x1b[K';
/** Empties the screen. */
export const CLEAR_SCREEN = '\x1b[2J\x1b[3J\x1b[H';
/** The one of the two that a text begins with. */
const obeyed = (text: string) => [CLEAR, CLEAR_SCREEN].find((code) => text.startsWith(code)) ?? '';

/** A console that prints nothing that a terminal would obey, whoever wrote it. */
export const fit = ({ out, err, isTTY, busy, cores, kept, lines, runs }: Console): Console => ({
  ...(cores !== undefined && { cores }),
  ...(busy && { busy }),
  ...(kept && { kept }),
  ...(lines && { lines }),
  ...(runs && { runs }),
  out: (text) => out(visible(text)),
  err: (text) => {
    const code = isTTY ? obeyed(text) : '';
    err(`${code}${visible(text.slice(code.length))}`);
  },
  isTTY,
});

export interface ProgressCounts {
  readonly states: number;
  readonly transitions: number;
  readonly depth: number;
  readonly queue: number;
}
/** Reports go quiet for this long before the first line, and between two lines (ms). */
const FIRST = 1000;
const EVERY = { tty: 500, plain: 5000 };

/** A line on standard error once a run takes over a second: `states= transitions= depth= queue= sec=`. */
export class ProgressLine {
  private readonly console: Console;
  private readonly what: string;
  private readonly start = performance.now();
  private last = this.start;
  private shown = false;

  constructor(console: Console, what: string) {
    this.console = console;
    this.what = what;
  }

  update({ states, transitions, depth, queue }: ProgressCounts): void {
    this.say(`${this.what}: states=${states} transitions=${transitions} depth=${depth} queue=${queue}`);
  }

  /** Prints the text with the time it took so far, unless the last line is too fresh. */
  say(text: string): void {
    const now = performance.now();
    const pause = this.console.isTTY ? EVERY.tty : EVERY.plain;
    if (now - this.start < FIRST || (this.shown && now - this.last < pause)) return;
    this.last = now;
    this.shown = true;
    const sec = ((now - this.start) / 1000).toFixed(0);
    const line = message(`${text} sec=${sec}`);
    this.console.err(this.console.isTTY ? `${CLEAR}${line}` : `${line}\n`);
  }

  /** Clears the line, so that what follows starts on an empty one. */
  end(): void {
    if (this.shown && this.console.isTTY) this.console.err(CLEAR);
  }
}
