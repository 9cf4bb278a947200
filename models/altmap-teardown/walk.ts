// SPDX-License-Identifier: MIT
/** Loops over the page blocks of a range, or over its sections. */
import { code } from '../../src/vocabulary/index.ts';
import type { Item, Way } from '../../src/vocabulary/index.ts';
import type { Kernel } from './memory.ts';

/** The ways of a loop's last statement, each of which goes on to the next element, or out of the loop. */
export function over<Me extends { [i in I]: number }, const I extends 'p' | 's'>(i: I, count: number) {
  const { break_, continue_ } = code<Kernel, Me>();
  const set = (me: Me, value: number) => {
    (me as { [i in I]: number })[i] = value;
  };
  const on = (way: Way<Kernel, Me> = {}): Way<Kernel, Me>[] => {
    const then = (jump: Item<Kernel, Me>): Item<Kernel, Me> => [way.then, jump];
    return [
      {
        ...way,
        when: (k, me, choice, self) => me[i] + 1 === count && (way.when?.(k, me, choice, self) ?? true),
        does: [way.does, (_, me) => set(me, 0)],
        then: then(break_),
      },
      { ...way, does: [way.does, (_, me) => set(me, me[i] + 1)], then: then(continue_) },
    ];
  };
  return on;
}
