// SPDX-License-Identifier: MIT
/**
 * The steps of a trace that the violation depends on: a slice backwards from its end, over what each step read and
 * wrote (Weiser 1984; of one run: Korel and Laski 1988). The others are folded when the trace is told; where there is
 * no room for all that are left, the nearest are told.
 */
import { sourceOf } from '../compile/compile.ts';
import type { Compiled } from '../compile/compile.ts';
import type { Cells } from '../compile/interpret.ts';
import { isLeaf } from '../compile/tree.ts';
import type { Tree } from '../compile/tree.ts';
import type { Property } from '../model/types.ts';
import type { Cause } from './cause.ts';
import { cellsRead, changedCells, isPrimitive, isShared } from './cells-read.ts';
import type { Ending } from './ending.ts';
import type { Trace } from './trace.ts';

export interface Broken {
  readonly property: Property;
  readonly cause: Cause | undefined;
  readonly ending: Ending | undefined;
  /** Of a loop: how many steps come before it. Those of the loop are all kept. */
  readonly loop?: number | undefined;
}

/** Of each step: its thread, the data that it read, none of a primitive's own search, and the cells that it changed. */
interface Use {
  readonly thread: string;
  readonly reads: readonly number[];
  readonly writes: readonly number[];
}

/** The steps to keep, by index: all that the violation depends on. */
export const slice = (compiled: Compiled, trace: Trace, broken: Broken): ReadonlySet<number> =>
  slices(compiled, trace, broken).at(-1) as ReadonlySet<number>;

/**
 * From the fewest steps, without which nothing could be said, to all that it depends on: each set has one more than the
 * one before, the latest of: a step that failed; a look that went stale; else a step that wrote what is read; else what one thread saw of
 * another on its way.
 */
export function slices(
  compiled: Compiled,
  trace: Trace,
  broken: Broken,
): readonly [ReadonlySet<number>, ...ReadonlySet<number>[]] {
  const { steps, states } = trace;
  const uses = steps.map(({ thread }, i): Use => {
    const [before, after] = [states[i] as Cells, states[i + 1] as Cells];
    // Which pages an allocator found taken led nowhere, but where it is what the trace ends with.
    const led = i === steps.length - 1 || !isPrimitive(compiled, before, thread);
    const reads = led ? dataRead(compiled, before, thread) : [];
    return { thread, reads, writes: changedCells(before, after) };
  });
  const shared = (cell: number) => isShared(compiled, cell);
  const failed = failures(compiled, trace);
  const end = asked(compiled, states.at(-1) as Cells, broken);
  const sets: [ReadonlySet<number>, ...ReadonlySet<number>[]] = [new Set(seeds(trace, broken))];
  for (;;) {
    const kept = sets.at(-1) as ReadonlySet<number>;
    const isNew = (i: number) => !kept.has(i);
    const [more] = [failed, stale(uses, kept, shared), writers(uses, kept, end), passedOn(uses, kept)]
      .map((found) => found.filter(isNew))
      .filter((found) => found.length > 0);
    if (more === undefined) return sets;
    sets.push(new Set([...kept, Math.max(...more)]));
  }
}

/** Who wrote, last before it, what a kept step, or the property at the end, had read. */
function writers(uses: readonly Use[], kept: ReadonlySet<number>, end: readonly number[]): number[] {
  const last = new Map<number, number>();
  const of = (cells: readonly number[]) => cells.map((cell) => last.get(cell));
  const found: (number | undefined)[] = [];
  for (const [i, { reads, writes }] of uses.entries()) {
    if (kept.has(i)) found.push(...of(reads));
    for (const cell of writes) last.set(cell, i);
  }
  return [...found, ...of(end)].filter((i) => i !== undefined);
}

/** The last step of each thread that is kept. */
function lastKept(uses: readonly Use[], kept: ReadonlySet<number>): ReadonlyMap<string, number> {
  const last = new Map<string, number>();
  for (const k of kept) {
    const { thread } = uses[k] as Use;
    last.set(thread, Math.max(k, last.get(thread) ?? -1));
  }
  return last;
}

/** What one thread wrote and another saw, on its way to a step that is kept: both. Its own branches go without saying. */
function passedOn(uses: readonly Use[], kept: ReadonlySet<number>): number[] {
  const last = lastKept(uses, kept);
  const writer = new Map<number, number>();
  return uses.flatMap(({ thread, reads, writes }, i) => {
    const needed = i <= (last.get(thread) ?? -1);
    const from = needed ? reads.map((cell) => writer.get(cell)).filter((w) => w !== undefined) : [];
    const others = from.filter((w) => uses[w]?.thread !== thread);
    for (const cell of writes) writer.set(cell, i);
    return others.length > 0 ? [...others, i] : [];
  });
}

/** Looks that went stale: the last read of what another thread's kept step overwrites, of a thread that is needed later. */
function stale(uses: readonly Use[], kept: ReadonlySet<number>, shared: (cell: number) => boolean): number[] {
  const last = lastKept(uses, kept);
  /** By cell, then thread: who looked last. */
  const looked = new Map<number, Map<string, number>>();
  return uses.flatMap(({ thread, reads, writes }, j) => {
    const readers = kept.has(j) ? writes.filter(shared).flatMap((cell) => [...(looked.get(cell) ?? [])]) : [];
    for (const cell of reads) looked.set(cell, (looked.get(cell) ?? new Map()).set(thread, j));
    return readers.filter(([who]) => who !== thread && (last.get(who) ?? -1) > j).map(([, i]) => i);
  });
}

function seeds({ steps }: Trace, { cause, ending, loop, property }: Broken): number[] {
  if (ending) return [...ending.taken];
  const last = steps.length - 1;
  const looped = loop === undefined ? [] : steps.map((_, i) => i).slice(loop);
  const found =
    property.kind === 'eventually' ? [] : [cause?.held, cause?.earlier, cause?.changed, cause?.origin?.from];
  return [...found.filter((i) => i !== undefined), ...looped, ...(last < 0 ? [] : [last])];
}

/**
 * Steps that the schedule makes fail: by an errno, or a constant of the kernel other than the first that they declare
 * (NOTIFY_BAD). What a failed step leaves undone it wrote nothing of, and so no slice has it. They are told by their
 * shape: a mark beside each would say once more what the names say. Every failing choice of the models and of the
 * vocabulary is an errno, NULL or NOTIFY_BAD; of one that somebody calls otherwise the trace tells where something
 * that it depends on was read or written.
 */
const failures = ({ program, map }: Compiled, { steps, states }: Trace): number[] =>
  steps.flatMap(({ thread, event: { choice = '' } }, i) => {
    const t = program.threads.find(({ name }) => name === thread);
    const pc = states[i]?.[map.pcs[t?.index ?? -1] ?? -1] ?? -1;
    const usual = t?.positions[pc]?.declared?.[0] ?? choice;
    return /^-?E[A-Z0-9]+$/.test(choice) || (/^[A-Z][A-Z0-9_]+$/.test(choice) && choice !== usual) ? [i] : [];
  });

/** What the property itself looks at in the last state: an invariant, not a deadlock. */
function asked(compiled: Compiled, end: Cells, { property }: Broken): number[] {
  if (property.kind !== 'always') return [];
  const predicate = compiled.predicate(property.name, property.holds);
  predicate.at(sourceOf(end));
  return readOn(predicate.root, end).filter((cell) => isShared(compiled, cell));
}

export function readOn(root: Tree<unknown> | undefined, cells: Cells): number[] {
  const reads: number[] = [];
  for (let tree = root; tree && !isLeaf(tree); tree = tree.kids[cells[tree.cell] as number])
    reads.push(tree.cell);
  return reads;
}

/** What a step reads of data, its own pointers among it; not of locks, CPUs and where threads are. */
const dataRead = (compiled: Compiled, cells: Cells, thread: string): number[] =>
  cellsRead(compiled, cells, thread).filter(
    (cell) =>
      isShared(compiled, cell) || compiled.map.cells[cell]?.name.startsWith(`stack.${thread}.`) === true,
  );
