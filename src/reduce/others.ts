// SPDX-License-Identifier: MIT
/**
 * Where must another thread not be, for a step to be taken first? Nowhere from which, as long as some values stay as
 * they are, it can come to a step that touches what the first one touches, or that changes those values.
 */
import type { Footprint, Given, LocalGraph, Way } from './local-graph.ts';

/** A step that might be taken first, and what is known while the others run. */
export interface First {
  readonly thread: number;
  readonly reads: ReadonlySet<number>;
  readonly writes: ReadonlySet<number>;
  /** Values taken to stay as they are; nobody else may change them. What the step reads is among them. */
  readonly while: ReadonlyMap<number, number>;
}

/** What the first step does with a cell, a bit each. */
const READ = 1;
const WRITTEN = 2;
/** Its value is taken to stay as it is. */
const KEPT = 4;

/** What of a first step makes a difference to the other thread: those that are alike in it are met at the same nodes. */
export function metBy(first: First, { reads, writes, tests }: LocalGraph): string {
  const parts: (number | string)[] = [first.thread];
  for (const cell of first.reads) if (writes.has(cell)) parts.push(cell);
  parts.push('w');
  for (const cell of first.writes) if (writes.has(cell) || reads.has(cell)) parts.push(cell);
  for (const [cell, value] of first.while)
    if (tests.has(cell)) parts.push(`${cell}=${value}`);
    else if (writes.has(cell)) parts.push(`${cell}=`);
  return parts.join();
}

/** The nodes at which the other thread is in the way, 1 for each. */
export function inTheWay(first: First, { nodes, footprints, into }: LocalGraph): Uint8Array {
  const touched = touchedBy(first);
  const known: number[] = [];
  for (const [cell, value] of first.while) known[cell] = value;
  const can = Uint8Array.from(footprints, (f) => (fits(f.given, known) ? 1 : 0));
  const clash = Uint8Array.from(footprints, (f, i) =>
    can[i] === 1 && clashes(f, touched, first.thread) ? 1 : 0,
  );
  const bad = new Uint8Array(nodes.length);
  if (!clash.includes(1)) return bad;
  const found: number[] = [];
  nodes.forEach(({ arcs }, n) => {
    if (arcs.some((a) => clash[a.footprint] === 1)) found.push(n);
  });
  for (const n of found) bad[n] = 1;
  // And those from which it can come there.
  for (let n = found.pop(); n !== undefined; n = found.pop())
    for (const { from, footprint } of into[n] as readonly Way[])
      if (can[footprint] === 1 && bad[from] === 0) {
        bad[from] = 1;
        found.push(from);
      }
  return bad;
}

function touchedBy({ reads, writes, while: kept }: First): number[] {
  const touched: number[] = [];
  const mark = (cells: Iterable<number>, as: number) => {
    for (const cell of cells) touched[cell] = (touched[cell] ?? 0) | as;
  };
  mark(reads, READ);
  mark(writes, WRITTEN);
  mark(kept.keys(), KEPT);
  return touched;
}

// Of a large model these are called some hundred million times: plain loops, nothing allocated.

function fits(given: readonly Given[], known: readonly number[]): boolean {
  for (const [cell, value] of given) {
    const kept = known[cell];
    if (kept !== undefined && kept !== value) return false;
  }
  return true;
}

function clashes({ leaf, reads, writes }: Footprint, touched: readonly number[], first: number): boolean {
  // A step that cannot be taken changes nothing. But whether it waits, and for whom, must not hang on the first step,
  // unless it waits for that very thread: who waits for a thread that can run is in no cycle.
  if (leaf.blocked) return leaf.waitsFor.some((t) => t !== first) && meets(reads, touched, WRITTEN);
  return meets(writes, touched, READ | WRITTEN | KEPT) || meets(reads, touched, WRITTEN);
}

function meets(cells: readonly number[], touched: readonly number[], as: number): boolean {
  for (const cell of cells) if (((touched[cell] ?? 0) & as) !== 0) return true;
  return false;
}
