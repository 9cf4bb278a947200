// SPDX-License-Identifier: MIT
/** Runs a schedule on XState and on the compiled form, step by step, and says whether the violation is there. */
import { isDeepStrictEqual } from 'node:util';
import type { Compiled } from '../compile/compile.ts';
import { deadlocks } from '../compile/deadlock.ts';
import { hasFaulted, successors, toState } from '../compile/interpret.ts';
import type { Cells } from '../compile/interpret.ts';
import type { Form } from '../engine/engine.ts';
import { eventName } from '../model/program.ts';
import { Reference, viewOf } from '../model/reference.ts';
import type { Property, StateProperty, StepEvent } from '../model/types.ts';
import { check } from '../watch/watch.ts';
import { isBroken } from './counterexample.ts';
import type { Counterexample } from './counterexample.ts';
import { whyNoLasso } from './lasso.ts';
import { explain } from './trace.ts';
import type { Trace, Way } from './trace.ts';

export interface Replay {
  readonly reproduced: boolean;
  /** When not: what was there instead. */
  readonly instead?: string;
  readonly trace: Trace;
}
/** The two engines disagree: a mistake in this program, not in the model. */
export class EngineError extends Error {
  override readonly name = 'EngineError';
}

/** Throws a ScheduleError at a step that can't run. */
export function replay({ compiled }: Form, property: Property, c: Counterexample): Replay {
  const trace = explain(compiled, c);
  compareWithReference(compiled, c, trace);
  const instead = whyNot(compiled, property, c, trace);
  return { reproduced: instead === undefined, ...(instead !== undefined && { instead }), trace };
}

function compareWithReference(compiled: Compiled, { schedule, initial }: Way, { states }: Trace): void {
  const reference = new Reference(compiled.program);
  let snapshot = reference.initial(initial);
  states.forEach((cells, i) => {
    check();
    if (i > 0) snapshot = reference.step(snapshot, schedule[i - 1] as StepEvent);
    if (isDeepStrictEqual(reference.state(snapshot), toState(compiled, cells))) return;
    const after = i === 0 ? 'at the start' : `after step ${i} (${eventName(schedule[i - 1] as StepEvent)})`;
    throw new EngineError(`XState and the compiled form are in different states ${after}`);
  });
}

/** Why the trace does not end in the recorded violation, or undefined if it does. */
function whyNot(
  compiled: Compiled,
  property: Property,
  c: Counterexample,
  { steps, states }: Trace,
): string | undefined {
  const end = states.at(-1) as Cells;
  const before = states.at(-2);
  const last = steps.at(-1);
  if ((last?.label ?? '') !== c.step) return `the last step is ${last?.label ?? 'none'}, not ${c.step}`;
  if (c.loop !== undefined && property.kind !== 'eventually')
    return `${property.name} is an '${property.kind}', whose violations do not repeat`;
  switch (property.kind) {
    case 'noFault':
      if (!property.faults.includes(c.kind)) return `${property.name} is not about ${c.kind}`;
      return last?.fault === c.kind
        ? undefined
        : `the last step ends in ${last?.fault ?? 'no fault'}, not ${c.kind}`;
    case 'always':
      if (c.kind !== 'false') return notOfKind(property, 'false', c.kind);
      if (!isBroken(compiled, property, end)) return `${property.name} holds at the end`;
      return before && isBroken(compiled, property, before)
        ? `${property.name} is broken before the last step`
        : undefined;
    case 'noDeadlock': {
      const found: readonly string[] = deadlocks(compiled, end);
      if (!found.includes(c.kind)) {
        const there = found.map((kind) => `'${kind}'`).join(' and ') || 'no deadlock';
        return `the end is ${there}, not '${c.kind}'`;
      }
      return before && isBroken(compiled, property, before)
        ? `the deadlock is there before the last step`
        : undefined;
    }
    case 'alwaysPossible':
      if (c.kind !== 'lost') return notOfKind(property, 'lost', c.kind);
      if (isPossible(compiled, property, end)) return `${property.name} can still be reached from the end`;
      return before && !isPossible(compiled, property, before)
        ? `${property.name} is lost before the last step`
        : undefined;
    case 'eventually':
      return whyNoLasso(compiled, property, c, { steps, states });
    default:
      return `${property.name} is violated by what no schedule does: there is nothing to replay`;
  }
}

const notOfKind = ({ kind, name }: Property, only: string, given: string) =>
  `${name} is an '${kind}', whose violations are of kind '${only}', not '${given}'`;

const holds = (compiled: Compiled, property: StateProperty, cells: Cells) =>
  property.holds(viewOf(compiled.program, toState(compiled, cells)));

/** Can the property, or a fault, still be reached? Looks at every state that can. */
function isPossible(compiled: Compiled, property: StateProperty, from: Cells): boolean {
  if (hasFaulted(compiled, from)) return true;
  const seen = new Set([from.join()]);
  for (let level = [from]; level.length > 0;) {
    const next: Cells[] = [];
    for (const cells of level) {
      check();
      if (holds(compiled, property, cells)) return true;
      for (const s of successors(compiled, cells)) {
        if (compiled.edges[s.edge]?.fault !== undefined) return true;
        const key = s.cells.join();
        if (!seen.has(key)) next.push(s.cells);
        seen.add(key);
      }
    }
    level = next;
  }
  return false;
}
