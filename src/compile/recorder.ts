// SPDX-License-Identifier: MIT
/**
 * Runs a guard, an effect or a property on drafts that note every scalar it reads and writes. What a run did is thus
 * known exactly, for the values it was given: the compiler turns such runs into code (tree.ts), and out-of-domain
 * writes, bad indexes and guards that write are found on the way.
 */
import { apart } from '../model/apart.ts';
import { DomainError, MINUS_ZERO, show } from '../model/domain.ts';
import type { Cell } from './cells.ts';
import { messageOf, said, stackless } from './mistake.ts';

export type Write = readonly [cell: number, value: number];
/** A cell takes what another held before the step. */
export type Move = readonly [to: number, from: number];
/** Gives the value (as an index into the cell's values) that a run finds in a cell it reads. */
export type Source = (cell: number) => number;

const UNKNOWN = -1;
/** What stands in place of a value that is written: what a cell held before the step. It is its own opposite. */
const heldBy = (cell: number): number => -2 - cell;
const isHeld = (written: number): boolean => written < UNKNOWN;
const LOOKS = 'is written by a guard, a choice or a property: they only look';

/** A run that met a mistake. */
class Failed {
  readonly error: unknown;

  constructor(error: unknown) {
    this.error = error;
  }
}

/** To set a length takes long, also where it is 0 already. */
function emptied(list: unknown[]): void {
  if (list.length > 0) list.length = 0;
}

/** Whether two cells have the same values, by the same numbers. */
const alike = ({ values: a }: Cell, { values: b }: Cell): boolean =>
  a === b || (a.length === b.length && a.every((value, i) => Object.is(value, b[i])));

export class Recorder {
  /** The cells read since {@link begin}, in order of first reading. */
  readonly reads: number[] = [];
  private readonly cells: readonly Cell[];
  private readonly found: Int32Array;
  private readonly written: Int32Array;
  private readonly dirty: number[] = [];
  /** What the run at hand finds. */
  source: Source = () => 0;
  /** For each cell, what it held on the path that was last run again. */
  private readonly replayed: Int32Array;
  /** Guards, choices and properties only look. */
  writable = false;
  private whyNot = LOOKS;
  /** What is left to do when an effect ends: each makes its copies at once, and returns how to write them. */
  readonly toSettle: (() => (() => void) | undefined)[] = [];
  /** The first mistake of the run, also where the model's own code has caught it. */
  trouble: DomainError | undefined;
  /** Counts guards and effects: drafts last for one. */
  run = 0;

  constructor(cells: readonly Cell[]) {
    this.cells = cells;
    this.found = new Int32Array(cells.length).fill(UNKNOWN);
    this.written = new Int32Array(cells.length).fill(UNKNOWN);
    this.replayed = Int32Array.from(cells, (c) => c.initial);
  }

  begin(source: Source): void {
    for (const cell of this.reads) this.found[cell] = UNKNOWN;
    emptied(this.reads);
    this.discardWrites();
    this.source = source;
    this.trouble = undefined;
  }

  discardWrites(): void {
    for (const cell of this.dirty) this.written[cell] = UNKNOWN;
    emptied(this.dirty);
    emptied(this.toSettle);
    this.run++;
  }

  /** Ends an effect: what it has put into fields is copied into their cells. */
  settle(): void {
    if (this.toSettle.length > 0) {
      const writes = this.toSettle.map((copy) => copy());
      for (const write of writes) write?.();
      this.toSettle.length = 0;
    }
    this.run++;
  }

  /** Runs what must not write, though it is part of an effect. */
  looking<T>(whyNot: string, code: () => T): T {
    this.writable = false;
    this.whyNot = whyNot;
    try {
      return code();
    } finally {
      this.writable = true;
      this.whyNot = LOOKS;
    }
  }

  get wrote(): boolean {
    return this.dirty.length + this.toSettle.length > 0;
  }

  /** What was written, but for writes of the value the cell was seen to hold. */
  writes(): Write[] {
    const writes: Write[] = [];
    for (const cell of this.dirty) {
      const value = this.sure(this.written[cell] as number);
      if (!isHeld(value) && value !== this.found[cell]) writes.push([cell, value]);
    }
    return writes;
  }
  /** What was taken over from cells that the run knows nothing of. */
  moves(): Move[] {
    const moves: Move[] = [];
    for (const cell of this.dirty) {
      const value = this.sure(this.written[cell] as number);
      if (isHeld(value) && heldBy(value) !== cell) moves.push([cell, heldBy(value)]);
    }
    return moves;
  }
  /** The value, where the cell that it is taken from was looked at as well. */
  private sure(written: number): number {
    const value = isHeld(written) ? (this.found[heldBy(written)] as number) : written;
    return value === UNKNOWN ? written : value;
  }

  read(cell: number): number {
    const written = this.written[cell] as number;
    if (written === UNKNOWN) return this.before(cell);
    return isHeld(written) ? this.before(heldBy(written)) : written;
  }
  /** What a cell held before the step. */
  private before(cell: number): number {
    let value = this.found[cell] as number;
    if (value === UNKNOWN) {
      value = this.source(cell);
      this.found[cell] = value;
      this.reads.push(cell);
    }
    return value;
  }

  /** The value the run found when it read the cell. */
  valueRead(cell: number): number {
    return this.found[cell] as number;
  }

  write(cell: number, value: number): void {
    if (this.written[cell] === UNKNOWN) this.dirty.push(cell);
    this.written[cell] = value;
  }

  value(cell: number): unknown {
    return this.cells[cell]?.values[this.read(cell)];
  }

  assign(cell: number, value: unknown): void {
    const { name, codes, says } = this.cells[cell] as Cell;
    const code = codes.get(value);
    this.mayWrite(name);
    if (Object.is(value, -0)) throw this.refusal(`${name} becomes ${MINUS_ZERO}`);
    if (code === undefined) throw this.refusal(`${name} becomes ${show(value)}, outside ${says}`);
    this.write(cell, code);
  }

  /** One cell takes over what is in the other; false where it can't hold all of that, or says who holds a lock. */
  move(to: number, from: number): boolean {
    const [own, theirs] = [this.cells[to] as Cell, this.cells[from] as Cell];
    if (own.lock || !alike(own, theirs)) return false;
    this.mayWrite(own.name);
    const written = this.written[from] as number;
    this.write(to, written === UNKNOWN ? heldBy(from) : written);
    return true;
  }

  /** Puts back what an unused slot holds. */
  clear(cell: number): void {
    const { name, empty } = this.cells[cell] as Cell;
    this.mayWrite(name);
    this.write(cell, empty);
  }

  nameOf(cell: number): string {
    return this.cells[cell]?.name ?? '';
  }

  /** What a recorded path found. Cells that it did not read hold some value of theirs. */
  given(cells: readonly number[], values: readonly number[]): Source {
    const { replayed } = this;
    for (let i = 0; i < cells.length; i++) replayed[cells[i] as number] = values[i] as number;
    return (cell) => replayed[cell] as number;
  }

  /** Runs code of the model's, out of reach of lots, clocks and timers. */
  apart<T>(code: () => T): T {
    return apart(this.refuse, code);
  }

  /**
   * What the code gives; of a mistake that it meets, what `failed` makes of its text. Paths that fail are many, and most
   * of them nobody takes: a text that is not `known` yet is met once more, for the line where it was thrown.
   */
  attempt<T>(known: Map<string, string>, code: () => T, failed: (text: string) => T): T {
    const first = stackless(() => this.tried(code));
    if (!(first instanceof Failed)) return first;
    const message = messageOf(first.error);
    if (message === undefined) return failed(said(first.error));
    let text = known.get(message);
    if (text === undefined) {
      this.begin(this.source);
      const again = this.tried(code);
      const same = again instanceof Failed && messageOf(again.error) === message;
      text = said(same ? again.error : first.error);
      known.set(message, text);
    }
    return failed(text);
  }
  private tried<T>(code: () => T): T | Failed {
    try {
      const answer = code();
      return this.trouble ? new Failed(this.trouble) : answer;
    } catch (error) {
      return new Failed(this.trouble ?? error);
    }
  }

  private readonly refuse = (message: string): never => {
    throw this.refusal(message);
  };

  /** An error to be thrown. A `try` or `finally` in the model does not make it unseen. */
  refusal(message: string): DomainError {
    const error = new DomainError(message);
    this.trouble ??= error;
    return error;
  }

  mayWrite(name: string): void {
    if (!this.writable) throw this.refusal(`${name} ${this.whyNot}`);
  }
}
