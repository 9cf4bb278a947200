// SPDX-License-Identifier: MIT
/**
 * Works out all values of a point, and refuses what would make an answer wrong: a name that is not there yet, a write,
 * a value or an answer of the wrong type. One object stands for every point: it gives the values that are worked out
 * so far; what it has no field for falls through to the object behind it, which complains.
 */
import { apart } from '../model/apart.ts';
import { SpaceError } from '../model/space.ts';
import type { PointValue, SpaceInstance, SpaceProperty } from '../model/space.ts';
import { unknownName } from '../model/suggest.ts';
import { ITS_OWN } from './point.ts';
import type { Point } from './point.ts';

export const IMPURE = 'it is no function of what it reads';

export class Evaluator {
  /** The point at hand. */
  readonly point: Point;
  /** The parameters' values, then the formulas', then the properties' answers: `answered` says from where on. */
  readonly values: PointValue[] = [];
  readonly answered: number;
  private readonly names: readonly string[];
  private readonly parameters: number;
  private readonly formulas: readonly (readonly [who: string, of: (p: Point) => PointValue])[];
  private readonly properties: readonly (readonly [who: string, holds: SpaceProperty['holds']])[];
  private readonly possible: ((p: Point) => boolean) | undefined;
  /** How many of the values are worked out. */
  private known = 0;
  private asker = '';
  /** A mistake of the run at hand, also where the model has caught it. */
  private trouble: SpaceError | undefined;
  private readonly refuse = (what: string): never => {
    throw (this.trouble = this.mistake(what));
  };
  /** What the run at hand read first, and what each function did: nothing that it has read yet can change that. */
  private first = -1;
  private readonly firsts = new Map<string, number>();

  constructor({ space, properties }: SpaceInstance) {
    this.parameters = Object.keys(space.parameters).length;
    this.names = [...Object.keys(space.parameters), ...Object.keys(space.formulas)];
    this.answered = this.names.length;
    this.formulas = Object.entries(space.formulas).map(([name, { of }]) => [`formula ${name}`, of]);
    this.properties = properties.map(({ name, holds }) => [`property ${name}`, holds]);
    this.possible = space.possible;
    const behind = new Proxy(Object.create(null) as object, {
      get: (_, name) => this.refused(name),
      set: (_, name) => this.writes(String(name)),
    });
    const fields = this.names.map((name, i) => {
      const get = () => {
        if (i >= this.known) return this.later(name);
        if (this.first < 0) this.first = i;
        return this.values[i];
      };
      return [name, { get, set: () => this.writes(name), enumerable: true }] as const;
    });
    const point: Point = Object.create(behind, Object.fromEntries(fields));
    this.point = Object.freeze(point);
  }

  /** Works out the point of these parameters: false where there is no such point. */
  at(parameters: readonly PointValue[]): boolean {
    const { values } = this;
    values.length = 0;
    values.push(...parameters);
    this.known = this.parameters;
    if (this.possible && !this.truth('possible', this.possible)) return false;
    for (const [who, of] of this.formulas) {
      const value: unknown = this.run(who, of);
      if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean')
        throw this.mistake(`gives ${told(value)}, not a text, number or truth value`);
      values[this.known++] = value;
    }
    for (const [i, [who, holds]] of this.properties.entries())
      values[this.answered + i] = this.truth(who, holds);
    return true;
  }

  /** What the value of this index is called, for an error. */
  called(index: number): string {
    const all = [...this.names.map((name) => `parameter ${name}`), ...this.properties.map(([who]) => who)];
    return this.formulas[index - this.parameters]?.[0] ?? all[index] ?? '';
  }
  /** `m:1 hot:true` */
  place(parameters: readonly PointValue[]): string {
    return parameters.map((value, i) => `${this.names[i]}:${value}`).join(' ');
  }

  private truth(who: string, of: (p: Point) => boolean): boolean {
    const answer: unknown = this.run(who, of);
    if (typeof answer === 'boolean') return answer;
    throw this.mistake(`gives ${told(answer)}, not true or false`);
  }

  private run(who: string, of: (p: Point) => unknown): unknown {
    this.asker = who;
    this.trouble = undefined;
    this.first = -1;
    let answer: unknown;
    try {
      answer = apart(this.refuse, () => of(this.point));
      if (this.trouble) throw this.trouble;
    } catch (error) {
      if (this.trouble) throw this.trouble;
      if (error instanceof SpaceError) throw error;
      throw this.mistake(
        `throws ${error instanceof Error ? `${error.name}: ${error.message}` : told(error)}`,
      );
    }
    const before = this.firsts.get(who) ?? this.first;
    this.firsts.set(who, before);
    if (before === this.first) return answer;
    throw this.mistake(`reads ${this.read(this.first)} first, and ${this.read(before)} before: ${IMPURE}`);
  }

  private read(index: number): string {
    return this.names[index] ?? 'nothing';
  }

  private mistake(what: string): SpaceError {
    return new SpaceError(`${this.asker} ${what}, at ${this.place(this.values.slice(0, this.parameters))}`);
  }
  private later(name: string): never {
    throw new SpaceError(
      this.asker === 'possible'
        ? `possible reads the formula ${name}: it reads parameters alone`
        : `${this.asker} reads the formula ${name}, which does not stand before it`,
    );
  }
  private refused(name: string | symbol): undefined {
    if (typeof name !== 'string' || ITS_OWN.includes(name)) return undefined;
    const there = this.names.slice(0, this.known);
    throw new SpaceError(`${this.asker} reads what is not there yet: ${unknownName('value', name, there)}`);
  }
  private writes(name: string): never {
    throw new SpaceError(`${this.asker} writes '${name}': a formula looks, it does not write`);
  }
}

function told(value: unknown): string {
  if (typeof (value as { then?: unknown } | null | undefined)?.then === 'function') return 'a promise';
  if (typeof value === 'function') return 'a function';
  return typeof value === 'object' && value !== null ? 'an object' : String(value);
}
