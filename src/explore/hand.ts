// SPDX-License-Identifier: MIT
/** One of the threads that search together: takes slices of the states at hand and expands them, then publishes. */
import { BATCH } from '../compile/bits.ts';
import type { Batch } from '../compile/stepper.ts';
import { codeOf, functionsOf, WORD } from '../wasm/module.ts';
import { ENTRY, IN_SLICE, RIGHT, roundCode, ROW } from './round-code.ts';
import type { RoundCode, RoundLoops } from './round-code.ts';
import { besideOf, BLOCK, FILL, LOGGED, OF_SLICE, Told, UNSURE } from './round-memory.ts';
import type { Ground } from './round-memory.ts';
import { CHUNK } from './visited-memory.ts';

/** What every thread is told of the search, once. */
export interface Team {
  readonly hands: number;
  readonly words: number;
  readonly masks: number;
  readonly edges: number;
  readonly told: Int32Array;
  /** For each thread: the states that it noted, each with its mask. */
  readonly notes: readonly Int32Array[];
}
/** Steps of states, whoever takes them. Throws where it can't be done here. */
export interface Expands {
  readonly batch: Batch;
  readonly expand: (
    states: Int32Array,
    parents: Int32Array,
    head: number,
    end: number,
    watch: Int32Array,
  ) => number;
  /** States of the batch whose mask is not known for sure, in order. */
  readonly unsure: () => readonly number[];
}

export class Hand {
  readonly told: Told;
  readonly notes: Int32Array;
  private readonly team: Team;
  private readonly me: number;
  private readonly steps: Expands;
  private readonly watch: Int32Array;
  private readonly how: RoundCode;
  private ground!: Ground;
  private at!: ReturnType<typeof besideOf>;
  private run!: RoundLoops;
  private cells!: Int32Array;
  private states!: Int32Array;
  private parents!: Int32Array;
  private noted = 0;

  constructor(team: Team, me: number, steps: Expands, how: RoundCode = RIGHT) {
    this.team = team;
    this.me = me;
    this.steps = steps;
    this.how = how;
    this.told = new Told(team.told, team.masks, team.hands);
    this.notes = team.notes[me] as Int32Array;
    this.watch = new Int32Array(team.masks);
  }

  /** Goes to where the visited set is now. */
  moveTo(ground: Ground): void {
    const { hands, words, edges } = this.team;
    this.ground = ground;
    this.at = besideOf(ground, hands, words, edges);
    this.run = functionsOf<RoundLoops>(codeOf(roundCode(words, this.own, this.how)), ground.memory);
    this.cells = new Int32Array(ground.memory.buffer);
    this.states = new Int32Array(ground.memory.buffer, ground.states, ground.room * words);
    this.parents = new Int32Array(ground.memory.buffer, ground.parents, ground.room);
    this.everyFirstTaken[this.me]?.fill(-1);
  }

  private get own() {
    return this.at.hands[this.me] as (typeof this.at.hands)[number];
  }
  /** By edge, the first state that takes it, as far as each thread has seen since the visited set moved; -1 for none. */
  get everyFirstTaken(): readonly Int32Array[] {
    const { buffer } = this.ground.memory;
    return this.at.hands.map(({ firstTaken }) => new Int32Array(buffer, firstTaken + WORD, this.team.edges));
  }
  private cell(place: number): number {
    return this.cells[place / WORD] as number;
  }
  private setCell(place: number, value: number): void {
    this.cells[place / WORD] = value;
  }
  /** The address of provisional rows as if they began with that of number 0. */
  private get rows(): number {
    return (this.at.rows - this.told.get('first') * (this.team.words + ROW) * WORD) | 0;
  }

  /** Expands slices as long as there are any; calls `between` after each. */
  expand(between?: () => void): void {
    const { told, own } = this;
    this.noted = 0;
    this.setCell(own.next, 0);
    this.setCell(own.end, 0);
    this.setCell(own.log, own.logs);
    for (let i = 0; i < this.watch.length; i++) this.watch[i] = told.words[told.watch + i] as number;
    const [first, slices] = [told.get('first'), told.get('slices')];
    const enough = (told.get('numbers') * 3) / 4;
    while (told.get('stop') === 0 && told.get('number') - first < enough) {
      const slice = told.add('slice', 1);
      if (slice >= slices) return;
      this.slice(slice);
      Atomics.add(told.words, told.progress + this.me, 1);
      between?.();
    }
  }

  /** Expands one slice. A thread that can't leaves it to the first one. */
  slice(slice: number): void {
    const { told, own, noted } = this;
    const log = this.cell(own.log);
    const at = told.slice(slice);
    const { words } = told;
    try {
      words[at + OF_SLICE.unsure] = 0;
      words[at + OF_SLICE.transitions] = this.takeSteps(slice, at);
    } catch (error) {
      // Nobody else could.
      if (this.me === 0) throw error;
      this.noted = noted;
      Atomics.store(words, told.lefts + told.add('left', 1), slice + 1);
      return;
    }
    words[at + OF_SLICE.hand] = this.me;
    words[at + OF_SLICE.log] = log;
    words[at + OF_SLICE.logged] = (this.cell(own.log) - log) / WORD / ENTRY;
    words[at + OF_SLICE.notes] = noted;
    words[at + OF_SLICE.noted] = this.noted - noted;
  }

  private takeSteps(slice: number, at: number): number {
    const { told, steps } = this;
    const size = told.get('size');
    const head = told.get('head') + slice * size;
    const end = Math.min(head + size, told.get('end'));
    let taken = 0;
    for (let state = head; state < end;) {
      state = steps.expand(this.states, this.parents, state, end, this.watch);
      const { count } = steps.batch;
      // More than claims have bits for.
      if (taken + count > 1 << IN_SLICE) return this.abort();
      for (let from = 0; from < count; from += CHUNK)
        if (!this.claim(from, Math.min(CHUNK, count - from), (slice << IN_SLICE) + taken + from))
          return this.abort();
      taken += count;
      if (this.note()) told.words[at + OF_SLICE.unsure] = 1;
    }
    return taken;
  }

  private abort(): number {
    this.told.set('abort', 1);
    this.told.set('stop', 1);
    return 0;
  }

  /** False where there is no room. */
  private claim(from: number, n: number, mine: number): boolean {
    const { run, own, told, ground, team } = this;
    if (this.cell(own.log) + n * ENTRY * WORD > own.logs + LOGGED * ENTRY * WORD) return false;
    const stride = team.words + 1;
    const { records, parents } = this.steps.batch;
    this.copyIn(own.records, records, from * stride, n * stride);
    this.copyIn(own.parents, parents, from, n);
    const [mask, first] = [told.get('mask'), told.get('first')];
    const { lost } = this.at;
    const { rows } = this;
    run.hash(own.records, stride * WORD, n);
    run.touch(n, mask);
    for (let k = 0; ;) {
      k = run.claim(n, mask, ground.states, k, mine, first, rows, lost);
      if (k === n * WORD) return true;
      const number = told.add('number', BLOCK);
      if (number + BLOCK > first + told.get('numbers')) return false;
      this.setCell(own.next, number);
      this.setCell(own.end, number + BLOCK);
    }
  }

  private copyIn(address: number, from: Int32Array, first: number, n: number): void {
    this.cells.set(from.subarray(first, first + n), address / WORD);
  }

  /** Keeps what the batch notes. True where some of it has to be asked again. */
  private note(): boolean {
    const { batch } = this.steps;
    const unsure = this.steps.unsure();
    const { masks } = this.team;
    let u = 0;
    const put = (state: number, mask: (word: number) => number) => {
      const at = this.noted++ * (masks + 1);
      this.notes[at] = state;
      for (let word = 0; word < masks; word++) this.notes[at + 1 + word] = mask(word);
    };
    for (let i = 0; i < batch.noteCount; i++) {
      const state = batch.noted[i] as number;
      for (; u < unsure.length && (unsure[u] as number) < state; u++) put(unsure[u] as number, () => UNSURE);
      const again = unsure[u] === state;
      if (again) u++;
      put(state, (word) => (again ? UNSURE : (batch.notes[word * BATCH + i] as number)));
    }
    for (; u < unsure.length; u++) put(unsure[u] as number, () => UNSURE);
    return unsure.length > 0;
  }

  /** How many states of a slice that was left to this thread are its own: what was lost before was not counted. */
  count(slice: number): number {
    const at = this.told.slice(slice);
    const { words } = this.told;
    const [log, n] = [words[at + OF_SLICE.log] as number, words[at + OF_SLICE.logged] as number];
    return this.run.count(log, n, this.rows);
  }
  /** By slice, how many of its claims others have taken away. */
  get lost(): Int32Array {
    return new Int32Array(this.ground.memory.buffer, this.at.lost, this.told.get('slices'));
  }

  /** Puts states that are known into a table that has grown, as long as there are any. */
  fill(): void {
    const { told, run, ground, team } = this;
    const [parts, count, mask] = [told.get('slices'), told.get('end'), told.get('mask')];
    const bytes = team.words * WORD;
    for (let part = told.add('slice', 1); part < parts; part = told.add('slice', 1)) {
      const end = Math.min(count, (part + 1) * FILL);
      for (let from = part * FILL; from < end; from += CHUNK) {
        const n = Math.min(CHUNK, end - from);
        run.hash(ground.states + from * bytes, bytes, n);
        run.touch(n, mask);
        run.place(from, n, mask);
      }
    }
  }

  /** Gives states their final numbers, slice after slice, as long as there are any. */
  publish(): void {
    const { told, run, ground } = this;
    const { words } = told;
    const [slices, mask] = [told.get('slices'), told.get('mask')];
    const { rows } = this;
    const { states, parents } = ground;
    for (let slice = told.add('slice', 1); slice < slices; slice = told.add('slice', 1)) {
      const at = told.slice(slice);
      const [log, n] = [words[at + OF_SLICE.log] as number, words[at + OF_SLICE.logged] as number];
      run.publish(log, n, mask, states, parents, words[at + OF_SLICE.number] as number, rows);
    }
  }
}
