// SPDX-License-Identifier: MIT
/** One state at a time on the step code of an engine: what a schedule of thousands of steps is walked with. */
import { BATCH } from '../compile/bits.ts';
import { pack, unpack } from '../compile/layout.ts';
import type { Cells } from '../compile/interpret.ts';
import type { Mask } from '../engine/asked.ts';
import type { Engine } from '../engine/engine.ts';
import type { Property } from '../model/types.ts';

const EXPANDED = Int32Array.of(0);

export class Stepper {
  /** The packed state at hand. */
  readonly state: Int32Array;
  private readonly engine: Engine;
  /** The bits of what can be broken: a `sometimes` can't. */
  private readonly watch: Mask;

  /** `properties`: those that are asked. */
  constructor(engine: Engine, properties: readonly Property[]) {
    this.engine = engine;
    this.state = new Int32Array(engine.layout.words);
    this.watch = engine.asked.breaking(properties);
  }

  /** Back to an initial state, by its place in the list. */
  reset(place = 0): void {
    const { length } = this.state;
    this.state.set(this.engine.initials.subarray(place * length, (place + 1) * length));
  }

  /** Works out the steps that can be taken, and says whether the state at hand breaks something. */
  expand(): boolean {
    const { code } = this.engine;
    code.expand(this.state, EXPANDED, 0, 1, this.watch);
    return code.batch.noteCount > 0;
  }
  /** What the state at hand breaks, after {@link expand}. */
  get mask(): Mask {
    const { noteCount, notes } = this.engine.code.batch;
    return this.watch.map((_, word) => (noteCount > 0 ? (notes[word * BATCH] as number) : 0));
  }
  /** How many steps can be taken, after {@link expand}; in the order of threads, then choices. */
  get count(): number {
    return this.engine.code.batch.count;
  }
  thread(step: number): number {
    return this.engine.threadOf[this.edge(step)] as number;
  }
  edge(step: number): number {
    const { code, layout } = this.engine;
    return code.batch.records[step * code.stride + layout.words] as number;
  }
  /** Takes a step, and says whether it ends in a fault: then no step follows. */
  take(step: number): boolean {
    const { code, faulty } = this.engine;
    const { records } = code.batch;
    const at = step * code.stride;
    for (let w = 0; w < this.state.length; w++) this.state[w] = records[at + w] as number;
    return faulty[this.edge(step)] === 1;
  }

  get cells(): Cells {
    return unpack(this.engine.layout, this.state, 0);
  }
  set cells(cells: Cells) {
    pack(this.engine.layout, cells, this.state, 0);
  }
}
