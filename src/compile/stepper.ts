// SPDX-License-Identifier: MIT
/**
 * Step code at work: expands packed states in its own part of a memory. It knows nothing of the model, so that a thread
 * that has no model can have one.
 */
import { functionsOf, WORD } from '../wasm/module.ts';
import type { Memory, ModuleCode } from '../wasm/module.ts';
import { BATCH, ROWS } from './bits.ts';
import type { StepFunctions } from './expand.ts';
import type { StepMemory } from './step-memory.ts';
import type { IMPORTS } from './writer.ts';

/** Successors of a batch of states: `stride` words each, the packed state and then the edge taken. */
export interface Batch {
  records: Int32Array;
  /** The index of the state each successor came from. */
  parents: Int32Array;
  count: number;
  /** States of the batch with something to note, and their masks (see bits.ts): the first word of each, then the next. */
  noted: Int32Array;
  notes: Int32Array;
  noteCount: number;
}
/** What is known already of states that others come from. Numbers of states do not fall as those of their parents rise. */
export interface Before {
  /** The numbers of the states of which all is noted that there is: from the one up to the other. */
  readonly from: number;
  readonly to: number;
  /** Puts the masks of some of them there, one after the other; false where nothing is noted of any. */
  readonly masks: (from: number, to: number, into: Int32Array, at: number) => boolean;
}
/** Where that is: the addresses of the row and the mask of the state `from`. 0: it is not known, or nothing is noted. */
export interface Known {
  readonly rows: number;
  readonly masks: number;
  readonly from: number;
}
const UNKNOWN: Known = { rows: 0, masks: 0, from: 0 };

/** The state that a state came from, of which what is kept says also whether it faults. */
export function parentOf(parents: Int32Array, state: number): number {
  const parent = parents[state] as number;
  return parent < 0 ? ~parent : parent;
}

/** What step code is, whoever runs it. All of it can be sent to another thread. */
export interface StepModule {
  readonly code: ModuleCode;
  readonly places: StepMemory;
  /** Words of a state, and of its mask. */
  readonly words: number;
  readonly masks: number;
}
/** What it calls: see writer.ts. */
export type Called = Readonly<Record<keyof typeof IMPORTS, (...words: number[]) => number>>;

export class Stepper {
  readonly batch: Batch;
  words: Int32Array;
  /** How many states were copied in last. */
  copied = 0;
  readonly base: number;
  private readonly module: StepModule;
  private readonly run: StepFunctions;

  private readonly memory: Memory;

  /** `base`: where its part of the memory begins. */
  constructor(module: StepModule, memory: Memory, called: Called, base = 0) {
    this.module = module;
    this.memory = memory;
    this.base = base;
    this.words = new Int32Array(memory.buffer);
    this.run = functionsOf<StepFunctions>(module.code, memory, called, base);
    this.batch = { ...this.views(), count: 0, noteCount: 0 };
  }

  /** To be called when the memory has become longer. */
  renew(): void {
    this.words = new Int32Array(this.memory.buffer);
    Object.assign(this.batch, this.views());
  }

  /** See StepCode. */
  expand(
    states: Int32Array,
    parents: Int32Array,
    head: number,
    end: number,
    watch?: Int32Array,
    before?: Before,
  ): number {
    const { words, places } = this.module;
    const [there, theirs] = [this.base + places.states, this.base + places.stateParents];
    return this.fill(head, end, watch, (at) => {
      const most = Math.min(BATCH, end - at);
      const { n, rows, masks, from } = before
        ? this.known(states, parents, at, most, before)
        : { n: most, ...UNKNOWN };
      this.copied = n;
      this.copyIn(states, at * words, n * words, places.states);
      this.copyIn(parents, at, n, places.stateParents);
      return this.run.expand(n, at, there, theirs, rows, masks, from);
    });
  }

  /** Copies in what the `n` states at `at` came from, or of as many of them as there is room for. */
  private known(
    states: Int32Array,
    parents: Int32Array,
    at: number,
    n: number,
    before: Before,
  ): Known & { readonly n: number } {
    const { words, places } = this.module;
    const from = parentOf(parents, at);
    let to = parentOf(parents, at + n - 1) + 1;
    if (from < before.from || to > before.to) return { n, ...UNKNOWN };
    for (; to - from > ROWS; to = parentOf(parents, at + n - 1) + 1) n = (n + 1) >> 1;
    this.copyIn(states, from * words, (to - from) * words, places.rows);
    const masks = before.masks(from, to, this.words, this.at(places.rowMasks));
    return { n, rows: this.base + places.rows, masks: masks ? this.base + places.rowMasks : 0, from };
  }
  /** The same of states in this memory, at an address. */
  expandThere(
    states: number,
    parents: number,
    head: number,
    end: number,
    watch: Int32Array,
    { rows, masks, from }: Known = UNKNOWN,
  ): number {
    const bytes = this.module.words * WORD;
    return this.fill(head, end, watch, (at) =>
      this.run.expand(end - at, at, states + at * bytes, parents + at * WORD, rows, masks, from),
    );
  }

  private fill(
    head: number,
    end: number,
    watch: Int32Array | undefined,
    expand: (at: number) => number,
  ): number {
    const { batch, module } = this;
    const { places, words, masks } = module;
    const watched = this.at(places.watch);
    for (let i = 0; i < masks; i++) this.words[watched + i] = watch?.[i] ?? 0;
    const stride = words + 1;
    const [next, notes] = [this.at(places.next), this.at(places.noteCount)];
    const first = this.base + places.records;
    this.words[next] = first;
    this.words[notes] = 0;
    let [at, count, noteCount] = [head, 0, 0];
    while (at < end && count < BATCH && noteCount < BATCH) {
      at += expand(at);
      // Addresses are beyond 2^31, too.
      count = (((this.words[next] as number) - first) | 0) / WORD / stride;
      noteCount = this.words[notes] as number;
    }
    batch.count = count;
    batch.noteCount = noteCount;
    return at;
  }

  /** See StepCode. */
  predicates(states: Int32Array, parents: Int32Array, first: number, n: number, word: number): Int32Array {
    const { words, places } = this.module;
    this.copyIn(states, first * words, n * words, places.states);
    this.copyIn(parents, first, n, places.stateParents);
    this.run.predicates(word, n);
    const at = this.at(places.states);
    return this.words.subarray(at, at + n);
  }

  /** See StepCode: these two. */
  keep(states: Int32Array, offset: number): void {
    this.put(states, offset, (at) => this.run.keep?.(at, this.base + this.module.places.records));
  }
  least(states: Int32Array, offset: number): void {
    this.put(states, offset, (at) => this.run.least?.(at));
  }
  private put(states: Int32Array, offset: number, into: (address: number) => void): void {
    const { words, places } = this.module;
    this.copyIn(states, offset, words, places.states);
    into(this.base + places.states);
    const at = this.at(places.states);
    states.set(this.words.subarray(at, at + words), offset);
  }

  /** The word at this place of its part of the memory. */
  at(place: number): number {
    return (this.base + place) / WORD;
  }

  private copyIn(from: Int32Array, first: number, n: number, place: number): void {
    const to = this.at(place);
    // One state, as schedules ask for: making a view of it takes longer than copying it.
    if (n < 32) for (let i = 0; i < n; i++) this.words[to + i] = from[first + i] as number;
    else this.words.set(from.subarray(first, first + n), to);
  }

  private views(): Pick<Batch, 'records' | 'parents' | 'noted' | 'notes'> {
    const { memory } = this;
    const { places, words, masks } = this.module;
    const { records, parents, noted, notes, recordsEnd } = places;
    const view = (from: number, n: number) => new Int32Array(memory.buffer, this.base + from, n);
    return {
      records: view(records, (recordsEnd - records) / WORD),
      parents: view(parents, (recordsEnd - records) / WORD / (words + 1)),
      noted: view(noted, BATCH),
      notes: view(notes, masks * BATCH),
    };
  }
}
