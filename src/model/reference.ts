// SPDX-License-Identifier: MIT
/**
 * The reference engine: XState's own `initialTransition` and `transition` on the machine itself. Slow, and the last
 * word on what a machine means; every counterexample is replayed on it before it is shown.
 */
import { initialTransition, transition } from 'xstate';
import type { AnyMachineSnapshot } from 'xstate';
import { copyOf } from './domain.ts';
import { eventName } from './program.ts';
import type { Program, Thread } from './program.ts';
import type { State, StepEvent, View } from './types.ts';

/** A schedule that asks for a step which can't be taken. */
export class ScheduleError extends Error {
  override readonly name = 'ScheduleError';
}

const positionOf = (thread: Thread, name: string) => {
  const found = thread.positions.find((p) => p.name === name);
  if (!found) throw new Error(`${thread.name} has no state '${name}'`);
  return found;
};

/** A state with what properties ask of it. */
export function viewOf(program: Program, state: State): View {
  const ended = Object.fromEntries(
    program.threads.map((t) => [t.name, positionOf(t, state.at[t.name] as string).validEnd]),
  );
  return { ...state, ended, quiet: Object.values(ended).every(Boolean) };
}

export class Reference {
  readonly program: Program;
  constructor(program: Program) {
    this.program = program;
  }

  /** The initial state; of several, by its place in the list. */
  initial(place = 0): AnyMachineSnapshot {
    const { machine, initials } = this.program;
    const [first] = initialTransition(machine);
    if (initials.length === 1) return first;
    const { value, context } = first;
    return machine.resolveState({ value, context: { ...context, mem: copyOf(initials[place]) } });
  }

  state(snapshot: AnyMachineSnapshot): State {
    return {
      mem: snapshot.context.mem,
      stack: snapshot.context.stack,
      at: snapshot.value as Record<string, string>,
    };
  }

  /** Every step that can be taken, in the order of threads, then choices. None in a faulting state. */
  enabled(snapshot: AnyMachineSnapshot): StepEvent[] {
    if (this.fault(snapshot)) return [];
    return this.declared(snapshot).filter((event) => snapshot.can(event));
  }

  /** Every step each thread's state declares, whether its guards hold or not. */
  declared(snapshot: AnyMachineSnapshot): StepEvent[] {
    const { mem, stack } = snapshot.context;
    return this.program.threads.flatMap((thread) => {
      const me = stack[thread.name];
      const position = positionOf(thread, snapshot.value[thread.name]);
      const choices = position.choices({ mem, me, context: snapshot.context });
      return choices.map((choice) => ({ type: thread.name, ...(choice !== undefined && { choice }) }));
    });
  }

  /** Takes one step. Throws a {@link ScheduleError} naming the state if it is not declared or not enabled. */
  step(snapshot: AnyMachineSnapshot, event: StepEvent): AnyMachineSnapshot {
    const thread = this.program.threads.find((t) => t.name === event.type);
    if (!thread) {
      const known = this.program.threads.map((t) => t.name).join(', ');
      throw new ScheduleError(`there is no thread '${event.type}' (threads: ${known})`);
    }
    const at = `${thread.name}.${snapshot.value[thread.name]}`;
    if (this.fault(snapshot)) throw new ScheduleError(`${eventName(event)}: nothing runs after a fault`);
    const own = this.declared(snapshot).filter((e) => e.type === event.type);
    if (!own.some((e) => e.choice === event.choice)) {
      const known = own.map(eventName).join(', ');
      throw new ScheduleError(`${eventName(event)} is not a declared choice of ${at} (declared: ${known})`);
    }
    if (!snapshot.can(event)) throw new ScheduleError(`${eventName(event)} can't run: ${at} is not enabled`);
    return transition(this.program.machine, snapshot, event)[0];
  }

  /** The thread that has faulted and the kind of its fault, or undefined. */
  fault(snapshot: AnyMachineSnapshot): { thread: string; kind: string } | undefined {
    for (const thread of this.program.threads) {
      const kind = positionOf(thread, snapshot.value[thread.name]).fault;
      if (kind !== undefined) return { thread: thread.name, kind };
    }
    return undefined;
  }

  view(snapshot: AnyMachineSnapshot): View {
    return viewOf(this.program, this.state(snapshot));
  }
}
