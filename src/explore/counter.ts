// SPDX-License-Identifier: MIT
/** Counts distinct packed states, a block of them at a time. */
import { BATCH } from '../compile/bits.ts';
import { stateStore } from './store.ts';
import { visitedSet } from './visited.ts';

export class Counter {
  private readonly words: number;
  private readonly store;
  private readonly visited;
  private readonly batch;

  constructor(words: number) {
    this.words = words;
    this.store = stateStore(new Uint8Array(0));
    this.visited = visitedSet(words, this.store);
    const records = new Int32Array(BATCH * (words + 1));
    this.batch = { records, parents: new Int32Array(BATCH), count: 0 };
  }

  add(state: Int32Array): void {
    const { batch, words } = this;
    const at = batch.count++ * (words + 1);
    for (let w = 0; w < words; w++) batch.records[at + w] = state[w] as number;
    // No step led here that anybody asks for.
    batch.records[at + words] = -1;
    if (batch.count === BATCH) this.flush();
  }

  get count(): number {
    this.flush();
    return this.store.count;
  }

  private flush(): void {
    this.visited.insert(this.batch);
    this.batch.count = 0;
  }
}
