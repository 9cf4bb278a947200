// SPDX-License-Identifier: MIT
/** What a model is: a machine or a finite space, its designs, configurations and bounds, and what must be true of it. */
import type { AnyStateMachine } from 'xstate';
import type { Operations } from './operations.ts';
import type { Accounts, Conformance } from './conformance.ts';
import type { Recording } from './recording.ts';
import type { Names } from './known-names.ts';
import type { SpaceInstance, SpaceProperty } from './space.ts';

/** Where a step stands in the kernel. */
export interface Source {
  /** The function the statement is in: `__pte_alloc_kernel`. */
  readonly func: string;
  /** The file: `mm/memory.c`. */
  readonly file: string;
  /** The version the step was read from: `v5.3`. */
  readonly version: string;
  /** The functions on the call path from the thread's entry to `func`, outermost first. */
  readonly callers?: readonly string[];
}

/** One scheduling decision: this thread takes its next step, with this choice if the step has one. */
export interface StepEvent {
  readonly type: string;
  readonly choice?: string;
}

/** One whole state, as a property sees it. */
export interface State {
  /** Memory every thread sees. */
  // oxlint-disable-next-line no-explicit-any
  readonly mem: any;
  /** Each thread's own memory. */
  // oxlint-disable-next-line no-explicit-any
  readonly stack: any;
  /** The name of the state each thread is in. */
  readonly at: Readonly<Record<string, string>>;
}

/** What a property reads: a state, and whether each thread is at a valid end. */
export interface View extends State {
  /** True when the thread is at a valid end: a final state, or one tagged `may-wait`. */
  readonly ended: Readonly<Record<string, boolean>>;
  /** True when every thread is. */
  readonly quiet: boolean;
}

interface Named {
  readonly name: string;
  /** The property as a sentence, or a question with a yes/no answer. */
  readonly says: string;
}
/** `always`: true in every reachable state. `sometimes`: true in at least one. `alwaysPossible`: reachable from each. */
export interface StateProperty extends Named {
  readonly kind: 'always' | 'sometimes' | 'alwaysPossible';
  readonly holds: (s: View) => boolean;
  /** For an `always` given in parts: it holds where each of them does. */
  readonly parts?: readonly ((s: View) => boolean)[];
}
/** `noFault`: no step ends in one of these faults. */
export interface FaultProperty extends Named {
  readonly kind: 'noFault';
  readonly faults: readonly string[];
  /** Asked of every model, and told of only where it is violated: what the kernel itself checks (unnamed-faults.ts). */
  readonly quiet?: true;
}
/** `noDeadlock`: always a step to take or a valid end, and no cycle of threads waiting for each other's locks. */
export interface DeadlockProperty extends Named {
  readonly kind: 'noDeadlock';
}
/** `lockOrder`: what lockdep would report of the order in which locks are taken. Asked of every machine with a lock. */
export interface LockOrderProperty extends Named {
  readonly kind: 'lockOrder';
}
/** How fair schedules are: not at all; to each thread that can run from some moment on; or that can run again and again. */
export type Fair = 'unfair' | 'weak' | 'strong';
/** What a progress property takes for granted of schedules (docs/semantics.md 5). */
export interface Fairness {
  readonly threads: Fair;
  /** Threads, by name or role, for which fairness is strong whatever it is for the rest. */
  readonly strong?: readonly string[];
  /** Choices that cannot fail for ever: a step taken again and again with `ok` on offer takes `ok` again and again. */
  readonly succeeds?: readonly string[];
  /**
   * Steps, each with fairness of its own: `vmalloc0.pmd_none` for one thread's, `vmalloc.pmd_none` for each thread's of a
   * role, `vmalloc.alloc:ok` for one choice of it.
   */
  readonly steps?: Readonly<Record<string, 'weak' | 'strong'>>;
}
/** `eventually`: on every fair path `holds` comes true; with `after`, whenever `after` is true, it does so later. */
export interface ProgressProperty extends Named {
  readonly kind: 'eventually';
  readonly holds: (s: View) => boolean;
  readonly after?: (s: View) => boolean;
  readonly fairness: Fairness;
}
export type Property =
  StateProperty | FaultProperty | DeadlockProperty | ProgressProperty | LockOrderProperty;

/**
 * True in every reachable state. Where the sentence is about each of several objects, give one function for each: the
 * compiler then looks at each on its own, which is much faster than one function that reads them all.
 */
export const always = (
  name: string,
  says: string,
  ...parts: readonly ((s: View) => boolean)[]
): Property => ({
  kind: 'always',
  name,
  says,
  parts,
  holds: (s) => parts.every((part) => part(s)),
});
export const sometimes = (name: string, says: string, holds: (s: View) => boolean): Property => ({
  kind: 'sometimes',
  name,
  says,
  holds,
});
export const alwaysPossible = (name: string, says: string, holds: (s: View) => boolean): Property => ({
  kind: 'alwaysPossible',
  name,
  says,
  holds,
});
const fairnessFrom = (given: Fair | Partial<Fairness>): Fairness =>
  typeof given === 'string' ? { threads: given } : { threads: 'weak', ...given };
/** On every path that is fair in the stated sense, `holds` comes true. Weak fairness to each thread by default. */
export const eventually = (
  name: string,
  says: string,
  holds: (s: View) => boolean,
  fairness: Fair | Partial<Fairness> = 'weak',
): Property => ({ kind: 'eventually', name, says, holds, fairness: fairnessFrom(fairness) });
/** Whenever `after` is true, `holds` is true then or comes true later, on every path that is fair in the stated sense. */
export const leadsTo = (
  name: string,
  says: string,
  after: (s: View) => boolean,
  holds: (s: View) => boolean,
  fairness: Fair | Partial<Fairness> = 'weak',
): Property => ({ kind: 'eventually', name, says, after, holds, fairness: fairnessFrom(fairness) });
export const noFault = (name: string, says: string, ...faults: readonly string[]): Property => ({
  kind: 'noFault',
  name,
  says,
  faults,
});
export const noDeadlock = (name: string, says: string): Property => ({ kind: 'noDeadlock', name, says });

/** One proposed option: what it decides, where it comes from. A step reads a decision, never a design's name. */
export interface Design<D> {
  readonly says: string;
  readonly source: string;
  readonly decisions: D;
}
/** A kernel configuration the model is run in. */
export interface Configuration<C> {
  readonly says: string;
  readonly settings: C;
  /** The designs it has a question for; any other can still be asked by name. Default: all. */
  readonly about?: readonly string[];
}
/** What "every interleaving" ranges over. */
export interface Bound<B> {
  readonly says: string;
  readonly limits: B;
}
export const BOUNDS = ['tiny', 'small', 'large'] as const;
export type BoundName = (typeof BOUNDS)[number];

/** A model with its designs, configurations and bounds chosen: what an engine runs. */
export interface Instance {
  readonly machine: AnyStateMachine;
  readonly properties: readonly Property[];
  /** What the design costs, in numbers of the model's own. */
  readonly measures?: readonly Measure[];
  /** What the rest of the model calls by name. Set where the instance is built (src/model/instance.ts). */
  readonly names?: Names;
}
/** A number read off quiet states; the most counts. */
export interface Measure {
  readonly name: string;
  /** The number in words. */
  readonly says: string;
  /** It is taken where these threads are in these states and every other is at a valid end. */
  readonly when: Readonly<Record<string, string>>;
  /** Undefined in a state that the number does not speak of. */
  readonly value: (s: View) => number | undefined;
}
/** Of either kind: a machine of threads, or a finite space without any. */
export type AnyInstance = Instance | SpaceInstance;
export type AnyProperty = Property | SpaceProperty;

// oxlint-disable-next-line no-explicit-any
export interface ModelOf<I extends AnyInstance, D = any, C = any, B = any> {
  readonly name: string;
  /** The question the model answers. */
  readonly asks: string;
  /** What is left out or simplified: printed with every result. */
  readonly assumptions: readonly string[];
  /** For a property, by name, the head of its column in every table: one letter, or a few. Default: its initials. */
  readonly short?: Readonly<Record<string, string>>;
  readonly designs: Readonly<Record<string, Design<D>>>;
  readonly configurations: Readonly<Record<string, Configuration<C>>>;
  readonly bounds: Readonly<Record<BoundName, Bound<B>>>;
  readonly build: (decisions: D, settings: C, limits: B) => I;
}
/** A model of threads. */
// oxlint-disable-next-line no-explicit-any
export type Model<D = any, C = any, B = any> = ModelOf<Instance, D, C, B>;
/** A model without threads: docs/semantics.md 9. */
// oxlint-disable-next-line no-explicit-any
export type SpaceModel<D = any, C = any, B = any> = ModelOf<SpaceInstance, D, C, B>;
export type AnyModel = ModelOf<AnyInstance>;
/** Every pair of configuration and design that belongs together, in the order of the model. */
export const asked = (m: AnyModel): readonly (readonly [configuration: string, design: string])[] =>
  Object.entries(m.configurations).flatMap(([name, { about }]) =>
    Object.keys(m.designs)
      .filter((design) => about?.includes(design) ?? true)
      .map((design) => [name, design] as const),
  );
export const model = <D, C, B>(m: Model<D, C, B>): Model<D, C, B> => m;
export const spaceModel = <D, C, B>(m: SpaceModel<D, C, B>): SpaceModel<D, C, B> => m;

/** What the kernel's source says the answer should be, before the model is asked. */
export interface Expected {
  readonly configuration: string;
  readonly design: string;
  readonly property: string;
  readonly verdict: 'holds' | 'violated';
  /** The kernel functions and versions it follows from. */
  readonly source: string;
}
/** Where the answer at bound `large` is another one than at `small`, and why. */
export interface Otherwise {
  readonly configurations: readonly string[];
  readonly designs: readonly string[];
  readonly properties: readonly string[];
  /** At bound large. */
  readonly verdict: 'holds' | 'violated';
  readonly because: string;
}
/** What is allowed to be empty, each with its reason: anything else that is fails the suite. */
export interface Vacuous {
  /** Steps that no interleaving takes, as `role.state`. */
  readonly steps?: Readonly<Record<string, string>>;
  /** `sometimes` properties that nothing meets. */
  readonly sometimes?: Readonly<Record<string, string>>;
  /** Properties that no design and no mutant violates. */
  readonly properties?: Readonly<Record<string, string>>;
}
/** A model with its expected answers at bound `small`: what the command line knows. */
export interface Entry<I extends AnyInstance = AnyInstance> {
  readonly model: ModelOf<I>;
  readonly expected: readonly Expected[];
  /** Answers that are other ones at bound `large`. */
  readonly otherwise?: readonly Otherwise[];
  readonly vacuous?: Vacuous;
  /** What its threads are on a running kernel. */
  readonly operations?: Operations;
  /** What a recording of a kernel shows of its steps. */
  readonly recording?: Recording;
  /** What it is to somebody outside of a running kernel. */
  readonly conformance?: Conformance;
  /** What counters of a running kernel it has. */
  readonly accounts?: Accounts;
  /** For mutants that survive, by name: the property that would be needed, and why there is none. */
  readonly survivors?: Readonly<Record<string, string>>;
}
