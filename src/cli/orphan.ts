// SPDX-License-Identifier: MIT
/**
 * Ends this process where the one that started it is gone, whatever a model's code does here: a loop in it hears nothing,
 * so that a thread of its own looks. Where there is none to be had, there is none: the others still look (work.ts).
 */
import { Worker } from 'node:worker_threads';

/** Between two looks (ms). */
const PACE = 1000;
/** A process whose parent has ended is given another. process.exit() would end the thread alone. */
const LOOK = `
const { workerData } = require('node:worker_threads');
setInterval(() => process.ppid === workerData || process.kill(process.pid, 'SIGKILL'), ${PACE});
`;

export function endWithParent(): void {
  const options = {
    eval: true,
    workerData: process.ppid,
    execArgv: [],
    resourceLimits: { maxOldGenerationSizeMb: 8, maxYoungGenerationSizeMb: 1, stackSizeMb: 1 },
  };
  try {
    new Worker(LOOK, options).on('error', () => {}).unref();
  } catch {
    // No thread is to be had.
  }
}
