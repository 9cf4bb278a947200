// SPDX-License-Identifier: MIT
/** Where threads that search together keep what is of a round: beside the visited set, in its memory, and in words that they tell each other by. */
import { WORD } from '../wasm/module.ts';
import type { Memory, ModuleCode } from '../wasm/module.ts';
import { ENTRY, ROW } from './round-code.ts';
import type { HandMemory } from './round-code.ts';
import type { StepModule } from '../compile/stepper.ts';
import type { TableMemory } from './visited-code.ts';
import { CHUNK, IMAGE } from './visited-memory.ts';

/** States that a thread takes at a time, at most. */
export const SLICE = 256;
/** Slices of a round at most. */
export const SLICES = 512;
/** Provisional numbers of a round: where three quarters are given, no slice is begun any more. */
export const NUMBERS = 1 << 17;
/** Words of all provisional rows at most: of wide states there are fewer. */
const ROWS = 1 << 23;
export const numbersFor = (words: number): number =>
  Math.min(NUMBERS, Math.floor(ROWS / (words + ROW) / BLOCK) * BLOCK);
/** States that those of a round came from, of which masks are kept. */
export const KNOWN = SLICE * SLICES;
/** Numbers that a thread takes at a time. */
export const BLOCK = 1024;
/** Entries of a thread's log. */
export const LOGGED = NUMBERS + (NUMBERS >> 1);
/** How many numbers beyond those of the known states a round may use: the final ones, and after them the provisional ones. */
export const MARGIN = 2 * NUMBERS;

/** The visited set as others see it. */
export interface Ground {
  readonly memory: Memory;
  readonly places: TableMemory;
  /** Addresses of parents, states and what is beside. */
  readonly parents: number;
  readonly states: number;
  readonly beside: number;
  readonly room: number;
  readonly slots: number;
}

/** What every thread is told of the search, once. */
export interface Team {
  readonly hands: number;
  readonly edges: number;
  readonly steps: StepModule;
  /** The loops of a round: see round-code.ts. */
  readonly loops: ModuleCode;
  /** Bytes of a part of memory for step code. */
  readonly part: number;
  readonly told: Int32Array;
  /** For each thread: the states that it noted, each with its mask. */
  readonly notes: readonly Int32Array[];
}
type Sizes = Pick<Team, 'hands' | 'edges' | 'part'> & {
  readonly steps: Pick<StepModule, 'words' | 'places'>;
};
/** What a thread has to itself, from its base on; step code is first. */
export interface HandPlaces extends HandMemory {
  readonly logs: number;
  readonly bytes: number;
}
interface Beside {
  readonly rows: number;
  readonly lost: number;
  /** The masks of the states that those of a round came from, as many as a round may have. */
  readonly masks: number;
  /** For each thread. */
  readonly bases: readonly number[];
  readonly bytes: number;
}

/** Bytes of a line of the cache: between what two threads write. */
const LINE = 64;

function from(start: number) {
  let end = start;
  const place = (n: number) => {
    const at = Math.ceil(end / LINE) * LINE;
    end = at + n * WORD + LINE;
    return at;
  };
  return { place, end: () => end };
}

export function handPlaces(
  { faulty, table }: Pick<TableMemory, 'faulty' | 'table'>,
  { edges, part, steps }: Omit<Sizes, 'hands'>,
): HandPlaces {
  const { place, end } = from(part);
  const { records, parents, recordsEnd } = steps.places;
  const places = {
    faulty,
    table,
    // Where step code leaves them.
    records,
    parents,
    hashes: place(Math.max(CHUNK, (recordsEnd - records) / WORD / (steps.words + 1))),
    found: 0,
    firstTaken: place(edges + 1),
    next: place(1),
    end: place(1),
    log: place(1),
    logs: place(LOGGED * ENTRY),
  };
  return { ...places, bytes: end() };
}

export function besideOf(
  beside: number,
  { bytes }: HandPlaces,
  hands: number,
  { words, masks: perState }: Pick<StepModule, 'words' | 'masks'>,
): Beside {
  const { place, end } = from(beside);
  const rows = place(numbersFor(words) * (words + ROW));
  const lost = place(SLICES);
  const masks = place(KNOWN * perState);
  const bases = Array.from({ length: hands }, () => place(bytes / WORD));
  return { rows, lost, masks, bases, bytes: IMAGE + end() + LINE - beside };
}

/** What is told in the first words of `told`, by name. */
export const TOLD = {
  /** Counts up: each time there is something to do. What it is. */
  turn: 0,
  task: 1,
  /** Threads that have done it. */
  done: 2,
  /** The next slice that nobody has, and the next number. */
  slice: 3,
  number: 4,
  /** No slice is to be begun any more; the round is to be forgotten. */
  stop: 5,
  abort: 6,
  /** States of the round, its slices, and numbers. */
  head: 8,
  end: 9,
  slices: 10,
  first: 11,
  mask: 12,
  /** Times that the visited set has moved. */
  moved: 13,
  /** Threads that wait for their first task. */
  ready: 14,
  /** States of a slice. */
  size: 15,
  /** Provisional numbers that there are. */
  numbers: 16,
  /** From the one state up to the other all is noted that there is; and whether that is something. */
  from: 17,
  known: 18,
  noted: 19,
} as const;
/** Then: the bits to watch, for each thread the slices it has done, and what is said of each slice. */
export const HEAD = 24;
export const TASK = { expand: 1, publish: 2, leave: 3, fill: 4 } as const;
/** States that a thread puts into a table that has grown, at a time. */
export const FILL = 1 << 14;

/** What is said of a slice. */
export const OF_SLICE = {
  hand: 0,
  /** The first entry of its log (an address), and how many there are. */
  log: 1,
  logged: 2,
  /** Where its notes begin and how many there are; and whether some are to be asked again. */
  notes: 3,
  noted: 4,
  unsure: 5,
  transitions: 6,
  /** The number of the first state that it found. */
  number: 7,
} as const;
const SLICE_WORDS = 8;
/** Bit of the first word of a note's mask: it is to be asked again, where trees can grow. */
export const UNSURE = 1 << 31;

/** Where things lie among the words that are told. */
export class Told {
  readonly words: Int32Array;
  readonly watch: number;
  readonly progress: number;
  private readonly ofSlices: number;

  constructor(words: Int32Array, masks: number, hands: number) {
    this.words = words;
    this.watch = HEAD;
    this.progress = this.watch + masks;
    this.ofSlices = this.progress + hands;
  }
  static sizeOf = (masks: number, hands: number): number => HEAD + masks + hands + SLICES * SLICE_WORDS;

  slice(slice: number): number {
    return this.ofSlices + slice * SLICE_WORDS;
  }
  get(name: keyof typeof TOLD): number {
    return Atomics.load(this.words, TOLD[name]);
  }
  set(name: keyof typeof TOLD, value: number): void {
    Atomics.store(this.words, TOLD[name], value);
  }
  add(name: keyof typeof TOLD, more: number): number {
    return Atomics.add(this.words, TOLD[name], more);
  }
}
