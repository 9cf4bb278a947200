// SPDX-License-Identifier: MIT
/** Why a design does not take a step that another takes, and what it goes on with: the sentences of `diff`. */
import { successorsBy } from '../compile/interpret.ts';
import type { Along } from './along.ts';
import type { Labelled } from './labelled.ts';
import { labelText } from './labels.ts';
import type { Label } from './labels.ts';
import { positionOf, standingAt, whyStands } from './standing.ts';

/** `hot_remove waits in "..." (hot_remove.free_lock) for vmalloc`. */
export function whyRefused(
  { compiled }: Labelled,
  cells: Along['cells'],
  label: Label,
  open: readonly Label[],
): string {
  const thread = compiled.program.threads.find((t) => t.name === label.thread);
  if (!thread) return `it has no thread ${label.thread}`;
  const own = open.filter((o) => o.thread === label.thread && o.step === label.step);
  const alike = own.filter((o) => o.choice === label.choice);
  if (alike.length > 0) return `there it goes ${alike.map(wayOf).join(' or ')}`;
  if (own.length > 0) return `there it has ${own.map(labelText).join(' or ')}`;
  if (successorsBy(compiled, cells, thread.index).length === 0) return whyStands(compiled, cells, thread);
  const { says } = positionOf(compiled, cells, thread);
  return `there ${thread.name} stands before "${says}" (${standingAt(compiled, cells, thread)})`;
}

const wayOf = ({ way, fault, ...label }: Label): string =>
  fault === undefined
    ? `on${way === undefined ? ' without a fault' : ` with [${way}]`} in ${labelText(label)}`
    : `into ${fault}`;
