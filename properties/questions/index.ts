// SPDX-License-Identifier: MIT
/** The five mails. */
import { altmap } from './altmap.ts';
import { hotRemove } from './hot-remove.ts';
import { memmapOnMemory } from './memmap-on-memory.ts';
import { memtrace } from './memtrace.ts';
import { stopMachine } from './stop-machine.ts';
import type { Mail } from './types.ts';

export const MAILS: readonly Mail[] = [stopMachine, altmap, hotRemove, memtrace, memmapOnMemory];
