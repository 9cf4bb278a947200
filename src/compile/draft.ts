// SPDX-License-Identifier: MIT
/**
 * Drafts: objects that look like the model's own records and lists, and read and write a recorder's cells. A draft lasts
 * as long as the guard or the effect it was given to, as the copies do that XState's own engine hands out.
 */
import { DRAFT } from '../model/copy-fields.ts';
import type { TakesOver } from '../model/copy-fields.ts';
import type { DomainError } from '../model/domain.ts';
import { nearest } from '../model/suggest.ts';
import type { Shape } from './cells.ts';
import { ListPart } from './draft-list.ts';
import { Field, Part, Value } from './draft-place.ts';
import type { Place } from './draft-place.ts';
import type { Recorder } from './recorder.ts';

/** A draft, made anew for each run. */
export interface Draft {
  readonly proxy: object;
}

/** A draft of `shape`. A scalar has none: it is read through the record or list around it. */
export function draft(shape: Shape, recorder: Recorder): Draft {
  if (shape.kind === 'scalar') throw new Error(`${shape.name} is a scalar`);
  return partOf(shape, recorder, undefined);
}

function partOf(
  shape: Exclude<Shape, { kind: 'scalar' }>,
  recorder: Recorder,
  field: Field | undefined,
): Part {
  return shape.kind === 'record'
    ? new RecordPart(shape, recorder, field)
    : new ListPart(shape, recorder, field, placeOf);
}

function placeOf(shape: Shape, recorder: Recorder, within: Part): Place {
  if (shape.kind === 'scalar') return new Value(shape.cell, recorder);
  return new Field(shape, within, (field) => partOf(shape, recorder, field));
}

class RecordPart extends Part implements TakesOver {
  readonly places: ReadonlyMap<string | symbol, Place>;

  constructor(shape: Extract<Shape, { kind: 'record' }>, recorder: Recorder, field: Field | undefined) {
    super(shape.name, recorder, field);
    this.places = new Map([...shape.fields].map(([name, s]) => [name, placeOf(s, recorder, this)]));
  }

  protected override make(run: number): object {
    return new Proxy({}, new RecordHandler(this, run));
  }

  /** See copyFields(). */
  takeOver(from: object, field: string): boolean {
    const part = (from as { readonly [DRAFT]?: unknown })[DRAFT];
    const [own, theirs] = [this.places.get(field), part instanceof RecordPart && part.places.get(field)];
    return own instanceof Value && theirs instanceof Value && own.takeOver(theirs);
  }

  undeclared(key: string): DomainError {
    const near = nearest(key, [...this.places.keys()].map(String));
    const meant = near === undefined ? '' : `; did you mean '${near}'?`;
    return this.recorder.refusal(`${this.name}.${key} is not declared${meant}`);
  }
}

/** What a record answers that is no field of it: what each object has, and what others ask of any object. */
const OTHERS = new Set<string | symbol>(['toJSON', 'then', ...Object.getOwnPropertyNames(Object.prototype)]);

class RecordHandler implements ProxyHandler<object> {
  private readonly part: RecordPart;
  private readonly run: number;

  constructor(part: RecordPart, run: number) {
    this.part = part;
    this.run = run;
  }

  get(target: object, key: string | symbol): unknown {
    const { part } = this;
    part.alive(this.run);
    const place = part.places.get(key);
    if (place) return place.get();
    if (typeof key === 'string' && !OTHERS.has(key)) throw part.undeclared(key);
    return key === DRAFT ? part : Reflect.get(target, key);
  }
  set(_: object, key: string | symbol, value: unknown): boolean {
    const { part } = this;
    part.alive(this.run);
    const place = part.places.get(key);
    if (!place) throw part.undeclared(String(key));
    place.set(value);
    return true;
  }
  has(target: object, key: string | symbol): boolean {
    return this.part.places.has(key) || Reflect.has(target, key);
  }
  ownKeys(): (string | symbol)[] {
    return [...this.part.places.keys()];
  }
  getOwnPropertyDescriptor(_: object, key: string | symbol): PropertyDescriptor | undefined {
    this.part.alive(this.run);
    const place = this.part.places.get(key);
    return place && { value: place.get(), writable: true, enumerable: true, configurable: true };
  }
  defineProperty(target: object, key: string | symbol, descriptor: PropertyDescriptor): boolean {
    if (!('value' in descriptor)) throw this.part.odd(`${String(key)} is given a getter`);
    return this.set(target, key, descriptor.value);
  }
  deleteProperty(_: object, key: string | symbol): boolean {
    const { part } = this;
    throw part.recorder.refusal(`${part.name}.${String(key)} is deleted: a field always has a value`);
  }
  preventExtensions(): boolean {
    throw this.part.odd('is frozen or sealed');
  }
  setPrototypeOf(): boolean {
    throw this.part.odd('is given a prototype');
  }
}
