// SPDX-License-Identifier: MIT
/** A thread that waits at the end of a trace, as a report is given it. */
import type { Wait } from '../counterexample/ending.ts';

/** It spins, and nobody is known that it waits for, unless said. */
export const wait = (thread: string, rest: Partial<Wait> = {}): Wait => ({
  thread,
  cpu: 0,
  step: 'cpu.spin',
  says: 'cpu_relax()',
  at: undefined,
  holders: [],
  idle: false,
  lock: undefined,
  tracked: false,
  ...rest,
});
