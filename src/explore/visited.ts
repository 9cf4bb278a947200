// SPDX-License-Identifier: MIT
/**
 * The visited set: open addressing in a table whose slots hold the number of a state in the order of discovery. Two
 * states are one only if every bit of the stored states agrees. A slot's upper bits, which its number leaves free, are
 * bits of the state's hash: they tell most other states apart without a look at the store, which would be a cache miss.
 * A batch is inserted together: touching every slot first lets the cache misses overlap.
 *
 * Table, states and parents lie in one WebAssembly memory. It has room for so many states, and the table grows within
 * it; when it is full, all moves to one with room for sixteen times as many.
 */
import { checkAt } from '../watch/watch.ts';
import { memoryOf, WORD } from '../wasm/module.ts';
import type { Memory } from '../wasm/module.ts';
import type { Ground } from './round-memory.ts';
import type { Loops, TableMemory } from './visited-code.ts';
import { CHUNK, codeFor } from './visited-memory.ts';

/** States in order of discovery. */
export interface StateStore {
  /** Packed states, one after the other. */
  states: Int32Array;
  /** The state each was first reached from; its complement (a negative number) for a state that faults. */
  parents: Int32Array;
  count: number;
  /** For each edge, the first state that takes it, or -1. */
  firstTaken: Int32Array;
  /** For each edge, 1 if it ends in a fault. */
  readonly faulty: Uint8Array;
}
export interface VisitedSet {
  /** Adds the states of the batch's records that are new to the store. */
  readonly insert: (batch: Records) => void;
  /** The places in the store of the batch's states, -1 for one that is not there. Valid until the next call. */
  readonly find: (batch: Pick<Records, 'records' | 'count'>) => Int32Array;
  /** How many states fit before something has to grow, and the bytes that this then takes. */
  readonly nextGrowth: () => { readonly states: number; readonly bytes: number };
  /** States that fit at the very most. */
  readonly most: number;
  /**
   * Makes room for so many more, for others to put them there. Where the table has grown, `fill` puts what is known into
   * it: it is empty then.
   */
  readonly ground: (more: number, fill: (ground: Ground) => void) => Ground;
  /** Others have put states there, and in the table: so many are known now. */
  readonly settle: (count: number) => void;
  /** What others have put into the table does not count. */
  readonly forget: () => void;
}
/** Successors: the packed state and the edge taken of each, and the number of the state it came from. */
export interface Records {
  records: Int32Array;
  parents: Int32Array;
  count: number;
}

/** Grow when more than this share of the slots is taken. */
const FULL = 0.6;
/** By four: a table of numbers is small, and growing it costs a miss a state. */
const MORE_SLOTS = 4;
const MORE_ROOM = 16;
/** What one that threads share begins with: where one thread's would be by then. */
const SHARED_ROOM = 1 << 21;
/** What WebAssembly can address. */
const LIMIT = 2 ** 32;

/** `faulty`: for each edge, 1 if it ends in a fault. */
export function stateStore(faulty: Uint8Array): StateStore {
  return {
    states: new Int32Array(0),
    parents: new Int32Array(0),
    count: 0,
    firstTaken: new Int32Array(faulty.length).fill(-1),
    faulty,
  };
}

/** How large it is to begin with: slots, a power of two, and states that the memory has room for. */
export interface Sizes {
  readonly slots: number;
  readonly room: number;
}

/** What threads that share it need: bytes beside it, and room for states before it is full. */
export interface Beside {
  readonly bytes: number;
  readonly margin: number;
}
const ALONE: Beside = { bytes: 0, margin: 0 };

export function visitedSet(
  words: number,
  store: StateStore,
  sizes: Sizes = { slots: 1 << 14, room: 1 << 13 },
  beside: Beside = ALONE,
): VisitedSet {
  const set = new Table(words, store, sizes, beside);
  return {
    insert: (batch) => set.insert(batch),
    find: (batch) => set.find(batch),
    nextGrowth: () => set.nextGrowth(),
    most: set.most,
    ground: (more, fill) => set.ground(more, fill),
    settle: (count) => set.settle(count),
    forget: () => set.forget(),
  };
}

class Table {
  readonly most: number;
  private readonly words: number;
  private readonly store: StateStore;
  private places: TableMemory;
  private over: (memory: Memory) => Loops;
  private shared = false;
  private run!: Loops;
  private memory!: Memory;
  /** States that the memory has room for. */
  private room = 0;
  private readonly beside: Beside;
  private slots: number;
  /** States of the store that the table holds. Where the store was filled by others, all of them are put in first. */
  private known = 0;
  private parents = 0;
  private states = 0;

  constructor(words: number, store: StateStore, { slots, room }: Sizes, beside: Beside) {
    this.beside = beside;
    this.words = words;
    this.store = store;
    this.slots = slots;
    const { places, over } = codeFor(words, store.firstTaken.length);
    this.places = places;
    this.over = over;
    this.most = this.mostStates();
    this.moveTo(room);
  }

  insert(batch: Records): void {
    for (let from = 0; from < batch.count; from += CHUNK)
      this.insertChunk(batch, from, Math.min(CHUNK, batch.count - from));
  }

  private insertChunk(batch: Records, from: number, n: number): void {
    const { store, places } = this;
    this.makeRoom(store.count + n);
    this.copyIn(batch, from, n);
    this.run.hash(places.records, (this.words + 1) * WORD, n);
    this.run.touch(n, this.slots - 1);
    store.count = this.run.insert(n, this.slots - 1, this.parents, this.states, store.count);
    this.known = store.count;
  }

  find({ records, count }: Pick<Records, 'records' | 'count'>): Int32Array {
    this.makeRoom(this.store.count);
    if (count <= CHUNK) return this.findChunk(records, 0, count);
    const found = new Int32Array(count);
    for (let from = 0; from < count; from += CHUNK)
      found.set(this.findChunk(records, from, Math.min(CHUNK, count - from)), from);
    return found;
  }

  private findChunk(records: Int32Array, from: number, n: number): Int32Array {
    const { places, words, run } = this;
    const stride = words + 1;
    this.ints(places.records, n * stride).set(records.subarray(from * stride, (from + n) * stride));
    run.hash(places.records, stride * WORD, n);
    run.touch(n, this.slots - 1);
    run.find(n, this.slots - 1, this.states);
    return this.ints(places.found, n);
  }

  nextGrowth(): { states: number; bytes: number } {
    const inTable = Math.floor(this.slots * FULL);
    const before = CHUNK + this.beside.margin;
    if (inTable < this.room) return { states: inTable - before, bytes: this.slots * MORE_SLOTS * WORD };
    return { states: this.room - before, bytes: this.room * (this.words + 1) * WORD + this.slots * WORD };
  }

  ground(more: number, fill: (ground: Ground) => void): Ground {
    this.share(this.store.count + more);
    this.makeRoom(this.store.count + more, (before) => {
      this.ints(this.places.table, before).fill(0);
      fill(this.where);
    });
    return this.where;
  }
  /** Moves to a memory that threads share. */
  private share(count: number): void {
    if (this.shared) return;
    const { words, store, places, slots } = this;
    const table = this.ints(places.table, slots);
    this.shared = true;
    Object.assign(this, codeFor(words, store.firstTaken.length, true));
    this.moveTo(Math.max(count, this.room, Math.min(this.most, SHARED_ROOM)), table);
  }
  private get where(): Ground {
    const { memory, places, parents, states, room, slots } = this;
    return { memory, places, parents, states, room, slots, beside: states + room * this.words * WORD };
  }
  settle(count: number): void {
    this.known = this.store.count = count;
  }
  forget(): void {
    this.known = this.store.count;
    this.refill(this.slots);
  }

  private copyIn({ records, parents }: Records, from: number, n: number): void {
    const stride = this.words + 1;
    this.ints(this.places.records, n * stride).set(records.subarray(from * stride, (from + n) * stride));
    this.ints(this.places.parents, n).set(parents.subarray(from, from + n));
  }

  /** Room for so many states, in memory and table. */
  private makeRoom(count: number, fill = (before: number) => this.refill(before)): void {
    // States that somebody else has put there: as many as were known may be others.
    const foreign = this.store.states.buffer !== this.memory.buffer;
    if (foreign) this.known = -1;
    if (foreign || count > this.room) this.moveTo(count);
    if (count <= this.slots * FULL && this.known === this.store.count) return;
    const before = this.slots;
    while (count > this.slots * FULL) this.slots *= MORE_SLOTS;
    fill(before);
    this.known = this.store.count;
  }

  /** Puts the states of the store into the table, which had so many slots `before`. May be stopped if they are foreign. */
  private refill(before: number): void {
    const { store, places, words, run } = this;
    this.ints(places.table, before).fill(0);
    for (let from = 0; from < store.count; from += CHUNK) {
      if (this.known < 0) checkAt(from);
      const n = Math.min(CHUNK, store.count - from);
      run.hash(this.states + from * words * WORD, words * WORD, n);
      run.touch(n, this.slots - 1);
      run.place(from, n, this.slots - 1);
    }
  }

  /** All that is known, into a memory with room for at least `count` states. */
  private moveTo(count: number, before = this.memory && this.ints(this.places.table, this.slots)): void {
    const { store, words } = this;
    const { memory, room } = this.memoryFor(count);
    const { places } = this;
    if (before) new Int32Array(memory.buffer, places.table, this.slots).set(before);
    const slots = slotsFor(room, this.slots);
    this.memory = memory;
    this.room = room;
    this.run = this.over(memory);
    this.parents = places.table + slots * WORD;
    this.states = this.parents + room * WORD;
    const move = (old: Int32Array, address: number, length: number, used: number) => {
      const made = this.ints(address, length);
      made.set(old.subarray(0, used));
      return made;
    };
    store.parents = move(store.parents, this.parents, room, store.count);
    store.states = move(store.states, this.states, room * words, store.count * words);
    const edges = store.firstTaken.length;
    this.ints(places.faulty + WORD, edges).set(Int32Array.from(store.faulty, (is) => -is));
    store.firstTaken = move(store.firstTaken, places.firstTaken + WORD, edges, edges);
  }

  /** The next size, or the largest that there is memory for. */
  private memoryFor(count: number): { memory: Memory; room: number } {
    if (count > this.most)
      throw new RangeError(`${this.most} states of ${this.words} words are all that fit`);
    for (let room = Math.min(this.most, Math.max(this.room * MORE_ROOM, count)); ;) {
      try {
        return { memory: memoryOf(this.bytesFor(room), this.shared), room };
      } catch (error) {
        if (room === count || !(error instanceof RangeError)) throw error;
        room = Math.max(count, Math.floor(room / 2));
      }
    }
  }

  private bytesFor(room: number): number {
    const table = slotsFor(room, this.slots) * WORD;
    return this.places.table + table + room * (this.words + 1) * WORD + this.beside.bytes;
  }
  private mostStates(): number {
    const withTable = (slots: number): number => {
      const left = (LIMIT - this.beside.bytes - this.places.table - slots * WORD) / ((this.words + 1) * WORD);
      const here = Math.floor(Math.min(left, slots * FULL));
      return slots * MORE_SLOTS * WORD >= LIMIT ? here : Math.max(here, withTable(slots * MORE_SLOTS));
    };
    return withTable(this.slots);
  }
  private ints(address: number, length: number): Int32Array {
    return new Int32Array(this.memory.buffer, address, length);
  }
}

function slotsFor(states: number, least: number): number {
  let slots = least;
  while (slots * FULL < states) slots *= MORE_SLOTS;
  return slots;
}
