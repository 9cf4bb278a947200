// SPDX-License-Identifier: MIT
/**
 * Local steps first: in which states a thread may go alone, so that of all the orders of steps which do not touch each
 * other one is searched. docs/reductions.md says when, and why no answer is lost.
 */
import type { Compiled, StepLeaf } from '../compile/compile.ts';
import type { Plan } from '../compile/plan.ts';
import { isLeaf } from '../compile/tree.ts';
import type { Decision, Tree } from '../compile/tree.ts';
import { SOUND } from './conditions.ts';
import type { Conditions } from './conditions.ts';
import { countFirsts } from './first-counts.ts';
import type { Firsts, Never } from './first-counts.ts';
import { gates, held } from './held.ts';
import { leaves, localGraph } from './local-graph.ts';
import type { Given, LocalGraph } from './local-graph.ts';
import { inTheWay, metBy } from './others.ts';
import type { First } from './others.ts';
import { split } from './split.ts';
import { sticky } from './sticky.ts';
import type { NamedPredicate } from './symmetry.ts';
import { Visible } from './visible.ts';

/** A step of a position's tree that may go first, if the tests say so. */
interface Candidate {
  readonly leaf: StepLeaf;
  readonly tests: readonly number[];
  /** In how many of the others' places, all in all, it may: from 0 to 1. */
  readonly share: number;
}

/** The plan but for what is done at once; and how many steps it lets go first. */
export interface Local extends Omit<Plan, 'merges'> {
  readonly firsts: Firsts;
}

/** `predicates`: what the asked properties look at. `places`: threads that change places, where symmetry is used, too. */
export function localSteps(
  compiled: Compiled,
  predicates: readonly NamedPredicate[],
  places?: readonly (readonly number[])[],
  conditions: Conditions = SOUND,
): Local {
  return new Planner(compiled, predicates, places, conditions).plan();
}

class Planner {
  private readonly compiled: Compiled;
  private readonly conditions: Conditions;
  private readonly places: readonly (readonly number[])[] | undefined;
  private readonly visible: Visible;
  private readonly graphs: readonly LocalGraph[];
  private readonly tests: Tree<boolean>[] = [];
  private readonly numbers = new Map<string, number>();
  /** What is known of the others' nodes, by what goes first. */
  private readonly ways = new Map<string, Uint8Array>();

  constructor(
    compiled: Compiled,
    predicates: readonly NamedPredicate[],
    places: readonly (readonly number[])[] | undefined,
    conditions: Conditions,
  ) {
    this.compiled = compiled;
    this.places = places;
    this.conditions = conditions;
    this.visible = new Visible(predicates);
    this.graphs = compiled.program.threads.map((t) => localGraph(compiled, t.index));
  }

  plan(): Local {
    const stops = gates(this.compiled);
    const ways = this.graphs.map((graph) => this.ofThread(graph, held(graph, stops)));
    const candidates = ways.map((ofThread) =>
      ofThread.map((of) => of.filter((way) => typeof way !== 'string')),
    );
    const stay = this.staying(candidates);
    const firsts = countFirsts(
      ways.flatMap((ofThread, t) =>
        ofThread.map((of, position) => ({
          ways: of.map((way) => (typeof way === 'string' ? way : 'first')),
          stays: stay[t]?.has(position) === true,
        })),
      ),
    );
    const alone = candidates.map((ofThread, t) =>
      ofThread.map((of, position) => {
        if (of.length === 0 || stay[t]?.has(position) === true) return undefined;
        const tests = new Map(of.map((c) => [c.leaf, c.tests]));
        const step = this.compiled.steps[t]?.[position] as Decision<StepLeaf>;
        return mapped(step.root as Tree<StepLeaf>, (leaf) => tests.get(leaf));
      }),
    );
    return { alone, tests: this.tests, firsts };
  }

  /** Of each position, the ways that its step can go: as a candidate, or why it is none. */
  private ofThread(graph: LocalGraph, holds: ReadonlyMap<number, readonly Given[]>): (Candidate | Never)[][] {
    return (this.compiled.steps[graph.thread] ?? []).map((decision, position) =>
      decision?.root
        ? [...leaves(decision.root)].flatMap(([leaf, path]) =>
            this.candidate(graph.thread, position, leaf, path, holds.get(position) ?? []),
          )
        : [],
    );
  }

  /**
   * For each thread, the positions from which it never goes first. Where symmetry is used, a thread may go on where one
   * like it has stopped, with other objects: what holds of one of them is then taken to hold of all, at each step.
   */
  private staying(candidates: readonly Candidate[][][]): ReadonlySet<number>[] {
    const { places } = this;
    const like = (t: number) => places?.find((threads) => threads.includes(t)) ?? [t];
    const own = this.graphs.map((graph, t) => {
      if (!this.conditions.noLoops) return new Set<number>();
      const some = (position: number) => like(t).flatMap((u) => candidates[u]?.[position] ?? []);
      const share = (position: number) => Math.max(...some(position).map((c) => c.share), 0);
      const firsts = (candidates[t] ?? []).map((of) => new Set(of.map((c) => c.leaf)));
      return sticky(
        graph,
        (position, leaf) => (places ? some(position).length > 0 : firsts[position]?.has(leaf) === true),
        share,
      );
    });
    return own.map((_, t) => new Set(like(t).flatMap((u) => [...(own[u] as ReadonlySet<number>)])));
  }

  /** The step as a candidate, or why no state can have it first; nothing where it can't be taken. */
  private candidate(
    thread: number,
    position: number,
    leaf: StepLeaf,
    path: readonly Given[],
    holds: readonly Given[],
  ): (Candidate | Never)[] {
    if (leaf.outcomes.length === 0) return [];
    if (this.conditions.faultless && this.faults(leaf)) return ['faults'];
    if (this.conditions.unseen && this.isSeen(thread, position, leaf, path)) return ['seen'];
    const reads = new Set(path.map(([cell]) => cell));
    const writes = new Set(leaf.outcomes.flatMap((o) => o.writes.map(([cell]) => cell)));
    const extra = holds.filter(([cell]) => !reads.has(cell));
    const first = { thread, reads, writes, while: new Map([...extra, ...path]) };
    const tests = extra.map(([cell, value]) => this.test(`${cell} ${value}`, () => this.equals(cell, value)));
    let share = 1;
    for (const other of this.graphs) {
      if (other.thread === thread || !this.conditions.apart) continue;
      const bad = this.wayOf(first, other);
      const free = bad.reduce((sum, b) => sum - b, bad.length);
      if (free === 0) return ['met'];
      share *= free / bad.length;
      if (free < bad.length) tests.push(this.away(other, bad));
    }
    return [{ leaf, tests, share }];
  }

  private faults({ outcomes }: StepLeaf): boolean {
    return outcomes.some(({ edge }) => this.compiled.edges[edge]?.fault !== undefined);
  }

  private isSeen(thread: number, position: number, leaf: StepLeaf, path: readonly Given[]): boolean {
    const before = new Map([...path, [this.compiled.map.pcs[thread] as number, position] as const]);
    return leaf.outcomes.some(({ writes }) =>
      writes.some(([cell, after]) => {
        const known = before.get(cell);
        const from = known === undefined ? (this.compiled.possible[cell] as readonly number[]) : [known];
        return from.some((value) => this.visible.notices(cell, value, after));
      }),
    );
  }

  private wayOf(first: First, other: LocalGraph): Uint8Array {
    const key = `${other.thread}: ${metBy(first, other)}`;
    const known = this.ways.get(key) ?? inTheWay(first, other);
    this.ways.set(key, known);
    return known;
  }

  /** The test that the other thread is not in the way. */
  private away(other: LocalGraph, bad: Uint8Array): number {
    const key = `${other.thread}: ${bad.join('')}`;
    return this.test(key, () => split(other, (n) => bad[n] === 0, this.compiled.possible));
  }

  private equals(cell: number, value: number): Tree<boolean> {
    const kids: Tree<boolean>[] = [];
    for (const v of this.compiled.possible[cell] as readonly number[]) kids[v] = { leaf: v === value };
    return { cell, kids };
  }

  /** The number of a test; equal ones have one. */
  private test(key: string, make: () => Tree<boolean>): number {
    const known = this.numbers.get(key);
    if (known !== undefined) return known;
    this.numbers.set(key, this.tests.length);
    return this.tests.push(make()) - 1;
  }
}

/** The same tree with other leaves. */
function mapped<A, B>(tree: Tree<A>, leaf: (leaf: A) => B): Tree<B> {
  if (isLeaf(tree)) return { leaf: leaf(tree.leaf) };
  const kids: (Tree<B> | undefined)[] = [];
  for (const [value, kid] of tree.kids.entries()) if (kid) kids[value] = mapped(kid, leaf);
  return { cell: tree.cell, kids };
}
