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

/** Runs schedules on XState, what several begin with once: ways to states of one search begin alike. */
export class Replays {
  readonly program: Program;
  private readonly reference: Reference;
  private readonly starts = new Map<number, Played>();

  constructor(program: Program) {
    this.program = program;
    this.reference = new Reference(program);
  }

  /** The initial state, and that after each step. */
  of({ schedule, initial = 0 }: Way): State[] {
    const { reference } = this;
    let at = this.starts.get(initial) ?? this.played(reference.initial(initial));
    this.starts.set(initial, at);
    const states = [at.state];
    for (const event of schedule) {
      const name = eventName(event);
      const next: Played = at.next.get(name) ?? this.played(reference.step(at.snapshot, event));
      at.next.set(name, next);
      at = next;
      states.push(at.state);
    }
    return states;
  }
  private played(snapshot: Snapshot): Played {
    return { snapshot, state: this.reference.state(snapshot), next: new Map() };
  }
}
type Snapshot = ReturnType<Reference['initial']>;
interface Played {
  readonly snapshot: Snapshot;
  readonly state: State;
  /** What each step led to that was taken from here. */
  readonly next: Map<string, Played>;
}

/** `wayTo`: a schedule to a state; of threads that change places, any may be where another was seen. */
export function inversionOf(
  replays: Replays,
  { kind, classes, dependencies, seen, gate, alone }: Cycle,
  wayTo: (state: number) => Way,
  closed: Way | undefined,
): Inversion {
  const name = alone === undefined ? undefined : replays.program.threads[alone]?.name;
  return {
    kind,
    classes,
    links: dependencies.map((d) => linkOf(replays, d, wayTo(d.state))),
    seen,
    ...(gate !== undefined && { gate }),
    ...(name !== undefined && { alone: name }),
    ...(closed && { closed }),
  };
}

function linkOf(replays: Replays, d: Dependency, way: Way): Link {
  const { program } = replays;
  const { from, to, held, asked, seen, waits } = d;
  const states = replays.of(way);
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
