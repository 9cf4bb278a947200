// SPDX-License-Identifier: MIT
/** Runs a mutant until a property that held of the original is violated: then it is killed. */
import { CYCLE, STUCK } from '../compile/bits.ts';
import { ModelError } from '../compile/compile.ts';
import { Search } from '../explore/search.ts';
import { outcome } from '../explore/verdicts.ts';
import type { Outcome } from '../explore/verdicts.ts';
import type { Instance } from '../model/types.ts';
import { asStopped } from '../watch/watch.ts';
import { mutated } from './mutant.ts';
import type { Mutant } from './mutant.ts';

/** An instance searched to the end, and the properties that hold of it. */
export interface Original {
  readonly instance: Instance;
  readonly search: Search;
  readonly outcome: Outcome;
  readonly held: ReadonlySet<string>;
}
export type Run =
  /** `property` is violated after `depth` steps; none for what is never met. */
  | { readonly status: 'killed'; readonly property: string; readonly depth: number | undefined }
  /** A mistake of the mutant as a model: a lock let go by somebody else, a value outside its domain. */
  | { readonly status: 'broken'; readonly says: string }
  | { readonly status: 'survived'; readonly search: Search; readonly outcome: Outcome }
  /** The limit of states was reached, or the user asked to stop. */
  | { readonly status: 'unknown'; readonly states: number };

export interface Limits {
  readonly maxStates: number;
  /** True once the user has asked to stop. */
  readonly stopped: () => boolean;
}
/** How long a search runs before others may run, a handler of Ctrl-C among them (ms). */
const SLICE = 100;
const breathe = () => new Promise(setImmediate);

/** Searches the instance to the end; undefined if the limit is reached before. */
export async function original(instance: Instance, limits: Limits): Promise<Original | undefined> {
  try {
    return await searched(instance, limits);
  } catch (error) {
    if (asStopped(error)) return undefined;
    throw error;
  }
}

async function searched(instance: Instance, limits: Limits): Promise<Original | undefined> {
  const search = new Search(instance);
  while (!search.done && search.store.count < limits.maxStates && !limits.stopped()) {
    search.run(limits.maxStates, performance.now() + SLICE);
    await breathe();
  }
  if (!search.done) return undefined;
  const found = outcome(search);
  if (found.cut) return undefined;
  const held = found.results.filter((r) => r.verdict === 'holds').map((r) => r.property.name);
  return { instance, search, outcome: found, held: new Set(held) };
}

export async function run(of: Original, mutant: Mutant, limits: Limits): Promise<Run> {
  let search: Search | undefined;
  try {
    search = new Search(mutated(of.search.compiled.program, of.instance, mutant));
    const watch = new Watch(search, of.held);
    for (let next = performance.now() + SLICE; !search.done && search.store.count < limits.maxStates;) {
      // A time that is past: one batch.
      search.run(limits.maxStates, 0);
      const found = watch.first();
      if (found) return { status: 'killed', ...found };
      if (performance.now() < next) continue;
      await breathe();
      if (limits.stopped()) break;
      next = performance.now() + SLICE;
    }
    return search.done ? settled(search, of.held) : { status: 'unknown', states: search.store.count };
  } catch (error) {
    if (error instanceof ModelError) return { status: 'broken', says: error.message };
    if (asStopped(error)) return { status: 'unknown', states: search?.store.count ?? 0 };
    throw error;
  }
}

/** What a finished search alone can tell: what is never met, what can't be reached any more. */
function settled(search: Search, held: ReadonlySet<string>): Run {
  const found = outcome(search);
  const lost = found.results.find((r) => r.verdict === 'violated' && held.has(r.property.name));
  // What was not asked to the end may be lost.
  if (!lost && found.cut) return { status: 'unknown', states: found.states };
  if (!lost) return { status: 'survived', search, outcome: found };
  const depth = lost.property.kind === 'sometimes' ? undefined : lost.violations[0]?.schedule.length;
  return { status: 'killed', property: lost.property.name, depth };
}

interface Seen {
  readonly property: string;
  readonly depth: number;
}
/** Looks, after each batch, whether one of the properties that held is violated by now. */
class Watch {
  private readonly search: Search;
  /** Bits of a state's mask, each with the property it breaks. */
  private readonly bits: readonly (readonly [bit: number, property: string])[];
  /** Edges into a fault, each with the property it breaks. */
  private readonly faults: readonly (readonly [edge: number, property: string])[];
  private noted = 0;

  constructor(search: Search, held: ReadonlySet<string>) {
    this.search = search;
    const asked = search.instance.properties.filter((p) => held.has(p.name));
    this.bits = asked.flatMap((p) => {
      if (p.kind === 'noDeadlock') return [[STUCK | CYCLE, p.name] as const];
      return p.kind === 'always' ? [[1 << search.watched.indexOf(p), p.name] as const] : [];
    });
    this.faults = asked.flatMap((p) =>
      p.kind === 'noFault'
        ? search.compiled.edges
            .filter((e) => e.fault !== undefined && p.faults.includes(e.fault))
            .map((e) => [e.index, p.name] as const)
        : [],
    );
  }

  /** The violation with the shortest way to it among those seen first. */
  first(): Seen | undefined {
    const { broken, store } = this.search;
    const seen: Seen[] = [];
    for (; this.noted < broken.states.length; this.noted++)
      for (const [bit, property] of this.bits)
        if (((broken.masks[this.noted] as number) & bit) !== 0)
          seen.push({ property, depth: this.depthOf(broken.states[this.noted] as number) });
    for (const [edge, property] of this.faults) {
      const from = store.firstTaken[edge] as number;
      if (from >= 0) seen.push({ property, depth: this.depthOf(from) + 1 });
    }
    return seen.toSorted((a, b) => a.depth - b.depth)[0];
  }

  private depthOf(state: number): number {
    const { parents } = this.search.store;
    let depth = 0;
    for (let at = state; at !== 0; depth++) {
      const parent = parents[at] as number;
      at = parent < 0 ? ~parent : parent;
    }
    return depth;
  }
}
