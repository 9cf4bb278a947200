// SPDX-License-Identifier: MIT
/**
 * What one thread can do, whatever the others do: its positions together with the cells that it alone writes, and the
 * steps between them. What it reads of the rest may be anything that the cell can hold.
 */
import type { Compiled, StepLeaf } from '../compile/compile.ts';
import { isLeaf } from '../compile/tree.ts';
import type { Tree } from '../compile/tree.ts';

/** A cell and the value (by index) it holds. */
export type Given = readonly [cell: number, value: number];

/** The cells a step touches on one path. Arcs that touch the same share one. */
export interface Footprint {
  /** The values found in cells that others may write. */
  readonly given: readonly Given[];
  readonly reads: readonly number[];
  readonly writes: readonly number[];
  readonly leaf: Pick<StepLeaf, 'waitsFor'> & { readonly blocked: boolean };
}
export interface Arc {
  readonly footprint: number;
  readonly leaf: StepLeaf;
  /** The nodes it leads to, one for each outcome; none where the thread cannot go. */
  readonly to: readonly number[];
}
export interface Node {
  readonly position: number;
  /** The value of each of the graph's `own` cells. */
  readonly values: readonly number[];
  readonly arcs: readonly Arc[];
}
/** How a node is come to. */
export interface Way {
  readonly from: number;
  readonly footprint: number;
}
export interface LocalGraph {
  readonly thread: number;
  /** The thread's position, and the cells that no other thread writes and that are told apart. */
  readonly own: readonly number[];
  readonly nodes: readonly Node[];
  /** Of each node, how it is come to from others. */
  readonly into: readonly (readonly Way[])[];
  readonly footprints: readonly Footprint[];
  /** All cells that it reads, writes, goes one way or another by the value of. */
  readonly reads: ReadonlySet<number>;
  readonly writes: ReadonlySet<number>;
  readonly tests: ReadonlySet<number>;
}

/** Arcs a graph may have before a cell more is no longer told apart. */
const MOST_ARCS = 20_000;

/** The thread's graph; of its cells, those with the most values are given up first where there would be too many arcs. */
export function localGraph(compiled: Compiled, thread: number): LocalGraph {
  const pc = compiled.map.pcs[thread] as number;
  const size = (cell: number) => compiled.possible[cell]?.length ?? 0;
  const own = ownCells(compiled, thread)
    .filter((cell) => cell !== pc && size(cell) > 1)
    .toSorted((a, b) => size(a) - size(b));
  for (; ; own.pop()) {
    const made = build(compiled, thread, [pc, ...own]);
    if (made) return made;
    if (own.length === 0)
      throw new Error(`${compiled.program.threads[thread]?.name}: more paths than a step may have`);
  }
}

/** The cells that this thread writes, or nobody, and no other. */
function ownCells({ steps, map, initials }: Compiled, thread: number): number[] {
  const others = new Set<number>();
  const mine = new Set<number>();
  steps.forEach((ofThread, t) => {
    for (const decision of ofThread)
      if (decision?.root)
        for (const [leaf] of leaves(decision.root))
          for (const { writes } of leaf.outcomes)
            for (const [cell] of writes) (t === thread ? mine : others).add(cell);
  });
  // Of a cell that does not start alike in all initial states nothing is known ahead, whoever writes it.
  const starts = (cell: number) => new Set(initials.map((cells) => cells[cell])).size;
  return map.cells
    .map((c) => c.index)
    .filter((cell) => mine.has(cell) && !others.has(cell) && starts(cell) === 1);
}

/** Each leaf of a tree, with the values found on the way to it. */
export function* leaves<L>(tree: Tree<L>, path: readonly Given[] = []): Generator<[L, readonly Given[]]> {
  if (isLeaf(tree)) return yield [tree.leaf, path];
  for (const [value, kid] of tree.kids.entries())
    if (kid) yield* leaves(kid, [...path, [tree.cell, value] as const]);
}

/** The leaves that known values lead to, with what else was found on the way. */
export function* consistent<L>(
  tree: Tree<L>,
  known: ReadonlyMap<number, number>,
  further: readonly Given[] = [],
): Generator<[L, readonly Given[]]> {
  if (isLeaf(tree)) return yield [tree.leaf, further];
  const value = known.get(tree.cell);
  for (const [v, kid] of tree.kids.entries())
    if (kid && (value === undefined || value === v))
      yield* consistent(kid, known, [...further, [tree.cell, v] as const]);
}

function build(compiled: Compiled, thread: number, own: readonly number[]): LocalGraph | undefined {
  const index = new Map(own.map((cell, i) => [cell, i]));
  const footprints = new Footprints();
  const numbers = new Map<string, number>();
  const values: (readonly number[])[] = [];
  const number = (of: readonly number[]): number => {
    const key = of.join();
    const known = numbers.get(key);
    if (known !== undefined) return known;
    numbers.set(key, values.length);
    return values.push(of) - 1;
  };
  number(own.map((cell) => compiled.map.cells[cell]?.initial as number));
  const nodes: Node[] = [];
  let count = 0;
  for (let at = 0; at < values.length; at++) {
    const here = values[at] as readonly number[];
    const position = here[0] as number;
    const decision = compiled.steps[thread]?.[position];
    const arcs: Arc[] = [];
    if (decision?.root)
      for (const [leaf, given, reads] of pathsFrom(decision.root, (cell) => {
        const i = index.get(cell);
        return i === undefined ? undefined : here[i];
      })) {
        if (++count > MOST_ARCS) return undefined;
        const to = leaf.outcomes.map(({ writes }) => {
          const next = [...here];
          for (const [cell, value] of writes) {
            const i = index.get(cell);
            if (i !== undefined) next[i] = value;
          }
          return number(next);
        });
        arcs.push({ footprint: footprints.add(leaf, given, reads), leaf, to });
      }
    nodes.push({ position, values: here, arcs });
  }
  const { all } = footprints;
  return {
    thread,
    own,
    nodes,
    into: waysInto(nodes),
    footprints: all,
    reads: new Set(all.flatMap((f) => f.reads)),
    writes: new Set(all.flatMap((f) => f.writes)),
    tests: new Set(all.flatMap((f) => f.given.map(([cell]) => cell))),
  };
}

function waysInto(nodes: readonly Node[]): Way[][] {
  const into: Way[][] = nodes.map(() => []);
  nodes.forEach(({ arcs }, from) => {
    for (const { footprint, to } of arcs)
      for (const node of to) if (node !== from) into[node]?.push({ from, footprint });
  });
  return into;
}

/** The paths of a tree that fit the known cells: the leaf, what the others were found to hold, and every cell read. */
function* pathsFrom<L>(
  tree: Tree<L>,
  known: (cell: number) => number | undefined,
  given: readonly Given[] = [],
  reads: readonly number[] = [],
): Generator<[L, readonly Given[], readonly number[]]> {
  if (isLeaf(tree)) return yield [tree.leaf, given, reads];
  const { cell, kids } = tree;
  const value = known(cell);
  if (value !== undefined) {
    const kid = kids[value];
    if (kid) yield* pathsFrom(kid, known, given, [...reads, cell]);
    return;
  }
  for (const [v, kid] of kids.entries())
    if (kid) yield* pathsFrom(kid, known, [...given, [cell, v] as const], [...reads, cell]);
}

class Footprints {
  readonly all: Footprint[] = [];
  private readonly known = new Map<string, number>();

  add(leaf: StepLeaf, given: readonly Given[], reads: readonly number[]): number {
    const writes = [...new Set(leaf.outcomes.flatMap((o) => o.writes.map(([cell]) => cell)))];
    // A step that goes wrong ends the search: like one that is taken, it must not be led past.
    const blocked = leaf.outcomes.length === 0 && leaf.error === undefined;
    const key = [given.join(' '), reads, writes, leaf.waitsFor, blocked].join(';');
    const found = this.known.get(key);
    if (found !== undefined) return found;
    this.known.set(key, this.all.length);
    const { waitsFor } = leaf;
    return this.all.push({ given, reads: [...new Set(reads)], writes, leaf: { waitsFor, blocked } }) - 1;
  }
}
