// SPDX-License-Identifier: MIT
/**
 * Writes decision trees as a WebAssembly module. A function of a state takes the address of the state (0), its words
 * (1 and on), then what else it needs: a thread's steps, where successors go, and it returns where the next would.
 */
import * as w from '../wasm/code.ts';
import type { Code } from '../wasm/code.ts';
import { Module, WORD } from '../wasm/module.ts';
import { TOO_WIDE } from './bits.ts';
import type { Predicate } from './bits.ts';
import { field, isOneOf, switchOn, treeCode } from './choices.ts';
import type { Compiled, Outcome, StepLeaf } from './compile.ts';
import { expandCode } from './expand.ts';
import type { StepMemory } from './step-memory.ts';
import { walkCode } from './flat.ts';
import type { Forest } from './flat.ts';
import type { Layout, Slot } from './layout.ts';
import { leastCode } from './least.ts';
import { MaskCode } from './mask-code.ts';
import type { Image, Tables } from './least.ts';
import { planFunctions } from './plan.ts';
import type { Plan } from './plan.ts';
import { isLeaf, leavesOf } from './tree.ts';
import type { RecordedStep } from './moves.ts';
import type { Tree } from './tree.ts';
import { cycleCode, waitCode } from './waits.ts';

/** Bytes of a function: an engine takes 7,654,321. */
const MOST_CODE = 6_000_000;

/** What the module calls. */
export const IMPORTS = {
  /** Throws the message of that number. */
  raise: [1, 0],
  /** Grows a flat tree: its number and the address of the state. Returns the complement of the leaf's number. */
  grow: [2, 1],
  /** Throws what the leaf of a flat tree says: the tree's number and the leaf's. */
  complain: [2, 0],
  /** Does what a leaf of a flat step tree says: thread, tree, leaf, address of the state and of the next successor. */
  take: [5, 1],
} as const;
type Imports = Record<keyof typeof IMPORTS, number>;

/** What the code is to say of states, and what of the steps it is to leave out. */
export interface Wanted {
  /** What the bits of each state's mask stand for, in their order. */
  readonly watched: readonly Predicate[];
  /** The same of another mask, for later passes. */
  readonly further: readonly Predicate[];
  /** A thread that may go alone does. */
  readonly plan?: Plan | undefined;
  /** Of a state and these of its images, the least is kept. */
  readonly images?: readonly Image[] | undefined;
  /** A cell that no answer is said to rest on: see engine.ts. */
  readonly unread?: number | undefined;
}

export class Writer {
  readonly module = new Module();
  readonly messages: string[] = [];
  private readonly compiled: Compiled;
  private readonly layout: Layout;
  private readonly places: StepMemory;
  private readonly forest: Forest;
  private readonly imports: Imports;
  private readonly walk: number;
  private readonly masks: MaskCode;
  private readonly written = new Map<Outcome, Map<number, Code>>();

  constructor(compiled: Compiled, layout: Layout, places: StepMemory, forest: Forest, unread?: number) {
    this.compiled = compiled;
    this.layout = layout;
    this.places = places;
    this.forest = forest;
    const imported = Object.entries(IMPORTS).map(([name, [takes, gives]]) => [
      name,
      this.module.import(name, takes, gives),
    ]);
    this.imports = Object.fromEntries(imported) as Imports;
    this.walk = this.module.add('walk', 3, 1, 0, walkCode(this.imports.grow));
    this.masks = new MaskCode({
      module: this.module,
      layout,
      forest,
      unread,
      walked: (tree) => this.walked(tree),
      raise: (text) => this.raise(text),
      complain: this.imports.complain,
    });
  }

  write({ watched, further, plan, images }: Wanted, tables: Tables): Module {
    const { program, map } = this.compiled;
    const { words } = this.layout;
    const pcs = map.pcs.map((cell) => this.layout.slots[cell] as Slot);
    const threads = program.threads.map((t) => this.threadFunction(t.index));
    const planned =
      plan &&
      planFunctions(plan, {
        module: this.module,
        add: (name, more, results, code) => this.add(name, more, results, code),
        call: (fn, ...more) => this.call(fn, ...more),
        tree: (tree, leaf) => treeCode(tree, this.layout, leaf),
        threads,
        pcs,
        waiting: program.threads.map((t) => [...t.positions.keys()].filter((p) => t.positions[p]?.waitsFor)),
        more: words + 1,
      });
    const masks = this.masks.functions('watched', watched);
    const asked = this.masks.functions('further', further);
    const ended = this.add('ended', 0, 1, this.ended(pcs));
    const cycle = this.module.add(
      'cycle',
      0,
      1,
      2 * this.places.waitWords,
      cycleCode(threads.length, this.places),
    );
    const tooWide = w.call(this.imports.raise, w.i32(this.message(TOO_WIDE)));
    const least =
      images &&
      this.module.add('least', 1, 0, 3 * words, leastCode(words, images, tables, this.places.tables));
    const parts = { threads, masks, asked, ended, cycle, tooWide, planned, least };
    expandCode(this.module, words, this.places, parts);
    return this.module;
  }

  private add(name: string, more: number, results: 0 | 1, code: Code): number {
    return this.module.add(name, 1 + this.layout.words + more, results, 0, code);
  }
  private call(fn: number, ...more: Code[]): Code {
    return w.call(fn, w.each(1 + this.layout.words, w.get), ...more);
  }
  private message(text: string): number {
    const known = this.messages.indexOf(text);
    return known >= 0 ? known : this.messages.push(text) - 1;
  }
  private raise(text: string): Code {
    return w.call(this.imports.raise, w.i32(this.message(text))) + w.never;
  }
  /** The complement of the leaf's number, for the state at hand. */
  private walked(tree: number): Code {
    return w.call(this.walk, w.get(0), w.i32(this.forest.rootOf(tree)), w.i32(tree));
  }

  private threadFunction(thread: number): number {
    const { compiled, layout } = this;
    const slot = layout.slots[compiled.map.pcs[thread] as number] as Slot;
    const next = w.get(1 + layout.words);
    let left = MOST_CODE;
    const cases = (compiled.recorded[thread] ?? []).flatMap((d, position) => {
      const code = slot.codes.get(position);
      if (!d || code === undefined || !hasSteps(d)) return [];
      const step = this.step(thread, d, left);
      left -= step.length;
      return [[code, step] as const];
    });
    return this.add(`thread${thread}`, 1, 1, switchOn(slot, cases, w.ret(next)));
  }

  /** In so many bytes: else its tree is walked in memory. */
  private step(thread: number, d: RecordedStep, most: number): Code {
    if (!d.overflow && atLeast(d) <= most) {
      const code = treeCode(d.root as Tree<StepLeaf>, this.layout, (leaf) => this.stepLeaf(thread, leaf));
      if (code.length <= most) return code;
    }
    const tree = this.forest.plant(d);
    const leaf = w.xor(this.walked(tree), w.i32(-1));
    const next = w.get(1 + this.layout.words);
    return w.ret(w.call(this.imports.take, w.i32(thread), w.i32(tree), leaf, w.get(0), next));
  }

  private stepLeaf(thread: number, leaf: StepLeaf): Code {
    const next = w.get(1 + this.layout.words);
    if (leaf.error !== undefined) return this.raise(leaf.error);
    if (leaf.waitsFor.length > 0) return waitCode(thread, leaf.waitsFor, this.places) + w.ret(next);
    const stride = (this.layout.words + 1) * WORD;
    const stores = leaf.outcomes.map((o, i) => this.successor(o, i * stride));
    return stores.join('') + w.ret(w.add(next, w.i32(leaf.outcomes.length * stride)));
  }

  /** Leaves of steps with choices share what one choice does. */
  private successor(outcome: Outcome, at: number): Code {
    const known = this.written.get(outcome) ?? new Map<number, Code>();
    this.written.set(outcome, known);
    const code = known.get(at) ?? this.successorCode(outcome, at);
    known.set(at, code);
    return code;
  }
  private successorCode({ edge, writes, moves = [] }: Outcome, at: number): Code {
    const { words } = this.layout;
    const clear = new Int32Array(words);
    const set = new Int32Array(words);
    for (const [cell, value] of writes) {
      const { word, shift, bits, codes } = this.layout.slots[cell] as Slot;
      clear[word] = (clear[word] as number) | ((bits === 32 ? -1 : (1 << bits) - 1) << shift);
      set[word] = (set[word] as number) | ((codes.get(value) as number) << shift);
    }
    const moved: Code[][] = [];
    for (const [cell, from] of moves) {
      const { word, shift, bits, codes } = this.layout.slots[cell] as Slot;
      clear[word] = (clear[word] as number) | ((bits === 32 ? -1 : (1 << bits) - 1) << shift);
      const code = moveCode(this.layout.slots[from] as Slot, codes);
      (moved[word] ??= []).push(shift === 0 ? code : w.shiftLeft(code, w.i32(shift)));
    }
    const next = w.get(1 + words);
    let stores = '';
    for (let i = 0; i < words; i++) {
      const kept = clear[i] === 0 ? w.get(1 + i) : w.and(w.get(1 + i), w.i32(~(clear[i] as number)));
      const constant = set[i] === 0 ? kept : w.or(kept, w.i32(set[i] as number));
      stores += w.store(next, (moved[i] ?? []).reduce(w.or, constant), at + i * WORD);
    }
    return stores + w.store(next, w.i32(edge), at + words * WORD);
  }

  /** Whether every thread is at a valid end. */
  private ended(pcs: readonly Slot[]): Code {
    const { threads } = this.compiled.program;
    const tests = threads.map((t) => {
      const slot = pcs[t.index] as Slot;
      const ends = [...slot.codes].filter(([position]) => t.positions[position]?.validEnd);
      return ends.length === 0
        ? w.i32(0)
        : isOneOf(
            slot,
            ends.map(([, code]) => code),
          );
    });
    return tests.reduce(w.and);
  }
}

/** The code, in another field, of the value that a field has: where the same values are possible the same code. */
function moveCode(from: Slot, codes: Slot['codes']): Code {
  const other = from.values.flatMap((value, code) => {
    const to = codes.get(value) as number;
    return to === code ? [] : [[code, to] as const];
  });
  return other.reduce(
    (rest, [code, to]) => w.choose(w.eq(field(from), w.i32(code)), w.i32(to), rest),
    field(from),
  );
}

/** Bytes that a step surely takes in code. */
function atLeast({ root }: RecordedStep): number {
  let sum = 0;
  for (const { outcomes } of leavesOf(root as Tree<StepLeaf>)) sum += 8 * outcomes.length;
  return sum;
}
const hasSteps = (d: RecordedStep) =>
  d.overflow || !isLeaf(d.root as Tree<StepLeaf>) || !isIdle(d.root as Tree<StepLeaf>);
const isIdle = (tree: Tree<StepLeaf>) =>
  isLeaf(tree) &&
  tree.leaf.outcomes.length === 0 &&
  tree.leaf.waitsFor.length === 0 &&
  tree.leaf.error === undefined;
