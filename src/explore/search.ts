// SPDX-License-Identifier: MIT
/**
 * Breadth-first search of every interleaving. It can be stopped after any batch and asked what it has covered; what
 * it found is read off afterwards (verdicts.ts). It keeps the states; what their steps are, the engine says.
 */
import { ModelError } from '../compile/compile.ts';
import { BATCH } from '../compile/bits.ts';
import type { Batch, Before } from '../compile/codegen.ts';
import { parentOf } from '../compile/stepper.ts';
import { Watching } from '../engine/asked.ts';
import type { Mask } from '../engine/asked.ts';
import type { Engine } from '../engine/engine.ts';
import type { Progress } from '../engine/outcome.ts';
import type { Instance, Property } from '../model/types.ts';
import { Notes } from './notes.ts';
import { MOST_KEPT, Taken } from './taken.ts';
import { besideFor } from './threads.ts';
import { Together } from './together.ts';
import type { Sharing } from './together.ts';
import { stateStore } from './store.ts';
import { visitedSet } from './visited.ts';
import type { Records, StateStore } from './store.ts';
import type { VisitedSet } from './visited.ts';
import type { Sizes } from './visited-room.ts';

export interface SearchOptions {
  /** A test breaks the visited set, to show that others notice. */
  readonly visited?: (made: VisitedSet) => VisitedSet;
  /** A test begins with another table, or has less memory than there is. */
  readonly sizes?: Sizes;
  /** Threads that search together. Default: one. */
  readonly sharing?: Sharing | undefined;
  /** Where the search is going to be ended: by the number of states, to the state where one thread would end it. */
  readonly maxStates?: number;
  /** Its steps are looked at in any case once it is done. Default: where a property is about them, or one is broken. */
  readonly looksBack?: boolean;
}

/** What a search knows beside its states. */
export interface Explored {
  /** States whose steps have all been taken. */
  readonly head: number;
  readonly depth: number;
  readonly transitions: number;
  readonly broken: Notes;
  readonly met: ReadonlyMap<number, number>;
  /** The first state beyond the level at hand. */
  readonly levelEnd: number;
}

export class Search {
  readonly engine: Engine;
  readonly visited: VisitedSet;
  readonly store: StateStore;
  /** Every state in which an `always` is broken or a deadlock seen. */
  readonly broken: Notes;
  /** The steps that it takes, where passes that follow ask for them. */
  readonly steps = new Taken(MOST_KEPT);
  /** Told of every batch of steps: for a checkpoint. */
  heard: ((batch: Batch) => void) | undefined;
  transitions = 0;
  depth = 0;
  readonly watching: Watching;
  private head = 0;
  private levelEnd = 0;
  /** The batch at hand was larger than what room there is. */
  private cramped = false;
  /** The first state that was asked here, not before a checkpoint: trees have the paths by which it was answered. */
  private askedFrom = 0;
  private readonly together: Together | undefined;
  private readonly maxStates: number;
  private readonly looksBack: boolean;
  /** Before the first round of a level: one thread ends the search at a state that hangs on where its batches begin. */
  private mark: ({ readonly count: number; readonly firstTaken: Int32Array } & Explored) | undefined;

  constructor(engine: Engine, options: SearchOptions = {}) {
    const { visited = (made: VisitedSet) => made, sizes, sharing, maxStates = Infinity } = options;
    const { words } = engine.layout;
    const { possible, progressing } = engine.asked;
    const isShared = sharing !== undefined && !engine.code.shared.stepsHere;
    this.engine = engine;
    this.watching = new Watching(engine.asked);
    this.broken = new Notes(engine.asked.words);
    this.store = stateStore(engine.faulty);
    const beside = isShared ? besideFor(engine, sharing.workers) : undefined;
    this.visited = visited(visitedSet(words, this.store, sizes, beside));
    this.maxStates = maxStates;
    this.looksBack = options.looksBack ?? possible.length + progressing.length > 0;
    if (isShared) this.together = new Together(this, sharing);
    this.visited.insert(this.initialRecords());
    // Each is its own parent.
    for (let state = 0; state < this.store.count; state++) this.store.parents[state] = state;
    this.levelEnd = this.store.count;
  }

  /** What is searched. */
  get instance(): Instance {
    return this.engine.instance;
  }
  /** For each watched `sometimes`, the first state that meets it. */
  get met(): ReadonlyMap<number, number> {
    return this.watching.met;
  }
  /** The first state that meets a `sometimes`. */
  stateWith(property: Property): number | undefined {
    return this.watching.stateWith(property);
  }

  /** The initial states: no step led there. */
  private initialRecords(): Records {
    const { compiled, layout, initials } = this.engine;
    const stride = layout.words + 1;
    const count = compiled.initials.length;
    const records = new Int32Array(count * stride);
    for (let i = 0; i < count; i++) {
      records.set(initials.subarray(i * layout.words, (i + 1) * layout.words), i * stride);
      records[i * stride + layout.words] = -1;
    }
    return { records, parents: new Int32Array(count), count };
  }

  /** Where the initial states are kept, in the order of the model: by place, the first of those that are kept as that one. */
  get roots(): ReadonlyMap<number, number> {
    if (this.engine.compiled.initials.length === 1) return new Map([[0, 0]]);
    const { records, count } = this.initialRecords();
    const roots = new Map<number, number>();
    this.visited.find({ records, count }).forEach((place, i) => {
      if (!roots.has(place)) roots.set(place, i);
    });
    return roots;
  }

  /** The state from which a state was first reached; of an initial state, the state itself. */
  parentOf(state: number): number {
    return parentOf(this.store.parents, state);
  }
  /** How many steps lead to a state. */
  depthOf(state: number): number {
    let depth = 0;
    for (let at = state; this.parentOf(at) !== at; at = this.parentOf(at)) depth++;
    return depth;
  }

  get done(): boolean {
    return this.head >= this.store.count;
  }
  /** No further batch of successors is sure to fit into memory. */
  get full(): boolean {
    return this.cramped || this.store.count + 2 * BATCH > this.visited.most;
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
      this.expandSome(until);
      if (until !== Infinity && performance.now() > until) return;
    }
    if (!this.done) return;
    this.dismiss();
    this.engine.compiled.secondLook();
  }
  private expandSome(until: number): void {
    const { together, transitions } = this;
    if (!together) return this.expandBatch();
    const began = performance.now();
    const shared = this.expandTogether(until);
    if (!shared) this.expandBatch();
    together.took(shared, Math.max(0, this.transitions - transitions), performance.now() - began);
  }
  /** Lets go the steps that it has kept: they can be had again. False where it had none. */
  spare(): boolean {
    return this.steps.giveUp();
  }
  /** Lets the other threads go: none of them is needed any more. May be called again. */
  dismiss(): void {
    this.together?.dismiss();
  }

  /** Expands a part of the level on all threads; false where that is not to be done, and one thread goes on. */
  private expandTogether(until: number): boolean {
    const { together, store, head } = this;
    // Told of every batch, somebody wants them in order; without time, one batch is wanted.
    if (!together || this.heard || performance.now() > until) return false;
    const descends = head === this.levelEnd;
    const levelEnd = descends ? store.count : this.levelEnd;
    if (descends) this.mark = undefined;
    if (!together.ready(head, levelEnd - head)) return false;
    if (!together.isFarFrom(this.maxStates, store.count)) {
      this.goBack();
      together.goAlone(levelEnd);
      return false;
    }
    if (this.maxStates !== Infinity)
      this.mark ??= { ...this.explored, count: store.count, firstTaken: store.firstTaken.slice() };
    const round = together.run(head, levelEnd, until, this.note);
    if (!round) return false;
    if (descends) this.depth++;
    this.levelEnd = levelEnd;
    this.head = round.end;
    this.transitions += round.transitions;
    return true;
  }
  /** What is noted of those that are expanded. */
  get before(): Before {
    const { askedFrom: from, head: to, broken } = this;
    return { from, to, masks: (...args) => broken.masksOf(...args) };
  }
  private readonly note = (state: number, mask: Mask): void => this.broken.add(state, mask);

  /** To where one thread would have gone on by itself. */
  private goBack(): void {
    const { mark, store, broken } = this;
    if (!mark) return;
    const { head, depth, transitions, levelEnd, count, firstTaken } = mark;
    Object.assign(this, { head, depth, transitions, levelEnd, mark: undefined });
    store.count = count;
    store.firstTaken.set(firstTaken);
    broken.forget(head);
    this.watching.forget(head);
    this.visited.forget();
  }

  private expandBatch(): void {
    const { store, engine, watching, head } = this;
    const { code } = engine;
    const descends = head === this.levelEnd;
    const levelEnd = descends ? store.count : this.levelEnd;
    let end: number;
    try {
      end = code.expand(store.states, store.parents, head, levelEnd, watching.bits, this.before);
    } catch (error) {
      throw error instanceof ModelError ? this.located(error, levelEnd) : error;
    }
    // Where there is no room for them, their states are not expanded: a search never seems done that lost a state.
    this.cramped = store.count + code.batch.count > this.visited.most;
    if (this.cramped) return;
    if (descends) this.depth++;
    this.levelEnd = levelEnd;
    const taken = code.batch.count;
    const places = this.visited.insert(code.batch);
    this.heard?.(code.batch);
    this.head = end;
    // A test's visited set may leave some out: then they are counted, and not kept.
    if ((this.looksBack || this.broken.states.length > 0) && places.length === taken)
      this.steps.add(code.batch, code.stride, places, head, end);
    this.transitions += taken;
    watching.take(code.batch, this.note);
  }

  /** What {@link adopt} needs to go on from here. */
  get explored(): Explored {
    const { head, depth, transitions, broken, met, levelEnd } = this;
    return { head, depth, transitions, broken, met, levelEnd };
  }

  /** Takes over what was explored before, as if it had been explored here. */
  adopt({ head, depth, transitions, broken, met, levelEnd }: Explored): void {
    Object.assign(this, { head, depth, transitions, levelEnd });
    for (const state of broken.states) this.broken.states.push(state);
    for (const word of broken.masks) this.broken.masks.push(word);
    for (const [place, state] of met) this.watching.meet(place, state);
    this.askedFrom = head;
  }

  /** Finds the state before `end` that a mistake in the model shows itself in: a batch holds many. */
  private located(error: ModelError, end: number): ModelError {
    const { store, engine, watching } = this;
    for (let state = this.head; state < end; state++) {
      try {
        engine.code.expand(store.states, store.parents, state, state + 1, watching.bits);
      } catch {
        return Object.assign(new ModelError(error.message), { state });
      }
    }
    return error;
  }
}
