// SPDX-License-Identifier: MIT
/**
 * The masks of states as WebAssembly: which of what is asked is true of the state at hand. Where a state is known that
 * differs from it in little, and its mask, a property is asked again only if something that it reads is another.
 */
import * as w from '../wasm/code.ts';
import type { Code } from '../wasm/code.ts';
import type { Module } from '../wasm/module.ts';
import { WORD } from '../wasm/module.ts';
import { maskWords, PER_WORD } from './bits.ts';
import type { Predicate } from './bits.ts';
import { treeCode } from './choices.ts';
import type { Forest } from './flat.ts';
import type { Layout } from './layout.ts';
import { bitsOf, cellsOf, either } from './reads.ts';
import type { Reads } from './reads.ts';
import type { Decision, Tree } from './tree.ts';

/** Leaves that each flat tree of a property has, in this order. */
const ANSWERS = [false, true];

type Answers = Decision<boolean | string>;

/** What else is written. */
export interface Around {
  readonly module: Module;
  readonly layout: Layout;
  readonly forest: Forest;
  readonly unread: number | undefined;
  /** The complement of the number of the leaf that a tree of the forest has for the state at hand. */
  readonly walked: (tree: number) => Code;
  readonly raise: (text: string) => Code;
  /** Throws what the leaf of a tree of the forest says. */
  readonly complain: number;
}
/** Functions, one for each word of a mask. */
export interface MaskFunctions {
  /** Of the state at hand, and the bits that are watched. */
  readonly all: readonly number[];
  /** The same, given also the address of a state that differs from it, and the word of its mask. */
  readonly changed: readonly number[];
}
/** The bits that answers rest on: known, or noted at an address as trees grow. */
interface Noted {
  readonly known: Reads;
  readonly at?: number;
}
interface Part extends Noted {
  /** The function that answers. */
  readonly fn: number;
}

export class MaskCode {
  private readonly around: Around;
  private readonly words: number;

  constructor(around: Around) {
    this.around = around;
    this.words = around.layout.words;
  }

  functions(name: string, predicates: readonly Predicate[]): MaskFunctions {
    const { module } = this.around;
    const { words } = this;
    const all: number[] = [];
    const changed: number[] = [];
    for (let word = 0; word < maskWords(predicates.length); word++) {
      const first = word * PER_WORD;
      const asked = predicates
        .slice(first, first + PER_WORD)
        .map((parts, i) => this.partsOf(`${name}${first}_${i}`, parts));
      all.push(module.add(`${name}_word${word}`, 2 + words, 1, 0, this.allOf(asked)));
      changed.push(module.add(`${name}_changed${word}`, 4 + words, 1, words, this.changedOf(asked)));
    }
    return { all, changed };
  }

  private allOf(asked: readonly Asked[]): Code {
    return orOf(asked.map(({ parts }, i) => this.watched(i, this.bit(parts, i))));
  }
  /** What nobody watches is not asked. */
  private watched(i: number, bit: Code): Code {
    return w.choose(w.and(w.get(1 + this.words), w.i32(1 << i)), bit, w.i32(0));
  }
  private bit(parts: readonly Part[], i: number, test = (part: Part) => this.call(part)): Code {
    return parts.reduceRight((rest, part) => w.choose(test(part), w.i32(1 << i), rest), w.i32(0));
  }

  /** Parameters: the state at hand, what is watched, the address of the other, a word of its mask. Then the difference. */
  private changedOf(asked: readonly Asked[]): Code {
    const { words } = this;
    const [other, mask, difference] = [2 + words, 3 + words, 4 + words];
    const differ = w.each(words, (i) =>
      w.set(difference + i, w.xor(w.get(1 + i), w.load(w.get(other), i * WORD))),
    );
    const bits = asked.map(({ parts, whole }, i) => {
      const before = w.and(w.get(mask), w.i32(1 << i));
      // Where some part was true, nobody knows which.
      const again = (part: Part) =>
        parts.length === 1
          ? this.call(part)
          : w.choose(w.or(before, this.touches(part, difference)), this.call(part), w.i32(0));
      return this.watched(i, w.choose(this.touches(whole, difference), this.bit(parts, i, again), before));
    });
    return differ + orOf(bits);
  }
  /** Whether the difference has any of these bits. */
  private touches({ known, at }: Noted, difference: number): Code {
    const of = (i: number) =>
      at === undefined ? w.i32(known[i] as number) : w.load(w.i32(0), at + i * WORD);
    const tests = Array.from(known, (bits, i) =>
      at === undefined && bits === 0 ? [] : [w.and(w.get(difference + i), of(i))],
    );
    return orOf(tests.flat());
  }

  private call({ fn }: Part): Code {
    return w.call(fn, w.each(1 + this.words, w.get));
  }

  private partsOf(name: string, predicate: Predicate): Asked {
    const { forest, layout, unread } = this.around;
    const known = (d: Answers): Reads =>
      bitsOf(d.overflow ? [] : cellsOf(d.root as Tree<unknown>), layout, unread);
    const all = predicate.map(known).reduce(either, new Int32Array(layout.words));
    const grows = predicate.some((d) => d.overflow);
    const whole = grows ? { known: all, at: forest.reads(all) } : { known: all };
    const parts = predicate.map((d, part) => this.part(`${name}_${part}`, d, known(d), whole));
    return { parts, whole };
  }
  private part(name: string, decision: Answers, known: Reads, whole: Noted): Part {
    const { forest, layout, module } = this.around;
    const { words } = layout;
    if (!decision.overflow) {
      const code = treeCode(decision.root as Tree<boolean | string>, layout, (leaf) =>
        typeof leaf === 'string' ? this.around.raise(leaf) : w.ret(w.i32(leaf ? 1 : 0)),
      );
      return { fn: module.add(name, 1 + words, 1, 0, code), known };
    }
    const at = forest.reads(known);
    const tree = forest.plant(decision, ANSWERS, [at, whole.at as number]);
    const leaf = 1 + words;
    const code =
      w.set(leaf, w.xor(this.around.walked(tree), w.i32(-1))) +
      w.when(w.less(w.i32(1), w.get(leaf)), w.call(this.around.complain, w.i32(tree), w.get(leaf))) +
      w.get(leaf);
    return { fn: module.add(name, 1 + words, 1, 1, code), known, at };
  }
}

interface Asked {
  readonly parts: readonly Part[];
  /** What all of them rest on. */
  readonly whole: Noted;
}

const orOf = (codes: readonly Code[]): Code => (codes.length === 0 ? w.i32(0) : codes.reduce(w.or));
