// SPDX-License-Identifier: MIT
/**
 * What steps are, once: an instance compiled, packed and written as step code, with what is asked of it. A search, a
 * walk, a campaign of mutants stand on this, and keep no states in it.
 */
import { compile, DEFAULT_BUDGET } from '../compile/compile.ts';
import type { Compiled } from '../compile/compile.ts';
import { generate } from '../compile/codegen.ts';
import type { StepCode } from '../compile/codegen.ts';
import type { Cells } from '../compile/interpret.ts';
import { layOut, pack, unpack } from '../compile/layout.ts';
import type { Layout } from '../compile/layout.ts';
import { readMachine } from '../model/read.ts';
import type { Instance } from '../model/types.ts';
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
  readonly layout: Layout;
  readonly code: StepCode;
  readonly asked: Asked;
  /** What is left out, where a reduction was asked for. */
  readonly reduction: Reduction | undefined;
  /** The initial states, packed, one after the other, as they are kept. */
  readonly initials: Int32Array;
  /** By edge: its thread, and 1 if it ends in a fault. */
  readonly threadOf: Int32Array;
  readonly faulty: Uint8Array;
}
export interface EngineOptions {
  /** Paths that a decision tree may have. */
  readonly budget?: number | undefined;
  /** What is to be left out of a search. */
  readonly reduce?: Reducer | undefined;
  /** A test breaks the step code, to show that others notice. */
  readonly code?: ((made: StepCode) => StepCode) | undefined;
}

export function formOf(given: Instance, budget = DEFAULT_BUDGET): Form {
  const compiled = compile(readMachine(given.machine), budget, given.names);
  return { instance: withUnnamedFaults(given, compiled.program), compiled };
}

export function engineOf(given: Instance, options: EngineOptions = {}): Engine {
  const { budget, reduce, code = (made) => made } = options;
  const { instance, compiled } = formOf(given, budget);
  const { properties } = instance;
  const asked = new Asked(compiled, properties);
  const layout = layOut(compiled);
  const { watched, further, named } = treesOf(compiled, asked);
  compiled.secondLook();
  const reduction = reduce?.(compiled, layout, { properties, predicates: named });
  const { plan, images } = reduction ?? {};
  const made = generate(compiled, layout, { watched, further, plan, images });
  const initials = new Int32Array(compiled.initials.length * layout.words);
  compiled.initials.forEach((cells, i) => {
    pack(layout, cells, initials, i * layout.words);
    made.least?.(initials, i * layout.words);
  });
  return {
    instance,
    compiled,
    layout,
    code: code(made),
    asked,
    reduction,
    initials,
    threadOf: Int32Array.from(compiled.edges, (e) => e.thread),
    faulty: Uint8Array.from(compiled.edges, (e) => (e.fault === undefined ? 0 : 1)),
  };
}

/** The cells of a state as it is kept: where threads are alike, in canonical form. */
export function keptForm({ layout, code }: Engine, cells: Cells): Cells {
  if (!code.least) return cells;
  const words = new Int32Array(layout.words);
  pack(layout, cells, words, 0);
  code.least(words, 0);
  return unpack(layout, words, 0);
}
