// SPDX-License-Identifier: MIT
/**
 * Breadth-first search with a set that forgets: it keeps bits of states instead of states, so it may miss some, and
 * finds no cycles. It ends at the first violation. docs/large.md says what a clean run is worth.
 */
import { BATCH } from '../compile/bits.ts';
import { ModelError } from '../compile/compile.ts';
import { Watching } from '../engine/asked.ts';
import type { Engine } from '../engine/engine.ts';
import type { Progress } from '../engine/outcome.ts';
import { Hashes } from './hash.ts';
import { Level, Ways } from './levels.ts';
import type { Property } from '../model/types.ts';
import type { LossySet } from './sets.ts';

/** An initial state, by its place in the list, and steps, each by its number among those that could be taken. */
export interface Reached {
  readonly initial: number;
  readonly way: readonly number[];
}

export class LossySearch {
  readonly set: LossySet;
  /** How to come to the first state that breaks something, step by step. */
  found: Reached | undefined;
  private readonly ways = new Ways();
  /** The initial states that the set took, by their places in the list. */
  private readonly starts: number[] = [];
  /** The `sometimes` that were met are known here. */
  readonly watching: Watching;
  private readonly engine: Engine;
  private readonly hashes: Hashes;
  private level: Level;
  private next: Level;
  private head = 0;
  private depth = 0;
  private transitions = 0;
  /** For each edge, whether it ends in a fault that a property forbids. */
  private readonly forbidden: readonly boolean[];
  /** The batch at hand was larger than what room there is. */
  private cramped = false;
  private sink = 0;

  /** `properties`: those that are asked. Default: all. */
  constructor(
    engine: Engine,
    set: LossySet,
    seed: number,
    properties: readonly Property[] = engine.instance.properties,
  ) {
    const { layout, compiled, asked, initials } = engine;
    this.engine = engine;
    this.set = set;
    this.hashes = new Hashes(layout.words, seed);
    this.level = new Level(layout.words);
    this.next = new Level(layout.words);
    this.watching = new Watching(asked, asked.watching(properties));
    const forbidden = new Set(asked.faultsIn(properties));
    this.forbidden = compiled.edges.map((e) => forbidden.has(e));
    compiled.initials.forEach((_, i) => {
      const packed = initials.subarray(i * layout.words, (i + 1) * layout.words);
      this.hashes.of(packed, layout.words, 1);
      if (!this.set.offer(this.hashes.a[0] as number, this.hashes.b[0] as number)) return;
      this.level.add(packed, 0, false);
      this.ways.addStart();
      this.starts.push(i);
    });
    this.next.first = this.ways.count;
  }

  /** How a state was first reached: which initial state, by its place in the list, and the steps from there. */
  private wayTo(state: number): Reached {
    const { start, way } = this.ways.to(state);
    return { initial: this.starts[start] as number, way };
  }

  get done(): boolean {
    return this.found !== undefined || (this.head === this.level.count && this.next.count === 0);
  }
  /** True where the set takes no more states. */
  get full(): boolean {
    return this.cramped || this.set.room < 2 * BATCH;
  }
  get progress(): Progress {
    const { transitions, depth } = this;
    const queue = this.level.count - this.head + this.next.count;
    return { states: this.ways.count, transitions, depth, queue };
  }

  run(maxStates = Infinity, until = Infinity): void {
    while (!this.done && !this.full && this.ways.count < maxStates) {
      this.expandBatch();
      if (until !== Infinity && performance.now() > until) return;
    }
    this.engine.compiled.secondLook();
  }

  private expandBatch(): void {
    if (this.head === this.level.count) this.descend();
    const { level, head } = this;
    const { code } = this.engine;
    let end: number;
    try {
      end = code.expand(level.packed, level.flags, head, level.count, this.watching.bits);
    } catch (error) {
      throw error instanceof ModelError ? this.located(error, head) : error;
    }
    this.cramped = this.set.room < code.batch.count;
    if (this.cramped) return;
    this.head = end;
    this.transitions += code.batch.count;
    this.note();
    if (!this.found) this.keep();
  }

  private descend(): void {
    const done = this.level;
    this.level = this.next;
    this.next = done;
    this.next.count = 0;
    this.next.first = this.ways.count;
    this.head = 0;
    this.depth++;
  }

  /** Looks at the states that have something to note. */
  private note(): void {
    const broken = (state: number) => {
      this.found = this.wayTo(state);
      return 'enough' as const;
    };
    this.watching.take(this.engine.code.batch, broken, this.level.first);
  }

  /** Keeps the successors that the set takes for new. */
  private keep(): void {
    const { set, hashes, level, next, ways, forbidden } = this;
    const { batch, stride, words } = this.engine.code;
    const { faulty } = this.engine;
    hashes.of(batch.records, stride, batch.count);
    const { a, b } = hashes;
    for (let k = 0; k < batch.count; k++) this.sink ^= set.touch(a[k] as number, b[k] as number);
    let [last, pick] = [-1, 0];
    for (let k = 0; k < batch.count; k++) {
      const parent = batch.parents[k] as number;
      pick = parent === last ? pick + 1 : 0;
      last = parent;
      const edge = batch.records[k * stride + words] as number;
      const fresh = set.offer(a[k] as number, b[k] as number);
      if (fresh) {
        ways.add(level.first + parent, pick);
        next.add(batch.records, k * stride, faulty[edge] === 1);
      }
      if (!forbidden[edge]) continue;
      // A fault is seen on the way, whether the state it ends in is taken for new or not.
      const { initial, way } = this.wayTo(level.first + parent);
      this.found = { initial, way: [...way, pick] };
      return;
    }
  }

  /** Finds the state that a mistake in the model shows itself in: a batch holds many. */
  private located(error: ModelError, first: number): ModelError {
    const { level } = this;
    for (let state = first; state < level.count; state++) {
      try {
        this.engine.code.expand(level.packed, level.flags, state, state + 1, this.watching.bits);
      } catch {
        return Object.assign(new ModelError(error.message), this.wayTo(level.first + state));
      }
    }
    return error;
  }
}
