// SPDX-License-Identifier: MIT
/**
 * `eventually`: is there a fair way never to get there? Among the states in which it has not come true: a state with no
 * step left, or a strongly connected component that can be gone round fairly. Weak fairness asks each thread for a step
 * in the component or a state that disables it; strong fairness takes away, again and again, the steps taken while a
 * thread that never steps there is enabled (Emerson and Lei 1987, for Streett's condition).
 */
import type { Demands } from '../model/fairness.ts';
import type { ProgressProperty, Property } from '../model/types.ts';
import { Components } from './components.ts';
import type { Graph } from './graph.ts';
import { shortestLasso } from './lasso.ts';
import type { Lasso } from './lasso.ts';
import { regionOf, sitesOf, stepsOf } from './region.ts';
import type { Region, Steps } from './region.ts';
import { goodFor, siteOffered, siteTaken, threadsOffered, threadTaken } from './rules.ts';
import type { Rules } from './rules.ts';
import type { Search } from './search.ts';
import { nthEventOf, scheduleTo } from './trace.ts';
import type { Violation } from './verdicts.ts';

/** The shortest lasso found for each progress property that has one. */
export function findLassos(search: Search, graph: Graph): Map<Property, Violation> {
  const steps = stepsOf(search, graph);
  const { edges } = search.compiled;
  const threadOf = Int32Array.from(edges, (e) => 1 << e.thread);
  const enabled = new Int32Array(steps.count);
  for (let s = 0; s < steps.count; s++)
    for (let e = steps.first[s] as number; e < (steps.first[s + 1] as number); e++)
      enabled[s] = (enabled[s] as number) | (threadOf[steps.edge[e] as number] as number);
  const found = new Map<Property, Violation>();
  search.progressing.forEach((property, i) => {
    const demands = search.demands[i] as Demands;
    const region = waiting(search, steps, property, i);
    const rules = { steps, demands, threadOf, enabled, sites: sitesOf(search, steps, region, demands) };
    const dead = new Uint8Array(steps.edge.length);
    const parts = new Components(steps, region.states, dead);
    const fair = fairComponents(rules, region, parts, dead);
    const lasso = shortestLasso(rules, region, parts.member, dead, fair);
    if (lasso) found.set(property, violationOf(search, steps, property, lasso));
  });
  return found;
}

function waiting(search: Search, steps: Steps, property: ProgressProperty, i: number): Region {
  const { store, code, layout, possible } = search;
  const holds = 1 << (possible.length + 2 * i);
  let [last, known] = [-1, 0];
  // Asked of one state twice in turn: whether the wait begins there, and whether it goes on.
  const bits = (s: number) => {
    if (s !== last) [last, known] = [s, code.predicates(store.states, s * layout.words)];
    return known;
  };
  const due = (s: number) => (store.parents[s] as number) >= 0 && (bits(s) & holds) === 0;
  return regionOf(steps, due, (s) => (property.after ? (bits(s) & (holds << 1)) !== 0 : s === 0));
}

/** The components that can be gone round fairly, and the states where nothing can run. */
function fairComponents(r: Rules, region: Region, parts: Components, dead: Uint8Array): Int32Array[] {
  const fair: Int32Array[] = [];
  const work = region.states.length > 0 ? [region.states] : [];
  for (let set = work.pop(); set; set = work.pop())
    parts.split(set, (part) => {
      const answer = judge(r, part, parts.member, dead);
      if (answer === 'fair') fair.push(part.slice());
      if (answer === 'smaller') work.push(part.slice());
    });
  return fair;
}

/** `smaller`: steps were taken away for a strong demand that is offered and never met. */
function judge(r: Rules, part: Int32Array, member: Int32Array, dead: Uint8Array): 'fair' | 'not' | 'smaller' {
  const { first, to } = r.steps;
  const state = part[0] as number;
  // Nearly all components are of this kind: nothing comes back to the state.
  if (part.length === 1 && !staysAt(r, state, dead)) return r.enabled[state] === 0 ? 'fair' : 'not';
  const name = member[state];
  const inside = (visit: (from: number, e: number) => void) => {
    for (const s of part)
      for (let e = first[s] as number; e < (first[s + 1] as number); e++)
        if (dead[e] === 0 && member[to[e] as number] === name) visit(s, e);
  };
  let [good, offered, taken, sites, met] = [0, 0, 0, 0, 0];
  inside((s, e) => {
    good |= goodFor(r, s, e);
    offered |= threadsOffered(r, s);
    taken |= threadTaken(r, e);
    sites |= siteOffered(r, e);
    met |= siteTaken(r, e);
  });
  if (good !== r.demands.weak) return 'not';
  const [unmet, unmetSites] = [offered & ~taken, sites & ~met];
  if (unmet === 0 && unmetSites === 0) return 'fair';
  inside((s, e) => {
    if ((threadsOffered(r, s) & unmet) !== 0 || (siteOffered(r, e) & unmetSites) !== 0) dead[e] = 1;
  });
  return 'smaller';
}

function staysAt({ steps: { first, to } }: Rules, state: number, dead: Uint8Array): boolean {
  for (let e = first[state] as number; e < (first[state + 1] as number); e++)
    if (to[e] === state && dead[e] === 0) return true;
  return false;
}

function violationOf(
  search: Search,
  steps: Steps,
  { name }: ProgressProperty,
  { states, edges, loop }: Lasso,
): Violation {
  const events = edges.map((e, i) => {
    const from = states[i] as number;
    return nthEventOf(search, from, e - (steps.first[from] as number));
  });
  const lead = scheduleTo(search, states[0] as number);
  const schedule = [...lead, ...events];
  const last = edges.at(-1);
  const before = lead.length === 0 ? '' : labelInto(search, states[0] as number, steps);
  const step = last === undefined ? before : (search.compiled.edges[steps.edge[last] as number]?.label ?? '');
  return loop === undefined
    ? { property: name, kind: 'ends', step, schedule }
    : { property: name, kind: 'loop', step, schedule, loop: lead.length + loop };
}

/** The label of the last step of the shortest schedule to a state. */
function labelInto(search: Search, state: number, steps: Steps): string {
  const parent = search.store.parents[state] as number;
  for (let e = steps.first[parent] as number; e < (steps.first[parent + 1] as number); e++)
    if (steps.to[e] === state) return search.compiled.edges[steps.edge[e] as number]?.label ?? '';
  throw new Error(`state ${state} has a parent that does not lead to it`);
}
