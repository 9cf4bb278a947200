// SPDX-License-Identifier: MIT
/**
 * Who stood where, holding what: each thread at each step that asks for something, with every set of locks that it held
 * there in some state. A state is looked at in its packed form; most show nothing new, and that is told by the bits of
 * the locks alone.
 */
import type { Shape } from '../compile/cells.ts';
import { toPlain } from '../compile/cells.ts';
import type { Compiled } from '../compile/compile.ts';
import { waitsFor } from '../compile/interpret.ts';
import { codeAt, readCell } from '../compile/layout.ts';
import type { Layout, Slot } from '../compile/layout.ts';
import { Spots } from '../compile/spots.ts';
import type { Ask } from '../model/asks.ts';
import { locksOf } from '../model/locks.ts';
import type { LockField, Mode } from '../model/locks.ts';
import { asksOf } from './asks.ts';
import type { Asks } from './asks.ts';
import { Combinations } from './table.ts';

export interface HeldHere {
  readonly lock: LockField;
  readonly mode: Mode;
}
/** A thread at a step, with what it holds there. */
export interface Sighting {
  readonly thread: number;
  readonly position: number;
  readonly asks: readonly Ask[];
  readonly held: readonly HeldHere[];
  /** The first state that shows it. */
  readonly state: number;
}
/** While one thread waits for something that is no lock, another, which it waits for, asks for something. */
export interface Waiting {
  readonly wait: string;
  /** Who waits. */
  readonly waiter: number;
  readonly thread: number;
  readonly position: number;
  readonly asks: readonly Ask[];
  readonly state: number;
}

/** A lock, and where it is in the packed state. */
interface Packed {
  readonly lock: LockField;
  readonly shape: Shape;
  readonly length: { readonly cell: number; readonly above: number } | undefined;
  readonly cells: readonly number[];
}
/** A thread that asks for something somewhere. */
interface Watched {
  readonly thread: number;
  readonly pc: Slot;
  /** By the code of its position. */
  readonly asks: readonly (readonly Ask[])[];
  readonly locks: readonly Packed[];
  /** Each position with the bits of the locks that it may hold, and what that means: a row for each. */
  readonly combinations: Combinations;
  readonly rows: Row[];
}
interface Row extends Sighting {
  /** It waits for what is no lock, and holds one. */
  readonly waits: boolean;
}

export class Sightings {
  readonly asks: Asks;
  private readonly compiled: Compiled;
  private readonly layout: Layout;
  private readonly watched: readonly Watched[];
  /** Those of them that are where they ask for something. */
  private readonly spots: Spots;
  private readonly waits = new Map<string, Waiting>();

  constructor(compiled: Compiled, layout: Layout) {
    this.compiled = compiled;
    this.layout = layout;
    this.asks = asksOf(compiled);
    const locks = packedLocks(compiled);
    this.watched = compiled.program.threads.flatMap((t) => {
      const asks = this.asks[t.index] as Asks[number];
      return asks.some((a) => a.length > 0) ? [watch(compiled, layout, t.index, asks, locks)] : [];
    });
    this.spots = new Spots(
      this.watched.map(({ pc, asks }) => ({
        slot: pc,
        codes: Uint8Array.from(asks, (a) => (a.length > 0 ? 1 : 0)),
      })),
    );
  }

  /** Whether there is anything to see. */
  get any(): boolean {
    return this.watched.length > 0;
  }

  /** Looks at the packed state at `offset`. `state`: its number. */
  see(words: Int32Array, offset: number, state: number): void {
    const { watched, spots } = this;
    for (
      let i = spots.nextThere(0, words, offset);
      i < spots.count;
      i = spots.nextThere(i + 1, words, offset)
    ) {
      const w = watched[i] as Watched;
      const { rows } = w;
      const code = codeAt(w.pc, words, offset);
      const number = w.combinations.numberOf(code, words, offset);
      if (number === rows.length) rows.push(this.row(w, code, words, offset, state));
      const row = rows[number] as Row;
      if (row.waits) this.wait(row, words, offset, state);
    }
  }

  private row(w: Watched, code: number, words: Int32Array, offset: number, state: number): Row {
    const { cells } = this.compiled.map;
    const { name } = this.compiled.program.threads[w.thread] as { name: string };
    const read = (cell: number) => readCell(this.layout.slots[cell] as Slot, words, offset);
    const held = w.locks.flatMap(({ lock, shape, length }) => {
      if (length && (cells[length.cell]?.values[read(length.cell)] as number) <= length.above) return [];
      const holders = lock.holders(toPlain(shape, cells, read));
      return holders.flatMap(({ by, mode = 'exclusive' }) => (by === name ? [{ lock, mode }] : []));
    });
    const asks = w.asks[code] as readonly Ask[];
    const waits = held.length > 0 && asks.some((a) => a.wait);
    const position = w.pc.values[code] as number;
    return { thread: w.thread, position, asks, held, state, waits };
  }

  /** Whom it waits for, and what that one is about to ask for. */
  private wait({ thread, asks }: Row, words: Int32Array, offset: number, state: number): void {
    const { compiled, layout } = this;
    const read = (cell: number) => readCell(layout.slots[cell] as Slot, words, offset);
    for (const index of waitsFor(compiled, read, thread)) {
      if (index === thread) continue;
      const position = read(compiled.map.pcs[index] as number);
      const theirs = this.asks[index]?.[position] ?? [];
      for (const ask of asks) {
        const key = `${ask.class} ${index} ${position}`;
        if (!ask.wait || theirs.length === 0 || this.waits.has(key)) continue;
        this.waits.set(key, {
          wait: ask.class,
          waiter: thread,
          thread: index,
          position,
          asks: theirs,
          state,
        });
      }
    }
  }

  /** What was seen, in an order that does not depend on which of two states came first. */
  get seen(): readonly Sighting[] {
    return this.watched.flatMap(({ rows, combinations }) =>
      rows
        .map((row, number) => ({ row, key: combinations.key(number) }))
        .filter(({ row }) => row.held.length > 0)
        .toSorted((a, b) => compare(a.key, b.key))
        .map(({ row }) => row),
    );
  }
  get waiting(): readonly Waiting[] {
    return [...this.waits.values()].toSorted((a, b) => a.thread - b.thread || a.position - b.position);
  }
}

function compare(a: Int32Array, b: Int32Array): number {
  const at = a.findIndex((word, i) => word !== b[i]);
  return at < 0 ? 0 : (a[at] as number) - (b[at] as number);
}

function packedLocks({ program, map }: Compiled): Packed[] {
  return locksOf(program.memory.fields).map((lock) => {
    let shape = map.mem;
    let length: Packed['length'];
    for (const key of lock.keys) {
      if (shape.kind === 'seq') length = { cell: shape.length, above: key as number };
      if (shape.kind === 'record') shape = shape.fields.get(key as string) as Shape;
      else if (shape.kind !== 'scalar') shape = shape.items[key as number] as Shape;
    }
    return { lock, shape, length, cells: [...cellsOf(shape), ...(length ? [length.cell] : [])] };
  });
}

function cellsOf(shape: Shape): number[] {
  switch (shape.kind) {
    case 'scalar':
      return [shape.cell];
    case 'record':
      return [...shape.fields.values()].flatMap(cellsOf);
    case 'array':
      return shape.items.flatMap(cellsOf);
    case 'seq':
      return [shape.length, ...shape.items.flatMap(cellsOf)];
  }
}

function watch(
  { map, possible, program }: Compiled,
  layout: Layout,
  thread: number,
  byPosition: Asks[number],
  all: readonly Packed[],
): Watched {
  const pc = layout.slots[map.pcs[thread] as number] as Slot;
  const asks = pc.values.map((position) => byPosition[position] ?? []);
  const name = program.threads[thread]?.name;
  /** A lock with one holder that never is this thread is none of its. */
  const mayHold = ({ shape }: Packed) =>
    shape.kind !== 'scalar' ||
    (possible[shape.cell] ?? []).some((value) => map.cells[shape.cell]?.values[value] === name);
  const locks = all.filter(mayHold);
  const masks = new Map<number, number>();
  for (const cell of locks.flatMap((l) => l.cells)) {
    const { word, shift, bits } = layout.slots[cell] as Slot;
    const mask = bits === 32 ? -1 : ((1 << bits) - 1) << shift;
    if (mask !== 0) masks.set(word, (masks.get(word) ?? 0) | mask);
  }
  return {
    thread,
    pc,
    asks,
    locks,
    combinations: new Combinations(masks),
    rows: [],
  };
}
