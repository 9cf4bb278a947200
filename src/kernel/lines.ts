// SPDX-License-Identifier: MIT
/** Text that comes in pieces, line by line; and a log that can be waited for. */
import type { Readable } from 'node:stream';

/** Calls `each` with every line, without its end. */
export function lines(from: Readable, each: (line: string) => void): void {
  let rest = '';
  from.on('data', (data: Buffer) => {
    const parts = `${rest}${data.toString('utf8')}`.split('\n');
    rest = parts.pop() ?? '';
    for (const part of parts) each(part.replaceAll('\r', ''));
  });
}

/** What a guest has said so far. */
export class Log {
  readonly lines: string[] = [];
  private readonly waiting = new Set<() => void>();
  private over = false;

  add(line: string): void {
    this.lines.push(line);
    for (const look of this.waiting) look();
  }
  /** Nothing more will come. */
  end(): void {
    this.over = true;
    for (const look of this.waiting) look();
  }
  /** The first line from `after` on that fits; undefined once `time` is over (ms), or the log is. */
  said(fits: RegExp, time: number, after = 0): Promise<string | undefined> {
    return new Promise((done) => {
      let at = after;
      const finish = (line?: string) => {
        clearTimeout(timer);
        this.waiting.delete(look);
        done(line);
      };
      const look = () => {
        for (; at < this.lines.length; at++)
          if (fits.test(this.lines[at] as string)) return finish(this.lines[at]);
        if (this.over) finish();
      };
      const timer = setTimeout(finish, time);
      this.waiting.add(look);
      look();
    });
  }
}
