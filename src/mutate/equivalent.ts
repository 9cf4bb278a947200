// SPDX-License-Identifier: MIT
/**
 * Is a mutant the original in other words? Shown by the states: both sides' reachable states are projected as the
 * mutant says, and the two sets compared (docs/mutants.md). The verdicts are compared by whoever calls this.
 */
import { pack, unpack } from '../compile/layout.ts';
import { paths } from '../testing/footprint.ts';
import type { Search } from '../explore/search.ts';
import type { Mutant } from './mutant.ts';

export interface Comparison {
  readonly same: boolean;
  /** Fields that were left out because no other thread's code can see them, without the thread's name. */
  readonly hidden: readonly string[];
}

export function compareStates(original: Search, changed: Search, mutant: Mutant): Comparison {
  const hidden = hiddenCells(original, mutant);
  const fields = hidden.map((index) => fieldOf(original.compiled.map.cells[index]?.name ?? '', mutant.role));
  return { same: sameStates(original, changed, mutant, hidden), hidden: [...new Set(fields)] };
}

function sameStates(original: Search, changed: Search, mutant: Mutant, hidden: readonly number[]): boolean {
  const known = new Set<string>();
  const here = projector(original, original, mutant, hidden);
  for (let state = 0; state < original.store.count; state++) {
    const key = here(state);
    if (key !== undefined) known.add(key);
  }
  const met = new Set<string>();
  const there = projector(changed, original, mutant, hidden);
  for (let state = 0; state < changed.store.count; state++) {
    const key = there(state);
    if (key === undefined) continue;
    if (!known.has(key)) return false;
    met.add(key);
  }
  return met.size === known.size;
}

/** A state of `search` as a key in the packed form of `original`; undefined where it is left out. */
function projector(
  search: Search,
  original: Search,
  { role, projection: { within, as } }: Mutant,
  hidden: readonly number[],
): (state: number) => string | undefined {
  const { layout, map, program } = { layout: original.layout, ...original.compiled };
  const words = new Int32Array(layout.words);
  /** For each thread, the original's position for each of ours; undefined where the state is left out. */
  const positions = program.threads.map((t, i) =>
    (search.compiled.program.threads[i]?.positions ?? []).map(({ name }) => {
      const ours = t.role === role;
      if (ours && within.includes(name)) return undefined;
      const at = t.positions.findIndex((p) => p.name === ((ours && as[name]) || name));
      return at < 0 ? undefined : at;
    }),
  );
  return (state) => {
    const cells = unpack(search.layout, search.store.states, state * search.layout.words);
    for (const [thread, pc] of map.pcs.entries()) {
      const at = positions[thread]?.[cells[pc] as number];
      if (at === undefined) return undefined;
      cells[pc] = at;
    }
    for (const cell of hidden) cells[cell] = map.cells[cell]?.initial as number;
    if (cells.some((value, cell) => !layout.slots[cell]?.codes.has(value)))
      return 'not a state of the original';
    pack(layout, cells, words, 0);
    return String.fromCharCode(...new Uint16Array(words.buffer));
  };
}

/** `mem.pte_page[0].pointers[1]` as `pte_page[].pointers[]`, `stack.vmalloc0.pmd` as `pmd of vmalloc`. */
function fieldOf(cell: string, role: string): string {
  const [, , own] = /^stack\.(\w+)\.(.*)$/.exec(cell) ?? [];
  return (own === undefined ? cell.replace(/^mem\./, '') : `${own} of ${role}`).replaceAll(/\[\d+\]/g, '[]');
}

/** What the changed steps write in the original and no other thread's code can see: locks, ghosts, the own stack. */
function hiddenCells({ compiled }: Search, { role, projection: { writers } }: Mutant): number[] {
  const { cells, pcs } = compiled.map;
  const written = new Set<number>();
  for (const { thread, position, leaf } of paths(compiled)) {
    const t = compiled.program.threads[thread];
    if (t?.role !== role || !writers.includes(t.positions[position]?.name ?? '')) continue;
    for (const [cell] of leaf.outcomes.flatMap((o) => o.writes)) written.add(cell);
  }
  return [...written].filter((index) => {
    const c = cells[index];
    return c && !pcs.includes(index) && (c.lock || c.ghost || c.name.startsWith('stack.'));
  });
}
