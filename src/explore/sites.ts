// SPDX-License-Identifier: MIT
/** The demands that a property makes on single steps: choices that cannot fail for ever, steps that are fair by themselves. */
import { ModelError, sourceOf } from '../compile/compile.ts';
import { LIMITS } from '../model/limits.ts';
import type { Demands } from '../model/fairness.ts';
import type { Region } from './region.ts';
import type { DemandSet } from './rules.ts';
import type { Search } from './search.ts';
import type { Steps } from './steps.ts';
import { cellsOf } from './trace.ts';

/** Each is a bit of a word. */
export const MAX_SITES = LIMITS.sites;

/** One demand for each step and choice that is named, where it is met with; undefined where there is none. */
export function siteDemands(
  search: Search,
  steps: Steps,
  region: Region,
  demands: Demands,
  property: string,
): DemandSet | undefined {
  if (demands.succeeds.size === 0 && demands.steps.length === 0) return undefined;
  const { compiled } = search.engine;
  const offered = new Int32Array(steps.edge.length);
  const met = new Int32Array(steps.edge.length);
  const sites = new Sites(demands, property);
  for (const s of region.states) {
    const cells = cellsOf(search, s);
    const first = steps.first[s] as number;
    let [e, here] = [first, 0];
    for (const { index } of compiled.program.threads) {
      const position = cells[compiled.map.pcs[index] as number] as number;
      const outcomes = compiled.steps[index]?.[position]?.at(sourceOf(cells)).outcomes ?? [];
      const lucky = outcomes.map(({ choice }) => sites.succeeding(index, position, choice));
      const luck = lucky.reduce((a, b) => a | b, 0);
      outcomes.forEach(({ choice }, i) => {
        const fair = sites.fair(index, position, choice);
        here |= fair;
        // Luck is owed to who takes the step, fairness to who could.
        offered[e] = luck;
        met[e++] = (lucky[i] as number) | fair;
      });
    }
    for (let k = first; k < e; k++) offered[k] = (offered[k] as number) | here;
  }
  const { weak, all } = sites;
  return { weak, strong: all & ~weak, offered: (_, e) => offered[e] as number, met: (e) => met[e] as number };
}

/** Numbers what is named as it is met with: most of the places where it could stand, it does not. */
class Sites {
  /** The bits of demands that are weak, and all. */
  weak = 0;
  all = 0;
  private readonly demands: Demands;
  private readonly property: string;
  private readonly bits = new Map<string, number>();
  private readonly known = new Map<string, number>();

  constructor(demands: Demands, property: string) {
    this.demands = demands;
    this.property = property;
  }

  /** The bit of a choice that eventually succeeds; 0 for any other. */
  succeeding(thread: number, position: number, choice: string | undefined): number {
    if (choice === undefined || !this.demands.succeeds.has(choice)) return 0;
    return this.bit(`${thread} ${position} ${choice} succeeds`, 'strong');
  }
  /** The bits of the fairness that is owed to a step with this choice. */
  fair(thread: number, position: number, choice: string | undefined): number {
    const key = `${thread} ${position} ${choice}`;
    const known = this.known.get(key);
    if (known !== undefined) return known;
    const found = this.demands.steps
      .filter((s) => s.thread === thread && s.position === position)
      .filter((s) => s.choice === undefined || s.choice === choice)
      .reduce((bits, s) => bits | this.bit(`${s.name} ${s.fair}`, s.fair), 0);
    this.known.set(key, found);
    return found;
  }

  private bit(site: string, fair: 'weak' | 'strong'): number {
    const known = this.bits.get(site);
    if (known !== undefined) return known;
    if (this.bits.size === MAX_SITES)
      throw new ModelError(
        `property ${this.property}: fairness speaks of more than ${MAX_SITES} steps, each with its choice; name fewer`,
      );
    const bit = 1 << this.bits.size;
    this.bits.set(site, bit);
    this.all |= bit;
    if (fair === 'weak') this.weak |= bit;
    return bit;
  }
}
