// SPDX-License-Identifier: MIT
/**
 * What steps are, once: an instance compiled, packed and written as step code, with what is asked of it. A search, a
 * walk, a campaign of mutants stand on this, and keep no states in it.
 */
import type { Predicate } from '../compile/bits.ts';
import { compile, DEFAULT_BUDGET, ModelError } from '../compile/compile.ts';
import type { Compiled } from '../compile/compile.ts';
import { generate } from '../compile/codegen.ts';
import type { StepCode } from '../compile/codegen.ts';
import type { Cells } from '../compile/interpret.ts';
import { layOut, pack, unpack } from '../compile/layout.ts';
import type { Layout } from '../compile/layout.ts';
import { readMachine } from '../model/read.ts';
import type { Instance, Property } from '../model/types.ts';
import { withUnnamedFaults } from '../model/unnamed-faults.ts';
import type { Reducer, Reduction } from '../reduce/reduce.ts';
import { Asked, treesOf } from './asked.ts';

/** An instance and its compiled form: enough to run a schedule. */
export interface Form {
  /** With the property that no step ends in a fault that no property names. */
  readonly instance: Instance;
  readonly compiled: Compiled;
}
export interface Engine extends Form {
  /** All of it: `instance` has the properties that are asked, `compiled` what of the machine a reduction leaves. */
  readonly whole: Form;
  readonly layout: Layout;
  readonly code: StepCode;
  readonly asked: Asked;
  /** What is left out, where a reduction was asked for. */
  readonly reduction: Reduction | undefined;
  /** The properties of the model that are not asked, where some were named: nothing is known of them. */
  readonly unasked: readonly Property[] | undefined;
  /** The initial states, packed, one after the other, as they are kept. */
  readonly initials: Int32Array;
  /** By edge: its thread, and 1 if it ends in a fault. */
  readonly threadOf: Int32Array;
  readonly faulty: Uint8Array;
}
export interface EngineOptions {
  /** Paths that a decision tree may have. */
  readonly budget?: number | undefined;
  /** Of the properties, those that are asked, and nothing else. Default: all. */
  readonly asks?: ((property: Property) => boolean) | undefined;
  /** What is to be left out of a search. */
  readonly reduce?: Reducer | undefined;
  /** A test breaks the step code, to show that others notice. */
  readonly code?: ((made: StepCode) => StepCode) | undefined;
  /** A test has one cell left out of what answers rest on, to show that others notice. */
  readonly unread?: number | undefined;
}

/** So many times as many paths may a property have where it is asked alone: there, it pays to know ahead what it looks at. */
const ALONE = 128;

export function formOf(given: Instance, budget = DEFAULT_BUDGET): Form {
  const compiled = compile(readMachine(given.machine), budget, given.names);
  return { instance: withUnnamedFaults(given, compiled.program), compiled };
}

export function engineOf(given: Instance, options: EngineOptions = {}): Engine {
  const { budget, asks, reduce, code = (made) => made, unread } = options;
  const whole = formOf(given, budget);
  const { properties: all } = whole.instance;
  const properties = asks ? all.filter(asks) : all;
  const instance = asks ? { ...whole.instance, properties } : whole.instance;
  const asked = new Asked(whole.compiled, properties);
  const { watched, further, named } = treesOf(whole.compiled, asked, reduce && asks && ALONE);
  askAtFirst(whole.compiled, [...watched, ...further].flat());
  whole.compiled.secondLook();
  const reduction = reduce?.(whole.compiled, { properties, predicates: named, alone: asks !== undefined });
  const compiled = reduction?.compiled ?? whole.compiled;
  const layout = layOut(compiled);
  const { plan, images } = reduction ?? {};
  const made = generate(compiled, layout, { watched, further, plan, images, unread });
  const initials = new Int32Array(compiled.initials.length * layout.words);
  compiled.initials.forEach((cells, i) => {
    pack(layout, cells, initials, i * layout.words);
    made.keep?.(initials, i * layout.words);
  });
  return {
    instance,
    compiled,
    whole,
    layout,
    code: code(made),
    asked,
    reduction,
    unasked: asks && all.filter((p) => !asks(p)),
    initials,
    threadOf: Int32Array.from(compiled.edges, (e) => e.thread),
    faulty: Uint8Array.from(compiled.edges, (e) => (e.fault === undefined ? 0 : 1)),
  };
}

/** A property with a mistake in it is refused also where nobody would ask for its answer: of the initial state, each is asked. */
function askAtFirst({ initials }: Compiled, asked: Predicate): void {
  const first = initials[0] as Cells;
  for (const property of asked) {
    const answer = property.at((cell) => first[cell] as number);
    if (typeof answer === 'string') throw new ModelError(answer);
  }
}

/** The cells of a state as it is kept. */
export const keptForm = ({ layout, code }: Engine, cells: Cells): Cells => put(layout, cells, code.keep);
/** The least of a state and those that are taken for it. */
export const leastForm = ({ layout, code }: Engine, cells: Cells): Cells => put(layout, cells, code.least);

function put(layout: Layout, cells: Cells, into: StepCode['keep']): Cells {
  if (!into) return cells;
  const words = new Int32Array(layout.words);
  pack(layout, cells, words, 0);
  into(words, 0);
  return unpack(layout, words, 0);
}
