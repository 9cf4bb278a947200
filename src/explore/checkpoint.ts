// SPDX-License-Identifier: MIT
/**
 * Checkpoints of a search. States are only ever added, so one appends what is new to three files and then puts a small
 * one that says how much of them counts in the place of the last: whenever the process dies, the last one is whole.
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { endianness } from 'node:os';
import { join } from 'node:path';
import { CYCLE, STUCK } from '../compile/bits.ts';
import type { Notes, Search } from './search.ts';
import { replaceFile, WordsFile } from './words-file.ts';

/** A directory that holds no checkpoint to go on from, and why. */
export class CheckpointError extends Error {
  override readonly name = 'CheckpointError';
}

/** The files of words: packed states, their parents, and what was noted (state, mask, state, mask, ...). */
const PARTS = ['states', 'parents', 'broken'] as const;
type Part = (typeof PARTS)[number];
const META = 'checkpoint.json';
const VERSION = 1;
/** Steps taken again when a search goes on. */
const TAKEN_AGAIN = 4096;

interface Meta {
  readonly version: number;
  /** What is searched, in words; and in a way that no change of the model leaves as it is. */
  readonly what: string;
  readonly fingerprint: string;
  readonly states: number;
  readonly noted: number;
  readonly head: number;
  readonly levelEnd: number;
  readonly depth: number;
  readonly transitions: number;
  /** Time that the search took so far. */
  readonly seconds: number;
  readonly firstTaken: readonly number[];
  readonly met: readonly (readonly [bit: number, state: number])[];
  readonly sums: Readonly<Record<Part, number>>;
}

/** The step code, what its numbers stand for and what is asked: where one of them differs, the states do not fit. */
function fingerprintOf({ code, compiled, layout, instance }: Search): string {
  const hash = createHash('sha256');
  const cells = compiled.map.cells.map(({ name, initial }) => [name, initial]);
  const slots = layout.slots.map(({ word, shift, values }) => [word, shift, values]);
  const properties = instance.properties.map(({ name, kind }) => [name, kind]);
  hash.update(code.digest());
  hash.update(JSON.stringify([cells, slots, compiled.edges, properties, endianness()]));
  return hash.digest('hex');
}

export class Checkpoint {
  readonly dir: string;
  private readonly search: Search;
  private readonly what: string;
  private readonly fingerprint: string;
  private files: Readonly<Record<Part, WordsFile>> | undefined;
  private noted = new Int32Array(2);

  private constructor(dir: string, search: Search, what: string) {
    this.dir = dir;
    this.search = search;
    this.what = what;
    this.fingerprint = fingerprintOf(search);
  }

  private open(fresh: boolean): Readonly<Record<Part, WordsFile>> {
    if (fresh) mkdirSync(this.dir, { recursive: true });
    const file = (part: Part) => new WordsFile(join(this.dir, `${part}.bin`), fresh);
    return { states: file('states'), parents: file('parents'), broken: file('broken') };
  }

  static exists(dir: string): boolean {
    return existsSync(join(dir, META));
  }

  /** Gets ready for a new one of a search that was not started. `what` says in words what is searched. */
  static create(dir: string, search: Search, what: string): Checkpoint {
    if (Checkpoint.exists(dir))
      throw new CheckpointError(`${dir} holds a checkpoint already: go on from it, or remove it`);
    return new Checkpoint(dir, search, what);
  }

  /** Brings a fresh search to where the checkpoint stands. `seconds`: the time it took to get there. */
  static resume(dir: string, search: Search, what: string): { checkpoint: Checkpoint; seconds: number } {
    const meta = metaOf(dir);
    const checkpoint = new Checkpoint(dir, search, what);
    try {
      checkpoint.load(meta);
    } catch (error) {
      checkpoint.close();
      throw error;
    }
    return { checkpoint, seconds: meta.seconds };
  }

  private load(meta: Meta): void {
    const { search, dir } = this;
    const { store, layout } = search;
    if (meta.what !== this.what) throw new CheckpointError(`${dir} is of ${meta.what}, not of ${this.what}`);
    if (meta.fingerprint !== this.fingerprint)
      throw new CheckpointError(
        `${dir}: the model or mhpcheck has changed since: search again from the start`,
      );
    const { states, noted, head, depth, transitions, levelEnd } = meta;
    const files = (this.files = this.open(false));
    store.states = new Int32Array(states * layout.words);
    store.parents = new Int32Array(states);
    this.noted = new Int32Array(noted * 2);
    const whole =
      files.states.read(store.states, states * layout.words) &&
      files.parents.read(store.parents, states) &&
      files.broken.read(this.noted, noted * 2);
    if (!whole || PARTS.some((part) => files[part].sum !== meta.sums[part]))
      throw new CheckpointError(`${dir} is damaged: its files are not as they were written`);
    for (const part of PARTS) files[part].trim();
    store.count = states;
    store.firstTaken.set(meta.firstTaken);
    const broken = {
      states: Array.from({ length: noted }, (_, i) => this.noted[i * 2] as number),
      masks: Array.from({ length: noted }, (_, i) => this.noted[i * 2 + 1] as number),
    };
    search.adopt({ head, depth, transitions, levelEnd, broken, met: new Map(meta.met) });
    if (!this.stepsAgree()) throw new CheckpointError(`${dir}: its states are not those of this model`);
  }

  /** Takes some of the steps again, and asks what is noted: trees that are grown on demand are in part in no digest. */
  private stepsAgree(): boolean {
    const { store, code, broken, watched } = this.search;
    const watch = watched.reduce((m, p, bit) => (p.kind === 'always' ? m | (1 << bit) : m), STUCK | CYCLE);
    const every = Math.max(1, Math.floor(store.count / TAKEN_AGAIN));
    for (let state = every; state < store.count; state += every) {
      const parent = store.parents[state] as number;
      const from = parent < 0 ? ~parent : parent;
      code.expand(store.states, store.parents, from, from + 1, watch);
      const note = code.batch.noteCount > 0 ? code.batch.notes[0] : undefined;
      if (note !== noteOf(broken, from) || !this.isSuccessor(state)) return false;
    }
    return true;
  }

  /** Whether the batch at hand holds a state of the store. */
  private isSuccessor(state: number): boolean {
    const { store, layout, code } = this.search;
    for (let k = 0; k < code.batch.count; k++) {
      let w = 0;
      while (
        w < layout.words &&
        code.batch.records[k * code.stride + w] === store.states[state * layout.words + w]
      )
        w++;
      if (w === layout.words) return true;
    }
    return false;
  }

  /** Writes where the search stands. Returns the bytes of all that is kept. */
  write(seconds: number): number {
    const { search } = this;
    const files = (this.files ??= this.open(true));
    const { store, layout } = search;
    const { head, levelEnd, depth, transitions, met, broken } = search.explored;
    files.states.append(store.states, store.count * layout.words);
    files.parents.append(store.parents, store.count);
    files.broken.append(this.notes(files.broken.length / 2), broken.states.length * 2);
    // All of it has to be on the disk before the file that says so.
    for (const part of PARTS) files[part].sync();
    const meta: Meta = {
      version: VERSION,
      what: this.what,
      fingerprint: this.fingerprint,
      states: store.count,
      noted: broken.states.length,
      head,
      levelEnd,
      depth,
      transitions,
      seconds,
      firstTaken: [...store.firstTaken],
      met: [...met],
      sums: { states: files.states.sum, parents: files.parents.sum, broken: files.broken.sum },
    };
    const text = `${JSON.stringify(meta)}\n`;
    replaceFile(this.dir, META, text);
    return PARTS.reduce((sum, part) => sum + files[part].length * 4, text.length);
  }

  /** All notes, of which the first `known` are there already. */
  private notes(known: number): Int32Array {
    const { states, masks } = this.search.broken;
    if (states.length * 2 > this.noted.length) {
      const bigger = new Int32Array(states.length * 4);
      bigger.set(this.noted);
      this.noted = bigger;
    }
    for (let i = known; i < states.length; i++) {
      this.noted[i * 2] = states[i] as number;
      this.noted[i * 2 + 1] = masks[i] as number;
    }
    return this.noted;
  }

  close(): void {
    for (const part of PARTS) this.files?.[part].close();
  }
}

/** What is noted of a state. Notes are in the order of states; they may be too many for a Map. */
function noteOf({ states, masks }: Notes, state: number): number | undefined {
  let [low, high] = [0, states.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((states[middle] as number) < state) low = middle + 1;
    else high = middle;
  }
  return states[low] === state ? masks[low] : undefined;
}

function metaOf(dir: string): Meta {
  if (!Checkpoint.exists(dir)) throw new CheckpointError(`${dir} holds no checkpoint`);
  let meta: Meta;
  try {
    meta = JSON.parse(readFileSync(join(dir, META), 'utf8')) as Meta;
  } catch (error) {
    throw new CheckpointError(`${join(dir, META)} is not JSON`, { cause: error });
  }
  if (meta.version !== VERSION)
    throw new CheckpointError(
      `${join(dir, META)} is of format ${meta.version}, this mhpcheck reads ${VERSION}`,
    );
  return meta;
}
