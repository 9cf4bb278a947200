// SPDX-License-Identifier: MIT
/**
 * Breadth-first search of every interleaving. It can be stopped after any batch and asked what it has covered; what
 * it found is read off afterwards (verdicts.ts). The parts it is made of, step code and visited set, can be replaced.
 */
import { compile, DEFAULT_BUDGET, ModelError } from '../compile/compile.ts';
import type { Compiled } from '../compile/compile.ts';
import { BATCH, CYCLE, STUCK, WIDEST } from '../compile/bits.ts';
import { generate } from '../compile/codegen.ts';
import type { Batch, StepCode } from '../compile/codegen.ts';
import { layOut, pack } from '../compile/layout.ts';
import type { Layout } from '../compile/layout.ts';
import { demandsOf } from '../model/fairness.ts';
import type { Demands } from '../model/fairness.ts';
import { readMachine } from '../model/read.ts';
import type { Instance, ProgressProperty, Property, StateProperty } from '../model/types.ts';
import { withUnnamedFaults } from '../model/unnamed-faults.ts';
import { inCanonicalForm } from '../reduce/canonical.ts';
import type { Reducer, Reduction } from '../reduce/reduce.ts';
import { check } from '../watch/watch.ts';
import { stateStore, visitedSet } from './visited.ts';
import type { Records, StateStore, VisitedSet } from './visited.ts';

/** What a search runs on. A test breaks one of these to show that the others notice. */
export interface Parts {
  readonly code: (made: StepCode) => StepCode;
  readonly visited: (made: VisitedSet) => VisitedSet;
}
export const AS_MADE: Parts = { code: (made) => made, visited: (made) => made };

export interface Progress {
  readonly states: number;
  readonly transitions: number;
  readonly depth: number;
  /** States found and not yet expanded. */
  readonly queue: number;
}

/** States whose mask had a bit worth noting. */
export interface Notes {
  readonly states: number[];
  readonly masks: number[];
}

/** What a search knows beside its states. */
export interface Explored {
  /** States whose steps have all been taken. */
  readonly head: number;
  readonly depth: number;
  readonly transitions: number;
  readonly broken: Notes;
  readonly met: ReadonlyMap<number, number>;
  /** The first state beyond the level at hand. Default: all states that are known belong to it. */
  readonly levelEnd?: number;
}

const isProgress = (p: Property): p is ProgressProperty => p.kind === 'eventually';
const isState = (p: Property): p is StateProperty => 'holds' in p && !isProgress(p);

export class Search {
  readonly instance: Instance;
  readonly compiled: Compiled;
  readonly layout: Layout;
  readonly code: StepCode;
  readonly visited: VisitedSet;
  readonly store: StateStore;
  /** The properties that `always` or `sometimes` bits stand for, by bit. */
  readonly watched: readonly StateProperty[];
  /** The `alwaysPossible` properties, by bit of {@link StepCode.predicates}. */
  readonly possible: readonly StateProperty[];
  /** The `eventually` properties; their two bits each (`holds`, `after`) follow those of `possible`. */
  readonly progressing: readonly ProgressProperty[];
  /** What fairness each of them states. */
  readonly demands: readonly Demands[];
  /** Every state in which an `always` is broken or a deadlock seen. */
  readonly broken: Notes = { states: [], masks: [] };
  /** For each watched `sometimes`, the first state that meets it. */
  readonly met = new Map<number, number>();
  /** What is left out, where a reduction was asked for. */
  readonly reduction: Reduction | undefined;
  /** Told of every batch of steps: for a checkpoint. */
  heard: ((batch: Batch) => void) | undefined;
  transitions = 0;
  depth = 0;
  private head = 0;
  private levelEnd = 0;
  private watch: number;

  constructor(given: Instance, parts: Parts = AS_MADE, budget = DEFAULT_BUDGET, reduce?: Reducer) {
    this.compiled = compile(readMachine(given.machine), budget, given.names);
    const instance = withUnnamedFaults(given, this.compiled.program);
    this.instance = instance;
    this.progressing = instance.properties.filter(isProgress);
    // A name that is none is found now, not when the search is done.
    this.demands = this.progressing.map((p) => demandsOf(this.compiled.program, p));
    this.layout = layOut(this.compiled);
    const states = instance.properties.filter(isState);
    this.watched = states.filter((p) => p.kind !== 'alwaysPossible');
    this.possible = states.filter((p) => p.kind === 'alwaysPossible');
    // A bit is set where an `always` is broken, in any of its parts, and where a `sometimes` is met.
    const trees = ({ name, kind, holds, parts: all = [holds] }: StateProperty) =>
      all.map((part) => this.compiled.predicate(name, part, kind !== 'always'));
    const progress = this.progressing.flatMap(({ name, holds, after = holds }) =>
      [holds, after].map((p) => [this.compiled.predicate(name, p)]),
    );
    const further = [...this.possible.map(trees), ...progress];
    const watched = this.watched.map(trees);
    const asked = [...this.watched, ...this.possible];
    const predicates = asked.map(({ name, kind }, i) => {
      return { name, kind, parts: [...watched, ...further][i] ?? [] };
    });
    this.compiled.secondLook();
    this.reduction = reduce?.(this.compiled, this.layout, { properties: instance.properties, predicates });
    const { plan, canonical } = this.reduction ?? {};
    const made = generate(this.compiled, this.layout, watched, further, plan);
    this.code = parts.code(canonical ? inCanonicalForm(made, canonical) : made);
    this.store = stateStore(this.layout.words, this.compiled.edges);
    this.visited = parts.visited(visitedSet(this.layout.words, this.store));
    this.watch = this.watched.reduce((mask, _, bit) => mask | (1 << bit), STUCK | CYCLE);
    this.startWith(this.initialRecords());
  }

  /** The initial states, as they are kept: no step led there. */
  initialRecords(): Records {
    const { layout, compiled, reduction } = this;
    const stride = layout.words + 1;
    const count = compiled.initials.length;
    const records = new Int32Array(count * stride);
    compiled.initials.forEach((cells, i) => {
      pack(layout, cells, records, i * stride);
      reduction?.canonical?.(records, i * stride);
      records[i * stride + layout.words] = -1;
    });
    return { records, parents: new Int32Array(count), count };
  }

  /** Starts with these states and no others. Each is its own parent. */
  startWith(initial: Records): void {
    const { store } = this;
    store.count = 0;
    this.visited.insert(initial);
    for (let state = 0; state < store.count; state++) store.parents[state] = state;
    this.levelEnd = store.count;
  }

  /** Where the initial states are kept, in the order of the model: by place, the first of those that are kept as that one. */
  get roots(): ReadonlyMap<number, number> {
    if (this.compiled.initials.length === 1) return new Map([[0, 0]]);
    const { records, count } = this.initialRecords();
    const stride = this.layout.words + 1;
    const roots = new Map<number, number>();
    for (let from = 0; from < count; from += BATCH) {
      const some = Math.min(BATCH, count - from);
      const part = records.subarray(from * stride, (from + some) * stride);
      this.visited.find({ records: part, count: some }).forEach((place, i) => {
        if (!roots.has(place)) roots.set(place, from + i);
      });
    }
    return roots;
  }

  get done(): boolean {
    return this.head >= this.store.count;
  }
  /** No further batch of successors is sure to fit into memory. */
  get full(): boolean {
    return this.store.count + BATCH + WIDEST > this.visited.most;
  }
  /** States whose steps have all been taken. */
  get expanded(): number {
    return this.head;
  }
  get progress(): Progress {
    const { count } = this.store;
    return { states: count, transitions: this.transitions, depth: this.depth, queue: count - this.head };
  }

  /**
   * Goes on until every state is expanded, `maxStates` are known, memory is full, or `until` (in ms, as
   * performance.now()) is past.
   */
  run(maxStates = Infinity, until = Infinity): void {
    while (!this.done && !this.full && this.store.count < maxStates) {
      this.expandBatch();
      if (until !== Infinity && performance.now() > until) return;
    }
    if (this.done) this.compiled.secondLook();
  }

  private expandBatch(): void {
    if (this.head === this.levelEnd) {
      this.depth++;
      this.levelEnd = this.store.count;
    }
    this.expandInto((batch) => this.visited.insert(batch));
  }

  /** Expands the states up to `end`, handing over each batch of successors: for who keeps them elsewhere as well. */
  expandLevel(end: number, keep: (batch: Batch) => void): void {
    this.levelEnd = end;
    while (this.head < end) {
      check();
      this.expandInto(keep);
    }
    this.compiled.secondLook();
  }

  private expandInto(keep: (batch: Batch) => void): void {
    const { code, store } = this;
    const from = this.head;
    let end: number;
    try {
      end = code.expand(store.states, store.parents, from, this.levelEnd, this.watch);
    } catch (error) {
      throw error instanceof ModelError ? this.located(error, from) : error;
    }
    const taken = code.batch.count;
    // Where there is no room for them, their states are not expanded: a search never seems done that lost a state.
    keep(code.batch);
    this.heard?.(code.batch);
    this.head = end;
    this.transitions += taken;
    this.note();
  }

  /** What {@link adopt} needs to go on from here. */
  get explored(): Required<Explored> {
    const { head, depth, transitions, broken, met, levelEnd } = this;
    return { head, depth, transitions, broken, met, levelEnd };
  }

  /** Takes over what was explored elsewhere, as if it had been explored here. */
  adopt({ head, depth, transitions, broken, met, levelEnd = this.store.count }: Explored): void {
    Object.assign(this, { head, depth, transitions, levelEnd });
    for (const [i, state] of broken.states.entries()) {
      this.broken.states.push(state);
      this.broken.masks.push(broken.masks[i] as number);
    }
    for (const [bit, state] of met) {
      this.met.set(bit, state);
      this.watch &= ~(1 << bit);
    }
  }

  private note(): void {
    const { batch } = this.code;
    for (let i = 0; i < batch.noteCount; i++) {
      const state = batch.noted[i] as number;
      let mask = batch.notes[i] as number;
      this.watched.forEach((p, bit) => {
        if (p.kind !== 'sometimes' || (mask & (1 << bit)) === 0) return;
        if (!this.met.has(bit)) this.met.set(bit, state);
        this.watch &= ~(1 << bit);
        mask &= ~(1 << bit);
      });
      if (mask === 0) continue;
      this.broken.states.push(state);
      this.broken.masks.push(mask);
    }
  }

  /** Finds the state that a mistake in the model shows itself in, from `first` on: a batch holds many. */
  private located(error: ModelError, first: number): ModelError {
    const { code, store } = this;
    for (let state = first; state < this.levelEnd; state++) {
      try {
        code.expand(store.states, store.parents, state, state + 1, this.watch);
      } catch {
        return Object.assign(new ModelError(error.message), { state });
      }
    }
    return error;
  }
}
