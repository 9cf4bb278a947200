// SPDX-License-Identifier: MIT
/** Whether a model has a run that explains a recording: every run that does so far is kept, line by line. */
import { toPlain } from '../compile/cells.ts';
import { sourceOf } from '../compile/compile.ts';
import type { Compiled } from '../compile/compile.ts';
import { hasFaulted, initialCells, successorsBy } from '../compile/interpret.ts';
import type { Cells } from '../compile/interpret.ts';
import type { Line, Recording, Stands } from '../model/recording.ts';
import { check } from '../watch/watch.ts';
import { matched } from './recording.ts';
import type { Known } from './recording.ts';

/** A run so far: where it is, which lines of its last step are still to come, and what is known of values. */
export interface Run {
  readonly cells: Cells;
  readonly due: readonly string[];
  readonly known: Known;
  /** Of the last line. */
  readonly time: number;
}
export interface Refusal {
  /** The first line that no run explains; undefined where the recording ends too early. */
  readonly line: Line | undefined;
  /** What runs would explain in its place. */
  readonly expected: readonly string[];
}

/** Undefined where some run explains all of it. */
export function refusal(
  follower: Follower,
  lines: readonly Line[],
  from: readonly Run[] = follower.start(),
): Refusal | undefined {
  let runs = from;
  for (const line of lines) {
    const next = follower.after(runs, line);
    if (next.length === 0) return { line, expected: follower.expected(runs) };
    runs = next;
  }
  return follower.areOver(runs) ? undefined : { line: undefined, expected: follower.expected(runs) };
}

/** Follows a recording, a line at a time. */
export class Follower {
  private readonly compiled: Compiled;
  private readonly recording: Recording;
  private readonly stands: Stands;

  /** `lines`: all of what is followed. */
  constructor(compiled: Compiled, recording: Recording, lines: readonly Line[]) {
    this.compiled = compiled;
    this.recording = recording;
    this.stands = recording.lines(lines);
  }

  start(): readonly Run[] {
    return [{ cells: initialCells(this.compiled), due: [], known: {}, time: 0 }];
  }
  /** The runs that explain this line as well. */
  after(runs: readonly Run[], line: Line): readonly Run[] {
    return line.time < (runs[0]?.time ?? 0) ? [] : this.by(this.ready(runs), line);
  }
  /** What lines would be explained next. */
  expected(runs: readonly Run[]): readonly string[] {
    return [...new Set(this.ready(runs).map(({ due }) => (due[0] ?? '').replace(/^\?/, '')))];
  }
  areOver(runs: readonly Run[]): boolean {
    return runs.some(({ cells, due }) => due.length === 0 && this.isOver(cells));
  }

  /** Each run with the next line that it stands for: after steps that stand for none. */
  private ready(runs: readonly Run[]): readonly Run[] {
    const found = new Map<string, Run>();
    const seen = new Set<string>();
    const open = [...runs];
    for (let run = open.pop(); run; run = open.pop()) {
      check();
      if (run.due.length > 0) {
        found.set(keyOf(run), run);
        // Or without it.
        if (isOptional(run.due[0])) open.push({ ...run, due: run.due.slice(1) });
        continue;
      }
      for (const next of this.steps(run)) {
        const key = keyOf(next);
        if (seen.has(key)) continue;
        seen.add(key);
        open.push(next);
      }
    }
    return [...found.values()];
  }

  private by(ready: readonly Run[], line: Line): readonly Run[] {
    const found = new Map<string, Run>();
    for (const { cells, due, known } of ready) {
      const [first = '', ...rest] = due;
      const now = matched(first.replace(/^\?/, ''), line, known, this.recording);
      if (!now) continue;
      const run = { cells, due: rest, known: now, time: line.time };
      found.set(keyOf(run), run);
    }
    return [...found.values()];
  }

  private *steps({ cells, known, time }: Run): Iterable<Run> {
    const { threads } = this.compiled.program;
    for (const thread of threads) {
      // Those that run the same are the operations of one task: one after the other.
      const earlier = threads.filter((t) => t.role === thread.role && t.index < thread.index);
      if (!earlier.every((t) => this.isEnded(cells, t.index))) continue;
      for (const next of successorsBy(this.compiled, cells, thread.index)) {
        if (hasFaulted(this.compiled, next.cells)) continue;
        const edge = this.compiled.edges[next.edge];
        const label = edge?.label ?? '';
        const position = thread.positions[edge?.position ?? 0];
        const note = position?.candidates[edge?.candidate ?? 0]?.note;
        const ways = [`${label} [${next.choice ?? ''}]`, `${label} [${note ?? ''}]`, label];
        const due = ways.map((way) => this.stands[way]).find(Boolean) ?? [];
        yield { cells: next.cells, due: this.named(cells, due), known, time };
      }
    }
  }

  /** Names that say more of the same in memory as it is: which zone it is. */
  private named(cells: Cells, due: readonly string[]): readonly string[] {
    const { names } = this.recording;
    if (!names || due.length === 0) return due;
    const { map } = this.compiled;
    const as = names(toPlain(map.mem, map.cells, sourceOf(cells)) as never);
    return due.map((template) =>
      template.replaceAll(/\{(\w+)\}/g, (_, name: string) => `{${as[name] ?? name}}`),
    );
  }

  private isEnded(cells: Cells, index: number): boolean {
    const thread = this.compiled.program.threads[index];
    const at = cells[this.compiled.map.pcs[index] as number] as number;
    return at !== thread?.initial && thread?.positions[at]?.validEnd === true;
  }
  /** Nobody is in the middle of anything. */
  private isOver(cells: Cells): boolean {
    return this.compiled.program.threads.every(({ index, initial }) => {
      const at = cells[this.compiled.map.pcs[index] as number];
      return at === initial || this.isEnded(cells, index);
    });
  }
}

const isOptional = (template = ''): boolean => template.startsWith('?');
const keyOf = ({ cells, due, known }: Run) =>
  `${cells.join()} ${due.length} ${due[0] ?? ''} ${JSON.stringify(known)}`;
