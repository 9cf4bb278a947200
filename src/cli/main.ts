#!/usr/bin/env node
// SPDX-License-Identifier: MIT
/** The mhpcheck command: the process around cli.ts. */
import { entries } from '../../models/index.ts';
import { cli } from './cli.ts';
import { EXIT } from './console.ts';

// `mhpcheck ... | head` closes our output early: that is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(EXIT.ok);
  process.stderr.write(`mhpcheck: standard output: ${error.code}\n`);
  process.exit(EXIT.failed);
});
// Node's own status for an uncaught error is 1, which would read as "violated".
process.on('uncaughtException', (error) => {
  process.stderr.write(`mhpcheck failed; this is a bug in mhpcheck, not in the model:\n${error.stack}\n`);
  process.exit(EXIT.failed);
});
// The first Ctrl-C stops the search and prints what was covered; a second one ends at once.
let stopped = false;
process.on('SIGINT', () => {
  if (stopped) process.exit(EXIT.interrupted);
  stopped = true;
});
const console = {
  out: (text: string) => void process.stdout.write(text),
  err: (text: string) => void process.stderr.write(text),
  isTTY: process.stderr.isTTY,
};
process.exitCode = await cli(process.argv.slice(2), entries, console, () => stopped);
