// SPDX-License-Identifier: MIT
import type { TraceStep } from '../counterexample/trace.ts';

/** A step of a trace, written by hand. */
export const stepOf = (thread: string, says: string, more: Partial<TraceStep> = {}): TraceStep => ({
  event: { type: thread },
  thread,
  cpu: Number(/\d+$/.exec(thread)?.[0] ?? 0),
  label: `${thread}.x`,
  says,
  at: { func: 'f', file: 'f.c', version: 'v0' },
  note: undefined,
  fault: undefined,
  changes: [],
  same: [],
  reads: [],
  decided: [],
  way: [0, 0],
  ...more,
});
