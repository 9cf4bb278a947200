// SPDX-License-Identifier: MIT
/**
 * The places that drafts lead to. While an effect runs, a field holds the very object that was put there, as a plain one
 * would: two fields can hold one object, and an object moved elsewhere keeps what it was. Settling copies what each
 * field holds into its cells.
 */
import { copyOf } from '../model/domain.ts';
import type { DomainError } from '../model/domain.ts';
import type { Shape } from './cells.ts';
import { clear, put } from './draft-put.ts';
import type { Recorder } from './recorder.ts';

/** A field of a record or an element of a list. */
export interface Place {
  readonly get: () => unknown;
  readonly set: (value: unknown) => void;
  /** Puts back what an unused slot holds. */
  readonly clear: () => void;
}

/** A place for one scalar. */
export class Value implements Place {
  private readonly cell: number;
  private readonly recorder: Recorder;

  constructor(cell: number, recorder: Recorder) {
    this.cell = cell;
    this.recorder = recorder;
  }
  get(): unknown {
    return this.recorder.value(this.cell);
  }
  set(value: unknown): void {
    this.recorder.assign(this.cell, copyOf(value));
  }
  clear(): void {
    this.recorder.clear(this.cell);
  }
  /** Takes over what the other one has, whatever that is; false where it has to be looked at. */
  takeOver({ cell }: Value): boolean {
    return this.recorder.move(this.cell, cell);
  }
}

/** A record or a list, as its place has it before anything else is put there. */
export abstract class Part {
  readonly name: string;
  readonly recorder: Recorder;
  /** The place that it is at; none for what an effect is given. */
  readonly field: Field | undefined;
  private made: object | undefined;
  private madeIn = -1;

  constructor(name: string, recorder: Recorder, field: Field | undefined) {
    this.name = name;
    this.recorder = recorder;
    this.field = field;
  }

  protected abstract make(run: number): object;

  /** The draft: one object while a guard or an effect runs, another for the next. */
  get proxy(): object {
    const { run } = this.recorder;
    if (!this.made || this.madeIn !== run) {
      this.made = this.make(run);
      this.madeIn = run;
    }
    return this.made;
  }

  /** Whether something else stands where it, or what it is part of, stood. */
  get replaced(): boolean {
    return this.field !== undefined && (this.field.held !== undefined || this.field.within.replaced);
  }

  /** To be asked of each use of a draft that was made in that run. */
  alive(run: number): void {
    if (this.recorder.run !== run)
      throw this.recorder.refusal(
        `${this.name} is kept from an earlier run: keep values in memory or stack, not the object`,
      );
  }

  odd(what: string): DomainError {
    return this.recorder.refusal(
      `${this.name} ${what}: memory has fields and elements alone, all of them writable`,
    );
  }
}

/** What an effect has put into a place instead of what is there. */
interface Held {
  readonly value?: unknown;
  /** Makes the copy at once, and returns how to write it: a copy may read what another write changes. */
  readonly settle: () => () => void;
}

/** A place for a record or a list. */
export class Field implements Place {
  readonly within: Part;
  private readonly shape: Shape;
  private readonly own: () => Part;
  private part: Part | undefined;
  private put: Held | undefined;
  private putIn = -1;

  constructor(shape: Shape, within: Part, own: (field: Field) => Part) {
    this.shape = shape;
    this.within = within;
    this.own = () => (this.part ??= own(this));
  }

  /** What the run at hand has put here. */
  get held(): Held | undefined {
    return this.putIn === this.within.recorder.run ? this.put : undefined;
  }
  get(): unknown {
    const other = this.held;
    return other ? other.value : this.own().proxy;
  }
  set(value: unknown): void {
    const { shape, within } = this;
    const back = this.part !== undefined && value === this.part.proxy;
    const settle = () => {
      const copy = copyOf(value);
      return () => put(shape, copy, within.recorder);
    };
    this.hold(back ? undefined : { value, settle });
  }
  clear(): void {
    this.hold({ settle: () => () => clear(this.shape, this.within.recorder) });
  }

  private hold(other: Held | undefined): void {
    const { recorder } = this.within;
    recorder.mayWrite(this.shape.name);
    this.put = other;
    this.putIn = recorder.run;
    recorder.toSettle.push(() => {
      // Put here once more since then, or in what was thrown away.
      if (other !== this.held || other === undefined || this.within.replaced) return undefined;
      return other.settle();
    });
  }
}
