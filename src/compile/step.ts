// SPDX-License-Identifier: MIT
/** One run of a thread's step on drafts: its choices, the candidate of each whose guard is true, what that one writes. */
import type { Names } from '../model/known-names.ts';
import type { EffectDrafts, Position, Program } from '../model/program.ts';
import type { Cell } from './cells.ts';
import { stackless } from './mistake.ts';
import type { Move, Recorder, Write } from './recorder.ts';

export interface Outcome {
  readonly edge: number;
  readonly choice: string | undefined;
  readonly writes: readonly Write[];
  /** What is copied from cells that were not looked at: see moves.ts. */
  readonly moves?: readonly Move[];
}
/** What a thread can do from one position, given what it read. */
export interface StepLeaf {
  readonly outcomes: readonly Outcome[];
  /** The threads that hold what this one waits for, by index, in order. */
  readonly waitsFor: readonly number[];
  /** A mistake in the model met on this path. Raised only if a reachable state takes it. */
  readonly error?: string;
}

/** A position, and what its step is run on. `pc`: the cell of the position. `firstEdge`: the edge of its first candidate. */
export interface Running {
  readonly program: Program;
  readonly names: Names | undefined;
  readonly recorder: Recorder;
  readonly drafts: EffectDrafts;
  readonly position: Position;
  readonly pc: number;
  readonly firstEdge: number;
  /** What went wrong so far, by message. */
  readonly said: Map<string, string>;
}

export const NOBODY: readonly number[] = [];

/** `run`: what of it. */
export function recordStep(running: Running, run: (running: Running) => StepLeaf = runAll): StepLeaf {
  const { recorder, position } = running;
  const failed = (text: string): StepLeaf => ({
    outcomes: [],
    waitsFor: NOBODY,
    error: `${position.path}: ${text}`,
  });
  try {
    return recorder.attempt(running.said, () => run(running), failed);
  } finally {
    recorder.writable = false;
    running.names?.raise();
  }
}

/** Every choice in turn; and where none can be taken, whom it waits for. */
function runAll(running: Running): StepLeaf {
  const { recorder, drafts, position } = running;
  recorder.writable = false;
  const outcomes = position.choices(drafts).flatMap((choice) => outcomeOf(running, choice));
  recorder.discardWrites();
  return outcomes.length === 0 ? runWaits(running) : { outcomes, waitsFor: NOBODY };
}

/** One of so many choices, by its place. */
export const runChoice =
  (place: number, of: number) =>
  (running: Running): StepLeaf => {
    const { recorder, drafts, position } = running;
    recorder.writable = false;
    const choices = position.choices(drafts);
    if (choices.length !== of) throw recorder.refusal(`its list of choices changes`);
    const outcomes = outcomeOf(running, choices[place]);
    recorder.discardWrites();
    return { outcomes, waitsFor: NOBODY };
  };

/** What the first candidate whose guard is true does; nothing where there is none. */
function outcomeOf(
  { recorder, drafts, position, pc, firstEdge }: Running,
  choice: string | undefined,
): Outcome[] {
  const { candidates } = position;
  recorder.discardWrites();
  const taken = candidates.findIndex((c) => c.guard(drafts, choice));
  const candidate = candidates[taken];
  if (!candidate) return [];
  recorder.writable = true;
  candidate.effect(drafts, choice);
  recorder.write(pc, candidate.target);
  const [writes, moves] = [recorder.writes(), recorder.moves()];
  recorder.writable = false;
  return [{ edge: firstEdge + taken, choice, writes, ...(moves.length > 0 && { moves }) }];
}

export function runWaits({ program, names, drafts, position }: Running): StepLeaf {
  const outcomes: readonly Outcome[] = [];
  const holders = position.waitsFor ? position.waitsFor(drafts) : [];
  if (holders.length === 0) return { outcomes, waitsFor: NOBODY };
  const known = program.threads.map((t) => t.name);
  for (const name of holders)
    if (name !== null && !known.includes(name))
      names?.missing(`${position.path} waits`, 'thread', name, known);
  return { outcomes, waitsFor: [...known.keys()].filter((i) => holders.includes(known[i] as string)) };
}

/** The guards alone, whatever they say; of one choice, by its place, or of all. */
export function peek({ recorder, drafts, position }: Running, place?: number): void {
  recorder.writable = false;
  const look = () => {
    const choices = position.choices(drafts);
    for (const choice of place === undefined ? choices : [choices[place]])
      for (const c of position.candidates) c.guard(drafts, choice);
  };
  try {
    stackless(look);
  } catch {
    // A run that counts will say it.
  }
}

/** Whether two runs did the same in the same order, as nearly all do. */
const same = (a: StepLeaf, b: StepLeaf): boolean =>
  sameThreads(a.waitsFor, b.waitsFor) &&
  a.outcomes.length === b.outcomes.length &&
  a.outcomes.every((one, i) => {
    const other = b.outcomes[i] as Outcome;
    return one.edge === other.edge && one.choice === other.choice && didSame(one, other);
  });
const didSame = (a: Outcome, b: Outcome): boolean =>
  sameWrites(a.writes, b.writes) && sameWrites(a.moves ?? [], b.moves ?? []);
const sameThreads = (a: readonly number[], b: readonly number[]): boolean =>
  a.length === b.length && a.every((thread, i) => b[i] === thread);
const sameWrites = (a: readonly Write[], b: readonly Write[]): boolean =>
  a.length === b.length && a.every(([cell, value], i) => b[i]?.[0] === cell && b[i]?.[1] === value);

/** In what two runs of a step differ: what each did, in words. */
export function stepsDiffer(
  { program, position, firstEdge }: Running,
  cells: readonly Cell[],
  a: StepLeaf,
  b: StepLeaf,
): [string, string] | undefined {
  // What fails both times is a mistake of the model, and told as what it was at first.
  if (a.error !== undefined && b.error !== undefined) return undefined;
  if (a.error !== b.error) return [failedWith(a), failedWith(b)];
  if (same(a, b)) return undefined;
  const choices = [a, b].map((leaf) => leaf.outcomes.map((o) => o.choice ?? 'its step').join(', '));
  if (choices[0] !== choices[1])
    return choices.map((c) => `could take ${c || 'no step'}`) as [string, string];
  for (const [i, one] of a.outcomes.entries()) {
    const other = b.outcomes[i] as Outcome;
    const candidate = ({ edge }: Outcome) =>
      `took candidate ${edge - firstEdge + 1} of ${position.candidates.length}`;
    if (one.edge !== other.edge) return [candidate(one), candidate(other)];
    const [first, again] = [done(one, cells), done(other, cells)];
    // The first cell that one of them leaves with another value than the other.
    const at = [...first.keys(), ...again.keys()].find((cell) => first.get(cell) !== again.get(cell));
    const cell = at === undefined ? undefined : cells[at];
    if (cell) return [wrote(first.get(cell.index), cell), wrote(again.get(cell.index), cell)];
  }
  const waited = ({ waitsFor }: StepLeaf) => {
    const names = waitsFor.map((t) => program.threads[t]?.name);
    return `waited for ${names.join(', ') || 'nobody'}`;
  };
  return sameThreads(a.waitsFor, b.waitsFor) ? undefined : [waited(a), waited(b)];
}

const failedWith = ({ error }: StepLeaf) => (error === undefined ? 'went well' : `failed (${error})`);

/** What an outcome does to cells, in words. */
const done = ({ writes, moves = [] }: Outcome, cells: readonly Cell[]): ReadonlyMap<number, string> =>
  new Map([
    ...writes.map(([cell, value]) => [cell, JSON.stringify(cells[cell]?.values[value])] as const),
    ...moves.map(([cell, from]) => [cell, cells[from]?.name ?? ''] as const),
  ]);
function wrote(what: string | undefined, { name }: Cell): string {
  return what === undefined ? `left ${name} alone` : `wrote ${name} = ${what}`;
}
