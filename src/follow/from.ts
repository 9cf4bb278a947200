// SPDX-License-Identifier: MIT
/** What can still go wrong from a state: an engine whose runs begin there, and the violations that its search finds. */
import { toState } from '../compile/interpret.ts';
import type { Cells } from '../compile/interpret.ts';
import { pack } from '../compile/layout.ts';
import { Asked } from '../engine/asked.ts';
import type { Engine } from '../engine/engine.ts';
import type { Outcome, Violation } from '../engine/outcome.ts';
import { isLockOrder } from '../model/lock-order.ts';
import { viewOf } from '../model/reference.ts';

/** The same engine with one initial state, this one. The order of locks is not asked: each of its steps is run from the start. */
export function engineFrom(engine: Engine, cells: Cells): Engine {
  const initials = new Int32Array(engine.layout.words);
  pack(engine.layout, cells, initials, 0);
  const properties = engine.instance.properties.filter((p) => !isLockOrder(p));
  const asked = new Asked(engine.compiled, properties);
  const instance = { ...engine.instance, properties };
  return { ...engine, instance, asked, compiled: { ...engine.compiled, initials: [cells] }, initials };
}

/**
 * The violations that go on from `way`, the states so far: shortest first. What came true on the way has come true; what
 * is never met from here may have been met elsewhere.
 */
export function violationsAhead(engine: Engine, way: readonly Cells[], { results }: Outcome): Violation[] {
  const came = (holds: (s: ReturnType<typeof viewOf>) => boolean) =>
    way.some((cells) => holds(viewOf(engine.compiled.program, toState(engine.compiled, cells))));
  return results
    .filter(({ property: p }) => p.kind !== 'sometimes')
    .filter(({ property: p }) => p.kind !== 'eventually' || p.after !== undefined || !came(p.holds))
    .flatMap(({ violations }) => violations)
    .toSorted((a, b) => a.schedule.length - b.schedule.length);
}
