// SPDX-License-Identifier: MIT
/** What each property says of each state of a trace, and where it is false: which part, and the fields that this rests on. */
import { sourceOf } from '../compile/compile.ts';
import type { Compiled } from '../compile/compile.ts';
import { deadlocks } from '../compile/deadlock.ts';
import { hasFaulted } from '../compile/interpret.ts';
import type { Cells } from '../compile/interpret.ts';
import type { Property, View } from '../model/types.ts';
import { readOn } from './slice.ts';
import type { Read, Trace } from './trace.ts';

/** A part of a property that is false in a state. */
export interface FalsePart {
  /** Its place, from 1 on, and how many there are. */
  readonly part: number;
  readonly of: number;
  /** The fields that it looked at, and what was there. */
  readonly rests: readonly Read[];
}
export interface Valued {
  readonly value: boolean;
  readonly because: readonly FalsePart[];
}
export interface PropertyValues {
  readonly property: Property;
  /** By state; undefined where a state says nothing of it: after a fault, or where its own code fails. */
  readonly values: readonly (Valued | undefined)[];
}

/** Of every property that a state can say something of: not of the order of locks, which is one of whole runs. */
export function valuesOf(
  compiled: Compiled,
  properties: readonly Property[],
  { steps, states }: Trace,
): PropertyValues[] {
  return properties
    .filter(({ kind }) => kind !== 'lockOrder')
    .map((property) => {
      const ask = asking(compiled, property, steps.at(-1)?.fault);
      return { property, values: states.map(ask) };
    });
}

type Ask = (cells: Cells) => Valued | undefined;
const plain = (value: boolean): Valued => ({ value, because: [] });

function asking(compiled: Compiled, property: Property, fault: string | undefined): Ask {
  switch (property.kind) {
    case 'noFault':
      // A trace has one fault at most, at its end.
      return (cells) =>
        plain(!hasFaulted(compiled, cells) || fault === undefined || !property.faults.includes(fault));
    case 'noDeadlock':
      return (cells) =>
        hasFaulted(compiled, cells) ? undefined : plain(deadlocks(compiled, cells).length === 0);
    case 'lockOrder':
      return () => undefined;
    case 'always':
      return askingParts(compiled, property.name, property.parts ?? [property.holds]);
    default:
      return askingParts(compiled, property.name, [property.holds]);
  }
}

function askingParts(compiled: Compiled, name: string, parts: readonly ((s: View) => boolean)[]): Ask {
  const asked = parts.map((part) => compiled.predicate(name, part));
  return (cells) => {
    if (hasFaulted(compiled, cells)) return undefined;
    const answers = asked.map((decision) => decision.at(sourceOf(cells)));
    if (answers.some((answer) => typeof answer === 'string')) return undefined;
    const because = answers.flatMap((answer, i): FalsePart[] =>
      answer === true
        ? []
        : [{ part: i + 1, of: parts.length, rests: readsIn(compiled, readOn(asked[i]?.root, cells), cells) }],
    );
    return { value: because.length === 0, because };
  };
}

const readsIn = ({ map }: Compiled, read: readonly number[], cells: Cells): Read[] =>
  [...new Set(read)].map((cell): Read => {
    const { name: field = '', values = [] } = map.cells[cell] ?? {};
    return { field, value: values[cells[cell] as number] };
  });
