// SPDX-License-Identifier: MIT
/** The race diagram of kernel changelogs: a column for each CPU, time flows down, the fault is marked. */
import type { TraceStep } from '../counterexample/trace.ts';
import type { Source } from '../model/types.ts';
import { pathOf } from './place.ts';
import type { Place } from './place.ts';
import { tell, waitText } from './steps.ts';
import type { Drawn, ToldAlone } from './steps.ts';
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
/** Where columns start, by how many there are: what kernel changelogs use. More than three do not fit a mail. */
export const STARTS: readonly (readonly number[])[] = [[], [2], [2, 38], [2, 26, 50]];

/** The lines of the diagram; around steps that repeat for ever rules are drawn. */
export function diagram(drawn: Drawn): string[] {
  const { steps, mark, loop = steps.length, waits = [], cpus = false } = drawn;
  const columns = layOut([...steps, ...waits]);
  const lines = heads(columns, cpus);
  const labels = new Map((drawn.numbered ?? []).map((step, i) => [step, `(${i + 1})`]));
  const columnOf = (thread: string) => columns.find((c) => c.threads.includes(thread)) as Column;
  const put = (column: Column, drawnLines: readonly string[]) =>
    lines.push(...drawnLines.map((line) => ' '.repeat(column.from) + line));
  for (const told of tell(steps, loop, drawn.kept)) {
    if ('folded' in told) {
      const { folded, from } = told;
      const { thread } = folded[0] as TraceStep;
      const next = [...steps.slice(from + folded.length), ...waits].find((s) => s.thread === thread);
      const column = columnOf(thread);
      put(column, foldLines(folded, next, column));
      continue;
    }
    if (told.index === loop) lines.push(rule('repeats from here'));
    const column = columnOf(told.step.thread);
    put(column, stepLines(told, column, labels.get(told.index)));
  }
  for (const wait of waits) {
    const column = columnOf(wait.thread);
    put(column, [...entered(wait, column), ...statement([wait.says], column.path.length, column)]);
    putMark(lines, waitText(wait));
  }
  if (loop < steps.length) lines.push(rule('and back to there'));
  else if (waits.length === 0) putMark(lines, mark);
  return lines.map((line) => line.trimEnd());
}

const rule = (text: string): string => `-- ${text} `.padEnd(WIDTH, '-');

function layOut(steps: readonly { thread: string; cpu: number; at: Source | undefined }[]): Column[] {
  const cpus = [...new Set(steps.map((s) => s.cpu))].toSorted((a, b) => a - b);
  const starts = STARTS[cpus.length] ?? [];
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
function heads(columns: readonly Column[], cpus: boolean): string[] {
  const row = (text: (c: Column) => string) =>
    columns.reduce((line, c) => line.padEnd(c.from) + text(c).slice(0, c.width), '').trimEnd();
  return [
    ...(cpus ? [row((c) => `CPU${columns.indexOf(c)}`)] : []),
    row(title),
    row((c) => '-'.repeat(Math.min(title(c).length, c.width))),
  ];
}

/** A line where another thread of the CPU goes on, the functions entered since its last step, then the statement with what it found or changed. */
function stepLines({ step, found }: ToldAlone, column: Column, label: string | undefined): string[] {
  const lines = entered(step, column);
  return [...lines, ...statement([step.says, label, found], column.path.length, column)];
}

const entered = (place: Place, column: Column): string[] => enter(place.thread, pathOf(place), column);

function enter(thread: string, path: readonly string[], column: Column): string[] {
  const switched = column.running === thread ? [] : [`<${thread}>`];
  if (switched.length > 0) column.path = [];
  column.running = thread;
  const common = path.findIndex((f, i) => f !== column.path[i]);
  const known = common < 0 ? path.length : common;
  column.path = path;
  return [...switched, ...path.slice(known).flatMap((f, i) => indented(`${f}()`, known + i, column))];
}

/**
 * `... add_memory_resource() (13 steps)`: the functions entered on the way, below those that the thread is still in when
 * it goes on, which come first.
 */
function foldLines(folded: readonly TraceStep[], next: Place | undefined, column: Column): string[] {
  const paths = folded.map(pathOf);
  const on = next ? pathOf(next) : (paths.at(-1) as readonly string[]);
  const apart = on.findIndex((f, i) => paths.at(-1)?.[i] !== f);
  const depth = apart < 0 ? on.length : apart;
  const { thread } = folded[0] as TraceStep;
  const lines = enter(thread, on.slice(0, depth), column);
  const names = [
    ...new Set(paths.flatMap((path) => (path[depth] === undefined ? [] : [`${path[depth]}()`]))),
  ];
  const named = names.length > 2 ? [names[0] as string, '...', names.at(-1) as string] : names;
  const listed = named.map((name, i) => (i < named.length - 1 ? `${name},` : name));
  return [...lines, ...statement(['...', ...listed, `(${folded.length} steps)`], depth, column)];
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

/** Puts the mark behind the last line, or on a line of its own where there is no room. */
export function putMark(lines: string[], mark: string): void {
  const text = `<--- ${mark}`;
  const last = lines.pop() ?? '';
  if (last.length + 1 + text.length <= WIDTH) lines.push(`${last} ${text}`);
  else lines.push(last, text.padStart(WIDTH).slice(-WIDTH));
}
