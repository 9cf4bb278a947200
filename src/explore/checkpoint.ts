// SPDX-License-Identifier: MIT
/**
 * Checkpoints of a search. States are only ever added, so one appends what is new to three files and then puts a small
 * one that says how much of them counts in the place of the last: whenever the process dies, the last one is whole.
 */
import { createHash } from 'node:crypto';
import { rmSync } from 'node:fs';
import { endianness } from 'node:os';
import { join } from 'node:path';
import type { Engine } from '../engine/engine.ts';
import { lock } from '../outside/lock.ts';
import type { Lock } from '../outside/lock.ts';
import { checkAt } from '../watch/watch.ts';
import { makeDirectories } from '../outside/write.ts';
import { CheckpointError, isKept, oddIn, PARTS, readMeta, writeMeta } from './checkpoint-meta.ts';
import type { Meta, Part } from './checkpoint-meta.ts';
import { Notes } from './notes.ts';
import { sameSteps, sampleAgrees, staysWithin, StepsDigest } from './retake.ts';
import type { Search } from './search.ts';
import { WordsFile } from './words-file.ts';

export { CheckpointError } from './checkpoint-meta.ts';

/** The step code, what its numbers stand for and what is asked: where one of them differs, the states do not fit. */
function fingerprintOf({ code, compiled, layout, instance }: Engine): string {
  const hash = createHash('sha256');
  const cells = compiled.map.cells.map(({ name, initial }) => [name, initial]);
  const slots = layout.slots.map(({ word, shift, values }) => [word, shift, values]);
  const properties = instance.properties.map(({ name, kind }) => [name, kind]);
  hash.update(code.digest());
  const starts = compiled.initials.length === 1 ? [] : compiled.initials.map((of) => [...of]);
  hash.update(JSON.stringify([cells, slots, compiled.edges, properties, endianness(), ...starts]));
  return hash.digest('hex');
}

export class Checkpoint {
  readonly dir: string;
  /** The process that was killed while it wrote here, if one was. */
  readonly left: string | undefined;
  private readonly search: Search;
  private readonly what: string;
  private readonly fingerprint: string;
  /** Words of a note: the state and its mask. */
  private readonly row: number;
  private readonly lock: Lock;
  /** The outermost directory that was made for it, as long as nothing is in there. */
  private made: string | undefined;
  private readonly steps: StepsDigest | undefined;
  private files: Readonly<Record<Part, WordsFile>> | undefined;
  private noted = new Int32Array(0);

  private constructor(dir: string, search: Search, what: string) {
    this.dir = dir;
    this.search = search;
    this.what = what;
    this.fingerprint = fingerprintOf(search.engine);
    this.made = makeDirectories(dir);
    this.row = 1 + search.engine.asked.words;
    this.lock = this.locked();
    this.left = this.lock.left;
    if (search.engine.code.onDemand) this.steps = new StepsDigest(search.engine.code.stride);
  }

  /** Tried before the search: a disk that is full or may not be written to is told now. */
  private locked(): Lock {
    try {
      return lock(this.dir);
    } catch (error) {
      this.unmake();
      throw error;
    }
  }
  private unmake(): void {
    if (this.made !== undefined) rmSync(this.made, { recursive: true, force: true });
    this.made = undefined;
  }

  private open(fresh: boolean): Readonly<Record<Part, WordsFile>> {
    const file = (part: Part) => new WordsFile(join(this.dir, `${part}.bin`), fresh);
    return { states: file('states'), parents: file('parents'), broken: file('broken') };
  }

  static exists = isKept;

  /** Gets ready for a new one of a search that was not started. `what` says in words what is searched. */
  static create(dir: string, search: Search, what: string): Checkpoint {
    if (Checkpoint.exists(dir))
      throw new CheckpointError(`${dir} holds a checkpoint already: go on from it, or remove it`);
    const checkpoint = new Checkpoint(dir, search, what);
    checkpoint.listen();
    return checkpoint;
  }

  /**
   * Brings a fresh search to where the checkpoint stands. `seconds`: the time it took to get there. May be stopped: then
   * the checkpoint is as it was, and nothing is known of the search.
   */
  static resume(dir: string, search: Search, what: string): { checkpoint: Checkpoint; seconds: number } {
    const meta = readMeta(dir);
    const checkpoint = new Checkpoint(dir, search, what);
    try {
      checkpoint.load(meta);
      checkpoint.listen();
    } catch (error) {
      checkpoint.close();
      throw error;
    }
    return { checkpoint, seconds: meta.seconds };
  }

  private load(meta: Meta): void {
    const { search, dir } = this;
    const { store, engine } = search;
    const { layout } = engine;
    if (meta.what !== this.what) throw new CheckpointError(`${dir} is of ${meta.what}, not of ${this.what}`);
    if (meta.fingerprint !== this.fingerprint)
      throw new CheckpointError(
        `${dir}: the model or mhpcheck has changed since: search again from the start`,
      );
    const { states, noted, head, depth, transitions, levelEnd } = meta;
    const files = (this.files = this.open(false));
    const odd = oddIn(meta, store.firstTaken.length, engine.asked);
    if (odd !== undefined) throw new CheckpointError(`${dir} is damaged: its '${odd}' can't be`);
    if (
      !files.states.has(states * layout.words) ||
      !files.parents.has(states) ||
      !files.broken.has(noted * this.row)
    )
      throw damaged(dir);
    const initial = store.states.slice(0, store.count * layout.words);
    store.states = new Int32Array(states * layout.words);
    store.parents = new Int32Array(states);
    this.noted = new Int32Array(noted * this.row);
    const whole =
      files.states.read(store.states, states * layout.words) &&
      files.parents.read(store.parents, states) &&
      files.broken.read(this.noted, noted * this.row);
    if (!whole || PARTS.some((part) => files[part].digest !== meta.digests[part])) throw damaged(dir);
    const broken = new Notes(this.row - 1);
    for (let i = 0; i < noted; i++) {
      checkAt(i);
      const at = i * this.row;
      broken.add(this.noted[at] as number, this.noted.subarray(at + 1, at + this.row));
    }
    const begins = initial.every((word, i) => word === store.states[i]);
    if (!begins || !areKept(store.parents, broken.states, states, initial.length / layout.words))
      throw new CheckpointError(`${dir} is damaged: it names states that it does not hold`);
    for (const part of PARTS) files[part].trim();
    store.count = states;
    store.firstTaken.set(meta.firstTaken);
    search.adopt({ head, depth, transitions, levelEnd, broken, met: new Map(meta.met) });
    const agrees = this.steps ? sameSteps(search, this.steps, meta.steps) : sampleAgrees(search);
    if (!agrees || !staysWithin(search))
      throw new CheckpointError(`${dir}: its states are not those of this model`);
  }

  /** Has every further step told. */
  private listen(): void {
    const { steps } = this;
    if (steps) this.search.heard = (batch) => steps.add(batch);
  }

  /** Bytes that a {@link write} would add. */
  get fresh(): number {
    const { store, engine, broken } = this.search;
    const words = store.count * (engine.layout.words + 1) + broken.states.length * 2;
    return (words - PARTS.reduce((sum, part) => sum + (this.files?.[part].length ?? 0), 0)) * 4;
  }

  /** Writes where the search stands. Returns the bytes of all that is kept. */
  write(seconds: number): number {
    const { search } = this;
    const files = (this.files ??= this.open(true));
    const { store, engine } = search;
    const { layout } = engine;
    const { head, levelEnd, depth, transitions, met, broken } = search.explored;
    files.states.append(store.states, store.count * layout.words);
    files.parents.append(store.parents, store.count);
    files.broken.append(this.notes(files.broken.length / this.row), broken.states.length * this.row);
    // All of it has to be on the disk before the file that says so.
    for (const part of PARTS) files[part].sync();
    const { what, fingerprint, steps } = this;
    const length = writeMeta(this.dir, {
      what,
      fingerprint,
      states: store.count,
      noted: broken.states.length,
      head,
      levelEnd,
      depth,
      transitions,
      seconds,
      firstTaken: [...store.firstTaken],
      met: [...met],
      digests: { states: files.states.digest, parents: files.parents.digest, broken: files.broken.digest },
      ...(steps && { steps: steps.value }),
    });
    this.made = undefined;
    return PARTS.reduce((sum, part) => sum + files[part].length * 4, length);
  }

  /** All notes, of which the first `known` are there already. */
  private notes(known: number): Int32Array {
    const { row } = this;
    const { broken } = this.search;
    const { states } = broken;
    if (states.length * row > this.noted.length) {
      const bigger = new Int32Array(states.length * row * 2);
      bigger.set(this.noted);
      this.noted = bigger;
    }
    for (let i = known; i < states.length; i++) {
      this.noted[i * row] = states[i] as number;
      for (let word = 0; word < broken.words; word++) this.noted[i * row + 1 + word] = broken.word(i, word);
    }
    return this.noted;
  }

  /** Leaves nothing behind where nothing was written. May be called again. */
  close(): void {
    for (const part of PARTS) this.files?.[part].close();
    this.files = undefined;
    this.lock.release();
    this.unmake();
  }
}

const damaged = (dir: string) =>
  new CheckpointError(`${dir} is damaged: its files are not as they were written`);

/** Whether the states begin with the initial ones, lead back to those, and are those that something is noted of. */
function areKept(parents: Int32Array, noted: readonly number[], states: number, initial: number): boolean {
  // A parent comes before its child, an initial state is its own: no walk to the start goes round.
  const comes = (parent: number, state: number) => {
    checkAt(state);
    return state < initial ? parent === state : (parent < 0 ? ~parent : parent) < state;
  };
  return parents.every(comes) && noted.every((state) => state >= 0 && state < states);
}
