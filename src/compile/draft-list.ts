// SPDX-License-Identifier: MIT
/** Drafts of arrays and lists: Array's own methods work on them, one element or length at a time. */
import { show } from '../model/domain.ts';
import type { Shape } from './cells.ts';
import { Part } from './draft-place.ts';
import type { Field, Place } from './draft-place.ts';
import type { Recorder } from './recorder.ts';

type ListShape = Extract<Shape, { kind: 'array' | 'seq' }>;
interface Element {
  readonly index: number;
  readonly place: Place;
}

export class ListPart extends Part {
  /** By the text of its index, which is what a draft is asked for. */
  readonly elements: ReadonlyMap<string | symbol, Element>;
  private readonly places: readonly Place[];
  private readonly shape: ListShape;
  private gaps: Set<number> | undefined;
  private gapsIn = -1;

  constructor(
    shape: ListShape,
    recorder: Recorder,
    field: Field | undefined,
    placeOf: (shape: Shape, recorder: Recorder, within: Part) => Place,
  ) {
    super(shape.name, recorder, field);
    this.shape = shape;
    this.places = shape.items.map((s) => placeOf(s, recorder, this));
    this.elements = new Map(this.places.map((place, index) => [String(index), { index, place }]));
  }

  protected override make(run: number): object {
    return new Proxy([] as unknown[], new ListHandler(this, run));
  }

  get length(): number {
    const { shape, places, recorder } = this;
    return shape.kind === 'array' ? places.length : (recorder.value(shape.length) as number);
  }
  set length(to: unknown) {
    const { shape, places, recorder, name } = this;
    const before = this.length;
    if (to === before) return;
    if (shape.kind === 'array') throw recorder.refusal(`${name}.length is set: an array's length is fixed`);
    if (typeof to !== 'number' || !(to < before))
      throw recorder.refusal(`${name}.length becomes ${show(to)}: a list grows by push()`);
    recorder.assign(shape.length, to);
    for (let i = to; i < before; i++) {
      places[i]?.clear();
      this.holes?.delete(i);
    }
  }

  /** Elements that the run at hand has deleted. shift(), pop() and splice() do, before they set the length. */
  get holes(): Set<number> | undefined {
    return this.gapsIn === this.recorder.run ? this.gaps : undefined;
  }
  has(index: number): boolean {
    return index < this.length && this.holes?.has(index) !== true;
  }
  at(index: number): unknown {
    return this.has(index) ? this.places[index]?.get() : undefined;
  }
  delete(index: number): void {
    const { recorder, name } = this;
    recorder.mayWrite(`${name}[${index}]`);
    const holes = this.holes ?? new Set<number>();
    this.gaps = holes.add(index);
    this.gapsIn = recorder.run;
    recorder.toSettle.push(() => {
      if (this.replaced || !this.holes?.has(index)) return undefined;
      throw recorder.refusal(`${name}[${index}] is deleted: a list has no holes`);
    });
  }

  set(key: string | symbol, value: unknown): void {
    const { shape, recorder, name } = this;
    const element = this.elements.get(key);
    if (!element) throw this.outside(key);
    const before = this.length;
    const { index, place } = element;
    if (index > before) throw recorder.refusal(`${name}[${index}] is set past the end of the list`);
    place.set(value);
    this.holes?.delete(index);
    if (index === before && shape.kind === 'seq') recorder.assign(shape.length, before + 1);
  }

  outside(key: string | symbol) {
    const { shape, recorder, places, name } = this;
    return recorder.refusal(`${name}[${String(key)}] is outside its ${shape.kind} of ${places.length}`);
  }
}

type Visit = (value: unknown, index: number) => unknown;
/**
 * Array's methods that models look at lists with, over the cells: the same elements are read in the same order. Through
 * the handler below each would be asked for twice, by a text that has to be made of its index.
 */
const WALKS = {
  some: (part: ListPart, visit: Visit): boolean => {
    for (let i = 0, n = part.length; i < n; i++)
      if (part.has(i) && Boolean(visit(part.at(i), i))) return true;
    return false;
  },
  every: (part: ListPart, visit: Visit): boolean => {
    for (let i = 0, n = part.length; i < n; i++) if (part.has(i) && !visit(part.at(i), i)) return false;
    return true;
  },
  find: (part: ListPart, visit: Visit): unknown => {
    for (let i = 0, n = part.length; i < n; i++) {
      const value = part.at(i);
      if (visit(value, i)) return value;
    }
    return undefined;
  },
  filter: (part: ListPart, visit: Visit): unknown[] => {
    const kept: unknown[] = [];
    for (let i = 0, n = part.length; i < n; i++) {
      if (!part.has(i)) continue;
      const value = part.at(i);
      if (visit(value, i)) kept.push(value);
    }
    return kept;
  },
  map: (part: ListPart, visit: Visit): unknown[] => {
    const made: unknown[] = [];
    made.length = part.length;
    for (let i = 0; i < made.length; i++) if (part.has(i)) made[i] = visit(part.at(i), i);
    return made;
  },
};
type Walk = keyof typeof WALKS;

/** One of them, for who asks the list for it now. */
function walkOf(part: ListPart, run: number, name: Walk): (visitor: unknown, self?: unknown) => unknown {
  return function walk(this: unknown, visitor, self) {
    part.alive(run);
    if (this !== part.proxy || typeof visitor !== 'function')
      return Reflect.apply(Array.prototype[name], this, [visitor, self]) as unknown;
    return WALKS[name](part, (value, i) => Reflect.apply(visitor, self, [value, i, this]) as unknown);
  };
}

/** What a list is asked for and does not have: others ask it of any object. */
const OTHERS = new Set<string | symbol>(['toJSON', 'then']);

class ListHandler implements ProxyHandler<unknown[]> {
  private readonly part: ListPart;
  private readonly run: number;

  constructor(part: ListPart, run: number) {
    this.part = part;
    this.run = run;
  }

  /** The element of that name, if the list has it. */
  private element(key: string | symbol): Place | undefined {
    const { part } = this;
    const element = part.elements.get(key);
    return element && part.has(element.index) ? element.place : undefined;
  }

  get(target: unknown[], key: string | symbol): unknown {
    const { part } = this;
    part.alive(this.run);
    if (key === 'length') return part.length;
    const element = part.elements.get(key);
    if (element) return part.has(element.index) ? element.place.get() : undefined;
    if (Object.hasOwn(WALKS, key)) return walkOf(part, this.run, key as Walk);
    if (typeof key === 'symbol' || key in target) return Reflect.get(target, key);
    if (OTHERS.has(key)) return undefined;
    throw part.outside(key);
  }
  set(_: unknown[], key: string | symbol, value: unknown): boolean {
    this.part.alive(this.run);
    if (key === 'length') this.part.length = value as number;
    else this.part.set(key, value);
    return true;
  }
  has(target: unknown[], key: string | symbol): boolean {
    this.part.alive(this.run);
    return this.element(key) !== undefined || Reflect.has(target, key);
  }
  ownKeys(): string[] {
    const { part } = this;
    part.alive(this.run);
    const keys = Array.from({ length: part.length }, (_, i) => String(i));
    return [...keys.filter((key) => this.element(key)), 'length'];
  }
  getOwnPropertyDescriptor(_: unknown[], key: string | symbol): PropertyDescriptor | undefined {
    this.part.alive(this.run);
    if (key === 'length')
      return { value: this.part.length, writable: true, enumerable: false, configurable: false };
    const place = this.element(key);
    return place && { value: place.get(), writable: true, enumerable: true, configurable: true };
  }
  defineProperty(target: unknown[], key: string | symbol, descriptor: PropertyDescriptor): boolean {
    if (!('value' in descriptor))
      throw this.part.odd(`has [${String(key)}] given a getter, or its length fixed`);
    return this.set(target, key, descriptor.value);
  }
  deleteProperty(_: unknown[], key: string | symbol): boolean {
    this.part.alive(this.run);
    if (this.element(key)) this.part.delete(Number(key));
    return key !== 'length';
  }
  preventExtensions(): boolean {
    throw this.part.odd('is frozen or sealed');
  }
  setPrototypeOf(): boolean {
    throw this.part.odd('is given a prototype');
  }
}
