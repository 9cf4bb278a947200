#!/usr/bin/env node
// SPDX-License-Identifier: MIT
/**
 * The mhpcheck command. This process does no work, so that it always answers: it starts the one that does (work.ts),
 * prints what that says, tells it when to stop, and ends it where it does not. docs/decisions/0018 says why two.
 */
import { EXIT } from './console.ts';
import { Guard } from './guard.ts';

const guard = new Guard(process.argv.slice(2), process.stderr.isTTY === true, {
  out: (text) => void process.stdout.write(text),
  err: (text) => void process.stderr.write(text),
});
const endNow = (status: number): never => {
  guard.kill();
  process.exit(status);
};
// `mhpcheck ... | head` closes our output early: that is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') endNow(EXIT.ok);
  process.stderr.write(`mhpcheck: standard output: ${error.code}\n`);
  endNow(EXIT.failed);
});
// Where nobody reads errors, nobody is told of that either.
process.stderr.on('error', () => {});
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
  process.on(signal, () => {
    // The second ends at once.
    if (!guard.stop()) endNow(EXIT.interrupted);
  });
process.exitCode = await guard.ended;
