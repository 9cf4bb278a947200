// SPDX-License-Identifier: MIT
/**
 * Several threads search together, in rounds: each takes slices of the states at hand and puts what is new into the one
 * table, claimed with the place of the step that led there. Of two claims the lower stays. Then the numbers follow from
 * the claims, and are those that one thread would have given. docs/decisions/0023-shared-table.md.
 */
import { BATCH } from '../compile/bits.ts';
import type { Before } from '../compile/stepper.ts';
import type { Mask, Watching } from '../engine/asked.ts';
import type { Engine } from '../engine/engine.ts';
import { Hand } from './hand.ts';
import { tellKnown } from './known.ts';
import type { RoundCode } from './round-code.ts';
import {
  FILL,
  MARGIN,
  NUMBERS,
  numbersFor,
  OF_SLICE,
  SLICE,
  SLICES,
  TASK,
  TOLD,
  UNSURE,
} from './round-memory.ts';
import type { Ground, Team, Told } from './round-memory.ts';
import { WORD } from '../wasm/module.ts';
import type { Memory } from '../wasm/module.ts';
import { IMAGE } from './visited-memory.ts';
import type { StateStore } from './store.ts';
import type { VisitedSet } from './visited.ts';

/** A thread that had its part in a round is no more, or does nothing: what it would have found nobody knows. */
export class ThreadLost extends Error {
  override readonly name = 'ThreadLost';

  constructor() {
    super('a thread of the search ended, or did nothing for long: search again with --workers 1');
  }
}

/** What a round works on. */
export interface Searched {
  readonly engine: Engine;
  readonly visited: VisitedSet;
  readonly store: StateStore;
  readonly watching: Watching;
  readonly before: Before;
}
/** What a test changes. */
export interface Ways {
  readonly how?: RoundCode | undefined;
  /** States of a slice. */
  readonly size?: number | undefined;
  /** States that a round may find. */
  readonly numbers?: number | undefined;
  /** How long a thread that does nothing is waited for (naps). */
  readonly naps?: number | undefined;
}
/** What it did. */
export interface Round {
  /** The first state that was not expanded. */
  readonly end: number;
  readonly transitions: number;
}
type Hears = (state: number, mask: Mask) => void;

/** Looks before a thread sleeps: most waits are short. */
const SPIN = 2000;
/** Naps of so long (ms), and how many of them a thread that does nothing is waited for. */
const NAP = 20;
const NAPS = 1000;

export class Rounds {
  private readonly search: Searched;
  private readonly team: Team;
  private readonly others: number;
  private readonly move: (ground: Ground) => void;
  private readonly told: Told;
  private readonly hand: Hand;
  private readonly naps: number;
  private memory: Memory | undefined;
  /** What of step code is there for all, and where. */
  private shown = 0;
  private shownIn: Memory | undefined;
  private readonly size: number;
  /** States that a round may find. */
  readonly numbers: number;

  /** `move`: has the other threads told where the visited set is now. */
  constructor(search: Searched, team: Team, move: (ground: Ground) => void, ways: Ways = {}) {
    const { size = SLICE, numbers = numbersFor(team.steps.words), naps = NAPS } = ways;
    this.naps = naps;
    this.size = size;
    this.numbers = numbers;
    this.search = search;
    this.team = team;
    this.others = team.hands - 1;
    this.move = move;
    this.hand = new Hand(team, 0);
    this.told = this.hand.told;
  }

  /**
   * Expands states from `head` on, up to `levelEnd` or as many as a round takes, and no more when it is past `until` (in
   * ms, as performance.now()). Undefined where it came to nothing: all is as it was. `broken` is told of each state that
   * breaks something. Throws {@link ThreadLost}, and then nothing is as it was.
   */
  run(head: number, levelEnd: number, until: number, broken: Hears): Round | undefined {
    const { told } = this;
    this.begin(head, Math.min(levelEnd, head + this.most));
    this.start(TASK.expand);
    this.hand.expand(() => {
      if (performance.now() > until) told.set('stop', 1);
    });
    this.waitFor();
    try {
      this.askAgain();
    } catch {
      // A mistake in the model: one thread meets it again, as the first of its kind, and says where.
      told.set('abort', 1);
    }
    if (told.get('abort') === 0) return this.finish(broken);
    this.search.visited.forget();
    return undefined;
  }

  /** Whether what all threads read fits where it has to be. */
  get fits(): boolean {
    const { words, at } = this.search.engine.code.shared.image();
    return at + words.length * WORD <= IMAGE;
  }

  /** States of a round at most. */
  get most(): number {
    return this.size * SLICES;
  }

  private begin(head: number, end: number): void {
    const { search, told } = this;
    const ground = search.visited.ground(MARGIN, (grown) => this.fill(grown));
    this.moveTo(ground);
    tellKnown(told, this.hand.masks, search.store.parents, search.before, head, end);
    search.watching.bits.forEach((word, i) => void (told.words[told.watch + i] = word));
    this.show();
    const first = search.store.count + NUMBERS;
    const { size, numbers } = this;
    const slices = Math.ceil((end - head) / size);
    const all = { head, end, size, numbers, slices, first, number: first, mask: ground.slots - 1 };
    for (const [name, value] of Object.entries({ ...all, slice: 0, stop: 0, abort: 0 }))
      told.set(name as keyof typeof TOLD, value);
    this.hand.lost.fill(0);
  }

  /** Puts what all threads read of step code where they do. */
  private show(): void {
    const { image } = this.search.engine.code.shared;
    const { words, at, version } = image();
    if (this.shown === version && this.shownIn === this.memory) return;
    [this.shown, this.shownIn] = [version, this.memory];
    new Int32Array((this.memory as Memory).buffer, at, words.length).set(words);
  }

  private moveTo(ground: Ground): void {
    if (ground.memory === this.memory) return;
    this.memory = ground.memory;
    this.hand.moveTo(ground);
    this.move(ground);
    this.told.add('moved', 1);
  }

  /** Puts all that is known into a table that has grown. */
  private fill(ground: Ground): void {
    const { told } = this;
    const { count } = this.search.store;
    this.moveTo(ground);
    told.set('mask', ground.slots - 1);
    told.set('end', count);
    told.set('slices', Math.ceil(count / FILL));
    told.set('slice', 0);
    this.start(TASK.fill);
    this.hand.fill();
    this.waitFor();
  }

  private start(task: number): void {
    const { told } = this;
    told.set('task', task);
    told.set('done', 0);
    told.add('turn', 1);
    Atomics.notify(told.words, TOLD.turn);
  }

  /** Until all others have done what they were told to. */
  private waitFor(): void {
    const { told, others } = this;
    for (let spin = 0; spin < SPIN && told.get('done') < others; spin++);
    let [naps, before] = [0, -1];
    for (let done = told.get('done'); done < others; done = told.get('done')) {
      const progress = this.progress() + done;
      naps = progress === before ? naps + 1 : 0;
      before = progress;
      if (naps > this.naps) throw new ThreadLost();
      Atomics.wait(told.words, TOLD.done, done, NAP);
    }
  }
  private progress(): number {
    const { told, team } = this;
    let sum = 0;
    for (let i = 0; i < team.hands; i++) sum += Atomics.load(told.words, told.progress + i);
    return sum;
  }

  /** Notes of which another thread was not sure, for its trees do not grow: the model is asked now. */
  private askAgain(): void {
    const { told, team } = this;
    const { engine, store, watching } = this.search;
    const { code } = engine;
    if (told.get('abort') !== 0) return;
    this.eachNote((notes, at) => {
      if (notes[at + 1] !== UNSURE) return;
      const state = notes[at] as number;
      code.expand(store.states, store.parents, state, state + 1, watching.bits);
      const { batch } = code;
      for (let word = 0; word < team.steps.masks; word++)
        notes[at + 1 + word] = batch.noteCount === 0 ? 0 : (batch.notes[word * BATCH] as number);
    }, true);
  }

  private get slices(): number {
    return Math.min(this.told.get('slice'), this.told.get('slices'));
  }
  private eachNote(visit: (notes: Int32Array, at: number) => void, unsure = false): void {
    const { told, team } = this;
    const { words } = told;
    for (let slice = 0; slice < this.slices; slice++) {
      const at = told.slice(slice);
      if (unsure && words[at + OF_SLICE.unsure] === 0) continue;
      const notes = team.notes[words[at + OF_SLICE.hand] as number] as Int32Array;
      const first = words[at + OF_SLICE.notes] as number;
      const end = first + (words[at + OF_SLICE.noted] as number);
      for (let i = first; i < end; i++) visit(notes, i * (team.steps.masks + 1));
    }
  }

  private finish(broken: Hears): Round {
    const { search, told, hand } = this;
    const { store, watching, visited } = search;
    const { slices } = this;
    const { transitions, count } = this.number(slices, store.count);
    const end = Math.min(told.get('end'), told.get('head') + slices * this.size);
    // Before others take slices again, for another task.
    this.eachNote((notes, at) => watching.look(notes[at] as number, notes, at + 1, 1, broken));
    told.set('slices', slices);
    told.set('slice', 0);
    this.start(TASK.publish);
    this.takeFirsts();
    hand.publish();
    this.waitFor();
    visited.settle(count);
    return { end, transitions };
  }

  /** Gives each slice the number of its first state. */
  private number(slices: number, from: number): { transitions: number; count: number } {
    const { told, hand } = this;
    const { words } = told;
    const { lost } = hand;
    let [transitions, count] = [0, from];
    for (let slice = 0; slice < slices; slice++) {
      const at = told.slice(slice);
      words[at + OF_SLICE.number] = count;
      count += (words[at + OF_SLICE.logged] as number) - (lost[slice] as number);
      transitions += words[at + OF_SLICE.transitions] as number;
    }
    return { transitions, count };
  }

  /** For each edge that nobody had taken, the first state that does. */
  private takeFirsts(): void {
    const { firstTaken } = this.search.store;
    for (const taken of this.hand.everyFirstTaken)
      taken.forEach((state, edge) => {
        // That of none is the largest of all.
        if (state >>> 0 < (firstTaken[edge] as number) >>> 0) firstTaken[edge] = state;
      });
  }
}
