// SPDX-License-Identifier: MIT
/**
 * Of a state and its images, as a group of permutations makes them, the least: written as code over packed words, so
 * that of the states that differ only in who is who one is kept. Which permutations, src/reduce works out.
 */
import * as w from '../wasm/code.ts';
import type { Code } from '../wasm/code.ts';
import { WORD } from '../wasm/module.ts';
import type { Slot } from './layout.ts';

/** A field of the state, where it goes, and what each of its codes becomes. */
export interface Move {
  readonly from: Slot;
  readonly to: Slot;
  readonly codes: readonly number[];
}
/** Every field that takes bits. */
export type Image = readonly Move[];

/** Codes that change, one table after the other; where a move has its own, in words. */
export interface Tables {
  readonly words: readonly number[];
  readonly at: ReadonlyMap<Move, number>;
}

const isSame = ({ codes }: Move) => codes.every((code, i) => code === i);

export function tablesOf(images: readonly Image[]): Tables {
  const words: number[] = [];
  const at = new Map<Move, number>();
  const known = new Map<string, number>();
  for (const move of images.flat()) {
    if (isSame(move)) continue;
    const key = move.codes.join();
    if (!known.has(key)) {
      known.set(key, words.length);
      words.push(...move.codes);
    }
    at.set(move, known.get(key) as number);
  }
  return { words, at };
}

/** The body of a function of a state's address (0), with 3 * W locals: the words, the least so far, an image. */
export function leastCode(W: number, images: readonly Image[], tables: Tables, address: number): Code {
  const [words, least, image] = [1, 1 + W, 1 + 2 * W];
  const less = (i: number): Code => {
    const here = w.less(w.get(image + i), w.get(least + i));
    if (i === W - 1) return here;
    return w.or(here, w.and(w.eq(w.get(image + i), w.get(least + i)), less(i + 1)));
  };
  const field = ({ from, to }: Move, table: number | undefined): Code => {
    const mask = from.bits === 32 ? -1 : (1 << from.bits) - 1;
    const code = w.and(w.shiftRight(w.get(words + from.word), w.i32(from.shift)), w.i32(mask));
    const moved = table === undefined ? code : w.load(w.shiftLeft(code, w.i32(2)), address + table * WORD);
    return w.shiftLeft(moved, w.i32(to.shift));
  };
  const wordOf = (moves: Image, i: number): Code => {
    let kept = 0;
    const moved: Code[] = [];
    for (const move of moves) {
      const { from, to } = move;
      if (to.word !== i) continue;
      if (from === to && isSame(move)) kept |= (from.bits === 32 ? -1 : (1 << from.bits) - 1) << from.shift;
      else moved.push(field(move, tables.at.get(move)));
    }
    return moved.reduce(w.or, w.and(w.get(words + i), w.i32(kept)));
  };
  const compared = images.map(
    (moves) =>
      w.each(W, (i) => w.set(image + i, wordOf(moves, i))) +
      w.when(
        less(0),
        w.each(W, (i) => w.set(least + i, w.get(image + i))),
      ),
  );
  return (
    w.each(W, (i) => w.set(words + i, w.load(w.get(0), i * WORD)) + w.set(least + i, w.get(words + i))) +
    compared.join('') +
    w.each(W, (i) => w.store(w.get(0), w.get(least + i), i * WORD))
  );
}
