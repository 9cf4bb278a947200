// SPDX-License-Identifier: MIT
/**
 * `eventually`: is there a fair way never to get there? Among the states in which it has not come true: a state with no
 * step left, or a strongly connected component that can be gone round fairly. Weak fairness asks each thread for a step
 * in the component or a state that disables it; strong fairness takes away, again and again, the steps taken while a
 * thread that never steps there is enabled (Emerson and Lei 1987, for Streett's condition).
 */
import type { Flag } from '../compile/bits.ts';
import type { Violation } from '../engine/outcome.ts';
import type { Demands } from '../model/fairness.ts';
import type { ProgressProperty, Property } from '../model/types.ts';
import { reserve } from '../watch/watch.ts';
import { Components } from './components.ts';
import { furtherOf } from './further.ts';
import type { Graph } from './graph.ts';
import type { LastFirst } from './last-first.ts';
import { shortestLasso } from './lasso.ts';
import type { Lasso, Rules } from './lasso.ts';
import { regionOf } from './region.ts';
import { count, nothingYet, open, threadDemands } from './rules.ts';
import type { DemandSet } from './rules.ts';
import type { Search } from './search.ts';
import { siteDemands } from './sites.ts';
import { isEnd, stepsOf } from './steps.ts';
import type { Steps } from './steps.ts';
import { nthEventOf, startingAt } from './way.ts';

/** Adds to `found`, for each progress property in turn, the shortest lasso, or that it has none. */
export function findLassos(search: Search, graph: Graph, found: Map<Property, Violation | undefined>): void {
  const steps = stepsOf(search, graph);
  const order = graph.lastFirst;
  search.engine.asked.progressing.forEach((property, i) => {
    const asked = search.engine.asked.demands[i] as Demands;
    const wait = waitOf(search, property);
    if (neverStays(search, steps, order, wait)) return void found.set(property, undefined);
    const region = regionOf(steps, wait.due, wait.begins);
    const ends = region.states.filter((s) => isEnd(steps, s));
    const left = region.states.filter((s) => order.isEndless(s));
    reserve(steps.edge.length);
    const dead = new Uint8Array(steps.edge.length);
    const parts = new Components(steps, left, dead);
    const rules = { steps, demands: demandsIn(search, steps, left, asked), member: parts.member, dead };
    const lasso = shortestLasso(rules, region, ends, fairComponents(rules, left, parts));
    found.set(property, lasso && violationOf(search, steps, property, lasso));
  });
}

/** Where a property waits to come true. */
interface Wait {
  readonly due: (state: number) => boolean;
  /** Where the wait begins; in the initial states, where that is not said. */
  readonly begins: ((state: number) => boolean) | undefined;
  /** The word of what is asked of states. */
  readonly word: number;
}

function waitOf(search: Search, property: ProgressProperty): Wait {
  const { holds, after } = search.engine.asked.progress(property);
  const { parents } = search.store;
  const further = furtherOf(search);
  const is = ({ word, bit }: Flag, s: number) => (further.of(s, word) & bit) !== 0;
  const due = (s: number) => (parents[s] as number) >= 0 && !is(holds, s);
  return { due, begins: property.after && ((s) => is(after, s)), word: holds.word };
}

/**
 * Whether it waits nowhere where a run ends, or goes on for ever. That is seen at once where each state has been asked;
 * else only those in which it waits are to be.
 */
function neverStays(
  search: Search,
  steps: Steps,
  { states, ending }: LastFirst,
  { due, word }: Wait,
): boolean {
  if (!furtherOf(search).knows(word)) return false;
  for (let i = ending; i < states.length; i++) if (due(states[i] as number)) return false;
  for (let s = 0; s < steps.count; s++) if (isEnd(steps, s) && due(s)) return false;
  return true;
}

function demandsIn(search: Search, steps: Steps, states: Int32Array, asked: Demands): DemandSet[] {
  if (states.length === 0) return [];
  return [...threadDemands(search, steps, asked), ...siteDemands(search, steps, states, asked)];
}

/** The components of some states that can be gone round fairly. */
function fairComponents(r: Rules, states: Int32Array, parts: Components): Int32Array[] {
  const fair: Int32Array[] = [];
  if (states.length === 0) return fair;
  const left = parts.trim(states);
  const work = left.length > 0 ? [left] : [];
  for (let set = work.pop(); set; set = work.pop())
    parts.split(set, (part) => {
      const answer = judge(r, part);
      if (answer === 'fair') fair.push(part.slice());
      if (answer === 'smaller') work.push(part.slice());
    });
  return fair;
}

/** `smaller`: steps were taken away for a strong demand that is offered and never met. */
function judge(r: Rules, part: Int32Array): 'fair' | 'not' | 'smaller' {
  const state = part[0] as number;
  // Nearly all components are of this kind: nothing comes back to the state.
  if (part.length === 1 && !staysAt(r, state)) return 'not';
  const unmet = r.demands.map((d) => unmetIn(r, part, d));
  if (r.demands.some((d, i) => ((unmet[i] as number) & d.weak) !== 0)) return 'not';
  if (unmet.every((bits) => bits === 0)) return 'fair';
  r.demands.forEach((d, i) => {
    within(r, part, (s, e) => {
      if ((d.offered(s, e) & (unmet[i] as number)) !== 0) r.dead[e] = 1;
    });
  });
  return 'smaller';
}

/** The demands that going round all of a component leaves open. */
function unmetIn(r: Rules, part: Int32Array, d: DemandSet): number {
  const tally = nothingYet();
  within(r, part, (s, e) => count(d, tally, s, e));
  return open(d, tally);
}

function within(
  { steps: { first, to }, member, dead }: Rules,
  part: Int32Array,
  visit: (from: number, e: number) => void,
): void {
  const name = member[part[0] as number];
  for (const s of part)
    for (let e = first[s] as number; e < (first[s + 1] as number); e++)
      if (dead[e] === 0 && member[to[e] as number] === name) visit(s, e);
}

function staysAt({ steps: { first, to }, dead }: Rules, state: number): boolean {
  for (let e = first[state] as number; e < (first[state + 1] as number); e++)
    if (to[e] === state && dead[e] === 0) return true;
  return false;
}

function violationOf(
  search: Search,
  steps: Steps,
  { name }: ProgressProperty,
  { start, edges, loop }: Lasso,
): Violation {
  let at = start;
  const schedule = edges.map((e) => {
    const event = nthEventOf(search, at, e - (steps.first[at] as number));
    at = steps.to[e] as number;
    return event;
  });
  const last = edges.at(-1);
  const step =
    last === undefined ? '' : (search.engine.compiled.edges[steps.edge[last] as number]?.label ?? '');
  const shown = { property: name, step, schedule, ...startingAt(search, start) };
  return loop === undefined ? { ...shown, kind: 'ends' } : { ...shown, kind: 'loop', loop };
}
