// SPDX-License-Identifier: MIT
/** What is shown of a trace, whatever the form: which steps one by one, what each found or changed, who waits at the end. */
import type { Wait } from '../counterexample/ending.ts';
import type { Change, TraceStep } from '../counterexample/trace.ts';
import type { Source } from '../model/types.ts';

/** What is drawn of a trace. */
export interface Drawn {
  readonly steps: readonly TraceStep[];
  /** Put at the last step: `use-after-free!`. */
  readonly mark: string;
  /** Steps to number, by index, in the order of their numbers. */
  readonly numbered?: readonly number[];
  /** The steps from this one on repeat for ever. */
  readonly loop?: number | undefined;
  /** Who waits at the end, each with a statement that it never gets past. */
  readonly waits?: readonly Wait[];
  /** The model says which thread runs on which CPU. */
  readonly cpus?: boolean;
  /** Steps told one by one; what lies between is folded. Default: all. */
  readonly kept?: ReadonlySet<number>;
  /** Of a list: what lies between is folded whichever threads it is of, or not told; nor is who waits. */
  readonly between?: 'across' | 'nothing';
}
/** A step, or as many that are told in one line: of one thread, unless they are folded across. */
export type ToldStep =
  | { readonly step: TraceStep; readonly index: number }
  | { readonly folded: readonly TraceStep[]; readonly from: number };

/** What a thread waits for at the end. */
export function waitText({ thread, holders, idle, lock }: Omit<Wait, 'since'>): string {
  const itself = lock === undefined ? 'itself' : `itself: ${lock}`;
  const whom = holders.map((holder) => (holder === thread ? itself : holder));
  if (whom.length > 0) return `waits for ${whom.join(', ')}`;
  return idle ? 'idle' : 'waits';
}

/** Runs of at least two steps that need not be told, of one thread or across, each as one. A loop begins with a step of its own. */
export function tell(
  steps: readonly TraceStep[],
  loop: number,
  kept?: ReadonlySet<number>,
  across = false,
): ToldStep[] {
  const told: ToldStep[] = [];
  for (let i = 0; i < steps.length;) {
    const step = steps[i] as TraceStep;
    let end = i;
    const isFolded = (k: number) =>
      k < steps.length &&
      k !== loop &&
      kept?.has(k) === false &&
      (across || steps[k]?.thread === step.thread);
    while (isFolded(end)) end++;
    const run = end - i;
    told.push(run < 2 ? { step, index: i } : { folded: steps.slice(i, end), from: i });
    i += run < 2 ? 1 : run;
  }
  return told;
}

/** Where a thread is: the function, and those that called it. */
export interface Place {
  readonly thread: string;
  readonly at: Source | undefined;
}
export const pathOf = ({ at }: Place): readonly string[] => [
  ...(at?.callers ?? []),
  ...(at ? [at.func] : []),
];

/** `[none]`, `[pud[0]: 0 -> none]`: the way taken, what the step changed, or else what it saw. */
export function bracket(step: TraceStep): string | undefined {
  const { event } = step;
  const note = noted(step);
  const changes = showChanges(visible(step));
  const choice = event.choice === undefined || note?.includes(event.choice) ? [] : [event.choice];
  const said = [...(note === undefined ? [] : [note]), ...choice, ...changes];
  const parts = said.length > 0 ? said : wrote(step).length > 0 ? wrote(step) : saw(step);
  return parts.length === 0 ? undefined : `[${parts.join('; ')}]`;
}

/** Of a condition with a `!` in it a bare `false` might be of what stands behind the `!`. */
const noted = ({ says, note }: TraceStep): string | undefined =>
  /!(?!=)/.test(says) ? note?.replace(/^(true|false)\b/, 'condition $1') : note;

/** Values that a step looked at and that are told where it changed nothing: more say little. */
const MOST_SEEN = 2;
/** `counter: 1 -> 1`. */
const wrote = ({ same }: TraceStep): string[] =>
  same.length > MOST_SEEN
    ? []
    : same.map(({ field, value }) => showChange({ field, from: value, to: value }));
const saw = ({ reads }: TraceStep): string[] =>
  reads.length > MOST_SEEN
    ? []
    : reads.map(({ field, value }) => `${field.replace(/^mem\./, '')} = ${showValue(value)}`);

/**
 * The changes a reader wants: of shared memory, but for locks and what they count, whose statement says it all; of the
 * own stack only what a pointer now points at.
 */
function visible(step: TraceStep): readonly Change[] {
  const shared = step.changes.filter((c) => !c.ghost && !c.lock && c.field.startsWith('mem.'));
  if (shared.length > 0 || step.note !== undefined) return shared;
  return step.changes.filter(
    (c) => c.field.startsWith('stack.') && typeof c.to === 'number' && c.from === null,
  );
}
export const showValue = (value: unknown): string => (value === null ? 'none' : String(value));
export function showChange(c: Pick<Change, 'field' | 'from' | 'to'>): string {
  const field = c.field.replace(/^mem\.|^stack\.[^.]*\./, '');
  return c.field.startsWith('stack.')
    ? `${field} = ${showValue(c.to)}`
    : `${field}: ${showValue(c.from)} -> ${showValue(c.to)}`;
}

/** Of `rows[1].cells[2].use: a -> b` what stands around the 2. */
const LAST_INDEX = /^([^:]*)\[(\d+)\]([^\][]*:.*)$/s;
/** Neighbours of an array that changed alike are one: `given[1-3]: false -> true`. */
export function showChanges(changes: readonly Change[]): string[] {
  const runs: { readonly text: string; first: string; last: number }[] = [];
  for (const c of changes) {
    const shown = showChange(c);
    const [, before, index, after] = LAST_INDEX.exec(shown) ?? [];
    const text = index === undefined ? shown : `${before}[]${after}`;
    const run = runs.at(-1);
    if (index !== undefined && run?.text === text && Number(index) === run.last + 1) run.last++;
    else runs.push({ text, first: index ?? '', last: Number(index) });
  }
  return runs.map(({ text, first, last }) =>
    text.replace('[]', first === '' || Number(first) === last ? `[${first}]` : `[${first}-${last}]`),
  );
}
