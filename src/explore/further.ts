// SPDX-License-Identifier: MIT
/**
 * What the properties of later passes say of each state, asked once for all passes: `alwaysPossible` asks every state,
 * `eventually` those in which it waits, several times each.
 */
import { BATCH, PER_WORD } from '../compile/bits.ts';
import { check, isRoomFor, reserve } from '../watch/watch.ts';
import type { Search } from './search.ts';

/** Above the bits of properties. */
const KNOWN = 1 << PER_WORD;
/** States whose answers are kept, four bytes each and word. Of more, each is asked when it is needed. */
const MOST_KEPT = 1 << 25;

const all = new WeakMap<Search, Further>();
export function furtherOf(search: Search): Further {
  const known = all.get(search) ?? new Further(search);
  all.set(search, known);
  return known;
}

export class Further {
  private readonly search: Search;
  private readonly kept: (Int32Array | undefined)[];
  /** The words of which each state was asked. */
  private readonly whole = new Set<number>();

  constructor(search: Search, mostKept = MOST_KEPT) {
    const { count } = search.store;
    const { furtherWords } = search.engine.asked;
    this.search = search;
    const bytes = 4 * count * furtherWords;
    const room = count <= mostKept && isRoomFor(bytes);
    if (room) reserve(bytes);
    this.kept = Array.from({ length: furtherWords }, () => (room ? new Int32Array(count) : undefined));
  }

  /** The bits of this word that are true in a state; of a faulting one none is asked. */
  of(state: number, word: number): number {
    const kept = this.kept[word];
    if (!kept) return this.ask(state, 1, word)[0] as number;
    if (kept[state] === 0) kept[state] = (this.ask(state, 1, word)[0] as number) | KNOWN;
    return kept[state] as number;
  }

  /** Whether every state was asked, and the answers are kept. */
  knows(word: number): boolean {
    return this.whole.has(word) && this.kept[word] !== undefined;
  }

  /** The same of every state in turn, many at a time. */
  each(word: number, visit: (state: number, bits: number) => void): void {
    const { count } = this.search.store;
    const kept = this.kept[word];
    for (let state = 0; state < count; state += BATCH) {
      check();
      const n = Math.min(BATCH, count - state);
      const answers = this.ask(state, n, word);
      for (let i = 0; i < n; i++) {
        const bits = answers[i] as number;
        if (kept) kept[state + i] = bits | KNOWN;
        visit(state + i, bits);
      }
    }
    this.whole.add(word);
  }

  private ask(state: number, n: number, word: number): Int32Array {
    const { store, engine } = this.search;
    return engine.code.predicates(store.states, store.parents, state, n, word);
  }
}
