// SPDX-License-Identifier: MIT
/** A trace in as many lines as there is room for: all that the violation depends on if that fits, else what is nearest to it. */
import { diagram, STARTS } from './diagram.ts';
import { numberedList } from './numbered.ts';
import type { Drawn } from './steps.ts';

/** Lines of a report on a terminal; and of a mail, from its subject to its schedule. */
export const ROOM = 100;
export const MAIL_ROOM = 59;

/** A way to tell a trace. */
export interface Way {
  readonly draw: (drawn: Drawn) => string[];
  /** A numbered step is told in words once. */
  readonly terse?: boolean;
  /** Of what is assumed the first alone: columns are worth more than the rest. */
  readonly few?: boolean;
}

const columnsOf = ({ steps, waits = [] }: Drawn): number =>
  new Set([...steps, ...waits].map(({ cpu }) => cpu)).size;

/** As columns, if there are few enough for a mail, else as a list. */
export const draw = (drawn: Drawn): string[] =>
  columnsOf(drawn) < STARTS.length ? diagram(drawn) : numberedList(drawn);
export const COLUMNS: Way = { draw };
const CLOSE: Way = { draw, few: true, terse: true };
const LIST: Way = { draw: numberedList };
const TERSE: Way = { draw: (drawn) => numberedList({ ...drawn, between: 'across' }), terse: true };
/** What lies between is seen by the numbers. */
const BARE: Way = { draw: (drawn) => numberedList({ ...drawn, between: 'nothing' }), terse: true };

/** The first text that fits; if none does, the shortest. */
export function fitting(texts: Iterable<string>, room: number): string {
  let shortest: string | undefined;
  for (const text of texts) {
    if (linesOf(text) <= room) return text;
    if (shortest === undefined || linesOf(text) < linesOf(shortest)) shortest = text;
  }
  return shortest ?? '';
}

/** Of as many steps as there can be, in columns, or else as a list, whose lines have all of the width; after these all once more, tersely. */
export function* drawings(
  sets: readonly ReadonlySet<number>[],
  text: (kept: ReadonlySet<number>, way: Way) => string,
): Iterable<string> {
  const most = sets.toReversed();
  for (const kept of most) for (const way of [COLUMNS, CLOSE, LIST]) yield text(kept, way);
  for (const way of [TERSE, BARE]) for (const kept of most) yield text(kept, way);
}

export const linesOf = (text: string): number => text.trimEnd().split('\n').length;
