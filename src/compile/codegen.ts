// SPDX-License-Identifier: MIT
/**
 * Makes step code of decision trees: a WebAssembly module (writer.ts) and its memory, behind functions over typed
 * arrays. A step becomes a nest of switches on the bits it reads, with constant writes at the leaves; a property a nest
 * with 0 or 1.
 */
import { compiled as compiledModule, grow, memoryOf, WORD } from '../wasm/module.ts';
import type { Memory } from '../wasm/module.ts';
import { LIMITS } from '../model/limits.ts';
import { BATCH, maskWords, threadSet, TOO_WIDE, WIDEST } from './bits.ts';
import { ModelError, sourceOf } from './compile.ts';
import type { Compiled, StepLeaf } from './compile.ts';
import { digest } from './digest.ts';
import type { StepFunctions } from './expand.ts';
import { Forest } from './flat.ts';
import { unpack, writeCell } from './layout.ts';
import type { Layout, Slot } from './layout.ts';
import { tablesOf } from './least.ts';
import { placesOf, widest } from './step-memory.ts';
import type { StepMemory } from './step-memory.ts';
import { Writer } from './writer.ts';
import type { IMPORTS, Wanted } from './writer.ts';

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
export interface StepCode {
  readonly words: number;
  readonly stride: number;
  readonly batch: Batch;
  /**
   * Expands states `head` to `end` of `states`, skipping those whose parent is negative (faults), until the batch is
   * full. Notes the states whose mask has a bit of `watch`, none by default. Returns the first state not expanded.
   */
  readonly expand: (
    states: Int32Array,
    parents: Int32Array,
    head: number,
    end: number,
    watch?: Int32Array,
  ) => number;
  /** A word of the bits of `further` that are true of a packed state. */
  readonly predicates: (states: Int32Array, offset: number, word: number) => number;
  /** Where threads are alike: puts the packed state at `offset` into the form in which it is kept. Successors have it. */
  readonly least?: (states: Int32Array, offset: number) => void;
  /** Stands for all that it does: see digest.ts. */
  readonly digest: () => string;
  /** Whether it asks the model as it goes: then the digest stands for a part of it. */
  readonly onDemand: boolean;
}

export function generate(compiled: Compiled, layout: Layout, wanted: Wanted): StepCode {
  if (layout.words > LIMITS.words)
    throw new ModelError(
      `${compiled.program.id}: a state takes ${layout.words} words of 32 bits: at most ${LIMITS.words}`,
    );
  return new Generated(compiled, layout, wanted).stepCode;
}

/** The module at work: its memory, and what it calls. */
class Generated {
  readonly stepCode: StepCode;
  private readonly compiled: Compiled;
  private readonly layout: Layout;
  private readonly places: StepMemory;
  private readonly memory: Memory;
  private readonly forest: Forest;
  private readonly messages: readonly string[];
  private readonly run: StepFunctions;
  private words: Int32Array;
  private readonly batch: Batch;
  /** Words of a state's mask. */
  private readonly masks: number;

  constructor(compiled: Compiled, layout: Layout, wanted: Wanted) {
    const { watched, further, images } = wanted;
    const tables = tablesOf(images ?? []);
    this.compiled = compiled;
    this.layout = layout;
    const { length: threads } = compiled.program.threads;
    this.masks = maskWords(watched.length);
    const sizes = { words: layout.words, masks: this.masks, threads, tables: tables.words.length };
    const { places, end } = placesOf(
      sizes,
      widest(compiled),
      compiled.steps.flat().some((d) => d?.overflow),
    );
    this.places = places;
    this.memory = memoryOf(end);
    this.words = new Int32Array(this.memory.buffer);
    this.words.set(tables.words, places.tables / WORD);
    const all = [...watched, ...further];
    const trees = all.flat().length + compiled.steps.flat().length;
    this.forest = new Forest(
      layout,
      { words: () => this.words, longer: (n) => this.longer(n) },
      end / WORD,
      trees,
    );
    const writer = new Writer(compiled, layout, places, this.forest);
    const module = writer.write(wanted, tables);
    this.messages = writer.messages;
    const imports: Record<keyof typeof IMPORTS, unknown> = {
      raise: (message: number) => raise(this.messages[message] as string),
      grow: (tree: number, state: number) => this.forest.grow(tree, state / WORD),
      complain: (tree: number, leaf: number) => raise(this.forest.leaf(tree, leaf) as string),
      take: (thread: number, tree: number, leaf: number, state: number, next: number) =>
        this.take(thread, this.forest.leaf(tree, leaf) as StepLeaf, state / WORD, next / WORD) * WORD,
    };
    this.run = compiledModule<StepFunctions>(module)(this.memory, imports);
    this.batch = { ...this.views(), count: 0, noteCount: 0 };
    const { words } = layout;
    this.stepCode = {
      words,
      stride: words + 1,
      batch: this.batch,
      expand: (...args) => this.expand(...args),
      predicates: (states, offset, word) => this.predicates(states, offset, word),
      ...(images && { least: (states, offset) => this.least(states, offset) }),
      digest: () => digest([module.bytes(), ...this.messages], compiled, all),
      onDemand: [...compiled.steps.flat(), ...all.flat()].some((d) => d?.overflow),
    };
  }

  private expand(
    states: Int32Array,
    parents: Int32Array,
    head: number,
    end: number,
    watch?: Int32Array,
  ): number {
    const { places, batch, layout } = this;
    for (let i = 0; i < this.masks; i++) this.words[places.watch / WORD + i] = watch?.[i] ?? 0;
    const stride = layout.words + 1;
    this.words[places.next / WORD] = places.records;
    this.words[places.noteCount / WORD] = 0;
    let [at, count, noteCount] = [head, 0, 0];
    while (at < end && count < BATCH && noteCount < BATCH) {
      const n = Math.min(BATCH, end - at);
      this.copyIn(states, at * layout.words, n * layout.words, places.states);
      this.copyIn(parents, at, n, places.stateParents);
      at += this.expandSome(n, at);
      count = ((this.words[places.next / WORD] as number) - places.records) / WORD / stride;
      noteCount = this.words[places.noteCount / WORD] as number;
    }
    batch.count = count;
    batch.noteCount = noteCount;
    return at;
  }

  /** Of the states that were copied in. */
  private expandSome(n: number, first: number): number {
    try {
      return this.run.expand(n, first);
    } catch (error) {
      throw error instanceof ModelError && error.message === TOO_WIDE ? this.tooWide(n) : error;
    }
  }

  /** Which of the states has too many successors, and by which step. */
  private tooWide(n: number): ModelError {
    const { compiled, layout, words, places } = this;
    for (let i = 0; i < n; i++) {
      const cells = unpack(layout, words, places.states / WORD + i * layout.words);
      const by = compiled.program.threads.map((t) => {
        const position = cells[compiled.map.pcs[t.index] as number] as number;
        const leaf = compiled.steps[t.index]?.[position]?.at(sourceOf(cells));
        return { n: leaf?.outcomes.length ?? 0, path: t.positions[position]?.path ?? t.name };
      });
      const all = by.reduce((sum, t) => sum + t.n, 0);
      const most = by.toSorted((a, b) => b.n - a.n)[0];
      if (all > WIDEST && most)
        return new ModelError(
          `${most.path}: ${TOO_WIDE}: ${counted(all)}, of which ${counted(most.n)} by its choices`,
        );
    }
    return new ModelError(TOO_WIDE);
  }

  private predicates(states: Int32Array, offset: number, word: number): number {
    this.copyIn(states, offset, this.layout.words, this.places.states);
    return this.run.predicates(word);
  }

  private least(states: Int32Array, offset: number): void {
    const at = this.places.states;
    this.copyIn(states, offset, this.layout.words, at);
    this.run.least?.(at);
    states.set(this.words.subarray(at / WORD, at / WORD + this.layout.words), offset);
  }

  private copyIn(from: Int32Array, first: number, n: number, address: number): void {
    const to = address / WORD;
    // One state, as schedules ask for: making a view of it takes longer than copying it.
    if (n < 32) for (let i = 0; i < n; i++) this.words[to + i] = from[first + i] as number;
    else this.words.set(from.subarray(first, first + n), to);
  }

  /** Does what the leaf of a flat tree says, to the state at the word `from`; successors go from the word `to` on. */
  private take(thread: number, leaf: StepLeaf, from: number, to: number): number {
    const { words, layout, places } = this;
    if (leaf.error !== undefined) raise(leaf.error);
    if (to + leaf.outcomes.length * (layout.words + 1) > places.recordsEnd / WORD) raise(TOO_WIDE);
    if (leaf.waitsFor.length > 0) {
      words.set(threadSet(leaf.waitsFor, places.waitWords), places.waits / WORD + thread * places.waitWords);
      const own = places.waiting / WORD + (thread >> 5);
      words[own] = (words[own] as number) | (1 << (thread & 31));
    }
    let at = to;
    for (const { edge, writes } of leaf.outcomes) {
      words.copyWithin(at, from, from + layout.words);
      for (const [cell, value] of writes) writeCell(layout.slots[cell] as Slot, words, at, value);
      words[at + layout.words] = edge;
      at += layout.words + 1;
    }
    return at;
  }

  private longer(atLeast: number): boolean {
    const more = atLeast * WORD - this.memory.buffer.byteLength;
    if (more > 0) {
      // Doubled, for growing costs the same however much it is.
      if (!grow(this.memory, Math.max(more, this.memory.buffer.byteLength))) return false;
      this.words = new Int32Array(this.memory.buffer);
      Object.assign(this.batch, this.views());
    }
    return true;
  }

  private views(): Pick<Batch, 'records' | 'parents' | 'noted' | 'notes'> {
    const { records, parents, noted, notes, recordsEnd } = this.places;
    const view = (from: number, words: number) => new Int32Array(this.memory.buffer, from, words);
    return {
      records: view(records, (recordsEnd - records) / WORD),
      parents: view(parents, (recordsEnd - records) / WORD / (this.layout.words + 1)),
      noted: view(noted, BATCH),
      notes: view(notes, this.masks * BATCH),
    };
  }
}

const raise = (message: string): never => {
  throw new ModelError(message);
};

const counted = (n: number) => n.toLocaleString('en-US');
