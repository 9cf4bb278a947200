// SPDX-License-Identifier: MIT
/** Runs a mutant until a property that held of the original is violated: then it is killed. */
import { ModelError } from '../compile/compile.ts';
import type { Edge } from '../compile/compile.ts';
import type { Mask } from '../engine/asked.ts';
import { engineOf } from '../engine/engine.ts';
import type { Outcome } from '../engine/outcome.ts';
import { Search } from '../explore/search.ts';
import { outcome } from '../explore/verdicts.ts';
import type { Instance } from '../model/types.ts';
import { isTold } from '../model/unnamed-faults.ts';
import { inSlices } from '../watch/slices.ts';
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
  /** A mistake of the mutant as a model: a lock let go by somebody else, a value outside its domain, a splat. */
  | { readonly status: 'broken'; readonly says: string }
  | { readonly status: 'survived'; readonly search: Search; readonly outcome: Outcome }
  /** The limit of states was reached, or the user asked to stop. */
  | { readonly status: 'unknown'; readonly states: number };

export interface Allowance {
  readonly maxStates: number;
  /** True once the user has asked to stop. */
  readonly stopped: () => boolean;
}
const isSpent = ({ store, full }: Search, { maxStates }: Allowance): boolean =>
  store.count >= maxStates || full;

/** Searches the instance to the end; undefined if the limit is reached before. */
export async function original(instance: Instance, limits: Allowance): Promise<Original | undefined> {
  try {
    return await searched(instance, limits);
  } catch (error) {
    if (asStopped(error)) return undefined;
    throw error;
  }
}

async function searched(instance: Instance, limits: Allowance): Promise<Original | undefined> {
  const search = new Search(engineOf(instance));
  const stop = () => limits.stopped() || isSpent(search, limits) || undefined;
  if (await inSlices(search, { stop, most: () => limits.maxStates })) return undefined;
  const found = outcome(search);
  if (found.cut) return undefined;
  const held = found.results.filter((r) => r.verdict === 'holds').map((r) => r.property.name);
  return { instance, search, outcome: found, held: new Set(held) };
}

export const run = (of: Original, mutant: Mutant, limits: Allowance): Promise<Run> =>
  runChanged(of, () => mutated(of.search.engine.compiled.program, of.instance, mutant), limits);

/** The same of an instance that was changed in another way. */
export async function runChanged(of: Original, changed: () => Instance, limits: Allowance): Promise<Run> {
  let search: Search | undefined;
  try {
    const made = new Search(engineOf(changed()));
    search = made;
    const watch = new Watch(made, of);
    const killed = (): Run | undefined => {
      const splat = watch.splat();
      if (splat !== undefined) return { status: 'broken', says: splat };
      const found = watch.first();
      return found && { status: 'killed', ...found };
    };
    const spent = (turned: boolean): Run | undefined =>
      isSpent(made, limits) || (turned && limits.stopped())
        ? { status: 'unknown', states: made.store.count }
        : undefined;
    const stop = (turned: boolean) => killed() ?? spent(turned);
    const ended = await inSlices(made, { stop, most: () => limits.maxStates, eachBatch: true });
    return ended ?? killed() ?? settled(made, of.held);
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
  private readonly bits: readonly (readonly [bits: Mask, property: string])[];
  /** Edges into a fault, each with the property it breaks. */
  private readonly faults: readonly (readonly [edge: number, property: string])[];
  /** Edges into a fault that the kernel itself checks for, where the original has none. */
  private readonly splats: readonly Edge[];
  private noted = 0;

  constructor(search: Search, { held, outcome: { results } }: Original) {
    this.search = search;
    const { asked } = search.engine;
    const properties = asked.properties.filter((p) => held.has(p.name));
    const states = properties.filter((p) => p.kind === 'always' || p.kind === 'noDeadlock');
    this.bits = states.map((p) => [asked.breaking([p]), p.name]);
    this.faults = properties.flatMap((p) =>
      p.kind === 'noFault' ? asked.faultsOf(p).map((e) => [e.index, p.name] as const) : [],
    );
    const quiet = asked.properties.filter(
      (p) => !isTold(p) && results.every((r) => r.property.name !== p.name),
    );
    this.splats = asked.faultsIn(quiet);
  }

  splat(): string | undefined {
    const { firstTaken } = this.search.store;
    const edge = this.splats.find(({ index }) => (firstTaken[index] as number) >= 0);
    return edge && `${edge.label}: ${edge.fault ?? ''}`;
  }

  /** The violation with the shortest way to it among those seen first. */
  first(): Seen | undefined {
    const { broken, store } = this.search;
    const seen: Seen[] = [];
    for (; this.noted < broken.states.length; this.noted++)
      for (const [bits, property] of this.bits)
        if (broken.meets(this.noted, bits))
          seen.push({ property, depth: this.search.depthOf(broken.states[this.noted] as number) });
    for (const [edge, property] of this.faults) {
      const from = store.firstTaken[edge] as number;
      if (from >= 0) seen.push({ property, depth: this.search.depthOf(from) + 1 });
    }
    return seen.toSorted((a, b) => a.depth - b.depth)[0];
  }
}
