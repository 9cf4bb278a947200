// SPDX-License-Identifier: MIT
/** Reads the verdict of each property off a search: one run settles them all. */
import { deadlocks } from '../compile/deadlock.ts';
import type { Cells } from '../compile/interpret.ts';
import { told } from '../engine/asked.ts';
import type { Sign } from '../engine/asked.ts';
import type { Outcome, PropertyResult, Violation } from '../engine/outcome.ts';
import { isLockOrder } from '../model/lock-order.ts';
import type { FaultProperty, Property } from '../model/types.ts';
import { isTold } from '../model/unnamed-faults.ts';
import { orStopped, reserve, Stopped } from '../watch/watch.ts';
import type { Reason } from '../watch/watch.ts';
import type { LockOrderFound } from '../order/found.ts';
import { graphOf } from './graph.ts';
import { lockOrder } from './lock-order.ts';
import { never } from './never.ts';
import { lostPossibilities } from './possible.ts';
import { findLassos } from './progress.ts';
import type { Search } from './search.ts';
import { firstBreaks, nearestBreaks } from './breaks.ts';
import { scheduleTo, wayThrough } from './way.ts';
import type { Break } from './breaks.ts';

export function outcome(search: Search): Outcome {
  const breaks = new Breaks(search);
  // Of what a pass over the graph has asked properties for the first time, too.
  breaks.pass(() => {
    search.engine.compiled.secondLook();
    breaks.looked = true;
  });
  const results = search.instance.properties
    .map((property) => resultOf(search, breaks, property))
    .filter(({ property, verdict }) => verdict === 'violated' || isTold(property));
  const { states, transitions, depth, queue } = search.progress;
  const faulted = search.engine.compiled.edges.some(
    (e) => e.fault !== undefined && taken(search, e.index) >= 0,
  );
  const { reduction, unasked } = search.engine;
  return {
    results,
    states,
    transitions,
    depth,
    queue,
    complete: search.done,
    ...(breaks.cut && { cut: breaks.cut }),
    faulted,
    never: unasked ? [] : never(search),
    ...(unasked && { unasked: unasked.map((p) => p.name) }),
    ...(reduction && {
      reduction: {
        applied: reduction.applied,
        alike: reduction.alike,
        off: reduction.off,
        ...(reduction.firsts && { firsts: reduction.firsts }),
      },
    }),
  };
}

const taken = (search: Search, edge: number) => search.store.firstTaken[edge] as number;

function resultOf(search: Search, breaks: Breaks, property: Property): PropertyResult {
  if (property.kind === 'sometimes') return sometimesResult(search, property);
  if (isLockOrder(property)) return orderResult(property, breaks.order);
  const violations = breaks.of(property);
  const settled = search.done && breaks.asked(property) ? 'holds' : 'unknown';
  return { property, violations, verdict: violations.length > 0 ? 'violated' : settled };
}

/** Lockdep's verdict: what it does not see is told, and no violation. */
function orderResult(property: Property, order: LockOrderFound | undefined): PropertyResult {
  if (!order) return { property, verdict: 'unknown', violations: [] };
  const violations = order.inversions
    .filter((inversion) => inversion.seen)
    .map(({ kind, links }): Violation => {
      const { asks, schedule, initial } = links.at(-1) as (typeof links)[number];
      const at = initial === undefined ? {} : { initial };
      return { property: property.name, kind, step: asks.step, schedule, ...at };
    });
  const settled = order.complete && !order.more ? 'holds' : 'unknown';
  return { property, verdict: violations.length > 0 ? 'violated' : settled, violations, order };
}

function sometimesResult(search: Search, property: Property): PropertyResult {
  const state = search.stateWith(property);
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
  /** Whether every recorded path did the same when it was run again: until then nothing holds. */
  looked = false;
  /** Breaks of `always` properties and deadlocks. */
  private readonly always: Break[] = [];
  /** The same of `alwaysPossible`, once all are known. */
  private lost: readonly Break[] | undefined;
  /** The order of locks, where it is asked for. */
  order: LockOrderFound | undefined;
  /** Of each `eventually` that was asked to the end: its lasso, if it has one. */
  private readonly lassos = new Map<Property, Violation | undefined>();

  constructor(search: Search) {
    this.search = search;
    const graph = graphOf(search);
    const { asked } = search.engine;
    if (search.broken.states.length > 0) {
      this.pass(() => {
        for (let word = 0; word < asked.words; word++)
          firstBreaks(search, graph, word, brokenBits(search, word), this.always);
      });
      if (this.cut) this.always.push(...nearestBreaks(search, this.always));
    }
    if (search.done && asked.possible.length > 0)
      this.pass(() => (this.lost = lostPossibilities(search, graph)));
    if (asked.properties.some(isLockOrder)) this.pass(() => (this.order = lockOrder(search)));
    if (search.done && asked.progressing.length > 0) this.pass(() => findLassos(search, graph, this.lassos));
  }

  pass(run: () => void): void {
    const end = orStopped(run);
    if (end instanceof Stopped) this.cut ??= end.reason;
  }

  /** Whether all was looked at that says whether a property holds, once every state is known. */
  asked(property: Property): boolean {
    if (!this.looked) return false;
    if (property.kind === 'eventually') return this.lassos.has(property);
    return property.kind !== 'alwaysPossible' || this.lost !== undefined;
  }

  of(property: Exclude<Property, { kind: 'sometimes' }>): Violation[] {
    const found = property.kind === 'alwaysPossible' ? (this.lost ?? []) : this.always;
    const signs = this.search.engine.asked.signs(property);
    switch (property.kind) {
      case 'noFault':
        return this.faults(property);
      case 'eventually': {
        const lasso = this.lassos.get(property);
        return lasso ? [lasso] : [];
      }
      default:
        return signs.flatMap((sign) => this.byBit(found, sign, property));
    }
  }

  private faults(property: FaultProperty): Violation[] {
    const { search } = this;
    const edges = search.engine.asked.faultsOf(property).filter((e) => taken(search, e.index) >= 0);
    const found = edges.map((e) => {
      const from = taken(search, e.index);
      const kind = e.fault as string;
      return { property: property.name, kind, ...wayThrough(search, { from, edge: e.index }) };
    });
    return shortestOfEach(found);
  }

  private byBit(breaks: readonly Break[], { word, bit, kind }: Sign, property: Property): Violation[] {
    const { search } = this;
    // Two threads that wait for each other have come there by any of the steps that were taken at once.
    const isBroken =
      property.kind === 'noDeadlock'
        ? (cells: Cells) => deadlocks(search.engine.compiled, cells)[0] === kind
        : undefined;
    const found = breaks
      .filter((b) => b.word === word && b.bit === bit)
      .map((b): Violation => ({ property: property.name, kind, ...wayThrough(search, b, isBroken) }));
    return shortestOfEach(found);
  }
}

/** A word of what was noted, by state. */
function brokenBits({ broken, store }: Search, word: number): Int32Array {
  reserve(store.count * 4);
  const bits = new Int32Array(store.count);
  for (let i = 0; i < broken.states.length; i++)
    bits[broken.states[i] as number] = told(broken.word(i, word));
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
