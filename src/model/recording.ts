// SPDX-License-Identifier: MIT
/** What a recording of a kernel shows of a model's steps: which lines of it each step stands for. */
import type { SetLimits } from './bound.ts';

/** A line of a recording: a probe at a function's entry (`p_`) or return (`r_`), or a mark of who drives the kernel. */
export interface Line {
  /** Counted from 1. */
  readonly number: number;
  readonly text: string;
  readonly time: number;
  readonly task: string;
  /** `p_online_pages`; `STEP` of a mark. */
  readonly event: string;
  /** `(online_pages+0x0/0x2d0)`; nothing of a mark. */
  readonly where: string;
  /** By name, `nr` to `0x7e00`; a mark's words by their place. */
  readonly values: Readonly<Record<string, string>>;
}

/** Steps with the lines that each stands for. */
export type Stands = Readonly<Record<string, readonly string[]>>;

export interface Recording {
  readonly design: string;
  readonly configuration: string;
  /** How many threads and operations the recording is of. */
  readonly limits: (lines: readonly Line[]) => SetLimits;
  /** The role of the thread whose line it is; undefined of a mark. */
  readonly role: (line: Line) => string | undefined;
  /**
   * By `role.state`, or `role.state [note]` of a way taken: the lines that the step stands for, in their order. A value is
   * a number, or {name}: one that is the same wherever it is named; `a|b` is either word.
   */
  readonly lines: (all: readonly Line[]) => Stands;
  /** Names that follow from others: `pfn` from `start`. Numbers. */
  readonly follows: Readonly<Record<string, (of: (name: string) => bigint) => bigint>>;
}
