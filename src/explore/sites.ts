// SPDX-License-Identifier: MIT
/** The demands that a property makes on single steps: choices that cannot fail for ever, steps that are fair by themselves. */
import { sourceOf } from '../compile/compile.ts';
import type { Demands } from '../model/fairness.ts';
import { reserve } from '../watch/watch.ts';
import type { DemandSet } from './rules.ts';
import type { Search } from './search.ts';
import type { Steps } from './steps.ts';
import { cellsOf } from './way.ts';

/** One demand for each step and choice that is named, where it is met with in these states; in sets of 32. */
export function siteDemands(search: Search, steps: Steps, states: Int32Array, demands: Demands): DemandSet[] {
  if (demands.succeeds.size === 0 && demands.steps.length === 0) return [];
  const { compiled } = search.engine;
  const sites = new Sites(demands, steps.edge.length);
  for (const s of states) {
    const cells = cellsOf(search, s);
    const first = steps.first[s] as number;
    const here = new Set<number>();
    let e = first;
    for (const { index } of compiled.program.threads) {
      const position = cells[compiled.map.pcs[index] as number] as number;
      const outcomes = compiled.steps[index]?.[position]?.at(sourceOf(cells)).outcomes ?? [];
      const lucky = outcomes.map(({ choice }) => sites.succeeding(index, position, choice));
      outcomes.forEach(({ choice }, i) => {
        const fair = sites.fair(index, position, choice);
        for (const site of fair) here.add(site);
        // Luck is owed to who takes the step, fairness to who could.
        for (const site of lucky) sites.offer(e, site);
        sites.meet(e++, [lucky[i] ?? -1, ...fair]);
      });
    }
    for (let k = first; k < e; k++) for (const site of here) sites.offer(k, site);
  }
  return sites.sets();
}

/** A set of demands while they are numbered: by step, those that it offers and those that it meets. */
interface Part {
  weak: number;
  all: number;
  readonly offered: Int32Array;
  readonly met: Int32Array;
}

/** Numbers what is named as it is met with: most of the places where it could stand, it does not. */
class Sites {
  private readonly demands: Demands;
  private readonly steps: number;
  private readonly parts: Part[] = [];
  private readonly numbers = new Map<string, number>();
  private readonly known = new Map<string, readonly number[]>();

  constructor(demands: Demands, steps: number) {
    this.demands = demands;
    this.steps = steps;
  }

  /** The site of a choice that eventually succeeds; -1 for any other. */
  succeeding(thread: number, position: number, choice: string | undefined): number {
    if (choice === undefined || !this.demands.succeeds.has(choice)) return -1;
    return this.number(`${thread} ${position} ${choice} succeeds`, 'strong');
  }
  /** The sites of the fairness that is owed to a step with this choice. */
  fair(thread: number, position: number, choice: string | undefined): readonly number[] {
    const key = `${thread} ${position} ${choice}`;
    const known = this.known.get(key);
    if (known !== undefined) return known;
    const found = this.demands.steps
      .filter((s) => s.thread === thread && s.position === position)
      .filter((s) => s.choice === undefined || s.choice === choice)
      .map((s) => this.number(`${s.name} ${s.fair}`, s.fair));
    this.known.set(key, found);
    return found;
  }

  offer(e: number, site: number): void {
    if (site >= 0) mark(this.part(site).offered, e, site);
  }
  meet(e: number, sites: readonly number[]): void {
    for (const site of sites) if (site >= 0) mark(this.part(site).met, e, site);
  }
  sets(): DemandSet[] {
    return this.parts.map(({ weak, all, offered, met }) => ({
      weak,
      strong: all & ~weak,
      offered: (_, e) => offered[e] as number,
      met: (e) => met[e] as number,
    }));
  }

  private number(site: string, fair: 'weak' | 'strong'): number {
    const known = this.numbers.get(site);
    if (known !== undefined) return known;
    const number = this.numbers.size;
    this.numbers.set(site, number);
    const part = this.part(number);
    part.all |= 1 << (number & 31);
    if (fair === 'weak') part.weak |= 1 << (number & 31);
    return number;
  }
  private part(site: number): Part {
    const at = site >> 5;
    if (!this.parts[at]) {
      reserve(8 * this.steps);
      const [offered, met] = [new Int32Array(this.steps), new Int32Array(this.steps)];
      this.parts[at] = { weak: 0, all: 0, offered, met };
    }
    return this.parts[at];
  }
}

function mark(bits: Int32Array, e: number, site: number): void {
  bits[e] = (bits[e] as number) | (1 << (site & 31));
}
