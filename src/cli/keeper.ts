// SPDX-License-Identifier: MIT
/** `check --checkpoint DIR` and `--resume DIR`: when a checkpoint is written, where, and what is said of it. */
import { join } from 'node:path';
import type { AnySearch } from '../check/kinds.ts';
import type { AnySelection } from '../check/selection.ts';
import { Checkpoint } from '../explore/checkpoint.ts';
import { Search } from '../explore/search.ts';
import { asStopped, timeLeft } from '../watch/watch.ts';
import { boundText, limitWords } from '../model/bound.ts';
import { nameFor } from '../outside/path.ts';
import { nameOf, systemError } from '../outside/read.ts';
import { count } from '../report/text.ts';
import { UsageError } from './console.ts';
import type { Console } from './console.ts';
import { sizeText } from './quantity.ts';

export interface Keeping {
  readonly dir: string;
  /** Go on from what the directory holds. */
  readonly resume: boolean;
  /** Seconds between two checkpoints. */
  readonly every: number;
}

/** Where the checkpoint of an instance is kept: one search each. */
export const placeIn = (dir: string, { model, design, configuration, bound, limits }: AnySelection): string =>
  join(dir, nameFor([model.name]), nameFor([design, configuration, bound, ...limitWords(limits)]));

/** Whether there is something to go on from, or nothing in the way: asked before hours are spent. */
export function checkKept({ dir, resume }: Keeping, chosen: readonly AnySelection[]): void {
  const found = chosen
    .map((selection) => placeIn(dir, selection))
    .filter((place) => Checkpoint.exists(place));
  if (resume && found.length === 0)
    throw new UsageError(`${dir} holds no checkpoint of ${chosen[0]?.model.name} as it is asked for here`);
  if (!resume && found.length > 0)
    throw new UsageError(`${found[0]} holds a checkpoint: --resume ${dir} goes on from it, or remove it`);
}

/** Of a write, what it takes at least (ms), and a byte of it (ms) before one was written here: a slow disk's. */
const WRITE = { least: 100, byte: 1 / 50_000 };
/** Bytes that tell how long one takes. */
const TELLING = 1 << 22;
/** Of the time that a write may take, how often it is waited for where the user has asked to stop. */
const PATIENT = 10;
/** A write may take so many times as long as the last, a byte. */
const SLOWER = 1.5;

export class Keeper {
  /** Seconds that the search took before this process. */
  readonly before: number = 0;
  private readonly dir: string;
  private readonly search: Search;
  private readonly what: string;
  private readonly every: number;
  private readonly console: Console;
  private readonly checkpoint: Checkpoint;
  /** True once there is one on the disk. */
  private written = false;
  private readonly start = performance.now();
  private last = this.start;
  private bytes = 0;
  private perByte = WRITE.byte;
  private refused: string | undefined;

  constructor(selection: AnySelection, search: AnySearch, { dir, resume, every }: Keeping, console: Console) {
    const { model, design, configuration } = selection;
    if (!(search instanceof Search))
      throw new UsageError(`${model.name} has no threads: it is looked at in seconds, without checkpoints`);
    this.dir = placeIn(dir, selection);
    this.search = search;
    this.what = `${model.name}, design ${design}, configuration ${configuration}, bound ${boundText(selection)}`;
    this.every = every;
    this.console = console;
    if (!resume || !Checkpoint.exists(this.dir)) {
      this.checkpoint = Checkpoint.create(this.dir, search, this.what);
      this.tellLeft();
      return;
    }
    const { checkpoint, seconds } = this.resumed();
    this.checkpoint = checkpoint;
    this.before = seconds;
    this.written = true;
    this.tellLeft();
    const { states } = search.progress;
    console.err(`${nameOf(this.dir)}: going on from ${count(states)} states\n`);
  }

  private resumed() {
    try {
      return Checkpoint.resume(this.dir, this.search, this.what);
    } catch (error) {
      if (asStopped(error))
        this.console.err(
          `${nameOf(this.dir)}: not gone on from: it takes longer to look at. It is as it was\n`,
        );
      throw error;
    }
  }

  private tellLeft(): void {
    const { left } = this.checkpoint;
    if (left !== undefined)
      this.console.err(`${nameOf(this.dir)}: process ${left || 'unknown'} was killed while it wrote here\n`);
  }

  /** What the last attempt to write was refused with. The search goes on, and writes again next time. */
  get failed(): boolean {
    return this.refused !== undefined;
  }

  /** What the last write may take (ms). */
  private get toWrite(): number {
    return WRITE.least + SLOWER * this.perByte * this.checkpoint.fresh;
  }
  /** Whether no more time is left than that: it is part of what there is. */
  get late(): boolean {
    return timeLeft() <= this.toWrite;
  }

  /** Writes a checkpoint if the last one is old enough. */
  tick(): void {
    if (performance.now() - this.last >= this.every * 1000) this.write();
  }

  /** At the end of a run: one that was short and is done leaves nothing. */
  end(): void {
    if (!this.search.done || this.written) this.write();
    this.close();
    if (this.bytes > 0 && !this.failed)
      this.console.err(`${nameOf(this.dir)}: a checkpoint of ${sizeText(this.bytes)}\n`);
  }

  close(): void {
    this.checkpoint.close();
  }

  private write(): void {
    try {
      const { fresh } = this.checkpoint;
      const begun = performance.now();
      this.console.busy?.(PATIENT * this.toWrite);
      this.bytes = this.checkpoint.write(this.before + (begun - this.start) / 1000);
      if (fresh >= TELLING) this.perByte = (performance.now() - begun) / fresh;
      this.written = true;
      this.refused = undefined;
    } catch (error) {
      const refused = systemError(error);
      if (refused === undefined) throw error;
      const last = this.written ? 'the last one is as it was' : 'there is none';
      if (refused !== this.refused)
        this.console.err(
          `mhpcheck: ${nameOf(this.dir)}: no checkpoint can be written, ${last}: ${refused}\n`,
        );
      this.refused = refused;
    }
    this.last = performance.now();
  }
}
