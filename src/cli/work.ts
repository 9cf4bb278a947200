// SPDX-License-Identifier: MIT
/** The process that works: started, listened to and stopped by main.ts. A model's code runs here, whatever it does. */
import { readSync, writeSync } from 'node:fs';
import { Socket } from 'node:net';
import { entries } from '../../models/index.ts';
import { isTheirFault, thrown } from '../model/mistake.ts';
import { message } from '../outside/text.ts';
import { cli } from './cli.ts';
import { EXIT } from './console.ts';
import { HEARS, SPEAKS } from './guard.ts';
import type { Told } from './guard.ts';
import type { Kept } from './json.ts';
import { isFile } from './load.ts';
import { endWithParent } from './orphan.ts';

const exit: (status: number) => never = process.exit.bind(process);

function tell(told: Told): void {
  const bytes = Buffer.from(`${JSON.stringify(told)}\n`);
  for (let sent = 0; sent < bytes.length;) sent += writeSync(SPEAKS, bytes, sent);
}
function end(status: number): never {
  tell({ done: status });
  exit(status);
}

// Makes reads from it return at once. Nothing is read by it: a loop that is busy would not get to hear.
const ear = new Socket({ fd: HEARS, readable: false, writable: false });
ear.unref();
const byte = Buffer.alloc(1);
let stop = false;
/** Whether to stop. Ends the process where there is nobody left to tell. */
function stopped(): boolean {
  try {
    stop ||= readSync(HEARS, byte) > 0 || exit(EXIT.interrupted);
  } catch {
    // EAGAIN: nothing was said.
  }
  return stop;
}
// A terminal sends its Ctrl-C to both processes: this one is told by the other.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {});
endWithParent();
// It may have gone before.
stopped();
// Also where it waits for something.
setInterval(stopped, 200).unref();

const [width, ...argv] = process.argv.slice(2);
const console = {
  out: (text: string) => tell({ out: text }),
  err: (text: string) => tell({ err: text }),
  within: (time: number) => tell({ within: time }),
  busy: (time: number) => tell({ busy: time }),
  kept: (kept: Kept) => tell({ kept }),
  isTTY: width === 'tty',
};
/** Ends with a line about the model's code: its file, if the command line has one. */
function theirs(what: string): never {
  const file = argv.find(isFile) ?? 'the model';
  console.err(`mhpcheck: ${message(`${file}: ${what}`)}\n`);
  end(EXIT.usage);
}
/** Something failed that nobody waits for. Node's own status for that is 1, which would read as "violated". */
function failed(error: unknown, how: string): never {
  if (isTheirFault(error)) theirs(`${how} in the background: ${thrown(error)}`);
  console.err(`mhpcheck failed; this is a bug in mhpcheck, not in the model:\n${(error as Error).stack}\n`);
  end(EXIT.failed);
}
process.on('uncaughtException', (error: unknown) => failed(error, 'code failed'));
process.on('unhandledRejection', (error) => failed(error, 'a promise was rejected'));
// Not by an exit of ours: nothing is left that could go on.
process.on('beforeExit', () => theirs('waits for what never comes (an `await` outside of any function?)'));
process.exit = (code) => theirs(`its code ends the process: process.exit(${code ?? ''})`);
// Time counts from the start of the process. No `await` out here: Node would warn of one that never ends.
void cli(argv, entries, console, stopped, 0).then(end);
