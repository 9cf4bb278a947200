// SPDX-License-Identifier: MIT
/** One of the threads that search together: takes slices of the states at hand and expands them, then publishes. */
import { BATCH } from '../compile/bits.ts';
import { Stepper } from '../compile/stepper.ts';
import { collect } from '../watch/watch.ts';
import { functionsOf, WORD } from '../wasm/module.ts';
import { knownOf } from './known.ts';
import { ENTRY, IN_SLICE, ROW } from './round-code.ts';
import type { RoundLoops } from './round-code.ts';
import { besideOf, BLOCK, FILL, handPlaces, LOGGED, OF_SLICE, Told, UNSURE } from './round-memory.ts';
import type { Ground, HandPlaces, Team } from './round-memory.ts';
import { CHUNK } from './visited-memory.ts';

/** What step code can't do without the model, which a thread has not. */
class NotHere extends Error {}
const notHere = (): never => {
  throw new NotHere();
};

export class Hand {
  readonly told: Told;
  readonly notes: Int32Array;
  private readonly team: Team;
  private readonly me: number;
  private readonly watch: Int32Array;
  private ground!: Ground;
  private at!: ReturnType<typeof besideOf>;
  /** Where its own part begins, and what is there. */
  private base = 0;
  private own!: HandPlaces;
  private run!: RoundLoops;
  private stepper!: Stepper;
  private cells!: Int32Array;
  private noted = 0;
  /** States of the batch of which a property's tree has no path yet, in order. */
  private unsure: number[] = [];

  constructor(team: Team, me: number) {
    this.team = team;
    this.me = me;
    const { masks } = team.steps;
    this.told = new Told(team.told, masks, team.hands);
    this.notes = team.notes[me] as Int32Array;
    this.watch = new Int32Array(masks);
  }

  /** Goes to where the visited set is now. */
  moveTo(ground: Ground): void {
    const { steps, edges, hands, loops } = this.team;
    const { memory } = ground;
    const before = this.run !== undefined;
    this.ground = ground;
    this.own = handPlaces(ground.places, this.team);
    this.at = besideOf(ground.beside, this.own, hands, steps);
    const base = (this.base = this.at.bases[this.me] as number);
    this.run = functionsOf<RoundLoops>(loops, memory, {}, base);
    const grow = (_tree?: number, address?: number) => this.isUnsure(address as number);
    const called = { raise: notHere, complain: notHere, take: notHere, grow };
    this.stepper = new Stepper(steps, memory, called, base);
    this.cells = new Int32Array(memory.buffer);
    const taken = (base + this.own.firstTaken) / WORD;
    this.cells.fill(-1, taken, taken + 1 + edges);
    // The memory it was in goes when no thread has it any more, and nothing else makes them look.
    if (before) collect();
  }

  /** The state at the address is asked again, by whoever has the model: until then as if the answer were no. */
  private isUnsure(address: number): number {
    const state = ((address - this.ground.states) >>> 0) / WORD / this.team.steps.words;
    if (this.unsure.at(-1) !== state) this.unsure.push(state);
    return ~0;
  }

  /** By edge, the first state that takes it, as far as each thread has seen since the visited set moved; -1 for none. */
  get everyFirstTaken(): readonly Int32Array[] {
    const { buffer } = this.ground.memory;
    const { firstTaken } = this.own;
    return this.at.bases.map((base) => new Int32Array(buffer, base + firstTaken + WORD, this.team.edges));
  }
  private cell(place: number): number {
    return this.cells[(this.base + place) / WORD] as number;
  }
  private setCell(place: number, value: number): void {
    this.cells[(this.base + place) / WORD] = value;
  }
  /** The address of provisional rows as if they began with that of number 0. */
  private get rows(): number {
    return (this.at.rows - this.told.get('first') * (this.team.steps.words + ROW) * WORD) | 0;
  }

  /** Expands slices as long as there are any; calls `between` after each. Where one can't be, the round is to be forgotten. */
  expand(between?: () => void): void {
    const { told, own } = this;
    this.noted = 0;
    this.setCell(own.next, 0);
    this.setCell(own.end, 0);
    this.setCell(own.log, this.base + own.logs);
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

  private slice(slice: number): void {
    const { told, own, noted } = this;
    const log = this.cell(own.log);
    const at = told.slice(slice);
    const { words } = told;
    words[at + OF_SLICE.unsure] = 0;
    words[at + OF_SLICE.transitions] = this.takeSteps(slice, at);
    words[at + OF_SLICE.hand] = this.me;
    words[at + OF_SLICE.log] = log;
    words[at + OF_SLICE.logged] = ((this.cell(own.log) - log) | 0) / WORD / ENTRY;
    words[at + OF_SLICE.notes] = noted;
    words[at + OF_SLICE.noted] = this.noted - noted;
  }

  private takeSteps(slice: number, at: number): number {
    const { told, stepper, ground } = this;
    const size = told.get('size');
    const head = told.get('head') + slice * size;
    const end = Math.min(head + size, told.get('end'));
    const known = knownOf(told, ground, { masks: this.at.masks, words: this.team.steps.words }, head, end);
    let taken = 0;
    for (let state = head; state < end;) {
      this.unsure = [];
      try {
        state = stepper.expandThere(ground.states, ground.parents, state, end, this.watch, known);
      } catch {
        return this.abort();
      }
      const { count } = stepper.batch;
      // More than claims have bits for.
      if (taken + count > 1 << IN_SLICE) return this.abort();
      if (!this.claim(count, (slice << IN_SLICE) + taken)) return this.abort();
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
  private claim(n: number, mine: number): boolean {
    const { run, own, told, ground, rows } = this;
    const { words } = this.team.steps;
    const used = ((this.cell(own.log) - this.base - own.logs) | 0) / WORD / ENTRY;
    if (used + n > LOGGED) return false;
    const [mask, first] = [told.get('mask'), told.get('first')];
    run.hash(this.base + own.records, (words + 1) * WORD, n);
    run.touch(n, mask);
    for (let k = 0; ;) {
      k = run.claim(n, mask, ground.states, k, mine, first, rows, this.at.lost);
      if (k === n * WORD) return true;
      const number = told.add('number', BLOCK);
      if (number + BLOCK > first + told.get('numbers')) return false;
      this.setCell(own.next, number);
      this.setCell(own.end, number + BLOCK);
    }
  }

  /** Keeps what the batch notes. True where some of it has to be asked again. */
  private note(): boolean {
    const { unsure } = this;
    const { batch } = this.stepper;
    let u = 0;
    for (let i = 0; i < batch.noteCount; i++) {
      const state = batch.noted[i] as number;
      for (; u < unsure.length && (unsure[u] as number) < state; u++) this.putUnsure(unsure[u] as number);
      if (unsure[u] === state) this.putUnsure(unsure[u++] as number);
      else this.put(state, batch.notes, i);
    }
    for (; u < unsure.length; u++) this.putUnsure(unsure[u] as number);
    return unsure.length > 0;
  }
  private put(state: number, masks: Int32Array, i: number): void {
    const { notes, team } = this;
    const row = team.steps.masks + 1;
    const at = this.noted++ * row;
    notes[at] = state;
    for (let word = 1; word < row; word++) notes[at + word] = masks[(word - 1) * BATCH + i] as number;
  }
  private putUnsure(state: number): void {
    const row = this.team.steps.masks + 1;
    const at = this.noted++ * row;
    this.notes[at] = state;
    this.notes.fill(UNSURE, at + 1, at + row);
  }

  /** Where masks go of the states that those of a round came from. */
  get masks(): Int32Array {
    return this.cells.subarray(this.at.masks / WORD);
  }
  /** By slice, how many of its claims others have taken away. */
  get lost(): Int32Array {
    return new Int32Array(this.ground.memory.buffer, this.at.lost, this.told.get('slices'));
  }

  /** Puts states that are known into a table that has grown, as long as there are any. */
  fill(): void {
    const { told, run, ground, team } = this;
    const [parts, count, mask] = [told.get('slices'), told.get('end'), told.get('mask')];
    const bytes = team.steps.words * WORD;
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
