// SPDX-License-Identifier: MIT
/** The process that works: started, listened to and stopped by main.ts. A model's code runs here, whatever it does. */
import { readSync, writeSync } from 'node:fs';
import { Socket } from 'node:net';
import { isTheirFault, thrown } from '../model/mistake.ts';
import type { Entry } from '../model/types.ts';
import { message } from '../outside/text.ts';
import { cores } from '../watch/cores.ts';
import { cli } from './cli.ts';
import { EXIT } from './console.ts';
import { BEGIN, HEARS, SPEAKS, STOP } from './guard.ts';
import type { Told } from './guard.ts';
import type { Kept } from './json.ts';
import { isFile, needed } from './load.ts';
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
/** Between two looks whether to begin (ms). */
const WAIT = 5;
const byte = Buffer.alloc(1);
const heard = new Set<string>();
/** Whether to stop. Ends the process where there is nobody left to tell. */
function stopped(): boolean {
  try {
    while (!heard.has(STOP)) {
      if (readSync(HEARS, byte) === 0) exit(EXIT.interrupted);
      heard.add(byte.toString('latin1'));
    }
  } catch {
    // EAGAIN: nothing was said.
  }
  return heard.has(STOP);
}
// A terminal sends its Ctrl-C to both processes: this one is told by the other.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {});
endWithParent();
// It may have gone before.
stopped();
// Also where it waits for something.
setInterval(stopped, 200).unref();

const [width, when, ...argv] = process.argv.slice(2);
const console = {
  out: (text: string) => tell({ out: text }),
  err: (text: string) => tell({ err: text }),
  within: (time: number) => tell({ within: time }),
  busy: (time: number) => tell({ busy: time }),
  kept: (kept: Kept) => tell({ kept }),
  cores: cores(),
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
/** Of ours those that the command is about: all of them take longer to load than most take to check. */
async function ours(): Promise<readonly Entry[]> {
  const { MODELS } = await import('../../models/by-name.ts');
  const names = needed(argv, Object.keys(MODELS));
  const loads = Object.entries(MODELS).filter(([name]) => names.includes(name));
  return Promise.all(loads.map(async ([, load]) => (await load()).entry));
}
/** Until it is told to begin, with all there that a model's file imports. When that was (ms, performance.now()). */
async function begun(): Promise<number> {
  if (when === 'now') return 0;
  await import('../index.ts');
  while (!stopped() && !heard.has(BEGIN)) await new Promise((done) => setTimeout(done, WAIT));
  return performance.now();
}
// Time counts from the start of the process. No `await` out here: Node would warn of one that never ends.
void ours()
  .then(async (entries) => cli(argv, entries, console, stopped, await begun()))
  .then(end);
