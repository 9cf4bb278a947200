// SPDX-License-Identifier: MIT
/** The process that works: started, listened to and stopped by main.ts. A model's code runs here, whatever it does. */
import { readSync, writeSync } from 'node:fs';
import { Socket } from 'node:net';
import { entries } from '../../models/index.ts';
import { cli } from './cli.ts';
import { EXIT } from './console.ts';
import { HEARS, SPEAKS } from './guard.ts';
import type { Told } from './guard.ts';

function tell(told: Told): void {
  const bytes = Buffer.from(`${JSON.stringify(told)}\n`);
  for (let sent = 0; sent < bytes.length;) sent += writeSync(SPEAKS, bytes, sent);
}
function end(status: number): never {
  tell({ done: status });
  process.exit(status);
}

// Makes reads from it return at once. Nothing is read by it: a loop that is busy would not get to hear.
const ear = new Socket({ fd: HEARS, readable: false, writable: false });
ear.unref();
const byte = Buffer.alloc(1);
let stop = false;
/** Whether to stop. Ends the process where there is nobody left to tell. */
function stopped(): boolean {
  try {
    stop ||= readSync(HEARS, byte) > 0 || process.exit(EXIT.interrupted);
  } catch {
    // EAGAIN: nothing was said.
  }
  return stop;
}
// A terminal sends its Ctrl-C to both processes: this one is told by the other.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {});
// Also where it waits for something.
setInterval(stopped, 200).unref();

const [width, ...argv] = process.argv.slice(2);
const console = {
  out: (text: string) => tell({ out: text }),
  err: (text: string) => tell({ err: text }),
  isTTY: width === 'tty',
};
// Node's own status for an uncaught error is 1, which would read as "violated".
process.on('uncaughtException', (error) => {
  console.err(`mhpcheck failed; this is a bug in mhpcheck, not in the model:\n${error.stack}\n`);
  end(EXIT.failed);
});
// Time counts from the start of the process.
end(await cli(argv, entries, console, stopped, 0));
