// SPDX-License-Identifier: MIT
/** What stands in brackets behind a step: the way taken, what it wrote, and what of that which it saw decided. */
import type { Change, Read, TraceStep } from '../counterexample/trace.ts';
import { pathOf } from './place.ts';

/**
 * `[none]`, `[pud[0]: 0 -> none]`, `[false; state = MEM_OFFLINE]`: the way that a step took, what it changed, and what of
 * that which it saw decided. Steps are told in turn: what was said of a field is not said again while the thread stays in
 * the function and no other runs, nor in the line below.
 */
export class Brackets {
  private place = '';
  private thread: string | undefined;
  /** What was told since the thread is there, and of that what the line above has. */
  private known = new Map<string, unknown>();
  private above = new Map<string, unknown>();

  of(step: TraceStep): string | undefined {
    const place = JSON.stringify([step.thread, ...pathOf(step)]);
    if (step.thread !== this.thread) this.known.clear();
    else if (place !== this.place) this.known = this.above;
    [this.place, this.thread] = [place, step.thread];
    const found = bracket(step, this.known);
    this.above = new Map([
      ...step.decided.map(({ field, value }) => [field, value] as const),
      ...step.changes.map(({ field, to }) => [field, to] as const),
    ]);
    this.known = new Map([...this.known, ...this.above]);
    return found;
  }
  /** Steps that have no line of their own. */
  pass(steps: readonly TraceStep[]): void {
    if (steps.length > 0) this.above = new Map();
    if (steps.some(({ thread }) => thread !== this.thread)) this.thread = undefined;
  }
}

export function bracket(
  step: TraceStep,
  known: ReadonlyMap<string, unknown> = new Map(),
): string | undefined {
  const { event } = step;
  const note = noted(step);
  const choice = event.choice === undefined || note?.includes(event.choice) ? [] : [event.choice];
  const way = [...(note === undefined ? [] : [note]), ...choice];
  const changes = visible(step);
  const wrote = way.length + changes.length > 0 ? changes : again(step);
  const parts = [...way, ...showChanges(wrote), ...joined(saw(step, wrote, known).map(asRead))];
  return parts.length === 0 ? undefined : `[${parts.join('; ')}]`;
}

/** Of a condition with a `!` in it a bare `false` might be of what stands behind the `!`. */
const noted = ({ says, note }: TraceStep): string | undefined =>
  /!(?!=)/.test(says) ? note?.replace(/^(true|false)\b/, 'condition $1') : note;

/** Values that a step wrote again, or that decided nothing, and that are told where nothing else is: more say little. */
const MOST_IDLE = 2;
/** `counter: 1 -> 1`. */
const again = ({ same }: TraceStep): readonly Shown[] =>
  same.length > MOST_IDLE ? [] : same.map(({ field, value }) => ({ field, from: value, to: value }));

/** What decided, and is not said already: by the way taken, by what was written, by a line above. */
function saw(step: TraceStep, wrote: readonly Shown[], known: ReadonlyMap<string, unknown>): readonly Read[] {
  const { decided, reads, note } = step;
  const idle = note === undefined && wrote.length === 0 && reads.length <= MOST_IDLE;
  if (decided.length === 0) return idle ? reads : [];
  const written = wrote.map(({ field }) => field);
  return decided.filter(
    ({ field, value, alone, copies }) =>
      !(note !== undefined && (alone || (typeof value === 'string' && note.includes(value)))) &&
      ![field, ...copies].some((name) => written.includes(name)) &&
      !(known.has(field) && known.get(field) === value),
  );
}

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
type Shown = Pick<Change, 'field' | 'from' | 'to'>;
export function showChange(c: Shown): string {
  const field = c.field.replace(/^mem\.|^stack\.[^.]*\./, '');
  return c.field.startsWith('stack.')
    ? `${field} = ${showValue(c.to)}`
    : `${field}: ${showValue(c.from)} -> ${showValue(c.to)}`;
}

/** A field, and what is said of it. */
type Said = readonly [field: string, what: string];
const bare = (field: string): string => field.replace(/^mem\./, '');
const asRead = ({ field, value }: Read): Said => [bare(field), ` = ${showValue(value)}`];
const asChange = (change: Shown): Said => {
  const shown = showChange(change);
  const field = change.field.replace(/^mem\.|^stack\.[^.]*\./, '');
  return [field, shown.slice(field.length)];
};
export const showChanges = (changes: readonly Shown[]): string[] => joined(changes.map(asChange));

/** Of `rows[1].cells[2].use` what stands around the 2. */
const LAST_INDEX = /^(.*)\[(\d+)\]([^\][]*)$/s;
/** Neighbours of an array of which the same is said are one: `given[1-3]: false -> true`. */
function joined(all: readonly Said[]): string[] {
  const runs: { readonly around: string; first: string; last: number }[] = [];
  for (const [field, what] of all) {
    const [, before, index, after] = LAST_INDEX.exec(field) ?? [];
    const around = index === undefined ? field + what : `${before}[]${after}${what}`;
    const run = runs.at(-1);
    if (index !== undefined && run?.around === around && Number(index) === run.last + 1) run.last++;
    else runs.push({ around, first: index ?? '', last: Number(index) });
  }
  return runs.map(({ around, first, last }) =>
    around.replace('[]', first === '' || Number(first) === last ? `[${first}]` : `[${first}-${last}]`),
  );
}
