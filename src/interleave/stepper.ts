// SPDX-License-Identifier: MIT
/** One state at a time on the generated step code of a search: what a schedule of thousands of steps is walked with. */
import { CYCLE, STUCK } from '../compile/bits.ts';
import { pack, unpack } from '../compile/layout.ts';
import type { Cells } from '../compile/interpret.ts';
import type { Search } from '../explore/search.ts';
import type { Property } from '../model/types.ts';

const EXPANDED = Int32Array.of(0);

export class Stepper {
  /** The packed state at hand. */
  readonly state: Int32Array;
  private readonly search: Search;
  private readonly initials: readonly Int32Array[];
  /** The thread of each edge, and whether the edge ends in a fault. */
  private readonly threadOf: Int32Array;
  private readonly faulty: Uint8Array;
  /** The bits of what can be broken: a `sometimes` can't. */
  private readonly watch: number;

  /** `properties`: those that are asked. */
  constructor(search: Search, properties: readonly Property[]) {
    this.search = search;
    const { compiled, layout, watched, store } = search;
    this.state = new Int32Array(layout.words);
    this.initials = compiled.initials.map((cells) => {
      const words = new Int32Array(layout.words);
      pack(layout, cells, words, 0);
      return words;
    });
    this.threadOf = Int32Array.from(compiled.edges, (e) => e.thread);
    this.faulty = store.faulty;
    const deadlock = properties.some((p) => p.kind === 'noDeadlock') ? STUCK | CYCLE : 0;
    this.watch = watched.reduce(
      (mask, p, bit) => (p.kind === 'always' && properties.includes(p) ? mask | (1 << bit) : mask),
      deadlock,
    );
  }

  /** Back to an initial state, by its place in the list. */
  reset(place = 0): void {
    this.state.set(this.initials[place] as Int32Array);
  }

  /** Works out the steps that can be taken, and says what the state at hand breaks: bits as in bits.ts. */
  expand(): number {
    const { code } = this.search;
    code.expand(this.state, EXPANDED, 0, 1, this.watch);
    return code.batch.noteCount > 0 ? (code.batch.notes[0] as number) : 0;
  }
  /** How many steps can be taken, after {@link expand}; in the order of threads, then choices. */
  get count(): number {
    return this.search.code.batch.count;
  }
  thread(step: number): number {
    return this.threadOf[this.edge(step)] as number;
  }
  edge(step: number): number {
    const { code, layout } = this.search;
    return code.batch.records[step * code.stride + layout.words] as number;
  }
  /** Takes a step, and says whether it ends in a fault: then no step follows. */
  take(step: number): boolean {
    const { records } = this.search.code.batch;
    const at = step * this.search.code.stride;
    for (let w = 0; w < this.state.length; w++) this.state[w] = records[at + w] as number;
    return this.faulty[this.edge(step)] === 1;
  }

  get cells(): Cells {
    return unpack(this.search.layout, this.state, 0);
  }
  set cells(cells: Cells) {
    pack(this.search.layout, cells, this.state, 0);
  }
}
