// SPDX-License-Identifier: MIT
/**
 * What would have forbidden a violation: changes to the machine, each searched to the end. One counts if the property
 * holds then, no property that held breaks, each `sometimes` that was met still is, and no deadlock is new.
 */
import type { Trace } from '../counterexample/trace.ts';
import type { Instance } from '../model/types.ts';
import { noDeadlock } from '../model/types.ts';
import { original, runChanged } from '../mutate/kill.ts';
import type { Original } from '../mutate/kill.ts';
import { double, givenOf, single } from './candidates.ts';
import { includes, repaired } from './repair.ts';
import type { Repair } from './repair.ts';
import { sharesCpus } from './words.ts';

/** How much is tried. */
export interface Budget {
  readonly candidates: number;
  /** States of one machine. */
  readonly states: number;
  readonly seconds: number;
}
export interface Asked {
  readonly instance: Instance;
  readonly property: string;
  readonly trace: Trace;
  /** The steps that the trace is told with, and those that are waited in at its end. */
  readonly kept: ReadonlySet<number>;
  readonly ends: readonly string[];
  readonly budget: Budget;
  readonly stopped: () => boolean;
  /** What goes on now, for a line of progress. */
  readonly progress?: (done: number, of: number) => void;
}
export interface Found {
  readonly repair: Repair;
  /** States of the repaired machine. */
  readonly states: number;
  /** Properties that are violated still, as they were before. */
  readonly left: readonly string[];
}
export interface Repairs {
  readonly found: readonly Found[];
  /** How many were searched, and of how many nothing is known: a limit was hit. */
  readonly tried: number;
  readonly unknown: number;
  readonly seconds: number;
  /** Threads share CPUs: no lock was tried. */
  readonly lockless: boolean;
  /** Why there were no more: everything was tried, one was found, or a part of the budget was used up. */
  readonly end: 'all' | 'found' | 'candidates' | 'seconds' | 'states' | 'stopped';
}
/** How many are told: of those that leave nothing else violated, or, where there is none, of the others. */
const MOST_FOUND = 3;

export async function findRepairs(asked: Asked): Promise<Repairs> {
  const { budget, stopped } = asked;
  const began = performance.now();
  const late = () => performance.now() - began > budget.seconds * 1000;
  const limits = { maxStates: budget.states, stopped: () => stopped() || late() };
  const of = await original(withDeadlock(asked.instance), limits);
  const round = { found: [] as Found[], tried: 0, unknown: 0 };
  const done = (end: Repairs['end']): Repairs => ({
    ...round,
    lockless: of !== undefined && sharesCpus(of.search.engine.compiled.program),
    found: (whole(round.found).length > 0 ? whole(round.found) : round.found).slice(0, MOST_FOUND),
    end,
    seconds: (performance.now() - began) / 1000,
  });
  if (!of) return done(stopped() ? 'stopped' : late() ? 'seconds' : 'states');
  const wanted = { ...of, held: new Set([...of.held, asked.property]) };
  const given = givenOf(of.search, asked.trace, asked.kept, asked.ends);
  for (const level of [single, double]) {
    const repairs = level(given);
    for (const repair of repairs) {
      if (stopped()) return done('stopped');
      if (late()) return done('seconds');
      if (round.tried >= budget.candidates) return done('candidates');
      if (round.found.some((f) => f.left.length === 0 && includes(repair, f.repair))) continue;
      asked.progress?.(round.tried, repairs.length);
      await tryOne(wanted, repair, round, limits);
      if (whole(round.found).length >= MOST_FOUND) return done('found');
    }
    if (whole(round.found).length > 0) return done('found');
  }
  return done('all');
}

/** Those after which nothing is violated. */
const whole = (found: readonly Found[]): Found[] => found.filter(({ left }) => left.length === 0);

type Limits = Parameters<typeof original>[1];
async function tryOne(
  of: Original,
  repair: Repair,
  round: { found: Found[]; tried: number; unknown: number },
  limits: Limits,
): Promise<void> {
  const judged = await judge(of, repair, limits);
  round.tried++;
  if (judged === 'unknown') round.unknown++;
  else if (judged !== 'no') round.found.push(judged);
}

/** Whether a change counts as a repair. `of.held`: what must hold then. */
export async function judge(of: Original, repair: Repair, limits: Limits): Promise<Found | 'no' | 'unknown'> {
  const ran = await runChanged(
    of,
    () => repaired(of.search.engine.compiled.program, of.instance, repair),
    limits,
  );
  if (ran.status === 'unknown') return 'unknown';
  if (ran.status !== 'survived') return 'no';
  const { results, states } = ran.outcome;
  const holds = new Set(results.filter((r) => r.verdict === 'holds').map((r) => r.property.name));
  if (![...of.held].every((name) => holds.has(name)) || !noNewDeadlock(of, results)) return 'no';
  const left = results.filter((r) => r.verdict === 'violated').map((r) => r.property.name);
  return { repair, states, left };
}

type Results = Original['outcome']['results'];
/** Of a design that has deadlocks already: none by another step. */
function noNewDeadlock({ outcome }: Original, results: Results): boolean {
  const ends = (of: Results) =>
    of.flatMap((r) =>
      r.property.kind === 'noDeadlock' ? r.violations.map((v) => `${v.kind} ${v.step}`) : [],
    );
  const known = new Set(ends(outcome.results));
  return ends(results).every((end) => known.has(end));
}

/** Where a model does not ask for deadlocks, a repair is asked for them. */
const withDeadlock = (instance: Instance): Instance =>
  instance.properties.some((p) => p.kind === 'noDeadlock')
    ? instance
    : { ...instance, properties: [...instance.properties, noDeadlock('no new deadlock', 'All end.')] };
