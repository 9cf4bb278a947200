// SPDX-License-Identifier: MIT
/**
 * Is a mutant the original in other words? Shown by the states: both sides' reachable states are projected as the
 * mutant says, and the two sets compared (docs/mutants.md). The verdicts are compared by whoever calls this.
 */
import type { Slot } from '../compile/layout.ts';
import { paths } from '../compile/paths.ts';
import { Counter } from '../explore/counter.ts';
import type { Engine } from '../engine/engine.ts';
import type { Search } from '../explore/search.ts';
import { checkAt } from '../watch/watch.ts';
import type { Mutant } from './mutant.ts';

export interface Comparison {
  readonly same: boolean;
  /** Fields that were left out because no other thread's code can see them, without the thread's name. */
  readonly hidden: readonly string[];
}

export function compareStates(original: Search, changed: Search, mutant: Mutant): Comparison {
  const hidden = hiddenCells(original.engine, mutant);
  const fields = hidden.map((index) =>
    fieldName(original.engine.compiled.map.cells[index]?.name ?? '', mutant.role),
  );
  return { same: sameStates(original, changed, mutant, hidden), hidden: [...new Set(fields)] };
}

function sameStates(original: Search, changed: Search, mutant: Mutant, hidden: readonly number[]): boolean {
  const { words } = original.engine.layout;
  const [here, there, both] = [new Counter(words), new Counter(words), new Counter(words)];
  for (const [search, rows] of [
    [original, here],
    [changed, there],
  ] as const) {
    const rowOf = projector(search, original, mutant, hidden);
    for (let state = 0; state < search.store.count; state++) {
      checkAt(state);
      const row = rowOf(state);
      if (row === NEW) return false;
      if (row === LEFT_OUT) continue;
      rows.add(row);
      both.add(row);
    }
  }
  // Two sets are one if each is as large as what they have together.
  return here.count === both.count && there.count === both.count;
}

const LEFT_OUT = 'left out';
/** A state that the original's packed form has no place for. */
const NEW = 'new';
/** What a packed code can be instead of bits: a value that leaves the state out, or one the original never has. */
const OUT = 1;
const UNKNOWN = 2;

/** From a field of a packed state to the bits it is in the original's packed form. */
interface Field {
  readonly word: number;
  readonly shift: number;
  readonly mask: number;
  readonly toWord: number;
  /** By packed code. */
  readonly bits: Int32Array;
  readonly special: Uint8Array;
}

/** A state of `search` as a row in the packed form of `original`: the same array each time. */
function projector(
  search: Search,
  original: Search,
  mutant: Mutant,
  hidden: readonly number[],
): (state: number) => Int32Array | typeof LEFT_OUT | typeof NEW {
  const all = search.engine.layout.slots
    .map((_, cell) => fieldOf(search, original, mutant, cell))
    .filter((_, cell) => !hidden.includes(cell));
  // A field that holds one value in all states is put in once, one that stands where it stood is copied with its word.
  const base = new Int32Array(original.engine.layout.words);
  const fixed = all.filter((f) => f.mask === 0);
  for (const { toWord, bits } of fixed) base[toWord] = (base[toWord] as number) | (bits[0] as number);
  const copied = new Int32Array(original.engine.layout.words);
  const inPlace = all.filter((f) => f.mask !== 0 && staysInPlace(f));
  for (const { word, mask, shift } of inPlace) copied[word] = (copied[word] as number) | (mask << shift);
  const fields = all.filter((f) => f.mask !== 0 && !staysInPlace(f));
  const strange = fixed.some((f) => f.special[0] === UNKNOWN);
  const out = new Int32Array(base.length);
  const { store } = search;
  const { layout } = search.engine;
  return (state) => {
    let exceptions = strange ? UNKNOWN : 0;
    const start = state * layout.words;
    for (let i = 0; i < out.length; i++) {
      const mask = copied[i] as number;
      out[i] = (base[i] as number) | (mask === 0 ? 0 : (store.states[start + i] as number) & mask);
    }
    for (const { word, shift, mask, toWord, bits, special } of fields) {
      const code = ((store.states[start + word] as number) >>> shift) & mask;
      exceptions |= special[code] as number;
      out[toWord] = (out[toWord] as number) | (bits[code] as number);
    }
    if (exceptions !== 0) return (exceptions & OUT) !== 0 ? LEFT_OUT : NEW;
    return out;
  };
}

const staysInPlace = ({ word, shift, toWord, bits, special }: Field) =>
  word === toWord && special.every((s) => s === 0) && bits.every((b, code) => b === code << shift);

function fieldOf(search: Search, original: Search, { role, projection }: Mutant, cell: number): Field {
  const from = search.engine.layout.slots[cell] as Slot;
  const to = original.engine.layout.slots[cell] as Slot;
  const thread = original.engine.compiled.map.pcs.indexOf(cell);
  const ours = original.engine.compiled.program.threads[thread]?.role === role;
  /** The original's value for one of ours; for a position, the place of its name. */
  const valueOf = (value: number): number | typeof LEFT_OUT => {
    if (thread < 0) return value;
    const name = search.engine.compiled.program.threads[thread]?.positions[value]?.name ?? '';
    if (ours && projection.within.includes(name)) return LEFT_OUT;
    const as = (ours && projection.as[name]) || name;
    const at =
      original.engine.compiled.program.threads[thread]?.positions.findIndex((p) => p.name === as) ?? -1;
    return at < 0 ? LEFT_OUT : at;
  };
  const bits = new Int32Array(from.values.length);
  const special = new Uint8Array(from.values.length);
  from.values.forEach((value, code) => {
    const is = value === undefined ? LEFT_OUT : valueOf(value);
    const packed = is === LEFT_OUT ? undefined : to.codes.get(is);
    if (packed === undefined) special[code] = is === LEFT_OUT ? OUT : UNKNOWN;
    else bits[code] = packed << to.shift;
  });
  const mask = from.bits === 32 ? -1 : (1 << from.bits) - 1;
  return { word: from.word, shift: from.shift, mask, toWord: to.word, bits, special };
}

/** `mem.pte_page[0].pointers[1]` as `pte_page[].pointers[]`, `stack.vmalloc0.pmd` as `pmd of vmalloc`. */
function fieldName(cell: string, role: string): string {
  const [, , own] = /^stack\.(\w+)\.(.*)$/.exec(cell) ?? [];
  return (own === undefined ? cell.replace(/^mem\./, '') : `${own} of ${role}`).replaceAll(/\[\d+\]/g, '[]');
}

/** What the changed steps write in the original and no other thread's code can see: locks, ghosts, the own stack. */
function hiddenCells({ compiled }: Engine, { role, projection: { writers } }: Mutant): number[] {
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
