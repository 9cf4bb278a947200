// SPDX-License-Identifier: MIT
/** One point of a space: as a list of picks, and explained: which values its verdict rests on. */
import { ScheduleError } from '../model/reference.ts';
import { SpaceError } from '../model/space.ts';
import type { Formula, PointValue, Space, SpaceInstance, SpaceProperty } from '../model/space.ts';
import { unknownName } from '../model/suggest.ts';
import type { StepEvent } from '../model/types.ts';

/** Asked of any object by JavaScript itself. */
export const ITS_OWN = ['toJSON', 'then', ...Object.getOwnPropertyNames(Object.prototype)];

export type Point = Readonly<Record<string, PointValue>>;

/** A point as a counterexample keeps it: one pick for each parameter, in the stated order. */
export const schedule = ({ parameters }: Space, point: Point): StepEvent[] =>
  Object.keys(parameters).map((type) => ({ type, choice: String(point[type]) }));

/** The point that these picks name. Throws a {@link ScheduleError} where they name none. */
export function pointOf({ parameters }: Space, picks: readonly StepEvent[]): Point {
  const names = Object.keys(parameters);
  const stray = picks.find((pick, i) => pick.type !== names[i]);
  if (stray || picks.length !== names.length) {
    const got = picks.map((pick) => pick.type).join(', ');
    throw new ScheduleError(`the schedule picks ${got || 'nothing'}, not ${names.join(', ')} in turn`);
  }
  return Object.fromEntries(
    picks.map(({ type, choice = '' }) => {
      const values = parameters[type]?.values ?? [];
      const value = values.find((v) => String(v) === choice);
      if (value === undefined)
        throw new ScheduleError(`${type}: ${unknownName('value', choice, values.map(String).slice(0, 20))}`);
      return [type, value];
    }),
  );
}

/** A value of a formula at a point. */
export interface Derived {
  readonly name: string;
  readonly value: PointValue;
  readonly formula: Formula;
  /** What it read. */
  readonly reads: readonly string[];
}
export interface Explained {
  readonly possible: boolean;
  readonly holds: boolean;
  /** What tells this way of breaking the property from others. */
  readonly way: string;
  readonly parameters: readonly {
    readonly name: string;
    readonly value: PointValue;
    readonly read: boolean;
  }[];
  /** What the property itself looked at. */
  readonly asked: readonly string[];
  /** The formulas that the verdict rests on, directly or through others, in their order. */
  readonly derived: readonly Derived[];
}

/** Works a point out anew, and notes what the verdict of the property rests on. */
export function explain({ space }: SpaceInstance, property: SpaceProperty, picked: Point): Explained {
  const names = Object.keys(space.parameters);
  const values: Record<string, PointValue> = Object.fromEntries(
    names.map((n) => [n, picked[n] as PointValue]),
  );
  const all = [...names, ...Object.keys(space.formulas)];
  const reads = new Map<string, ReadonlySet<string>>();
  const possible = space.possible?.(watched(values, all, 'possible').seen) ?? true;
  for (const [name, formula] of Object.entries(space.formulas)) {
    const { seen, read } = watched(values, all, `formula ${name}`);
    const value: unknown = formula.of(seen);
    if (!['string', 'number', 'boolean'].includes(typeof value))
      throw new SpaceError(`formula ${name} gives ${String(value)}, not a text, number or truth value`);
    values[name] = value as PointValue;
    reads.set(name, read);
  }
  const { seen, read } = watched(values, all, `property ${property.name}`);
  const holds: unknown = property.holds(seen);
  if (typeof holds !== 'boolean')
    throw new SpaceError(`property ${property.name} gives ${String(holds)}, not true or false`);
  const rests = closure(read, reads);
  return {
    possible,
    holds,
    way: property.by === undefined ? '' : String(values[property.by]),
    asked: [...read],
    parameters: names.map((name) => ({ name, value: values[name] as PointValue, read: rests.has(name) })),
    derived: Object.entries(space.formulas)
      .filter(([name]) => rests.has(name))
      .map(([name, formula]) => {
        const value = values[name] as PointValue;
        return { name, value, formula, reads: [...(reads.get(name) ?? [])] };
      }),
  };
}

/** The values behind a proxy that notes what is read, and refuses what is not there and what would be written. */
function watched(values: Readonly<Record<string, PointValue>>, names: readonly string[], who: string) {
  const read = new Set<string>();
  const known = Object.keys(values);
  // As the search's own point, it has a field for each name, whether worked out or not.
  const fields = Object.assign(
    Object.create(null),
    Object.fromEntries(names.map((name) => [name, undefined])),
  );
  const seen = new Proxy(fields as Record<string, PointValue>, {
    get(_, name) {
      if (!known.includes(String(name)) && (typeof name !== 'string' || ITS_OWN.includes(name)))
        return undefined as never;
      if (typeof name !== 'string' || !known.includes(name))
        throw new SpaceError(
          `${who} reads what is not there yet: ${unknownName('value', String(name), known)}`,
        );
      read.add(name);
      return values[name];
    },
    set(_, name) {
      throw new SpaceError(`${who} writes '${String(name)}': a formula looks, it does not write`);
    },
  });
  return { seen, read };
}

/** All that these names rest on. */
function closure(of: ReadonlySet<string>, reads: ReadonlyMap<string, ReadonlySet<string>>): Set<string> {
  const all = new Set<string>();
  const add = (name: string): void => {
    if (all.has(name)) return;
    all.add(name);
    for (const below of reads.get(name) ?? []) add(below);
  };
  for (const name of of) add(name);
  return all;
}
