// SPDX-License-Identifier: MIT
/** A counterexample: a schedule that ends in a violation, with everything that is needed to show it and run it again. */
import { createHash } from 'node:crypto';
import { sourceOf } from '../compile/compile.ts';
import type { Compiled } from '../compile/compile.ts';
import type { Cells } from '../compile/interpret.ts';
import { deadlocks } from '../compile/deadlock.ts';
import { hasFaulted, toState } from '../compile/interpret.ts';
import type { Violation } from '../engine/outcome.ts';
import { eventName } from '../model/program.ts';
import { viewOf } from '../model/reference.ts';
import { limitWords } from '../model/bound.ts';
import { nameFor, TYPED } from '../outside/path.ts';
import type { SetLimits } from '../model/bound.ts';
import type { BoundName, ProgressProperty, Property, StepEvent } from '../model/types.ts';
import { canonical, reordered } from './canonical.ts';
import { whyNoLasso } from './lasso.ts';
import { explain } from './trace.ts';

/** Which instance of which model a counterexample belongs to. */
export interface Origin {
  readonly model: string;
  readonly design: string;
  readonly configuration: string;
  readonly bound: BoundName;
  /** Limits that stood in place of the bound's own. */
  readonly limits?: SetLimits | undefined;
}
/** Of somebody's own model: the file it came from, a hint and no more, and a digest of what it does. */
export interface Made {
  readonly file: string;
  readonly digest: string;
}
export interface Counterexample extends Origin {
  readonly property: string;
  readonly kind: string;
  readonly step: string;
  /** Twelve hex digits of the SHA-256 of model, property, kind, step and schedule: one bug, one fingerprint. */
  readonly fingerprint: string;
  readonly schedule: readonly StepEvent[];
  /** Of a model with several initial states: the one the schedule begins in, by its place in the list. */
  readonly initial?: number;
  /** Where the schedule ends in a loop: how many steps come before those that repeat for ever. */
  readonly loop?: number;
  readonly made?: Made | undefined;
}

/** Brings a violation into its canonical form. */
export function counterexample(
  compiled: Compiled,
  origin: Origin,
  property: Property,
  violation: Violation,
): Counterexample {
  return identified(origin, violation, canonicalFor(compiled, property, violation));
}

function canonicalFor(compiled: Compiled, property: Property, violation: Violation): readonly StepEvent[] {
  const { schedule, kind } = violation;
  if (property.kind === 'eventually') return lassoFor(compiled, property, violation);
  if (kind !== 'lost')
    return canonical(compiled, violation, { avoid: breaking(compiled, property), last: true });
  // That it is lost can't be seen in a state. Until the one before the last it is not, nor on any way there.
  const { states } = explain(compiled, violation);
  const way = reordered(compiled, states.slice(0, -1), schedule.slice(0, -1), { avoid: () => false });
  return [...way, ...schedule.slice(-1)];
}

/** The way to the loop, and the loop from there; where the order turns out to matter, as it was found. */
function lassoFor(
  compiled: Compiled,
  property: ProgressProperty,
  violation: Violation,
): readonly StepEvent[] {
  const { schedule, loop = schedule.length, initial } = violation;
  const { states } = explain(compiled, violation);
  const { program } = compiled;
  const holds = (cells: Cells) => property.holds(viewOf(program, toState(compiled, cells)));
  // Before what it waits after has come it may well have held.
  const avoid = property.after ? () => false : holds;
  const ends = violation.loop === undefined;
  const lead = reordered(compiled, states.slice(0, loop + 1), schedule.slice(0, loop), { avoid, last: ends });
  const round = reordered(compiled, states.slice(loop), schedule.slice(loop), {
    avoid: holds,
    before: lead.at(-1)?.type,
    last: true,
  });
  const way = [...lead, ...round];
  const c = identified(NOWHERE, violation, way);
  return whyNoLasso(compiled, property, c, explain(compiled, { schedule: way, initial })) === undefined
    ? way
    : schedule;
}
const NOWHERE: Origin = { model: '', design: '', configuration: '', bound: 'tiny' };

/** A violation with its origin and its fingerprint. */
export function identified(
  { model, design, configuration, bound, limits }: Origin,
  { property, kind, step, loop, initial }: Violation,
  schedule: readonly StepEvent[],
): Counterexample {
  const repeats = { ...(initial !== undefined && { initial }), ...(loop !== undefined && { loop }) };
  const set = limits === undefined ? {} : { limits };
  const broken = { property, kind, step };
  const fingerprint = fingerprintOf({ model, ...set, ...broken, schedule, ...repeats });
  return { model, design, configuration, bound, ...set, ...broken, fingerprint, schedule, ...repeats };
}

/** What a counterexample's fingerprint has to be. */
export function fingerprintOf({
  model,
  property,
  kind,
  step,
  schedule,
  loop,
  limits,
  initial,
}: Omit<Counterexample, 'design' | 'configuration' | 'bound' | 'fingerprint' | 'made'>): string {
  const repeats = loop === undefined ? [] : [`loop ${loop}`];
  const sizes = limitWords(limits).map((word) => `limit ${word}`);
  const start = initial === undefined ? [] : [`initial ${initial}`];
  const events = schedule.map(eventName);
  const text = [model, property, kind, step, ...events, ...repeats, ...sizes, ...start].join('\n');
  return createHash('sha256').update(text).digest('hex').slice(0, 12);
}

/** Is the property broken in this state, in whatever way, as far as one state can tell? */
export function isBroken(compiled: Compiled, property: Property, cells: Cells): boolean {
  switch (property.kind) {
    case 'always':
      return (
        !hasFaulted(compiled, cells) && !property.holds(viewOf(compiled.program, toState(compiled, cells)))
      );
    case 'noDeadlock':
      return deadlocks(compiled, cells).length > 0;
    default:
      return hasFaulted(compiled, cells);
  }
}

/** The same, for a hundred thousand states: what an `always` reads tells most of them at once. */
export function breaking(compiled: Compiled, property: Property): (cells: Cells) => boolean {
  if (property.kind !== 'always') return (cells) => isBroken(compiled, property, cells);
  const holds = compiled.predicate(property.name, property.holds);
  return (cells) => !hasFaulted(compiled, cells) && holds.at(sourceOf(cells)) !== true;
}

/** `<design>--<property>--<step>`, the name of its files; the kind is added where one property has several, and each limit. */
export function baseName({ design, property, kind, step, limits }: Counterexample): string {
  const where = step === '' ? 'initial' : step;
  const several = kind === 'cycle' || kind === 'stuck' || kind === 'loop' || kind === 'ends';
  return nameFor([design, property, several ? `${kind}-${where}` : where, ...limitWords(limits)], TYPED);
}
