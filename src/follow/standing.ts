// SPDX-License-Identifier: MIT
/** Where a thread stands in a state, and why it does not take a step: what it waits for, that it is done, that it can't so. */
import { sourceOf } from '../compile/compile.ts';
import type { Compiled } from '../compile/compile.ts';
import { hasFaulted, successorsBy, waitsFor } from '../compile/interpret.ts';
import type { Cells } from '../compile/interpret.ts';
import type { Position, Thread } from '../model/program.ts';
import { nearest } from '../model/suggest.ts';
import { foreign } from '../outside/text.ts';

export function positionOf({ map }: Compiled, cells: Cells, thread: Thread): Position {
  const position = thread.positions[cells[map.pcs[thread.index] as number] as number];
  if (!position) throw new Error(`${thread.name} is nowhere`);
  return position;
}

/** The step it stands at, as a schedule names it: `vmalloc0.pmd_none`. */
export const standingAt = (compiled: Compiled, cells: Cells, thread: Thread): string =>
  `${thread.name}.${positionOf(compiled, cells, thread).name}`;

/** The choices it has now; empty where its step takes none, or can't be taken. */
export const choicesOf = (compiled: Compiled, cells: Cells, thread: Thread): readonly string[] =>
  hasFaulted(compiled, cells)
    ? []
    : successorsBy(compiled, cells, thread.index).flatMap(({ choice }) => choice ?? []);

/** Why it takes no step from here. */
export function whyStands(compiled: Compiled, cells: Cells, thread: Thread): string {
  if (hasFaulted(compiled, cells)) return 'nothing runs after a fault';
  const { name } = thread;
  const { says, candidates, validEnd } = positionOf(compiled, cells, thread);
  if (candidates.length === 0) return `${name} is done`;
  const where = `"${says}" (${standingAt(compiled, cells, thread)})`;
  const holders = waitsFor(compiled, sourceOf(cells), thread.index)
    .map((t) => compiled.program.threads[t]?.name ?? '')
    .map((holder) => (holder === name ? 'itself' : holder));
  if (holders.length > 0) return `${name} waits in ${where} for ${holders.join(' and ')}`;
  return validEnd ? `${name} is idle in ${where}` : `${name} can't go on in ${where} yet`;
}

/** Why it does not take its step with this choice, or without one. */
export function whyNot(compiled: Compiled, cells: Cells, thread: Thread, choice: string | undefined): string {
  const steps = hasFaulted(compiled, cells) ? [] : successorsBy(compiled, cells, thread.index);
  if (steps.length === 0) return whyStands(compiled, cells, thread);
  const at = standingAt(compiled, cells, thread);
  const choices = choicesOf(compiled, cells, thread);
  if (choices.length === 0) return `${at} has no choices, and so no ':${foreign(choice ?? '')}'`;
  const can = choices.map((c) => `${thread.name}:${c}`).join(' or ');
  if (choice === undefined) return `${at} has a choice: write ${can}`;
  const near = nearest(choice, choices);
  const meant = near === undefined ? '' : `; did you mean ':${near}'?`;
  return `${at} has no choice ':${foreign(choice)}' here${meant} (it has ${can})`;
}
