// SPDX-License-Identifier: MIT
/** Which steps of a trace to look at: the decisive one, the other thread's step that it trips over, and the own one before. */
import type { Compiled } from '../compile/compile.ts';
import type { Cells } from '../compile/interpret.ts';
import { cellsRead, changedCells, isPrimitive, isShared, readsOf } from './cells-read.ts';
import { take } from './trace.ts';
import type { Trace } from './trace.ts';

/** Indexes into the trace's steps. */
export interface Cause {
  readonly decisive: number;
  /** The last step of another thread that changed what the decisive step, or what led its thread there, had read. */
  readonly changed?: number;
  /** The decisive thread's last step before that. */
  readonly earlier?: number;
  /** Instead of these: where the thread itself took the lock that its faulting step must not be run under. */
  readonly held?: number;
  /** What the decisive step goes by, of its own, and has since before the other's change: a pointer, or a stale copy. */
  readonly origin?: Origin;
}
export interface Origin {
  readonly field: string;
  /** The step by which it came to hold what it does. */
  readonly from: number;
  /** The field of shared memory that was copied there, where that has another value by now. */
  readonly stale?: { readonly field: string; readonly was: unknown; readonly now: unknown };
}

export function cause(compiled: Compiled, trace: Trace): Cause | undefined {
  const found = causeOf(compiled, trace);
  // What it came to hold later is not stale; of several the latest.
  const changed = found?.changed ?? -1;
  const [origin] = (found ? originsOf(compiled, trace) : [])
    .filter(({ from }) => from < changed)
    .toSorted((a, b) => b.from - a.from);
  return found && { ...found, ...(origin && { origin }) };
}

function causeOf(compiled: Compiled, { steps, states }: Trace): Cause | undefined {
  const decisive = steps.length - 1;
  const thread = steps[decisive]?.thread;
  if (thread === undefined) return undefined;
  const byOthers = (i: number) => steps[i]?.thread !== thread;
  const end = states[decisive] as Cells;
  const held = steps[decisive]?.fault === undefined ? -1 : lockTaken(compiled, { steps, states }, thread);
  if (held >= 0) return { decisive, held };
  // What the decisive step overwrites counts as well: a table installed twice.
  const overwritten = changedCells(end, states[decisive + 1] as Cells).filter((cell) =>
    isShared(compiled, cell),
  );
  // Go back from the decisive step, collecting what the thread had read, until another thread changed one of these.
  const read = new Set([...readsOf(compiled, end, thread), ...overwritten]);
  for (let i = decisive - 1; i >= 0; i--) {
    const changed = changedCells(states[i] as Cells, states[i + 1] as Cells).some((cell) => read.has(cell));
    if (changed && byOthers(i)) return { decisive, changed: i, ...before(steps, i, thread) };
    // Which pages an allocator found taken led nowhere.
    if (byOthers(i) || isPrimitive(compiled, states[i] as Cells, thread)) continue;
    for (const cell of readsOf(compiled, states[i] as Cells, thread)) read.add(cell);
  }
  // Nothing it read: what breaks is a property. Then the last thing another thread did to shared memory.
  const other = steps.findLastIndex(
    (s, i) => byOthers(i) && s.changes.some((c) => !c.ghost && c.field.startsWith('mem.')),
  );
  return other < 0 ? { decisive } : { decisive, changed: other, ...before(steps, other, thread) };
}

/** The step by which the thread took a lock that its last step finds itself holding, or -1. */
function lockTaken(compiled: Compiled, { steps, states }: Trace, thread: string): number {
  const { cells } = compiled.map;
  const decisive = steps.length - 1;
  const own = cellsRead(compiled, states[decisive] as Cells, thread).filter((cell) => {
    const lock = cells[cell];
    return lock?.lock === true && lock.values[(states[decisive] as Cells)[cell] as number] === thread;
  });
  return steps.findLastIndex(
    (s, i) =>
      i < decisive &&
      s.thread === thread &&
      changedCells(states[i] as Cells, states[i + 1] as Cells).some((cell) => own.includes(cell)),
  );
}

/** Of each pointer, of what may be null, and of each stale copy: an index or a count says less than the statement does. */
function originsOf(compiled: Compiled, { steps, states }: Trace): Origin[] {
  const decisive = steps.length - 1;
  const { thread } = steps[decisive] as Trace['steps'][number];
  const own = [...new Set(cellsRead(compiled, states[decisive] as Cells, thread))].filter((cell) =>
    compiled.map.cells[cell]?.name.startsWith(`stack.${thread}.`),
  );
  return own.flatMap((cell) => {
    const { name = '', values = [] } = compiled.map.cells[cell] ?? {};
    const isPointer = values.includes(null) && values.some((v) => typeof v === 'number');
    // What was there already is taken as well: 0 of a counter that is 0.
    const from = steps.findLastIndex(
      (s, i) =>
        i < decisive &&
        s.thread === thread &&
        take(compiled, states[i] as Cells, s.event, i).wrote.includes(cell),
    );
    const stale = from < 0 ? undefined : staleCopy(compiled, { steps, states }, cell, from);
    if (from < 0 || !(isPointer || stale)) return [];
    return [{ field: name.replace(/^stack\.[^.]*\./, ''), from, ...(stale && { stale }) }];
  });
}

/** The one field that a step looked at and whose value it took, where that has changed since. */
function staleCopy(
  compiled: Compiled,
  { steps, states }: Trace,
  cell: number,
  from: number,
): Origin['stale'] | undefined {
  const { cells } = compiled.map;
  const valueIn = (state: number, of: number) => cells[of]?.values[(states[state] as Cells)[of] as number];
  const copy = valueIn(from + 1, cell);
  const { thread } = steps[from] as Trace['steps'][number];
  const sources = [...new Set(readsOf(compiled, states[from] as Cells, thread))].filter(
    (of) => valueIn(from, of) === copy,
  );
  const [source] = sources;
  if (source === undefined || sources.length > 1) return undefined;
  const now = valueIn(steps.length - 1, source);
  return now === copy ? undefined : { field: cells[source]?.name ?? '', was: copy, now };
}

function before(steps: Trace['steps'], index: number, thread: string): { earlier?: number } {
  const earlier = steps.slice(0, index).findLastIndex((s) => s.thread === thread);
  return earlier < 0 ? {} : { earlier };
}
