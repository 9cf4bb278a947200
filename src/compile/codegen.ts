// SPDX-License-Identifier: MIT
/**
 * Writes decision trees as JavaScript over the packed words of a state, and makes functions of it. A step becomes a
 * nest of switches on the bits it reads, with constant writes at the leaves; a property a nest with 0 or 1.
 */
import { ModelError } from './compile.ts';
import type { Compiled, Outcome, StepLeaf } from './compile.ts';
import { readCell, writeCell } from './layout.ts';
import type { Layout, Slot } from './layout.ts';
import { isLeaf } from './tree.ts';
import type { Decision, Tree } from './tree.ts';

/** Successors of a batch of states: `stride` words each, the packed state and then the edge taken. */
export interface Batch {
  readonly records: Int32Array;
  /** The index of the state each successor came from. */
  readonly parents: Int32Array;
  count: number;
  /** States of the batch with something to note, and their masks (see {@link StepCode.masks}). */
  readonly noted: Int32Array;
  readonly notes: Int32Array;
  noteCount: number;
}
export interface StepCode {
  readonly words: number;
  readonly stride: number;
  readonly batch: Batch;
  /** Bits of a note: which properties are broken or met, and the two kinds of deadlock. */
  readonly masks: { readonly stuck: number; readonly cycle: number };
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
}

/** Successors produced before they are inserted together: cache misses of the visited set then overlap. */
const BATCH = 256;
/** Successors one state may have. */
const WIDEST = 256;
export const STUCK = 1 << 30;
export const CYCLE = 1 << 29;
/** Properties that one run can follow: the bits below the two of deadlock. */
export const MAX_PREDICATES = 29;

/** What sets one bit of a mask: any of these being true. */
type Predicate = readonly Decision<boolean | string>[];

/** `true` bits of the mask: what is watched in each state, in the order of `watched`, then `further` for later passes. */
export function generate(
  compiled: Compiled,
  layout: Layout,
  watched: readonly Predicate[],
  further: readonly Predicate[],
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
  const source = new Writer(compiled, layout).module(watched, further);
  const make = new Function('batch', 'onDemand', 'raise', source) as (
    batch: Batch,
    onDemand: OnDemand,
    raise: (message: string) => never,
  ) => Pick<StepCode, 'expand' | 'predicates'>;
  const functions = make(batch, onDemand(compiled, layout, batch, watched, further), raise);
  return { words, stride: words + 1, batch, masks: { stuck: STUCK, cycle: CYCLE }, ...functions };
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
  const sourceAt = (states: Int32Array, offset: number) => (cell: number) =>
    readCell(layout.slots[cell] as Slot, states, offset);
  return {
    step(thread, position, states, offset, sp) {
      const decision = compiled.steps[thread]?.[position] as Decision<StepLeaf>;
      const leaf = decision.at(sourceAt(states, offset));
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
      const decision = (isFurther ? further : watched)[bit]?.[part] as Decision<boolean | string>;
      const answer = decision.at(sourceAt(states, offset));
      return typeof answer === 'string' ? raise(answer) : answer;
    },
  };
}

/** Writes the module's source. Words of the state at hand are `w0`, `w1`, ...; `S`, `b` are the states and its offset. */
class Writer {
  private readonly compiled: Compiled;
  private readonly layout: Layout;
  private readonly words: readonly string[];
  private readonly args: string;

  constructor(compiled: Compiled, layout: Layout) {
    this.compiled = compiled;
    this.layout = layout;
    this.words = Array.from({ length: layout.words }, (_, i) => `w${i}`);
    this.args = ['S', 'b', ...this.words].join(', ');
  }

  module(watched: readonly Predicate[], further: readonly Predicate[]): string {
    const { threads } = this.compiled.program;
    const loads = this.words.map((w, i) => `const ${w} = S[b + ${i}];`).join(' ');
    return `'use strict';
const R = batch.records, P = batch.parents, N = batch.noted, M = batch.notes;
let waiting = 0;
const W = new Int32Array(${threads.length});
${threads.map((t) => this.threadFunction(t.index)).join('\n')}
${this.predicateFunctions('watched', watched)}
${this.predicateFunctions('further', further)}
${this.endFunction()}
${CYCLE_FUNCTION}
function expand(S, parents, head, end, watch) {
  let sp = 0, notes = 0;
  while (sp < ${BATCH * (this.layout.words + 1)} && notes < ${BATCH} && head < end) {
    const b = head * ${this.layout.words};
    if (parents[head] >= 0) {
      const sp0 = sp;
      waiting = 0;
      ${loads}
      ${threads.map((t) => `sp = thread${t.index}(${this.args}, sp);`).join('\n      ')}
      if (sp > R.length) raise('a state has more than ${WIDEST} successors');
      if (watch !== 0) {
        let mask = ${this.maskOf('watched', watched)};
        if (sp === sp0 && !ended(${this.args})) mask |= ${STUCK};
        if (waiting !== 0 && cycle()) mask |= ${CYCLE};
        if ((mask & watch) !== 0) { N[notes] = head; M[notes++] = mask & watch; }
      }
      for (let k = sp0 / ${this.layout.words + 1}, n = sp / ${this.layout.words + 1}; k < n; k++) P[k] = head;
    }
    head++;
  }
  batch.count = sp / ${this.layout.words + 1};
  batch.noteCount = notes;
  return head;
}
function predicates(S, b) { ${loads} return ${this.maskOf('further', further)}; }
return { expand, predicates };`;
  }

  private maskOf(name: string, predicates: readonly Predicate[]): string {
    const bit = (parts: Predicate, i: number) =>
      parts.map((_, part) => `${name}${i}_${part}(${this.args})`).join(' || ');
    return predicates.map((parts, i) => `(${bit(parts, i)} ? ${1 << i} : 0)`).join(' | ') || '0';
  }

  private predicateFunctions(name: 'watched' | 'further', predicates: readonly Predicate[]): string {
    const functions = predicates.flatMap((parts, i) =>
      parts.map((decision, part) => {
        const body = decision.overflow
          ? `return onDemand.predicate(${name === 'further'}, ${i}, ${part}, S, b);`
          : this.tree(decision.root as Tree<boolean | string>, (leaf) =>
              typeof leaf === 'string' ? `raise(${JSON.stringify(leaf)});` : `return ${leaf};`,
            );
        return `function ${name}${i}_${part}(${this.args}) { ${body} }`;
      }),
    );
    return functions.join('\n');
  }

  private threadFunction(thread: number): string {
    const steps = this.compiled.steps[thread] ?? [];
    const slot = this.layout.slots[this.compiled.map.pcs[thread] as number] as Slot;
    const live = steps.flatMap((d, position) =>
      d && slot.codes.has(position) && hasSteps(d) ? [{ d, position }] : [],
    );
    const functions = live.map(({ d, position }) => {
      const body = d.overflow
        ? `sp = onDemand.step(${thread}, ${position}, S, b, sp); const m = onDemand.waits(); if (m !== 0) { W[${thread}] = m; waiting |= ${1 << thread}; } return sp;`
        : this.tree(d.root as Tree<StepLeaf>, (leaf) => this.stepLeaf(thread, leaf));
      return `function step${thread}_${position}(${this.args}, sp) { ${body} }`;
    });
    const cases = live.map(
      ({ position }) =>
        `case ${slot.codes.get(position)}: return step${thread}_${position}(${this.args}, sp);`,
    );
    return `${functions.join('\n')}
function thread${thread}(${this.args}, sp) {
  switch (${this.field(slot)}) { ${cases.join('\n    ')} }
  return sp;
}`;
  }

  private stepLeaf(thread: number, leaf: StepLeaf): string {
    if (leaf.error !== undefined) return `raise(${JSON.stringify(leaf.error)});`;
    if (leaf.waitsFor !== 0) return `W[${thread}] = ${leaf.waitsFor}; waiting |= ${1 << thread}; return sp;`;
    const { length } = leaf.outcomes;
    const stores = leaf.outcomes.map((o, i) => this.successor(o, i * (this.layout.words + 1)));
    return `${stores.join(' ')} return sp${length > 0 ? ` + ${length * (this.layout.words + 1)}` : ''};`;
  }

  private successor({ edge, writes }: Outcome, at: number): string {
    const clear = this.words.map(() => 0);
    const set = this.words.map(() => 0);
    for (const [cell, value] of writes) {
      const slot = this.layout.slots[cell] as Slot;
      const { word, shift, bits, codes } = slot;
      clear[word] = (clear[word] as number) | (((1 << bits) - 1) << shift);
      set[word] = (set[word] as number) | ((codes.get(value) as number) << shift);
    }
    const stores = this.words.map((w, i) => {
      const kept = clear[i] === 0 ? w : `${w} & ${~(clear[i] as number)}`;
      return `R[sp + ${at + i}] = ${set[i] === 0 ? kept : `${clear[i] === 0 ? kept : `(${kept})`} | ${set[i]}`};`;
    });
    return `${stores.join(' ')} R[sp + ${at + this.layout.words}] = ${edge};`;
  }

  /** Whether every thread is at a valid end. */
  private endFunction(): string {
    const { program, map } = this.compiled;
    const tests = program.threads.map((t) => {
      const slot = this.layout.slots[map.pcs[t.index] as number] as Slot;
      const ends = [...slot.codes]
        .filter(([position]) => t.positions[position]?.validEnd)
        .map(([, code]) => code);
      return ends.length === 0
        ? 'false'
        : `(${ends.map((code) => `${this.field(slot)} === ${code}`).join(' || ')})`;
    });
    return `function ended(${this.args}) { return ${tests.join(' && ')}; }`;
  }

  private field({ word, shift, bits }: Slot): string {
    if (bits === 0) return '0';
    return `${shift === 0 ? `w${word}` : `(w${word} >>> ${shift})`} & ${(1 << bits) - 1}`.replace(
      /^(.*)$/,
      '($1)',
    );
  }

  /** A tree as nested switches; branches that do the same are one. */
  private tree<L>(tree: Tree<L>, leaf: (leaf: L) => string): string {
    if (isLeaf(tree)) return leaf(tree.leaf);
    const slot = this.layout.slots[tree.cell] as Slot;
    const branches = new Map<string, number[]>();
    for (const [value, code] of slot.codes) {
      const kid = tree.kids[value];
      if (!kid) throw new Error(`no path for ${this.compiled.map.cells[tree.cell]?.name}`);
      const text = this.tree(kid, leaf);
      branches.set(text, [...(branches.get(text) ?? []), code]);
    }
    const ordered = [...branches].toSorted((a, b) => a[1].length - b[1].length);
    const [last] = ordered.pop() as [string, number[]];
    if (ordered.length === 0) return last;
    const field = this.field(slot);
    if (ordered.length === 1) {
      const [text, codes] = ordered[0] as [string, number[]];
      return `if (${codes.map((code) => `${field} === ${code}`).join(' || ')}) { ${text} } ${last}`;
    }
    const cases = ordered.map(
      ([text, codes]) => `${codes.map((code) => `case ${code}:`).join(' ')} { ${text} }`,
    );
    return `switch (${field}) { ${cases.join(' ')} } ${last}`;
  }
}

const hasSteps = (d: Decision<StepLeaf>) =>
  d.overflow || !isLeaf(d.root as Tree<StepLeaf>) || !isIdle(d.root as Tree<StepLeaf>);
const isIdle = (tree: Tree<StepLeaf>) =>
  isLeaf(tree) &&
  tree.leaf.outcomes.length === 0 &&
  tree.leaf.waitsFor === 0 &&
  tree.leaf.error === undefined;

/** Whether the waiting threads wait in a cycle: drop those that wait for nobody who waits, until none is dropped. */
const CYCLE_FUNCTION = `function cycle() {
  let left = waiting, before = 0;
  while (left !== before) {
    before = left;
    for (let t = 0; t < W.length; t++) if ((left >>> t & 1) !== 0 && (W[t] & left) === 0) left &= ~(1 << t);
  }
  return left !== 0;
}`;
