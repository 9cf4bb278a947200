// SPDX-License-Identifier: MIT
/**
 * The violations of one run by their cause, for a report that tells each once: one deadlock for all who close it, and
 * with it the possibilities, the progress and the goals that are gone because every run ends in it. What was found
 * keeps its identities (docs/semantics.md 4): only the telling is grouped.
 */
import type { Compiled } from '../compile/compile.ts';
import { hasFaulted, initialCells, successors } from '../compile/interpret.ts';
import type { Cells } from '../compile/interpret.ts';
import { endingName, endingOf } from '../counterexample/ending.ts';
import type { Told } from '../counterexample/told.ts';
import { explain } from '../counterexample/trace.ts';
import type { Way } from '../counterexample/trace.ts';
import type { Outcome } from '../engine/outcome.ts';
import type { AnyProperty } from '../model/types.ts';
import { check, orStopped, Stopped } from '../watch/watch.ts';
import type { Found } from './kinds.ts';
import { traced } from './selection.ts';

/** While it is put together. */
type Open = { -readonly [K in keyof Told]: Told[K] extends readonly (infer T)[] ? T[] : Told[K] };

/** States looked at, from where a possibility is lost, before it is told apart. */
const MOST_STATES = 20_000;

/** Each violation that has a trace as a cause of its own, shortest first. */
export const eachAlone = (outcome: Outcome<AnyProperty>): Open[] =>
  traced(outcome).map(([result, violation]) => {
    return { result, violation, closers: [], breaks: [], unmet: [], orders: [] };
  });

/** Each cause once, shortest first. */
export function causesOf(found: Found, outcome: Outcome<AnyProperty>): readonly Told[] {
  const alone = eachAlone(outcome);
  if (!('compiled' in found)) return alone;
  const { compiled } = found;
  const deadlocks = new Map<string, Open>();
  const others: Open[] = [];
  for (const told of alone) {
    const name = told.result.property.kind === 'noDeadlock' ? endAt(compiled, told.violation) : undefined;
    const known = name === undefined ? undefined : deadlocks.get(name);
    if (name === undefined) others.push(told);
    else if (known) known.closers.push(told.violation);
    else deadlocks.set(name, told);
  }
  if (deadlocks.size === 0) return alone;
  const by = (name: string | undefined) => (name === undefined ? undefined : deadlocks.get(name));
  const left = others.filter((told) => {
    const because = by(explainedBy(compiled, told));
    const { name } = told.result.property;
    if (because && !because.breaks.includes(name)) because.breaks.push(name);
    return !because;
  });
  by(endOfAll(compiled, initials(compiled)))?.unmet.push(...neverMet(outcome));
  for (const inversion of outcome.results.flatMap(({ order }) => order?.inversions ?? []))
    if (inversion.closed) by(endAt(compiled, inversion.closed))?.orders.push(inversion);
  return [...deadlocks.values(), ...left].toSorted(
    (a, b) => a.violation.schedule.length - b.violation.schedule.length,
  );
}

const initials = (compiled: Compiled): Cells[] => compiled.initials.map((_, i) => initialCells(compiled, i));

const neverMet = ({ results }: Outcome<AnyProperty>): string[] =>
  results.flatMap((r) => (r.violations.some((v) => v.kind === 'never') ? [r.property.name] : []));

function endAt(compiled: Compiled, way: Way): string | undefined {
  const ending = endingOf(compiled, explain(compiled, way));
  return ending && endingName(ending);
}

/** The deadlock in which the trace ends, or in which every run from there does. */
function explainedBy(compiled: Compiled, { result: { property }, violation }: Told): string | undefined {
  if (property.kind !== 'alwaysPossible' && property.kind !== 'eventually') return undefined;
  const trace = explain(compiled, violation);
  const ending = endingOf(compiled, trace);
  if (ending) return endingName(ending);
  if (property.kind !== 'alwaysPossible') return undefined;
  const [before, end] = [trace.states.at(-2), trace.states.at(-1)].map((s) => s && endOfAll(compiled, [s]));
  // Lost by a step after which nothing but the deadlock was left, not on the way to one that nothing avoided any more.
  return before === end ? undefined : end;
}

/**
 * The deadlock in which every run from there ends: nothing else stops it, and from wherever it gets to it can still come
 * to that. The first by name where there are several; undefined where a run may end otherwise, or there is too much to look at.
 */
function endOfAll(compiled: Compiled, from: readonly Cells[]): string | undefined {
  // Where there is no more time each cause is told for itself: what was found is not lost for how it is grouped.
  const end = orStopped(() => endFrom(compiled, from));
  return end instanceof Stopped ? undefined : end;
}
function endFrom(compiled: Compiled, from: readonly Cells[]): string | undefined {
  const seen = new Map<string, { readonly before: string[]; end?: string }>();
  const key = (cells: Cells) => cells.join();
  const queue = [...from];
  for (const cells of queue) seen.set(key(cells), { before: [] });
  const ends: string[] = [];
  for (let i = 0; i < queue.length; i++) {
    check();
    const cells = queue[i] as Cells;
    const here = key(cells);
    const ending = endingOf(compiled, { steps: [], states: [cells] });
    if (ending) {
      ends.push(here);
      (seen.get(here) as { end?: string }).end = endingName(ending);
      continue;
    }
    const next = successors(compiled, cells);
    if (next.length === 0 || hasFaulted(compiled, cells)) return undefined;
    for (const { cells: after } of next) {
      const known = seen.get(key(after));
      if (known) known.before.push(here);
      else {
        if (seen.size >= MOST_STATES) return undefined;
        seen.set(key(after), { before: [here] });
        queue.push(after);
      }
    }
  }
  const can = new Set(ends);
  for (const state of can) for (const before of seen.get(state)?.before ?? []) can.add(before);
  if (can.size < seen.size) return undefined;
  return ends.map((state) => seen.get(state)?.end ?? '').toSorted()[0];
}
