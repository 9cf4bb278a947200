// SPDX-License-Identifier: MIT
/** A cycle as it is told: the schedules to its steps, run on XState, which says where each lock was taken. */
import { locksOf } from '../model/locks.ts';
import type { LockField } from '../model/locks.ts';
import { eventName } from '../model/program.ts';
import type { Position, Program, Thread } from '../model/program.ts';
import { Reference } from '../model/reference.ts';
import type { State } from '../model/types.ts';
import type { Cycle } from './cycles.ts';
import type { Inversion, Link, Place, Way } from './found.ts';
import type { Dependency } from './graph.ts';

/** What was seen in a state is not there when it is replayed: a mistake in this program, not in the model. */
export class OrderError extends Error {
  override readonly name = 'OrderError';
}

/** `wayTo`: a schedule to a state; of threads that change places, any may be where another was seen. */
export function inversionOf(
  program: Program,
  { kind, classes, dependencies, seen, gate, alone }: Cycle,
  wayTo: (state: number) => Way,
  closed: Way | undefined,
): Inversion {
  const name = alone === undefined ? undefined : program.threads[alone]?.name;
  return {
    kind,
    classes,
    links: dependencies.map((d) => linkOf(program, d, wayTo(d.state))),
    seen,
    ...(gate !== undefined && { gate }),
    ...(name !== undefined && { alone: name }),
    ...(closed && { closed }),
  };
}

function linkOf(program: Program, d: Dependency, way: Way): Link {
  const { from, to, held, asked, seen, waits } = d;
  const states = replayed(program, way);
  const end = states.at(-1) as State;
  const model = program.threads[d.thread] as Thread;
  const name = model.positions[d.position]?.name;
  const locks = locksOf(program.memory.fields).filter((l) => l.class === from);
  const there = program.threads.find(
    (t) =>
      t.role === model.role &&
      end.at[t.name] === name &&
      (d.waiter !== undefined || holds(locks, end, t, held)),
  );
  if (!there)
    throw new OrderError(
      `${model.name} was seen at ${name} with ${from}, which ${way.schedule.map(eventName).join(' ')} does not show`,
    );
  const waiter = d.waiter === undefined ? undefined : program.threads[d.waiter];
  const took = waiter ? placeOf(waiter, end) : takenAt(there, locks, states, held);
  return { from, to, held, asked, seen, waits, asks: placeOf(there, end), took, ...way };
}

function replayed(program: Program, { schedule, initial }: Way): State[] {
  const reference = new Reference(program);
  let snapshot = reference.initial(initial);
  const states = [reference.state(snapshot)];
  for (const event of schedule) {
    snapshot = reference.step(snapshot, event);
    states.push(reference.state(snapshot));
  }
  return states;
}

const holds = (locks: readonly LockField[], { mem }: State, { name }: Thread, how: string): boolean =>
  locks.some((lock) => {
    const value = lock.in(mem as object);
    return (
      value !== undefined &&
      lock.holders(value).some(({ by, mode = 'exclusive' }) => by === name && mode === how)
    );
  });

/** The step after which the thread has it, for the last time. */
function takenAt(
  t: Thread,
  locks: readonly LockField[],
  states: readonly State[],
  how: string,
): Place | undefined {
  const before = states.findLastIndex((s) => !holds(locks, s, t, how));
  return before < 0 ? undefined : placeOf(t, states[before] as State);
}

function placeOf(t: Thread, { at }: State): Place {
  const { name, says, at: source } = t.positions.find((p) => p.name === at[t.name]) as Position;
  return { thread: t.name, step: `${t.role}.${name}`, says, at: source };
}
