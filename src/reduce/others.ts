// SPDX-License-Identifier: MIT
/**
 * Where must another thread not be, for a step to be taken first? Nowhere from which, as long as some values stay as
 * they are, it can come to a step that touches what the first one touches, or that changes those values.
 */
import type { Footprint, Given, LocalGraph } from './local-graph.ts';

/** A step that might be taken first, and what is known while the others run. */
export interface First {
  readonly thread: number;
  readonly reads: ReadonlySet<number>;
  readonly writes: ReadonlySet<number>;
  /** Values taken to stay as they are; nobody else may change them. What the step reads is among them. */
  readonly while: ReadonlyMap<number, number>;
}

/** The nodes at which the other thread is in the way, 1 for each. */
export function inTheWay(first: First, other: LocalGraph): Uint8Array {
  const can = Uint8Array.from(other.footprints, (f) => (fits(f.given, first.while) ? 1 : 0));
  const clash = Uint8Array.from(other.footprints, (f, i) => (can[i] === 1 && clashes(first, f) ? 1 : 0));
  const bad = new Uint8Array(other.nodes.length);
  other.nodes.forEach(({ arcs }, n) => {
    if (arcs.some((a) => clash[a.footprint] === 1)) bad[n] = 1;
  });
  // Most steps lead to nodes found later, so going backwards settles nearly everything in one pass.
  for (let changed = bad.includes(1); changed;) {
    changed = false;
    for (let n = other.nodes.length - 1; n >= 0; n--) {
      if (bad[n] === 1) continue;
      const leads = other.nodes[n]?.arcs.some((a) => can[a.footprint] === 1 && a.to.some((to) => bad[to]));
      if (leads !== true) continue;
      bad[n] = 1;
      changed = true;
    }
  }
  return bad;
}

const fits = (given: readonly Given[], known: ReadonlyMap<number, number>): boolean =>
  given.every(([cell, value]) => (known.get(cell) ?? value) === value);

function clashes(first: First, f: Footprint): boolean {
  const meets = (a: ReadonlySet<number>, b: { has: (cell: number) => boolean }) =>
    [...a].some((c) => b.has(c));
  // A step that cannot be taken changes nothing. But whether it waits, and for whom, must not hang on the first step,
  // unless it waits for that very thread: who waits for a thread that can run is in no cycle.
  if (f.leaf.blocked) return f.leaf.waitsFor.some((t) => t !== first.thread) && meets(first.writes, f.reads);
  return (
    meets(f.writes, first.while) ||
    meets(f.writes, first.reads) ||
    meets(first.writes, f.reads) ||
    meets(first.writes, f.writes)
  );
}
