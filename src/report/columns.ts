// SPDX-License-Identifier: MIT
/** The columns of a table of verdicts: a short name for each property, the same in every table of the model. */
import type { AnyModel, AnyProperty } from '../model/types.ts';

export interface Column {
  readonly property: AnyProperty;
  readonly short: string;
}

/** What the model declares; else the first letters of the words of its name, with a number where another has them. */
export function columnsOf(
  { short = {} }: Pick<AnyModel, 'short'>,
  properties: readonly AnyProperty[],
): Column[] {
  const taken = new Set(Object.values(short));
  return properties.map((property) => {
    const declared = short[property.name];
    if (declared !== undefined) return { property, short: declared };
    const first = property.name
      .split(/[^\p{L}\p{N}]+/u)
      .map((word) => word.slice(0, 1))
      .join('');
    let name = first;
    for (let n = 2; taken.has(name); n++) name = `${first}${n}`;
    taken.add(name);
    return { property, short: name };
  });
}

/** The heads one beside the other, or, with `down`, each downwards, the last letters in the last line. */
export function headLines(columns: readonly Column[], blank: string, down: boolean): string[] {
  if (!down) return [columns.map(({ short }) => short).join(blank)];
  const high = Math.max(0, ...columns.map(({ short }) => short.length));
  return Array.from({ length: high }, (_, line) =>
    columns.map(({ short }) => short.padStart(high)[line]).join(blank),
  );
}
