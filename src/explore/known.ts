// SPDX-License-Identifier: MIT
/** What threads that search together are told of the states that those of a round came from. */
import { parentOf } from '../compile/stepper.ts';
import type { Before, Known } from '../compile/stepper.ts';
import { WORD } from '../wasm/module.ts';
import { KNOWN } from './round-memory.ts';
import type { Ground, Told } from './round-memory.ts';

/** Says what is noted of those that the states from `head` up to `end` came from, or of the first; puts it into `masks`. */
export function tellKnown(
  told: Told,
  masks: Int32Array,
  parents: Int32Array,
  before: Before,
  head: number,
  end: number,
): void {
  const from = parentOf(parents, head);
  const to = Math.min(parentOf(parents, end - 1) + 1, from + KNOWN);
  const isKnown = from >= before.from && to <= before.to;
  told.set('from', from);
  told.set('known', isKnown ? to : from);
  told.set('noted', isKnown && before.masks(from, to, masks, 0) ? 1 : 0);
}

/** What is known so for some of these states; undefined where it is not so for all. `masks`: their address. */
export function knownOf(
  told: Told,
  { memory, states, parents }: Ground,
  { masks, words }: { readonly masks: number; readonly words: number },
  head: number,
  end: number,
): Known | undefined {
  const kept = new Int32Array(memory.buffer, parents);
  const from = told.get('from');
  if (parentOf(kept, head) < from || parentOf(kept, end - 1) >= told.get('known')) return undefined;
  return { rows: states + from * words * WORD, masks: told.get('noted') === 0 ? 0 : masks, from };
}
