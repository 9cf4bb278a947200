// SPDX-License-Identifier: MIT
/**
 * The visited set: open addressing in a table whose slots hold the number of a state in the order of discovery. Two
 * states are one only if every bit of the stored states agrees. A slot's upper bits, which its number leaves free, are
 * bits of the state's hash: they tell most other states apart without a look at the store, which would be a cache miss.
 * A batch is inserted together: touching every slot first lets the cache misses overlap.
 *
 * Table, states and parents lie in one WebAssembly memory. It has room for so many states, and the table grows within
 * it; when it is full, all moves to one with room for sixteen times as many: beyond four GiB, where the engine has that,
 * to one with addresses of 64 bits, which a single thread goes on with.
 */
import { checkAt } from '../watch/watch.ts';
import { hasWide, memoryOf, MOST_BYTES, WORD } from '../wasm/module.ts';
import type { Memory, MemoryKind } from '../wasm/module.ts';
import type { Ground } from './round-memory.ts';
import type { Records, StateStore } from './store.ts';
import type { Loops, TableMemory } from './visited-code.ts';
import { CHUNK, codeFor, inChunks } from './visited-memory.ts';
import { Fit, MORE_SLOTS } from './visited-room.ts';
import type { Beside, Sizes } from './visited-room.ts';

export interface VisitedSet {
  /** Adds the states of the batch's records that are new to the store. Returns what {@link find} then would. */
  readonly insert: (batch: Records) => Int32Array;
  /** The places in the store of the batch's states, -1 for one that is not there. Valid until the next call. */
  readonly find: (batch: Pick<Records, 'records' | 'count'>) => Int32Array;
  /** How many states fit before something has to grow, and the bytes that this then takes. */
  readonly nextGrowth: () => { readonly states: number; readonly bytes: number };
  /** States that fit at the very most, and that fit where threads share it. */
  readonly most: number;
  readonly mostShared: number;
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
const MORE_ROOM = 16;
/** Words of a page of memory, or a part of one. */
const PAGE = 1024;
/** What one that threads share begins with: moving it, all others wait, and what nobody writes to takes no memory. */
const SHARED_ROOM = 1 << 24;

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
    mostShared: set.mostNarrow,
    ground: (more, fill) => set.ground(more, fill),
    settle: (count) => set.settle(count),
    forget: () => set.forget(),
  };
}

class Table {
  readonly most: number;
  readonly mostNarrow: number;
  private readonly fit: Fit;
  private readonly words: number;
  private readonly store: StateStore;
  private kind!: MemoryKind;
  private places!: TableMemory;
  private word!: number;
  private over!: (memory: Memory) => Loops;
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

  constructor(words: number, store: StateStore, sizes: Sizes, beside: Beside) {
    const { slots, room, narrow = MOST_BYTES.alone } = sizes;
    this.beside = beside;
    this.words = words;
    this.store = store;
    this.slots = slots;
    this.becomes('alone');
    const limit = hasWide() ? MOST_BYTES.wide : narrow;
    this.fit = new Fit({ words, slots, bytes: this.places.table + beside.bytes, limit });
    this.mostNarrow = this.fit.most(narrow);
    this.most = this.fit.most(limit);
    this.moveTo(room);
  }
  private becomes(kind: MemoryKind): void {
    Object.assign(this, { kind, ...codeFor(this.words, this.store.firstTaken.length, kind) });
  }

  insert(batch: Records): Int32Array {
    return inChunks(batch.count, (from, n) => this.insertChunk(batch, from, n));
  }

  private insertChunk(batch: Records, from: number, n: number): Int32Array {
    const { store } = this;
    // It may lie elsewhere then.
    this.makeRoom(store.count + n);
    this.copyIn(batch, from, n);
    this.hash(this.places.records, this.words + 1, n);
    store.count = this.run.insert(
      n,
      this.slots - 1,
      this.at(this.parents),
      this.at(this.states),
      store.count,
    );
    this.known = store.count;
    return this.ints(this.places.found, n);
  }

  find({ records, count }: Pick<Records, 'records' | 'count'>): Int32Array {
    this.makeRoom(this.store.count);
    return inChunks(count, (from, n) => this.findChunk(records, from, n));
  }

  private findChunk(records: Int32Array, from: number, n: number): Int32Array {
    const { places, words, run } = this;
    const stride = words + 1;
    this.ints(places.records, n * stride).set(records.subarray(from * stride, (from + n) * stride));
    this.hash(places.records, stride, n);
    run.find(n, this.slots - 1, this.at(this.states));
    return this.ints(places.found, n);
  }

  /** Hashes `n` rows, the words of the first of which are at a byte, and loads their slots. */
  private hash(byte: number, stride: number, n: number): void {
    this.run.hash(this.at(byte), stride * this.word, n);
    this.run.touch(n, this.slots - 1);
  }
  /** A byte's address. */
  private at(byte: number): number {
    return (byte / WORD) * this.word;
  }

  nextGrowth(): { states: number; bytes: number } {
    const inTable = Math.floor(this.slots * this.fit.shareOf(this.slots));
    const before = CHUNK + this.beside.margin;
    if (inTable < this.room) return { states: inTable - before, bytes: this.slots * MORE_SLOTS * WORD };
    return { states: this.room - before, bytes: this.room * (this.words + 1) * WORD + this.slots * WORD };
  }

  ground(more: number, fill: (ground: Ground) => void): Ground {
    this.share(this.store.count + more);
    this.makeRoom(this.store.count + more, (before) => {
      this.empty(before);
      fill(this.where);
    });
    return this.where;
  }
  /** Moves to a memory that threads share. */
  private share(count: number): void {
    if (this.kind === 'shared') return;
    const table = this.ints(this.places.table, this.slots);
    this.becomes('shared');
    this.moveTo(Math.max(count, this.room, Math.min(this.mostNarrow, SHARED_ROOM)), table);
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
    const before = this.slots;
    if (count <= before * this.fit.shareOf(before) && this.known === this.store.count) return;
    this.slots = this.fit.slotsFor(count, before);
    fill(before);
    this.known = this.store.count;
  }

  /**
   * Empties the table, which had so many slots `before`, and writes to each page beyond: a page that is read first costs a
   * second fault when it is written to, and where threads share it, that one waits for all of them.
   */
  private empty(before: number): void {
    const table = this.ints(this.places.table, this.slots);
    table.fill(0, 0, before);
    for (let slot = before; slot < this.slots; slot += PAGE) table[slot] = 0;
  }

  /** Puts the states of the store into the table, which had so many slots `before`. May be stopped if they are foreign. */
  private refill(before: number): void {
    const { store, words, run } = this;
    this.empty(before);
    for (let from = 0; from < store.count; from += CHUNK) {
      if (this.known < 0) checkAt(from);
      const n = Math.min(CHUNK, store.count - from);
      this.hash(this.states + from * words * WORD, words, n);
      run.place(from, n, this.slots - 1);
    }
  }

  /** All that is known, into a memory with room for at least `count` states. */
  private moveTo(count: number, before = this.memory && this.ints(this.places.table, this.slots)): void {
    const { store, words } = this;
    const kind = count > this.mostNarrow ? 'wide' : this.kind;
    const { memory, room } = this.memoryFor(count, kind);
    this.becomes(kind);
    const { places } = this;
    if (before) new Int32Array(memory.buffer, places.table, this.slots).set(before);
    const slots = this.fit.slotsFor(room, this.slots);
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
  private memoryFor(count: number, kind: MemoryKind): { memory: Memory; room: number } {
    if (count > this.most)
      throw new RangeError(`${this.most} states of ${this.words} words are all that fit`);
    const most = kind === 'wide' ? this.most : this.mostNarrow;
    for (let room = Math.min(most, Math.max(this.room * MORE_ROOM, count)); ;) {
      try {
        return { memory: memoryOf(this.bytesFor(room, kind), kind), room };
      } catch (error) {
        if (room === count || !(error instanceof RangeError)) throw error;
        room = Math.max(count, Math.floor(room / 2));
      }
    }
  }

  private bytesFor(room: number, kind: MemoryKind): number {
    const { table } = codeFor(this.words, this.store.firstTaken.length, kind).places;
    const slots = this.fit.slotsFor(room, this.slots);
    return table + (slots + room * (this.words + 1)) * WORD + this.beside.bytes;
  }
  private ints(address: number, length: number): Int32Array {
    return new Int32Array(this.memory.buffer, address, length);
  }
}
