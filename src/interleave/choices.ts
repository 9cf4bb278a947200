// SPDX-License-Identifier: MIT
/** A fast-check arbitrary for what the environment decides while the threads run in a given order. */
import * as fc from 'fast-check';
import { unknownName } from '../model/suggest.ts';
import type { StepEvent } from '../model/types.ts';
import { Schedule } from './schedules.ts';
import type { Walker } from './walk.ts';

/**
 * Schedules in which threads run in the order given (thread names, one a step), and the choices are drawn: which
 * allocation fails, which slot is taken. A step that can't run is left out; a schedule ends at the first violation.
 * Shrinks to the choices that the model lists first. Throws a RangeError for a name that is no thread.
 */
export function choices(walker: Walker, threads: readonly string[], initial = 0): fc.Arbitrary<Schedule> {
  const known = walker.compiled.program.threads.map((t) => t.name);
  for (const name of threads)
    if (!known.includes(name)) throw new RangeError(unknownName('thread', name, known));
  if (walker.brokenAtStart(initial)) return fc.constant(new Schedule([], undefined, 0, initial, walker));
  const { length } = threads;
  const drawn = fc.array(fc.nat(), { minLength: length, maxLength: length });
  return drawn.map((numbers) => {
    const events: StepEvent[] = [];
    let cells = walker.initial(initial);
    for (const [i, name] of threads.entries()) {
      const able = walker.enabled(cells).filter((s) => walker.event(s).type === name);
      const next = able[(numbers[i] as number) % able.length];
      if (!next) continue;
      events.push(walker.event(next));
      cells = next.cells;
      if (walker.brokenBy(next, events.length)) break;
    }
    return new Schedule(events, undefined, events.length, initial, walker);
  });
}
