// SPDX-License-Identifier: MIT
/**
 * Makes step code of decision trees: a WebAssembly module (writer.ts) and its memory, behind functions over typed
 * arrays. A step becomes a nest of switches on the bits it reads, with constant writes at the leaves; a property a nest
 * with 0 or 1.
 */
import { codeOf, grow, memoryOf, WORD } from '../wasm/module.ts';
import type { Memory } from '../wasm/module.ts';
import { counted, LIMITS } from '../model/limits.ts';
import { maskWords, threadSet, TOO_WIDE, WIDEST } from './bits.ts';
import { ModelError, sourceOf } from './compile.ts';
import type { Compiled, StepLeaf } from './compile.ts';
import { digest } from './digest.ts';
import { Forest } from './flat.ts';
import { readCell, unpack, writeCell } from './layout.ts';
import type { Layout, Slot } from './layout.ts';
import { tablesOf } from './least.ts';
import { placesOf, widest } from './step-memory.ts';
import type { StepMemory } from './step-memory.ts';
import { Stepper } from './stepper.ts';
import type { Batch, Before, Called, StepModule } from './stepper.ts';
import { Writer } from './writer.ts';
import type { Wanted } from './writer.ts';

export type { Batch, Before };

export interface StepCode {
  readonly words: number;
  readonly stride: number;
  readonly batch: Batch;
  /**
   * Expands states `head` to `end` of `states`, skipping those whose parent is negative (faults), until the batch is
   * full. Notes the states whose mask has a bit of `watch`, none by default. Returns the first state not expanded.
   * `before`: what is noted of states that they came from, so that not all has to be asked.
   */
  readonly expand: Stepper['expand'];
  /**
   * A word of the bits of `further` that are true of packed states, of `n` of them from state `first` on, a batch at
   * most; none of those whose parent is negative. Lasts until anything else is asked.
   */
  readonly predicates: Stepper['predicates'];
  /** Puts the packed state at `offset` into the form in which it is kept, where that is another: successors have it. */
  readonly keep?: (states: Int32Array, offset: number) => void;
  /** Where threads are alike: puts the least of those that are taken for one there. */
  readonly least?: (states: Int32Array, offset: number) => void;
  /** Stands for all that it does: see digest.ts. */
  readonly digest: () => string;
  /** Whether it asks the model as it goes: then the digest stands for a part of it. */
  readonly onDemand: boolean;
  /** For threads that are to run it as well. */
  readonly shared: SharedCode;
}
export interface SharedCode {
  /** The code for a memory that threads share, and where things lie in a part of it. */
  readonly module: () => StepModule;
  /** Whether a step is grown on demand: other threads, which have no model, cannot take it. */
  readonly stepsHere: boolean;
  /** Where things lie in a part; and its bytes: each thread has its own. */
  readonly places: StepMemory;
  readonly part: number;
  /** What all of them read, to be at the same address in that memory: tables, and trees that grow: then it is another. */
  readonly image: () => { readonly words: Int32Array; readonly at: number; readonly version: number };
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
  private readonly stepper: Stepper;
  private words: Int32Array;

  constructor(compiled: Compiled, layout: Layout, wanted: Wanted) {
    const { watched, further, plan, images, unread } = wanted;
    const tables = tablesOf(images ?? []);
    this.compiled = compiled;
    this.layout = layout;
    const { length: threads } = compiled.program.threads;
    const masks = maskWords(watched.length);
    const sizes = { words: layout.words, masks, threads, tables: tables.words.length };
    const { places, end } = placesOf(
      sizes,
      widest(compiled),
      compiled.recorded.flat().some((d) => d?.overflow),
    );
    this.places = places;
    this.memory = memoryOf(end);
    this.words = new Int32Array(this.memory.buffer);
    this.words.set(tables.words, places.tables / WORD);
    const all = [...watched, ...further];
    const trees = all.flat().length + compiled.recorded.flat().length;
    this.forest = new Forest(
      layout,
      { words: () => this.words, longer: (n) => this.longer(n) },
      end / WORD,
      trees,
      unread,
    );
    const writer = new Writer(compiled, layout, places, this.forest, unread);
    const module = writer.write(wanted, tables);
    this.messages = writer.messages;
    const called: Called = {
      raise: (message) => raise(this.messages[message as number] as string),
      grow: (tree, state) => this.forest.grow(tree as number, (state as number) / WORD),
      complain: (tree, leaf) => raise(this.forest.leaf(tree as number, leaf as number) as string),
      take: (thread, tree, leaf, state, next) => {
        const found = this.forest.leaf(tree as number, leaf as number) as StepLeaf;
        return this.take(thread as number, found, (state as number) / WORD, (next as number) / WORD) * WORD;
      },
    };
    const { words } = layout;
    const shape = { places, words, masks };
    const stepper = (this.stepper = new Stepper({ code: codeOf(module), ...shape }, this.memory, called));
    this.stepCode = {
      words,
      stride: words + 1,
      batch: stepper.batch,
      expand: (...args) => this.expand(...args),
      predicates: (...args) => stepper.predicates(...args),
      ...((images ?? plan?.merges) && { keep: (states, offset) => stepper.keep(states, offset) }),
      ...(images && { least: (states, offset) => stepper.least(states, offset) }),
      digest: () => digest([module.bytes(), ...this.messages], compiled, all),
      onDemand: [...compiled.recorded.flat(), ...all.flat()].some((d) => d?.overflow),
      shared: {
        module: () => ({ code: codeOf(module, 'shared'), ...shape }),
        stepsHere: !this.forest.isOfAnswers,
        places,
        part: end,
        image: () => ({
          words: this.words.subarray(places.tables / WORD, this.forest.used),
          at: places.tables,
          version: this.forest.changes,
        }),
      },
    };
  }

  private expand(...args: Parameters<StepCode['expand']>): number {
    try {
      return this.stepper.expand(...args);
    } catch (error) {
      const wide = error instanceof ModelError && error.message === TOO_WIDE;
      throw wide ? this.tooWide(this.stepper.copied) : error;
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
    for (const { edge, writes, moves = [] } of leaf.outcomes) {
      words.copyWithin(at, from, from + layout.words);
      for (const [cell, value] of writes) writeCell(layout.slots[cell] as Slot, words, at, value);
      for (const [cell, other] of moves)
        writeCell(layout.slots[cell] as Slot, words, at, readCell(layout.slots[other] as Slot, words, from));
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
      this.stepper?.renew();
    }
    return true;
  }
}

const raise = (message: string): never => {
  throw new ModelError(message);
};
