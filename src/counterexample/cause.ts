// SPDX-License-Identifier: MIT
/** Which steps of a trace to look at: the decisive one, the other thread's step that it trips over, and the own one before. */
import type { Compiled } from '../compile/compile.ts';
import type { Cells } from '../compile/interpret.ts';
import { cellsRead, changedCells, isPrimitive, isShared, readsOf } from './cells-read.ts';
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
  /** A pointer of its own that the decisive step goes by, and that it has since before the other's change. */
  readonly origin?: Origin;
}
export interface Origin {
  readonly field: string;
  /** The step by which it came to hold what it does. */
  readonly from: number;
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

/** Of each pointer, of what may be null: an index or a count says less than the statement does. */
function originsOf(compiled: Compiled, { steps, states }: Trace): Origin[] {
  const decisive = steps.length - 1;
  const { thread } = steps[decisive] as Trace['steps'][number];
  const own = [...new Set(cellsRead(compiled, states[decisive] as Cells, thread))].filter((cell) => {
    const { name = '', values = [] } = compiled.map.cells[cell] ?? {};
    return (
      name.startsWith(`stack.${thread}.`) &&
      values.includes(null) &&
      values.some((v) => typeof v === 'number')
    );
  });
  return own.flatMap((cell) => {
    const from = steps.findLastIndex(
      (_, i) => i < decisive && changedCells(states[i] as Cells, states[i + 1] as Cells).includes(cell),
    );
    const field = compiled.map.cells[cell]?.name.replace(/^stack\.[^.]*\./, '') ?? '';
    return from < 0 ? [] : [{ field, from }];
  });
}

function before(steps: Trace['steps'], index: number, thread: string): { earlier?: number } {
  const earlier = steps.slice(0, index).findLastIndex((s) => s.thread === thread);
  return earlier < 0 ? {} : { earlier };
}
