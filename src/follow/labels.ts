// SPDX-License-Identifier: MIT
/** When steps of two designs are the same step to a reader: what `diff` compares them by. */
import type { Compiled } from '../compile/compile.ts';
import type { Successor } from '../compile/interpret.ts';
import type { Position, Program, Thread } from '../model/program.ts';
import { foreign } from '../outside/text.ts';
import { stepsOf, WordsError } from './words.ts';

/** A step as both designs have it. */
export interface Label {
  readonly thread: string;
  readonly step: string;
  readonly choice?: string;
  /** The way taken, where both designs know the same ways out of the step. */
  readonly way?: string;
  readonly fault?: string;
}

/** `vmalloc.pmd_none:ok [none] (wild-pointer)`: labels of one text are one. */
export const labelText = ({ thread, step, choice, way, fault }: Label): string =>
  [
    `${thread}.${step}${choice === undefined ? '' : `:${choice}`}`,
    ...(way === undefined ? [] : [`[${way}]`]),
    ...(fault === undefined ? [] : [`(${fault})`]),
  ].join(' ');

/** The label of a design's step; undefined for one that is passed over: its own alone, and no fault. */
export type Labelling = (compiled: Compiled, step: Successor) => Label | undefined;

/** Compares by thread, name of the step, choice, way, and the fault that it ends in. `only`: by these steps alone. */
export function labelling(a: Program, b: Program, only?: ReadonlySet<string>): Labelling {
  const [ofA, ofB] = [waysOf(a), waysOf(b)];
  return ({ program, edges }, { thread: index, edge, choice }) => {
    const { position = 0, candidate = 0, fault } = edges[edge] ?? {};
    const thread = program.threads[index] as Thread;
    const at = thread.positions[position] as Position;
    const name = keyOf(thread, at);
    const [one, other] = [ofA.get(name), ofB.get(name)];
    const isPassed = one === undefined || other === undefined || only?.has(name) === false;
    if (isPassed && fault === undefined) return undefined;
    const note = at.candidates[candidate]?.note;
    return {
      thread: thread.name,
      step: at.name,
      ...(choice !== undefined && { choice }),
      ...(note !== undefined && one === other && { way: note }),
      ...(fault !== undefined && { fault }),
    };
  };
}

/** The steps of one design that the other has not, as a schedule names them. */
export function alone(one: Program, other: Program): string[] {
  const known = waysOf(other);
  return [...waysOf(one).keys()].filter((name) => !known.has(name));
}

/** The steps that names mean, `thread.step` or `role.f()`, of those that both designs have. Throws a {@link WordsError}. */
export const stepsNamed = (
  programs: readonly [Program, Program],
  names: readonly string[],
): ReadonlySet<string> => new Set(names.flatMap((name) => stepsMeant(programs, name)));

function stepsMeant(programs: readonly [Program, Program], name: string): string[] {
  const found = programs.map((program) => {
    try {
      return stepsOf(program, name).map(({ t, position }) => keyOf(t, t.positions[position] as Position));
    } catch (error) {
      if (error instanceof WordsError) return error;
      throw error;
    }
  });
  const [one, other] = found as [string[] | WordsError, string[] | WordsError];
  if (one instanceof WordsError && other instanceof WordsError) throw one;
  const both =
    one instanceof WordsError || other instanceof WordsError ? [] : one.filter((key) => other.includes(key));
  if (both.length === 0)
    throw new WordsError(`'${foreign(name)}' is a step of one design alone: name one that both have`);
  return both;
}

const keyOf = ({ name }: Thread, at: Position) => `${name}.${at.name}`;
/** Each step by name, with what its ways are called. */
const waysOf = ({ threads }: Program): ReadonlyMap<string, string> =>
  new Map(
    threads.flatMap((t) =>
      t.positions
        .filter((p) => p.candidates.length > 0)
        .map(
          (p) => [keyOf(t, p), JSON.stringify(p.candidates.map((c) => c.note ?? null).toSorted())] as const,
        ),
    ),
  );
