// SPDX-License-Identifier: MIT
/** Where a deadlock ends: who waits where and for whom, who only waits behind them, and since which steps. */
import { sourceOf } from '../compile/compile.ts';
import type { Compiled } from '../compile/compile.ts';
import { deadlocks, inCycle } from '../compile/deadlock.ts';
import { waitsFor } from '../compile/interpret.ts';
import type { Cells } from '../compile/interpret.ts';
import { lockNames, saidBy } from '../model/asks.ts';
import type { Thread } from '../model/program.ts';
import type { Source } from '../model/types.ts';
import type { Trace } from './trace.ts';

/** A thread at the end: the statement that it is about to run, and the threads it waits for. */
export interface Wait {
  readonly thread: string;
  readonly cpu: number;
  /** The step it stands at, by role: `hot_remove.get_online_mems`. */
  readonly step: string;
  readonly says: string;
  readonly at: Source | undefined;
  /** None where it waits for something that no thread holds, or is idle. */
  readonly holders: readonly string[];
  /** Of a party, for each of these the step since which it waits for it, or would: an index into the trace. */
  readonly since?: readonly (number | undefined)[];
  /** It may stay where it is for ever: a daemon that others wait for. */
  readonly idle: boolean;
  /** What it waits for, by name. */
  readonly lock: string | undefined;
  /** It waits for a lock that lockdep is told of. */
  readonly tracked: boolean;
}
export interface Ending {
  readonly kind: 'cycle' | 'stuck';
  /** Of a cycle the threads of it; where nothing can run, those that have not ended and the idle ones they wait for. */
  readonly parties: readonly Wait[];
  /** Threads that wait for one of these. */
  readonly others: readonly Wait[];
  /** The steps since which one of the parties waits, or would wait, for another: indexes into the trace, in order. */
  readonly taken: readonly number[];
}

/** The deadlock that a trace ends in, if it does. */
export function endingOf(compiled: Compiled, { steps, states }: Trace): Ending | undefined {
  const cells = states.at(-1) as Cells;
  const [kind] = deadlocks(compiled, cells);
  if (kind === undefined) return undefined;
  const waits = compiled.program.threads.map((t) => waitOf(compiled, cells, t));
  const cycle = new Set(inCycle(compiled, cells));
  const held = new Set(waits.filter((w) => !w.idle).flatMap((w) => w.holders));
  const isParty = (w: Wait, t: number) =>
    kind === 'cycle' ? cycle.has(t) : !w.idle || (held.has(w.thread) && !ended(compiled, cells, t));
  const parties = waits.filter(isParty).map((w): Wait => ({
    ...w,
    since: w.holders.map((holder) => since(compiled, { steps, states }, w.thread, holder)),
  }));
  const others = waits.filter((w, t) => !isParty(w, t) && w.holders.length > 0);
  const found = parties.flatMap((w) => w.since ?? []).filter((i) => i !== undefined);
  return { kind, parties, others, taken: [...new Set(found)].toSorted((a, b) => a - b) };
}

/** One name for one cycle, whoever closes it: who waits where. */
export const endingName = ({ parties }: Ending): string =>
  parties
    .map((w) => w.step)
    .toSorted()
    .join(' ');

/** A thread as it stands in a state, whether it waits or not. */
export function waitOf(compiled: Compiled, cells: Cells, t: Thread): Wait {
  const position = t.positions[cells[compiled.map.pcs[t.index] as number] as number];
  if (!position) throw new Error(`${t.name} is nowhere`);
  const { name, says, at, validEnd, lock, acquires } = position;
  const asks = saidBy(position, lockNames(compiled.program));
  const tracked = asks?.every(({ unseen, wait }) => !unseen && !wait) === true;
  const holders = waitsFor(compiled, sourceOf(cells), t.index).map(
    (h) => compiled.program.threads[h]?.name ?? '',
  );
  const step = `${t.role}.${name}`;
  const named = lock ?? acquires?.[0]?.lock;
  return { thread: t.name, cpu: t.cpu, step, says, at, holders, idle: validEnd, lock: named, tracked };
}

/** A thread in a final state: it is waited for, and nothing is left of it to draw. */
function ended(compiled: Compiled, cells: Cells, t: number): boolean {
  const thread = compiled.program.threads[t];
  const position = thread?.positions[cells[compiled.map.pcs[t] as number] as number];
  return position?.candidates.length === 0;
}

/**
 * The step since which a thread waits for another, or would if it stood where it stands at the end: there the other took
 * what it waits for. Undefined where that was so from the start, or can't be said.
 */
function since(compiled: Compiled, { states }: Trace, thread: string, holder: string): number | undefined {
  const { threads } = compiled.program;
  const [t, h] = [thread, holder].map((name) => threads.findIndex((p) => p.name === name));
  const end = states.at(-1) as Cells;
  const own = compiled.map.cells.flatMap((c) =>
    c.index === compiled.map.pcs[t as number] || c.name.startsWith(`stack.${thread}.`) ? [c.index] : [],
  );
  const would = (cells: Cells): boolean => {
    const there = cells.slice();
    for (const cell of own) there[cell] = end[cell] as number;
    try {
      return waitsFor(compiled, sourceOf(there), t as number).includes(h as number);
    } catch {
      return false; // No run has these two halves, and the model's own code does not expect them.
    }
  };
  const before = states.findLastIndex((cells) => !would(cells));
  return before < 0 || before === states.length - 1 ? undefined : before;
}
