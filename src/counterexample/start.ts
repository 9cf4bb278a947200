// SPDX-License-Identifier: MIT
/** The initial state that a schedule begins in, where a model has several: what it has otherwise than others. */
import type { Compiled } from '../compile/compile.ts';

export interface Start {
  /** Its place in the list, from 0 on, and how many there are. */
  readonly place: number;
  readonly of: number;
  /** The fields that do not start alike in all of them. */
  readonly fields: readonly { readonly field: string; readonly value: unknown }[];
}

/** Undefined where there is but one. */
export function startOf({ initials, map }: Compiled, place = 0): Start | undefined {
  if (initials.length === 1) return undefined;
  const told = map.cells.filter(({ index }) => new Set(initials.map((cells) => cells[index])).size > 1);
  const fields = told.map((c) => ({ field: c.name, value: c.values[initials[place]?.[c.index] as number] }));
  return { place, of: initials.length, fields };
}
