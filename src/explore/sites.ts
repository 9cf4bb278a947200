// SPDX-License-Identifier: MIT
/** The demands that a property makes on single steps: choices that cannot fail for ever. */
import { ModelError, sourceOf } from '../compile/compile.ts';
import type { Demands } from '../model/fairness.ts';
import type { Region } from './region.ts';
import type { DemandSet } from './rules.ts';
import type { Search } from './search.ts';
import type { Steps } from './steps.ts';
import { cellsOf } from './trace.ts';

/** Each is a bit of a word. */
export const MAX_SITES = 30;

/** One demand for each thread, position and choice that is named; undefined where there is none. */
export function siteDemands(
  search: Search,
  steps: Steps,
  region: Region,
  { succeeds }: Demands,
  property: string,
): DemandSet | undefined {
  if (succeeds.size === 0) return undefined;
  const { compiled } = search;
  const offered = new Int32Array(steps.edge.length);
  const met = new Int32Array(steps.edge.length);
  const bits = new Map<string, number>();
  const bitOf = (site: string): number => {
    const bit = bits.get(site) ?? bits.size;
    if (bit >= MAX_SITES)
      throw new ModelError(
        `${property}: 'succeeds' names choices of more than ${MAX_SITES} steps; name fewer`,
      );
    bits.set(site, bit);
    return 1 << bit;
  };
  for (const s of region.states) {
    const cells = cellsOf(search, steps.place(s));
    let e = steps.first[s] as number;
    for (const { index } of compiled.program.threads) {
      const position = cells[compiled.map.pcs[index] as number] as number;
      const outcomes = compiled.steps[index]?.[position]?.at(sourceOf(cells)).outcomes ?? [];
      const own = outcomes.map(({ choice }) =>
        choice !== undefined && succeeds.has(choice) ? bitOf(`${index} ${position} ${choice}`) : 0,
      );
      const all = own.reduce((a, b) => a | b, 0);
      for (const bit of own) {
        met[e] = bit;
        offered[e++] = all;
      }
    }
  }
  return {
    weak: 0,
    strong: (1 << bits.size) - 1,
    offered: (_, e) => offered[e] as number,
    met: (e) => met[e] as number,
  };
}
