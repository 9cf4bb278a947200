// SPDX-License-Identifier: MIT
/** The race diagram of kernel changelogs: a column for each CPU, time flows down, the fault is marked. */
import type { Cause } from '../counterexample/cause.ts';
import type { Wait } from '../counterexample/counterexample.ts';
import type { Change, TraceStep } from '../counterexample/trace.ts';
import type { Source } from '../model/types.ts';
import { WIDTH, wrap } from './text.ts';

interface Column {
  /** The threads of one CPU: more than one where they share it. */
  readonly threads: readonly string[];
  readonly from: number;
  readonly width: number;
  /** Spaces for each level of calls: one where the column is narrow, or the calls are so deep that two do not fit. */
  readonly level: 1 | 2;
  /** Which of them runs, and the functions it is in, as far as they were printed. */
  running: string | undefined;
  path: readonly string[];
}
/** Where columns start, by how many there are: what kernel changelogs use. More share the width evenly. */
const STARTS: readonly (readonly number[])[] = [[], [2], [2, 38], [2, 26, 50], [2, 20, 38, 56]];

/** How a diagram ends. */
export interface End {
  /** The steps from this one on repeat for ever. */
  readonly loop?: number;
  /** What the threads of a deadlock wait for. */
  readonly waits?: readonly Wait[];
}

/**
 * The lines of the diagram. `mark` is put at the last step: `use-after-free!`. For a deadlock, each waiting thread's
 * statement follows, which it never gets past; around steps that repeat for ever rules are drawn.
 */
export function diagram(
  steps: readonly TraceStep[],
  mark: string,
  cause?: Cause,
  { loop = steps.length, waits = [] }: End = {},
): string[] {
  const columns = layOut([...steps, ...waits]);
  const lines = heads(columns);
  const labels = new Map<number, string>();
  if (cause?.changed !== undefined || cause?.held !== undefined) {
    // A deadlock's last step is not what breaks: what the threads wait for is.
    const last = waits.length > 0 ? undefined : cause.decisive;
    const marked = [cause.held, cause.earlier, cause.changed, last].filter((i) => i !== undefined);
    marked.forEach((step, i) => labels.set(step, `(${i + 1})`));
  }
  steps.forEach((step, i) => {
    if (i === loop) lines.push(rule('repeats from here'));
    const column = columns.find((c) => c.threads.includes(step.thread)) as Column;
    for (const line of stepLines(step, column, labels.get(i))) lines.push(' '.repeat(column.from) + line);
  });
  for (const wait of waits) {
    const column = columns.find((c) => c.threads.includes(wait.thread)) as Column;
    const blocked = [...entered(wait, column), ...statement([wait.says], column.path.length, column)];
    for (const line of blocked) lines.push(' '.repeat(column.from) + line);
    putMark(lines, `waits for ${wait.holders.join(', ')}`);
  }
  if (loop < steps.length) lines.push(rule('and back to there'));
  else if (waits.length === 0) putMark(lines, mark);
  return lines.map((line) => line.trimEnd());
}

const rule = (text: string): string => `-- ${text} `.padEnd(WIDTH, '-');

function layOut(steps: readonly { thread: string; cpu: number; at: Source | undefined }[]): Column[] {
  const cpus = [...new Set(steps.map((s) => s.cpu))].toSorted((a, b) => a - b);
  const even = cpus.map((_, i) => 2 + Math.floor((i * (WIDTH - 2)) / cpus.length));
  const starts = STARTS[cpus.length] ?? even;
  return cpus.map((cpu, i) => {
    const from = starts[i] as number;
    const end = starts[i + 1] ?? WIDTH + 1;
    const width = end - from - 1;
    const own = steps.filter((s) => s.cpu === cpu);
    const threads = [...new Set(own.map((s) => s.thread))];
    const deepest = Math.max(...own.map(({ at }) => (at?.callers?.length ?? 0) + 1));
    const level = width >= 30 && 2 * deepest <= deepestIndent(width) ? 2 : 1;
    const running = threads.length === 1 ? threads[0] : undefined;
    return { threads, running, from, width, level, path: [] };
  });
}

const title = ({ threads }: Column): string =>
  threads.length === 1 ? (threads[0] as string) : threads.join(', ');

/** CPUs are numbered as they appear: which ones a thread ran on makes no difference. */
function heads(columns: readonly Column[]): string[] {
  const row = (text: (c: Column) => string) =>
    columns.reduce((line, c) => line.padEnd(c.from) + text(c).slice(0, c.width), '').trimEnd();
  return [
    row((c) => `CPU${columns.indexOf(c)}`),
    row(title),
    row((c) => '-'.repeat(Math.min(title(c).length, c.width))),
  ];
}

/** A line where another thread of the CPU goes on, the functions entered since its last step, then the statement with what it found or changed. */
function stepLines(step: TraceStep, column: Column, label: string | undefined): string[] {
  const lines = entered(step, column);
  return [...lines, ...statement([step.says, label, bracket(step)], column.path.length, column)];
}

function entered({ thread, at }: { thread: string; at: Source | undefined }, column: Column): string[] {
  const path = [...(at?.callers ?? []), ...(at ? [at.func] : [])];
  const switched = column.running === thread ? [] : [`<${thread}>`];
  if (switched.length > 0) column.path = [];
  column.running = thread;
  const common = path.findIndex((f, i) => f !== column.path[i]);
  const known = common < 0 ? path.length : common;
  column.path = path;
  return [...switched, ...path.slice(known).flatMap((f, i) => indented(`${f}()`, known + i, column))];
}

/** The statement, its number and its bracket: on one line if they fit, else what doesn't goes below. */
function statement(parts: readonly (string | undefined)[], depth: number, column: Column): string[] {
  const [says = '', ...rest] = parts.filter((part) => part !== undefined);
  const lines = indented(says, depth, column);
  const { indent, hang } = margins(depth, column);
  for (const part of rest) {
    const last = lines.at(-1) ?? '';
    if (last.length + 1 + part.length <= column.width) lines.splice(-1, 1, `${last} ${part}`);
    else
      lines.push(
        ...wrap(part, column.width - indent - hang, 1).map((line) => ' '.repeat(indent + hang) + line),
      );
  }
  return lines;
}

/** A line at a call depth. */
function indented(text: string, depth: number, column: Column): string[] {
  const { indent, hang } = margins(depth, column);
  return wrap(text, column.width - indent, hang).map((line) => ' '.repeat(indent) + line);
}

const deepestIndent = (width: number): number => Math.floor(width / 3);
function margins(depth: number, { width, level }: Column): { indent: number; hang: number } {
  const indent = Math.min(depth * level, deepestIndent(width));
  return { indent, hang: Math.min(4, Math.max(1, width - indent - 12)) };
}

/** `[none]`, `[pud[0]: 0 -> none]`: what the step found, or else what it changed. */
function bracket(step: TraceStep): string | undefined {
  const parts = [...(step.note === undefined ? [] : [step.note]), ...visible(step).map(showChange)];
  return parts.length === 0 ? undefined : `[${parts.join('; ')}]`;
}

/**
 * The changes a reader wants: of shared memory, but for locks, whose statement says it all; of the own stack only
 * what a pointer now points at.
 */
function visible(step: TraceStep): readonly Change[] {
  const aboutLock = (c: Change) => c.from === step.thread || c.to === step.thread;
  const shared = step.changes.filter((c) => !c.ghost && c.field.startsWith('mem.') && !aboutLock(c));
  if (shared.length > 0 || step.note !== undefined) return shared;
  return step.changes.filter(
    (c) => c.field.startsWith('stack.') && typeof c.to === 'number' && c.from === null,
  );
}
const showValue = (value: unknown): string => (value === null ? 'none' : String(value));
export function showChange(c: Change): string {
  const field = c.field.replace(/^mem\.|^stack\.[^.]*\./, '');
  return c.field.startsWith('stack.')
    ? `${field} = ${showValue(c.to)}`
    : `${field}: ${showValue(c.from)} -> ${showValue(c.to)}`;
}

/** Puts the mark behind the last line, or on a line of its own where there is no room. */
function putMark(lines: string[], mark: string): void {
  const text = `<--- ${mark}`;
  const last = lines.pop() ?? '';
  if (last.length + 1 + text.length <= WIDTH) lines.push(`${last} ${text}`);
  else lines.push(last, text.padStart(WIDTH).slice(-WIDTH));
}
