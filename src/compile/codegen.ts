// SPDX-License-Identifier: MIT
/**
 * Writes decision trees as JavaScript over the packed words of a state, and makes functions of it. A step becomes a
 * nest of switches on the bits it reads, with constant writes at the leaves; a property a nest with 0 or 1.
 */
import { BATCH, MAX_PREDICATES, WIDEST } from './bits.ts';
import type { Predicate } from './bits.ts';
import { ModelError } from './compile.ts';
import { digest } from './digest.ts';
import { FlatTree } from './flat.ts';
import type { Compiled, StepLeaf } from './compile.ts';
import { writeCell } from './layout.ts';
import type { Layout, Slot } from './layout.ts';
import type { Plan } from './plan.ts';
import { Writer } from './writer.ts';

/** Successors of a batch of states: `stride` words each, the packed state and then the edge taken. */
export interface Batch {
  readonly records: Int32Array;
  /** The index of the state each successor came from. */
  readonly parents: Int32Array;
  count: number;
  /** States of the batch with something to note, and their masks (see bits.ts). */
  readonly noted: Int32Array;
  readonly notes: Int32Array;
  noteCount: number;
}
export interface StepCode {
  readonly words: number;
  readonly stride: number;
  readonly batch: Batch;
  /**
   * Expands states `head` to `end` of `states`, skipping those whose parent is negative (faults), until the batch is
   * full. Notes the states whose mask has a bit of `watch`. Returns the first state not expanded.
   */
  readonly expand: (
    states: Int32Array,
    parents: Int32Array,
    head: number,
    end: number,
    watch: number,
  ) => number;
  /** The bits of `predicates` that are true of a packed state. */
  readonly predicates: (states: Int32Array, offset: number) => number;
  /** Stands for all that it does: see digest.ts. */
  readonly digest: () => string;
}

/**
 * `true` bits of the mask: what is watched in each state, in the order of `watched`, then `further` for later passes.
 * With a plan, a thread that may go alone does.
 */
export function generate(
  compiled: Compiled,
  layout: Layout,
  watched: readonly Predicate[],
  further: readonly Predicate[],
  plan?: Plan,
): StepCode {
  if (watched.length > MAX_PREDICATES || further.length > MAX_PREDICATES)
    throw new RangeError(`one run follows at most ${MAX_PREDICATES} properties of a kind`);
  const { words } = layout;
  const batch: Batch = {
    records: new Int32Array((BATCH + WIDEST) * (words + 1)),
    parents: new Int32Array(BATCH + WIDEST),
    count: 0,
    noted: new Int32Array(BATCH + WIDEST),
    notes: new Int32Array(BATCH + WIDEST),
    noteCount: 0,
  };
  const source = new Writer(compiled, layout, plan).module(watched, further);
  const all = [...watched, ...further];
  const make = new Function('batch', 'onDemand', 'raise', source) as (
    batch: Batch,
    onDemand: OnDemand,
    raise: (message: string) => never,
  ) => Pick<StepCode, 'expand' | 'predicates'>;
  const functions = make(batch, onDemand(compiled, layout, batch, watched, further), raise);
  return { words, stride: words + 1, batch, ...functions, digest: () => digest(source, compiled, all) };
}

const raise = (message: string): never => {
  throw new ModelError(message);
};

/** What generated code calls where a tree had too many paths to be written out. */
interface OnDemand {
  readonly step: (thread: number, position: number, states: Int32Array, offset: number, sp: number) => number;
  readonly waits: () => number;
  readonly predicate: (
    further: boolean,
    bit: number,
    part: number,
    states: Int32Array,
    offset: number,
  ) => boolean;
}

function onDemand(
  compiled: Compiled,
  layout: Layout,
  batch: Batch,
  watched: readonly Predicate[],
  further: readonly Predicate[],
): OnDemand {
  let waits = 0;
  const steps = compiled.steps.map((ofThread) => ofThread.map((d) => d && new FlatTree(d, layout)));
  const flat = (predicates: readonly Predicate[]) =>
    predicates.map((parts) => parts.map((d) => new FlatTree(d, layout)));
  const [watchedTrees, furtherTrees] = [flat(watched), flat(further)];
  return {
    step(thread, position, states, offset, sp) {
      const tree = steps[thread]?.[position] as FlatTree<StepLeaf>;
      const leaf = tree.at(states, offset);
      if (leaf.error !== undefined) raise(leaf.error);
      waits = leaf.waitsFor;
      let at = sp;
      for (const { edge, writes } of leaf.outcomes) {
        batch.records.set(states.subarray(offset, offset + layout.words), at);
        for (const [cell, value] of writes) writeCell(layout.slots[cell] as Slot, batch.records, at, value);
        batch.records[at + layout.words] = edge;
        at += layout.words + 1;
      }
      return at;
    },
    waits: () => waits,
    predicate(isFurther, bit, part, states, offset) {
      const tree = (isFurther ? furtherTrees : watchedTrees)[bit]?.[part] as FlatTree<boolean | string>;
      const answer = tree.at(states, offset);
      return typeof answer === 'string' ? raise(answer) : answer;
    },
  };
}
