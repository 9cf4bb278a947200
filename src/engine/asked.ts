// SPDX-License-Identifier: MIT
/**
 * What an instance is asked, as the step code answers it: which bits of a state's mask stand for which property, which
 * edges break which, and back from a mask to what is broken. Every engine reads masks here.
 */
import { CYCLE, STUCK } from '../compile/bits.ts';
import type { Predicate } from '../compile/bits.ts';
import type { Compiled, Edge } from '../compile/compile.ts';
import { demandsOf } from '../model/fairness.ts';
import type { Demands } from '../model/fairness.ts';
import type { FaultProperty, ProgressProperty, Property, StateProperty } from '../model/types.ts';
import type { NamedPredicate } from '../reduce/symmetry.ts';

/** A property that is broken, and how: `stuck` or `cycle` for a deadlock, the kind of fault, `false` for an invariant. */
export interface Broken {
  readonly property: Property;
  readonly kind: string;
}
/** A bit that stands for one way of breaking a property. */
export interface Sign {
  readonly bit: number;
  readonly kind: string;
}

const DEADLOCK = STUCK | CYCLE;
/** Threads that wait in a cycle say more than that nothing can run: of a mask with both, that alone is told. */
export const told = (mask: number): number => ((mask & CYCLE) === 0 ? mask : mask & ~STUCK);
/** What is no news after a state with this mask: of the two kinds of deadlock the other may have come of the one. */
export const settled = (mask: number): number => ((mask & DEADLOCK) === 0 ? mask : mask | DEADLOCK);

const isProgress = (p: Property): p is ProgressProperty => p.kind === 'eventually';
const isState = (p: Property): p is StateProperty => 'holds' in p && !isProgress(p);
const bitsOf = (count: number): number => 2 ** count - 1;

export class Asked {
  readonly properties: readonly Property[];
  /** The properties that `always` or `sometimes` bits stand for, by bit. */
  readonly watched: readonly StateProperty[];
  /** The `alwaysPossible` properties, by bit of StepCode.predicates. */
  readonly possible: readonly StateProperty[];
  /** The `eventually` properties; their two bits each (`holds`, `after`) follow those of `possible`. */
  readonly progressing: readonly ProgressProperty[];
  /** What fairness each of them states. */
  readonly demands: readonly Demands[];
  /** Every bit that can be watched. */
  readonly everything: number;
  /** The bits of `sometimes`. */
  readonly sometimes: number;
  private readonly edges: readonly Edge[];

  constructor({ program, edges }: Compiled, properties: readonly Property[]) {
    this.properties = properties;
    this.edges = edges;
    this.progressing = properties.filter(isProgress);
    // A name that is none is found now, not when the search is done.
    this.demands = this.progressing.map((p) => demandsOf(program, p));
    const states = properties.filter(isState);
    this.watched = states.filter((p) => p.kind !== 'alwaysPossible');
    this.possible = states.filter((p) => p.kind === 'alwaysPossible');
    this.everything = bitsOf(this.watched.length) | DEADLOCK;
    this.sometimes = this.bits((p) => p.kind === 'sometimes');
  }

  private bits(which: (p: StateProperty) => boolean): number {
    return this.watched.reduce((mask, p, bit) => (which(p) ? mask | (1 << bit) : mask), 0);
  }

  /** The bits by which a state breaks one of these properties. */
  breaking(properties: readonly Property[] = this.properties): number {
    const deadlock = properties.some((p) => p.kind === 'noDeadlock') ? DEADLOCK : 0;
    return this.bits((p) => p.kind === 'always' && properties.includes(p)) | deadlock;
  }
  /** The bits to watch for these properties: where one is broken, and where a `sometimes` is met. */
  watching(properties: readonly Property[] = this.properties): number {
    return this.breaking(properties) | this.bits((p) => p.kind === 'sometimes' && properties.includes(p));
  }

  /** The ways in which a property is broken in a state, each with its bit; of `alwaysPossible`, a bit of what is lost. */
  signs(property: Property): readonly Sign[] {
    switch (property.kind) {
      case 'noDeadlock':
        return [
          { bit: STUCK, kind: 'stuck' },
          { bit: CYCLE, kind: 'cycle' },
        ];
      case 'always':
        return [{ bit: 1 << this.watched.indexOf(property), kind: 'false' }];
      case 'alwaysPossible':
        return [{ bit: 1 << this.possible.indexOf(property), kind: 'lost' }];
      default:
        return [];
    }
  }

  /** What a state with this mask breaks, invariants first; a cycle of waiting threads before that nothing can run. */
  broken(mask: number): readonly Broken[] {
    const shown = told(mask);
    const ofKind = (kind: Property['kind']) =>
      this.properties
        .filter((p) => p.kind === kind)
        .flatMap((property) =>
          this.signs(property)
            .filter(({ bit }) => (shown & bit) !== 0)
            .map(({ kind: how }) => ({ property, kind: how })),
        );
    return [...ofKind('always'), ...ofKind('noDeadlock')];
  }
  /** What an edge breaks by ending in a fault. */
  brokenBy(edge: number): readonly Broken[] {
    const kind = this.edges[edge]?.fault;
    if (kind === undefined) return [];
    return this.properties
      .filter((p) => p.kind === 'noFault' && p.faults.includes(kind))
      .map((property) => ({ property, kind }));
  }
  /** The edges that break a property by the fault they end in. */
  faultsOf({ faults }: FaultProperty): readonly Edge[] {
    return this.edges.filter((e) => e.fault !== undefined && faults.includes(e.fault));
  }
  /** The edges that break one of these properties. */
  faultsIn(properties: readonly Property[] = this.properties): readonly Edge[] {
    const all = properties.flatMap((p) => (p.kind === 'noFault' ? this.faultsOf(p) : []));
    return [...new Set(all)];
  }
}

/** The decision trees of what is asked. */
export interface Trees {
  /** A bit is set where an `always` is broken, in any of its parts, and where a `sometimes` is met. */
  readonly watched: readonly Predicate[];
  /** `possible`, then `progressing`. */
  readonly further: readonly Predicate[];
  /** Those of state properties, by name. */
  readonly named: readonly NamedPredicate[];
}

export function treesOf({ predicate }: Compiled, { watched, possible, progressing }: Asked): Trees {
  const trees = ({ name, kind, holds, parts = [holds] }: StateProperty): Predicate =>
    parts.map((part) => predicate(name, part, kind !== 'always'));
  const progress = progressing.flatMap(({ name, holds, after = holds }) =>
    [holds, after].map((p): Predicate => [predicate(name, p)]),
  );
  const lost = possible.map(trees);
  const seen = watched.map(trees);
  const named = [...watched, ...possible].map(({ name, kind }, i) => ({
    name,
    kind,
    parts: [...seen, ...lost][i] ?? [],
  }));
  return { watched: seen, further: [...lost, ...progress], named };
}

/** What a search still watches for: a `sometimes` that was met once is asked no more. */
export class Watching {
  /** The bits that step code is to note. */
  bits: number;
  /** For each `sometimes` that was met, by bit: the first state that does. */
  readonly met = new Map<number, number>();
  private readonly asked: Asked;

  constructor(asked: Asked, bits = asked.everything) {
    this.asked = asked;
    this.bits = bits;
  }

  /** Takes in what was noted of a state. Returns what of it is broken. */
  take(state: number, mask: number): number {
    const { sometimes, watched } = this.asked;
    const news = mask & sometimes & this.bits;
    if (news !== 0) for (const bit of watched.keys()) if ((news & (1 << bit)) !== 0) this.meet(bit, state);
    return mask & ~sometimes;
  }
  meet(bit: number, state: number): void {
    this.met.set(bit, state);
    this.bits &= ~(1 << bit);
  }
  isMet(property: Property): boolean {
    return this.stateWith(property) !== undefined;
  }
  /** The first state that meets a `sometimes`. */
  stateWith(property: Property): number | undefined {
    return this.met.get(this.asked.watched.findIndex((p) => p === property));
  }
}
