// SPDX-License-Identifier: MIT
/**
 * What an instance is asked, as the step code answers it: which bits of a state's mask stand for which property, which
 * edges break which, and back from a mask to what is broken. Every engine reads masks here.
 */
import { BATCH, CYCLE, isSet, maskWords, flagAt, STUCK } from '../compile/bits.ts';
import type { Flag, Predicate } from '../compile/bits.ts';
import type { Batch } from '../compile/codegen.ts';
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
/** What stands for one way of breaking a property. */
export interface Sign extends Flag {
  readonly kind: string;
}
/** The bits of what is asked of a state, a word for each 29 properties. */
export type Mask = Int32Array;

const DEADLOCK = STUCK | CYCLE;
/** Of a word of a mask. Threads that wait in a cycle say more than that nothing can run: of both, that alone is told. */
export const told = (mask: number): number => ((mask & CYCLE) === 0 ? mask : mask & ~STUCK);
/** What is no news after a state with this word in its mask: of the two kinds of deadlock the other may have come of the one. */
export const settled = (mask: number): number => ((mask & DEADLOCK) === 0 ? mask : mask | DEADLOCK);

const isProgress = (p: Property): p is ProgressProperty => p.kind === 'eventually';
const isState = (p: Property): p is StateProperty => 'holds' in p && !isProgress(p);

export class Asked {
  readonly properties: readonly Property[];
  /** The properties that `always` or `sometimes` bits stand for, by their place. */
  readonly watched: readonly StateProperty[];
  /** The `alwaysPossible` properties, by place in StepCode.predicates. */
  readonly possible: readonly StateProperty[];
  /** The `eventually` properties; their two bits each (`holds`, `after`) follow those of `possible`. */
  readonly progressing: readonly ProgressProperty[];
  /** What fairness each of them states. */
  readonly demands: readonly Demands[];
  /** Words of a mask, and of what predicates() gives. */
  readonly words: number;
  readonly furtherWords: number;
  /** Every bit that can be watched. */
  readonly everything: Mask;
  /** The bits of `sometimes`. */
  readonly sometimes: Mask;
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
    this.words = maskWords(this.watched.length);
    this.furtherWords = maskWords(this.possible.length + 2 * this.progressing.length);
    this.everything = this.bits(() => true, true);
    this.sometimes = this.bits((p) => p.kind === 'sometimes');
  }

  private bits(which: (p: StateProperty) => boolean, deadlocks = false): Mask {
    const mask = new Int32Array(this.words);
    if (deadlocks) mask[0] = DEADLOCK;
    this.watched.forEach((p, place) => {
      const { word, bit } = flagAt(place);
      if (which(p)) mask[word] = (mask[word] as number) | bit;
    });
    return mask;
  }

  /** The bits by which a state breaks one of these properties. */
  breaking(properties: readonly Property[] = this.properties): Mask {
    const deadlocks = properties.some((p) => p.kind === 'noDeadlock');
    return this.bits((p) => p.kind === 'always' && properties.includes(p), deadlocks);
  }
  /** The bits to watch for these properties: where one is broken, and where a `sometimes` is met. */
  watching(properties: readonly Property[] = this.properties): Mask {
    const met = this.bits((p) => p.kind === 'sometimes' && properties.includes(p));
    return this.breaking(properties).map((bits, word) => bits | (met[word] as number));
  }

  /** Where predicates() says whether a progress property has come true, and whether the wait for it begins. */
  progress(property: ProgressProperty): { readonly holds: Flag; readonly after: Flag } {
    const place = this.possible.length + 2 * this.progressing.indexOf(property);
    return { holds: flagAt(place), after: flagAt(place + 1) };
  }

  /** The ways in which a property is broken in a state, each with its bit; of `alwaysPossible`, a bit of what is lost. */
  signs(property: Property): readonly Sign[] {
    switch (property.kind) {
      case 'noDeadlock':
        return [
          { word: 0, bit: STUCK, kind: 'stuck' },
          { word: 0, bit: CYCLE, kind: 'cycle' },
        ];
      case 'always':
        return [{ ...flagAt(this.watched.indexOf(property)), kind: 'false' }];
      case 'alwaysPossible':
        return [{ ...flagAt(this.possible.indexOf(property)), kind: 'lost' }];
      default:
        return [];
    }
  }

  /** What a state with this mask breaks, invariants first; a cycle of waiting threads before that nothing can run. */
  broken(mask: Mask): readonly Broken[] {
    const shown = mask.map(told);
    const ofKind = (kind: Property['kind']) =>
      this.properties
        .filter((p) => p.kind === kind)
        .flatMap((property) =>
          this.signs(property)
            .filter((sign) => isSet(shown, sign))
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

/** `times`: so many times as many paths as usual may each have. */
export function treesOf(
  { predicate }: Compiled,
  { watched, possible, progressing }: Asked,
  times?: number,
): Trees {
  const trees = ({ name, kind, holds, parts = [holds] }: StateProperty): Predicate =>
    parts.map((part) => predicate(name, part, kind !== 'always', times));
  const progress = progressing.flatMap(({ name, holds, after = holds }) =>
    [holds, after].map((p): Predicate => [predicate(name, p, true, times)]),
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
  readonly bits: Mask;
  /** For each `sometimes` that was met, by its place: the first state that does. */
  readonly met = new Map<number, number>();
  private readonly asked: Asked;
  private readonly mask: Mask;

  constructor(asked: Asked, bits = asked.everything) {
    this.asked = asked;
    this.bits = bits.slice();
    this.mask = new Int32Array(asked.words);
  }

  /**
   * Takes in what a batch of step code noted. `broken` is told of each state that breaks something, and of its mask,
   * which is good until the next; it may say that this is enough. `first`: the number of the state that code counts from.
   */
  take(
    { noted, notes, noteCount }: Batch,
    broken: (state: number, mask: Mask) => 'enough' | void,
    first = 0,
  ): void {
    for (let i = 0; i < noteCount; i++)
      if (this.look(first + (noted[i] as number), notes, i, BATCH, broken) === 'enough') return;
  }

  /** The same of one state: the words of its mask are at `at` of `notes`, and then every `stride` further on. */
  look(
    state: number,
    notes: Int32Array,
    at: number,
    stride: number,
    broken: (state: number, mask: Mask) => 'enough' | void,
  ): 'enough' | void {
    const { mask, bits } = this;
    const { sometimes } = this.asked;
    let any = 0;
    for (let word = 0; word < mask.length; word++) {
      const note = notes[at + word * stride] as number;
      const wanted = sometimes[word] as number;
      if ((note & wanted & (bits[word] as number)) !== 0) this.meetAll(word, note, state);
      any |= mask[word] = note & ~wanted;
    }
    return any === 0 ? undefined : broken(state, mask);
  }

  private meetAll(word: number, note: number, state: number): void {
    const news = note & (this.asked.sometimes[word] as number) & (this.bits[word] as number);
    for (const place of this.asked.watched.keys()) {
      const flag = flagAt(place);
      if (flag.word === word && (news & flag.bit) !== 0) this.meet(place, state);
    }
  }
  meet(place: number, state: number): void {
    const { word, bit } = flagAt(place);
    this.met.set(place, state);
    this.bits[word] = (this.bits[word] as number) & ~bit;
  }
  /** Forgets which were met first by a state from `state` on. */
  forget(state: number): void {
    for (const [place, first] of this.met)
      if (first >= state) {
        const { word, bit } = flagAt(place);
        this.met.delete(place);
        this.bits[word] = (this.bits[word] as number) | bit;
      }
  }
  isMet(property: Property): boolean {
    return this.stateWith(property) !== undefined;
  }
  /** The first state that meets a `sometimes`. */
  stateWith(property: Property): number | undefined {
    return this.met.get(this.asked.watched.findIndex((p) => p === property));
  }
}
