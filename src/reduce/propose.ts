// SPDX-License-Identifier: MIT
/**
 * Proposes what changes places with what: two threads of a role, with their stacks, their names where they stand for
 * an owner, and their entries in arrays; or two objects of a kind, with the references to them and their entries.
 * Whether the model can tell is checked apart, so that a wrong guess costs a reduction and no answer.
 */
import type { Shape } from '../compile/cells.ts';
import type { Compiled, StepLeaf } from '../compile/compile.ts';
import { isLeaf } from '../compile/tree.ts';
import type { Tree } from '../compile/tree.ts';
import type { Permutation } from './automorphism.ts';

type Swap = readonly [number, number];
const swapped = (of: number, [a, b]: Swap): number => (of === a ? b : of === b ? a : of);

/** An array by its name, with the indexes of arrays around it left open: `mem.cell[][]` for each of mem.cell[0], [1]. */
const family = (shape: Shape): string => shape.name.replaceAll(/\[\d+\]/g, '[]');

/** Threads `a` and `b` of a role. */
export function swapThreads(compiled: Compiled, a: number, b: number): Permutation {
  const { map, program, steps } = compiled;
  const names = [program.threads[a]?.name, program.threads[b]?.name];
  const entries = new Map<string, Swap>();
  const paths = cellPaths(compiled);
  const values = map.cells.map(({ values: all }, cell) => {
    const [first, second] = names.map((name) => all.indexOf(name));
    const owns =
      !map.pcs.includes(cell) && first !== undefined && second !== undefined && first >= 0 && second >= 0;
    return all.map((_, v) => (owns ? swapped(v, [first, second]) : v));
  });
  const image = (cell: number, value: number) => values[cell]?.[value] ?? value;
  steps[a]?.forEach((decision, position) => {
    const other = steps[b]?.[position];
    if (decision?.root && other?.root)
      inStep(decision.root, other.root, image, (c, d) => {
        for (const [name, swap] of differing(paths[c] ?? [], paths[d] ?? [])) entries.set(name, swap);
      });
  });
  const images = [...map.stacks];
  [images[a], images[b]] = [map.stacks[b] as Shape, map.stacks[a] as Shape];
  const cells = map.cells.map((c) => c.index);
  map.pcs.forEach((pc, t) => (cells[pc] = map.pcs[swapped(t, [a, b])] as number));
  walk(map.mem, map.mem, entries, cells);
  map.stacks.forEach((s, t) => walk(s, images[t] as Shape, entries, cells));
  return { threads: program.threads.map((t) => swapped(t.index, [a, b])), cells, values };
}

/** Objects `a` and `b` of a kind, with their entries in these families of arrays. */
export function swapObjects(
  { map, program }: Compiled,
  kind: string,
  objects: Swap,
  families: readonly string[],
): Permutation {
  const entries = new Map(families.map((name) => [name, objects]));
  const cells = map.cells.map((c) => c.index);
  for (const shape of [map.mem, ...map.stacks]) walk(shape, shape, entries, cells);
  const values = map.cells.map(({ refersTo, values: all }) =>
    all.map((value, v) =>
      refersTo === kind && typeof value === 'number' ? all.indexOf(swapped(value, objects)) : v,
    ),
  );
  return { threads: program.threads.map((t) => t.index), cells, values };
}

/** The kinds of objects, how many there are of each, and the arrays that may have an entry for each of them. */
export function kinds({
  map,
}: Compiled): readonly { kind: string; count: number; families: readonly string[] }[] {
  const counts = new Map<string, number>();
  for (const { refersTo, values } of map.cells)
    if (refersTo !== undefined) counts.set(refersTo, Math.max(counts.get(refersTo) ?? 0, values.length - 1));
  const arrays = [map.mem, ...map.stacks].flatMap(arraysOf);
  return [...counts].map(([kind, count]) => ({
    kind,
    count,
    families: [...new Set(arrays.filter((a) => a.length === count).map((a) => a.name))],
  }));
}

function arraysOf(shape: Shape): { name: string; length: number }[] {
  if (shape.kind === 'scalar') return [];
  if (shape.kind === 'record') return [...shape.fields.values()].flatMap(arraysOf);
  const inner = shape.items.flatMap(arraysOf);
  return shape.kind === 'seq' ? inner : [{ name: family(shape), length: shape.items.length }, ...inner];
}

/** Notes for each cell of a shape the cell at the same place of its image, entries swapped on the way. */
function walk(shape: Shape, image: Shape, entries: ReadonlyMap<string, Swap>, cells: number[]): void {
  if (shape.kind === 'scalar' && image.kind === 'scalar') cells[shape.cell] = image.cell;
  else if (shape.kind === 'record' && image.kind === 'record')
    for (const [name, field] of shape.fields) walk(field, image.fields.get(name) ?? field, entries, cells);
  else if (shape.kind === 'array' && image.kind === 'array') {
    const swap = entries.get(family(shape));
    shape.items.forEach((item, i) =>
      walk(item, image.items[swap ? swapped(i, swap) : i] ?? item, entries, cells),
    );
  } else if (shape.kind === 'seq' && image.kind === 'seq') {
    cells[shape.length] = image.length;
    shape.items.forEach((item, i) => walk(item, image.items[i] ?? item, entries, cells));
  }
}

/** For each cell of memory, the arrays it is in and where: `mem.cell[]` at 1, `mem.cell[][]` at 0. */
function cellPaths({ map }: Compiled): (readonly (readonly [string, number])[])[] {
  const paths: (readonly (readonly [string, number])[])[] = [];
  const note = (shape: Shape, path: readonly (readonly [string, number])[]): void => {
    if (shape.kind === 'scalar') paths[shape.cell] = path;
    else if (shape.kind === 'record') for (const field of shape.fields.values()) note(field, path);
    else if (shape.kind === 'array')
      shape.items.forEach((item, i) => note(item, [...path, [family(shape), i]]));
    else shape.items.forEach((item) => note(item, path));
  };
  note(map.mem, []);
  return paths;
}

/** Where two cells' places in the same arrays differ. */
const differing = (
  a: readonly (readonly [string, number])[],
  b: readonly (readonly [string, number])[],
): (readonly [string, Swap])[] =>
  a.flatMap(([name, i], at) => {
    const other = b[at];
    return other && other[0] === name && other[1] !== i ? [[name, [i, other[1]]] as const] : [];
  });

/** What two steps read and write, side by side, as long as they go the same way. */
function inStep(
  a: Tree<StepLeaf>,
  b: Tree<StepLeaf>,
  image: (cell: number, value: number) => number,
  visit: (cell: number, other: number) => void,
): void {
  if (isLeaf(a) && isLeaf(b)) {
    const written = ({ leaf }: typeof a) => leaf.outcomes.flatMap((o) => o.writes.map(([cell]) => cell));
    const others = written(b);
    return written(a).forEach((cell, i) => visit(cell, others[i] ?? cell));
  }
  if (isLeaf(a) || isLeaf(b)) return;
  visit(a.cell, b.cell);
  for (const [value, kid] of a.kids.entries()) {
    const other = b.kids[image(a.cell, value)];
    if (kid && other) inStep(kid, other, image, visit);
  }
}
