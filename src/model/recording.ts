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

/** K: shared memory, as the model's author declared it. */
export interface Recording<K = never> {
  /** Kernels that can be recorded, `6.1`: what their command line has for it, and their probes, as tracefs takes them. */
  readonly kernels: readonly string[];
  readonly append: string;
  readonly probes: (arch: 'x86-64' | 'arm64') => readonly string[];
  readonly design: string;
  readonly configuration: string;
  /** How many threads and operations the recording is of. */
  readonly limits: (lines: readonly Line[]) => SetLimits;
  /** The role of the thread whose line it is; undefined of a mark. */
  readonly role: (line: Line) => string | undefined;
  /**
   * By `role.state`, or `role.state [note]` of a way taken: the lines that the step stands for, in their order. A value is
   * a number, or {name}: one that is the same wherever it is named, in the same operation if it is {its_name}; `a|b` is
   * either word. The name of an error is its number. One that begins with a question mark may be missing.
   */
  readonly lines: (all: readonly Line[]) => Stands;
  /** Names in lines that stand for another in memory as it is before the step: `zone` for `zone_Movable`. */
  readonly names?: (k: K) => Readonly<Record<string, string>>;
  /** Names that follow from others: `pfn` from `start`. Numbers. */
  readonly follows: Readonly<Record<string, (of: (name: string) => bigint) => bigint>>;
}
