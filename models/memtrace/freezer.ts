// SPDX-License-Identifier: MIT
/** kernel/power/process.c: a process that is in the kernel is frozen when it leaves; where nobody hibernates, nobody asks. */
import { code, source } from '../../src/vocabulary/index.ts';
import type { Kernel, Settings } from './memory.ts';

const { inlined, wait_until, step } = code<Kernel>();
const freezer = source('kernel/freezer.c', 'v5.11');

export const enter = (name: string, s: Settings) =>
  s.hibernates &&
  inlined(freezer('__refrigerator'), [
    wait_until(
      name,
      { says: 'system call, unless frozen', primitive: 'try_to_freeze', mayWait: true },
      (k) => !k.freezing,
      (k, _me, _choice, self) => (k.inside[self.index] = true),
    ),
  ]);
export const leave = (name: string, s: Settings) =>
  s.hibernates &&
  inlined(freezer('__refrigerator'), [
    step(name, 'back in user space', (k, _me, _choice, self) => (k.inside[self.index] = false)),
  ]);
