// SPDX-License-Identifier: MIT
/** How many steps may go first, and of the others why they may not: what is worth a line where little is gained. */

/** Why a step never goes first: it may end in a fault, a property sees it, wherever the others are one of them can meet it. */
export type Never = 'faults' | 'seen' | 'met';
/** `stays`: it may not, so that nobody goes round alone. */
export type Firsts = Readonly<Record<'first' | 'stays' | Never, number>>;

const ORDER: readonly Never[] = ['seen', 'met', 'faults'];

/** `ways`: of each step, its ways: `first`, or why not; and whether its thread stays there. Steps that can't be taken do not count. */
export function countFirsts(
  steps: readonly { readonly ways: readonly ('first' | Never)[]; readonly stays: boolean }[],
): Firsts {
  const counts = { first: 0, stays: 0, seen: 0, met: 0, faults: 0 };
  for (const { ways, stays } of steps) {
    const first = ways.includes('first') ? (stays ? 'stays' : 'first') : undefined;
    const what = first ?? ORDER.find((why) => ways.includes(why));
    if (what) counts[what]++;
  }
  return counts;
}
