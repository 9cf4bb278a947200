// SPDX-License-Identifier: MIT
/** The expected answers to `lock-order`, which is asked of every machine with a lock: where it is violated, and why. */
import type { Expected } from '../src/model/types.ts';

export interface Inverted {
  readonly configurations: readonly string[];
  readonly designs: readonly string[];
  readonly source: string;
}

/** No more than that: nobody has read the sources for what is not there. */
const ONE_ORDER = 'the model’s own answer: no report of lockdep is known of these functions';

/** The answers, and for each pair of configuration and design among them that to `lock-order`. */
export function withLockOrder(expected: readonly Expected[], inverted: readonly Inverted[]): Expected[] {
  const pairs = new Map(expected.map((e) => [`${e.configuration} ${e.design}`, e]));
  const orders = [...pairs.values()].map(({ configuration, design }): Expected => {
    const found = inverted.find(
      (i) => i.configurations.includes(configuration) && i.designs.includes(design),
    );
    const answer = { configuration, design, property: 'lock-order' };
    return found
      ? { ...answer, verdict: 'violated', source: found.source }
      : { ...answer, verdict: 'holds', source: ONE_ORDER };
  });
  return [...expected, ...orders];
}
