// SPDX-License-Identifier: MIT
/** Reads the verdict of each property off a search: one run settles them all. */
import { CYCLE, STUCK } from '../compile/bits.ts';
import type { DeadlockProperty, FaultProperty, Property, StepEvent } from '../model/types.ts';
import type { Reduction } from '../reduce/reduce.ts';
import { orStopped, reserve, Stopped } from '../watch/watch.ts';
import type { Reason } from '../watch/watch.ts';
import { Graph } from './graph.ts';
import { never } from './never.ts';
import { lostPossibilities } from './possible.ts';
import { findLassos } from './progress.ts';
import type { Search } from './search.ts';
import { firstBreaks, nearestBreaks, scheduleTo, startingAt, wayThrough } from './trace.ts';
import type { Break } from './trace.ts';

export type Verdict = 'violated' | 'holds' | 'unknown';

/** A way in which a property is broken. Two are one if property, kind and step agree. */
export interface Violation {
  readonly property: string;
  /** The kind of fault; `stuck` or `cycle` for a deadlock; `false` for an invariant; `lost` for a possibility; `loop` or `ends` for progress. */
  readonly kind: string;
  /** The decisive step, by role: `vmalloc.pmd_offset`. Empty if the initial state is already broken. */
  readonly step: string;
  /** A shortest schedule that ends with it. */
  readonly schedule: readonly StepEvent[];
  /** Where there are several initial states: the one it begins in, by its place in the list. */
  readonly initial?: number;
  /** Of a `loop`: how many steps of the schedule come before those that repeat for ever. */
  readonly loop?: number;
}
/** `P`: a machine's property, or a space's. */
export interface PropertyResult<P = Property> {
  readonly property: P;
  readonly verdict: Verdict;
  readonly violations: readonly Violation[];
  /** For a `sometimes` that holds: a shortest schedule that meets it. */
  readonly witness?: readonly StepEvent[];
}
export interface Outcome<P = Property> {
  readonly results: readonly PropertyResult<P>[];
  /** Distinct states; for a space, points. */
  readonly states: number;
  readonly transitions: number;
  /** Length of the longest shortest path from the initial state, as far as the search went. */
  readonly depth: number;
  /** True if every interleaving within the bound was tried. */
  readonly complete: boolean;
  /** Why what the states say of some property was not read off to the end. */
  readonly cut?: Reason;
  /** States found but not expanded, when not complete. */
  readonly queue: number;
  /** True if some step faults: then `holds` speaks of the fault-free part. */
  readonly faulted: boolean;
  /** Steps that no schedule takes, as `vmalloc.pmd_offset [none]`. */
  readonly never: readonly string[];
  /** For a space: combinations that there are not. */
  readonly excluded?: number;
  /** Where a reduction was asked for: what was left out of the search, and what was asked for and not done. */
  readonly reduction?: Pick<Reduction, 'applied' | 'alike' | 'off'>;
}

export function outcome(search: Search): Outcome {
  const breaks = new Breaks(search);
  const results = search.instance.properties.map((property) => resultOf(search, breaks, property));
  const { states, transitions, depth, queue } = search.progress;
  const faulted = search.compiled.edges.some((e) => e.fault !== undefined && taken(search, e.index) >= 0);
  const { reduction } = search;
  // Of what a pass over the graph has asked properties for the first time.
  search.compiled.secondLook();
  return {
    results,
    states,
    transitions,
    depth,
    queue,
    complete: search.done,
    ...(breaks.cut && { cut: breaks.cut }),
    faulted,
    never: never(search),
    ...(reduction && {
      reduction: { applied: reduction.applied, alike: reduction.alike, off: reduction.off },
    }),
  };
}

const taken = (search: Search, edge: number) => search.store.firstTaken[edge] as number;

function resultOf(search: Search, breaks: Breaks, property: Property): PropertyResult {
  if (property.kind === 'sometimes') return sometimesResult(search, property);
  const violations = breaks.of(property);
  const settled = search.done && breaks.asked(property) ? 'holds' : 'unknown';
  return { property, violations, verdict: violations.length > 0 ? 'violated' : settled };
}

function sometimesResult(search: Search, property: Property): PropertyResult {
  const state = search.met.get(search.watched.findIndex((p) => p === property));
  if (state !== undefined)
    return { property, verdict: 'holds', violations: [], witness: scheduleTo(search, state) };
  if (!search.done) return { property, verdict: 'unknown', violations: [] };
  const nowhere = { property: property.name, kind: 'never', step: '', schedule: [] };
  return { property, verdict: 'violated', violations: [nowhere] };
}

/** The violations of each property, shortest first for each identity. */
class Breaks {
  private readonly search: Search;
  /** Why one of the passes ended before its end. */
  cut: Reason | undefined;
  /** Breaks of `always` properties and deadlocks, by bit. */
  private readonly always: Break[] = [];
  /** The same of `alwaysPossible`, once all are known. */
  private lost: readonly Break[] | undefined;
  /** Of each `eventually` that was asked to the end: its lasso, if it has one. */
  private readonly lassos = new Map<Property, Violation | undefined>();

  constructor(search: Search) {
    this.search = search;
    const graph = new Graph(search);
    if (search.broken.states.length > 0) {
      this.pass(() => firstBreaks(search, graph, brokenBits(search), this.always));
      if (this.cut) this.always.push(...nearestBreaks(search, this.always));
    }
    if (search.done && search.possible.length > 0)
      this.pass(() => (this.lost = lostPossibilities(search, graph)));
    if (search.done && search.progressing.length > 0) this.pass(() => findLassos(search, graph, this.lassos));
  }

  private pass(run: () => void): void {
    const end = orStopped(run);
    if (end instanceof Stopped) this.cut ??= end.reason;
  }

  /** Whether all was looked at that says whether a property holds, once every state is known. */
  asked(property: Property): boolean {
    if (property.kind === 'eventually') return this.lassos.has(property);
    return property.kind !== 'alwaysPossible' || this.lost !== undefined;
  }

  of(property: Exclude<Property, { kind: 'sometimes' }>): Violation[] {
    switch (property.kind) {
      case 'noFault':
        return this.faults(property);
      case 'noDeadlock':
        return [
          ...this.byBit(this.always, STUCK, property, 'stuck'),
          ...this.byBit(this.always, CYCLE, property, 'cycle'),
        ];
      case 'always':
        return this.byBit(this.always, 1 << this.search.watched.indexOf(property), property, 'false');
      case 'eventually': {
        const lasso = this.lassos.get(property);
        return lasso ? [lasso] : [];
      }
      default:
        return this.byBit(this.lost ?? [], 1 << this.search.possible.indexOf(property), property, 'lost');
    }
  }

  private faults({ name, faults }: FaultProperty): Violation[] {
    const { search } = this;
    const edges = search.compiled.edges.filter(
      (e) => e.fault !== undefined && faults.includes(e.fault) && taken(search, e.index) >= 0,
    );
    const found = edges.map((e) => {
      const from = taken(search, e.index);
      return { property: name, kind: e.fault as string, step: e.label, ...wayThrough(search, from, e.index) };
    });
    return shortestOfEach(found);
  }

  private byBit(
    breaks: readonly Break[],
    bit: number,
    property: Property | DeadlockProperty,
    kind: string,
  ): Violation[] {
    const { search } = this;
    const found = breaks
      .filter((b) => b.bit === bit)
      .map((b): Violation => {
        const broken = { property: property.name, kind };
        if (b.edge < 0) return { ...broken, step: '', schedule: [], ...startingAt(search, b.from) };
        const way = wayThrough(search, b.from, b.edge, b.to);
        return { ...broken, step: search.compiled.edges[b.edge]?.label ?? '', ...way };
      });
    return shortestOfEach(found);
  }
}

/** What was noted, by state. */
function brokenBits({ broken: { states, masks }, store }: Search): Int32Array {
  reserve(store.count * 4);
  const bits = new Int32Array(store.count);
  // A cycle says more than that nothing can run: a state that is both is reported once.
  states.forEach((state, i) => {
    const mask = masks[i] as number;
    bits[state] = (mask & CYCLE) !== 0 ? mask & ~STUCK : mask;
  });
  return bits;
}

/** One violation for each identity, the shortest; of equals the one found first. */
function shortestOfEach(violations: readonly Violation[]): Violation[] {
  const best = new Map<string, Violation>();
  for (const v of violations) {
    const key = `${v.kind} ${v.step}`;
    const known = best.get(key);
    if (!known || v.schedule.length < known.schedule.length) best.set(key, v);
  }
  return [...best.values()].sort((a, b) => a.schedule.length - b.schedule.length);
}
