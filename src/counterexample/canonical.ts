// SPDX-License-Identifier: MIT
/**
 * Of the interleavings of a trace's own steps that end in the same state by the same last step, the one with fewest
 * context switches; of those the first in the order of threads. A hundred seeds of one bug then give one trace.
 */
import type { Compiled } from '../compile/compile.ts';
import { sameCells, successorsBy } from '../compile/interpret.ts';
import type { Cells } from '../compile/interpret.ts';
import type { StepEvent } from '../model/types.ts';
import { check } from '../watch/watch.ts';
import { explain } from './trace.ts';
import type { Way } from './trace.ts';

/** Interleavings looked at before the best found so far is taken. */
const MAX_NODES = 200_000;

interface Node {
  readonly taken: number;
  /** Steps taken by each thread. */
  readonly progress: readonly number[];
  readonly cells: Cells;
  readonly last: number;
  readonly switches: number;
  readonly before: Node | undefined;
  readonly event: StepEvent | undefined;
}

/** Context switches of a schedule: how often the next step is another thread's. */
export const switches = (schedule: readonly StepEvent[]): number =>
  schedule.filter((event, i) => i > 0 && event.type !== schedule[i - 1]?.type).length;

/** What an interleaving has to do beside ending in the same state. */
export interface Wanted {
  /** What must not be in any state before the last: the violation itself, or what never comes. */
  readonly avoid: (cells: Cells) => boolean;
  /** The last step stays the last. Default: it does not matter which. */
  readonly last?: boolean;
  /** The thread that ran before, if any: to go on with it is no switch. */
  readonly before?: string | undefined;
}

/** The canonical form of a schedule from an initial state. */
export function canonical(compiled: Compiled, { schedule, initial }: Way, wanted: Wanted): StepEvent[] {
  const { states } = explain(compiled, { schedule, initial });
  return reordered(compiled, states, schedule, wanted);
}

/** The same of a part of a run: `states` before its first step, and after each. */
export function reordered(
  compiled: Compiled,
  states: readonly Cells[],
  schedule: readonly StepEvent[],
  { avoid, last: fixed = false, before }: Wanted,
): StepEvent[] {
  const last = schedule.at(-1);
  if (!last) return [];
  const goal = states.at(-1) as Cells;
  const threads = compiled.program.threads.map((t) => t.name);
  const own = threads.map((name) => schedule.filter((e) => e.type === name));
  const decisive = fixed ? threads.indexOf(last.type) : -1;
  const start: Node = {
    taken: 0,
    progress: threads.map(() => 0),
    cells: (states[0] as Cells).slice(),
    last: before === undefined ? -1 : threads.indexOf(before),
    switches: 0,
    before: undefined,
    event: undefined,
  };
  const seen = new Set<string>();
  // By number of switches. Within one number the threads were tried in order, so the first that arrives is canonical.
  const queues: Node[][] = [[start]];
  for (let cost = 0; cost < queues.length; cost++) {
    const queue = queues[cost] ?? [];
    for (let i = 0; i < queue.length; i++) {
      check();
      const node = queue[i] as Node;
      if (node.taken === schedule.length) return path(node);
      const key = `${node.last} ${node.progress.join()} ${bytesOf(node.cells)}`;
      if (seen.has(key)) continue;
      if (seen.size > MAX_NODES) return [...schedule];
      seen.add(key);
      const closing = node.taken === schedule.length - 1;
      for (const [t, steps] of own.entries()) {
        const event = steps[node.progress[t] as number];
        // The decisive step comes last: its thread stops one short until then.
        const early = t === decisive && (node.progress[t] as number) === steps.length - 1 && !closing;
        if (!event || early) continue;
        const next = step(compiled, node, t, event);
        const fits = next && (closing ? sameCells(next.cells, goal) : !avoid(next.cells));
        if (fits) (queues[next.switches] ??= []).push(next);
      }
    }
  }
  return [...schedule];
}

/** The cells as a string, a character for each byte: far cheaper than their digits. */
const bytesOf = ({ buffer, byteOffset, byteLength }: Cells): string =>
  Buffer.from(buffer, byteOffset, byteLength).toString('latin1');

function step(compiled: Compiled, node: Node, thread: number, event: StepEvent): Node | undefined {
  const taken = successorsBy(compiled, node.cells, thread).find((s) => s.choice === event.choice);
  if (!taken) return undefined;
  const progress = node.progress.map((n, i) => (i === thread ? n + 1 : n));
  const cost = node.switches + (node.last >= 0 && node.last !== thread ? 1 : 0);
  return {
    taken: node.taken + 1,
    progress,
    cells: taken.cells,
    last: thread,
    switches: cost,
    before: node,
    event,
  };
}

function path(end: Node): StepEvent[] {
  const events: StepEvent[] = [];
  for (let node: Node | undefined = end; node; node = node.before) if (node.event) events.push(node.event);
  return events.toReversed();
}
