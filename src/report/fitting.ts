// SPDX-License-Identifier: MIT
/** A trace in as many lines as there is room for: all that the violation depends on if that fits, else what is nearest to it. */
import { diagram, STARTS } from './diagram.ts';
import { numberedList } from './numbered.ts';
import type { Drawn } from './steps.ts';

/** Lines of a report on a terminal; and of a mail, from its subject to its schedule. */
export const ROOM = 100;
export const MAIL_ROOM = 59;

/** A way to draw a trace: as columns, or, where there are more than fit, as a numbered list. */
export type Draw = (drawn: Drawn) => string[];

const columnsOf = ({ steps, waits = [] }: Drawn): number =>
  new Set([...steps, ...waits].map(({ cpu }) => cpu)).size;

/** As columns, if there are few enough for a mail. */
export const draw: Draw = (drawn) =>
  columnsOf(drawn) < STARTS.length ? diagram(drawn) : numberedList(drawn);

/** The first text that fits; if none does, the shortest. */
export function fitting(texts: Iterable<string>, room: number): string {
  let shortest: string | undefined;
  for (const text of texts) {
    if (linesOf(text) <= room) return text;
    if (shortest === undefined || linesOf(text) < linesOf(shortest)) shortest = text;
  }
  return shortest ?? '';
}

/** Of as many steps as there can be, in columns, or else as a list, whose lines have all of the width. */
export function* drawings(
  sets: readonly ReadonlySet<number>[],
  text: (kept: ReadonlySet<number>, way: Draw) => string,
): Iterable<string> {
  for (const kept of sets.toReversed()) for (const way of [draw, numberedList]) yield text(kept, way);
}

export const linesOf = (text: string): number => text.trimEnd().split('\n').length;
