// SPDX-License-Identifier: MIT
/** Mutants of single steps: what it does is left out, a check is not made, an error is not seen, a scan is off by one. */
import type { Thread } from '../model/program.ts';
import { wrapGuard } from '../model/rewrite.ts';
import type { CandidateConfig, RegionConfig } from '../model/rewrite.ts';
import type { Flow, Step, Way } from './flow.ts';
import { idle, inState, NOWHERE, unguarded } from './mutant.ts';
import type { Mutant } from './mutant.ts';

export const lawful = (step: Step): readonly Way[] => step.ways.filter((w) => !w.fault);
/** The one step that comes next, whatever is read; undefined if there are several, or the thread stays. */
export function next(step: Step): string | undefined {
  const targets = new Set(lawful(step).map((w) => w.target));
  const [only] = targets;
  return targets.size === 1 && only !== step.name ? only : undefined;
}
export const isFlush = ({ primitive = '', says }: Step): boolean => /flush/.test(`${primitive} ${says}`);
export const isFree = ({ primitive = '' }: Step): boolean => /free/.test(primitive);
/** It neither reads nor writes: nothing but a place where another thread can run. */
export const isEmpty = (step: Step): boolean =>
  step.ways.length === 1 && step.ways.every((w) => !w.effect && !w.guarded);

export function stepMutants(flow: Flow): Mutant[] {
  return flow.steps.flatMap((step) => [
    ...dropped(flow, step),
    ...checks(flow, step),
    ...errors(flow, step),
    ...ranges(flow, step),
  ]);
}

const named = ({ role }: Flow, step: Step) => ({
  at: `${role}.${step.name}`,
  role,
  steps: [step.name],
  projection: { ...NOWHERE, writers: [step.name] },
});

/** The step has no effect; one that had none is skipped. */
function dropped(flow: Flow, step: Step): Mutant[] {
  const { at, ...common } = named(flow, step);
  const what = isFlush(step) ? 'flush' : isFree(step) ? 'free' : 'step';
  const operator = isFlush(step) ? 'drop-flush' : 'drop-step';
  const base = { ...common, operator, name: `${at}: ${what} dropped` } as const;
  // What is done to locks has mutants of its own.
  const locking = step.takes.length + step.releases.length > 0;
  if (step.ways.some((w) => w.effect))
    return locking ? [] : [{ ...base, change: inState(step.name, (cs) => cs.map((c) => idle(c))) }];
  const to = next(step);
  if (to === undefined || !isEmpty(step)) return [];
  const projection = { ...common.projection, as: { [step.name]: to } };
  return [{ ...base, projection, change: (region) => skipped(region, step.name, to) }];
}

const skipped = ({ initial, states }: RegionConfig, name: string, to: string): RegionConfig => ({
  initial: initial === name ? to : initial,
  states: Object.fromEntries(
    Object.entries(states).map(([state, s]) => [
      state,
      { ...s, candidates: s.candidates.map((c) => (c.target === name ? { ...c, target: to } : c)) },
    ]),
  ),
});

/** A conditional always goes the one way, or the other. Faults stay: what the kernel must never do is no condition. */
function checks(flow: Flow, step: Step): Mutant[] {
  const ways = lawful(step);
  const chooses = ways.some((w) => [...w.choices].some((c) => c !== undefined));
  if (ways.length < 2 || chooses) return [];
  const { at, ...common } = named(flow, step);
  return ways.map((way) => ({
    ...common,
    name: `${at}: always ${called(way, ways)}`,
    operator: 'drop-check',
    change: inState(step.name, (cs) =>
      cs
        .filter((_, i) => i === way.index || step.ways[i]?.fault === true)
        .map((c) => (c.target === way.target ? unguarded(c) : c)),
    ),
  }));
}

/** A way as told from the others: by its text and its note, by where it leads, or by its place. */
function called(way: Way, ways: readonly Way[]): string {
  const text = ({ says, note }: Way) => [says, note].filter((part) => part !== undefined).join(', ');
  const arrow = (w: Way) => `${text(w)} -> ${w.target}`.trim();
  const alone = (name: (w: Way) => string) => ways.filter((w) => name(w) === name(way)).length === 1;
  if (text(way) !== '' && alone(text)) return text(way);
  return alone(arrow) ? arrow(way) : `${arrow(way)} (candidate ${way.index + 1})`;
}

/** A choice other than the first, which is an error if it has a way of its own, goes on as if all were well. */
function errors(flow: Flow, step: Step): Mutant[] {
  const ways = lawful(step);
  const ok = step.firstChoice;
  const good = ways.find((w) => w.choices.has(ok));
  if (ok === undefined || !good) return [];
  const { at, ...common } = named(flow, step);
  return ways
    .filter((w) => w.choices.size > 0 && !w.choices.has(ok) && w.target !== good.target)
    .map((way) => ({
      ...common,
      name: `${at}: ${[...way.choices].join(', ')} ignored`,
      operator: 'ignore-error',
      change: inState(step.name, (cs) =>
        cs.map((c, i) => (i === way.index ? { ...idle(c), target: good.target } : c)),
      ),
    }));
}

/** A step that comes back to itself and counts is a scan. */
function ranges(flow: Flow, step: Step): Mutant[] {
  const loop = step.ways.find((w) => w.target === step.name && w.guarded && w.counters.length === 1);
  const [counter] = loop?.counters ?? [];
  if (!loop || counter === undefined) return [];
  const { at, ...common } = named(flow, step);
  const mutant = (how: string, change: Mutant['change']): Mutant => ({
    ...common,
    name: `${at}: scan ${how}`,
    operator: 'range',
    change,
  });
  const shifted = (by: number) =>
    inState(step.name, (cs, t) => cs.map((c, i) => (i === loop.index ? counting(t, c, counter, by) : c)));
  return [
    mutant('ends one early', shifted(1)),
    mutant('goes one too far', shifted(-1)),
    mutant(
      'starts one late',
      inState(step.name, (cs, t) => skipsFirst(t, cs, loop.index, counter)),
    ),
  ];
}

type Counting = Record<string, number>;
/** The candidate with its guard asked about another value of the counter. */
const counting = (t: Thread, c: CandidateConfig, counter: string, by: number): CandidateConfig => ({
  ...c,
  guard: wrapGuard(t, c.guard, (bare) => (mem, me, choice) => {
    const value = ((me as Counting)[counter] as number) + by;
    return bare(mem, Object.create(me, { [counter]: { value, enumerable: true } }) as object, choice);
  }),
});

/** At the first entry the scan goes on whatever it holds. */
function skipsFirst(
  t: Thread,
  cs: readonly CandidateConfig[],
  loop: number,
  counter: string,
): CandidateConfig[] {
  const on = cs[loop] as CandidateConfig;
  const first = wrapGuard(
    t,
    on.guard,
    (bare) => (mem, me, choice) => (me as Counting)[counter] === 0 && bare(mem, me, choice),
  );
  return [{ ...on, guard: first }, ...cs];
}
