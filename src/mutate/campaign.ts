// SPDX-License-Identifier: MIT
/**
 * All mutants of a design, in its configurations: killed by which property, survived, or shown to be equivalent.
 * Smaller bounds come first, since most mutants die there; what survives is searched on at the larger ones.
 */
import { instanceOf } from '../model/instance.ts';
import { withoutLockOrder } from '../model/lock-order.ts';
import { BOUNDS } from '../model/types.ts';
import type { BoundName, Model } from '../model/types.ts';
import { orStopped, Stopped } from '../watch/watch.ts';
import { mutants } from './derive.ts';
import { compareStates } from './equivalent.ts';
import { original, run } from './kill.ts';
import type { Allowance, Original, Run } from './kill.ts';
import type { Mutant, Operator } from './mutant.ts';

/** Where something was found. */
export interface Place {
  readonly configuration: string;
  readonly bound: BoundName;
}
export interface Killed {
  readonly verdict: 'killed';
  readonly at: Place;
  /** The property; none where the model's own checks stopped the mutant, which then says why. */
  readonly property: string | undefined;
  readonly says: string | undefined;
  /** Steps to the violation; none for what is never met, and for the model's own checks. */
  readonly depth: number | undefined;
}
export interface Survived {
  readonly verdict: 'survived';
  /** Where its states are others than the original's. */
  readonly differs: Place;
}
export interface Equivalent {
  readonly verdict: 'equivalent';
  /** For each configuration, the largest bound at which verdicts and states were compared, and how many states. */
  readonly shown: readonly (Place & { readonly states: number })[];
  /** Fields left out of the comparison: no other thread's code can see them. */
  readonly hidden: readonly string[];
}
/** A limit was hit before anything was known. */
export interface Unknown {
  readonly verdict: 'unknown';
  readonly at: Place;
}
export type Verdict = Killed | Survived | Equivalent | Unknown;
export interface MutantResult {
  readonly design: string;
  readonly name: string;
  readonly operator: Operator;
  readonly result: Verdict;
}
export interface Plan extends Allowance {
  readonly model: Model;
  readonly designs: readonly string[];
  readonly configurations: readonly string[];
  readonly bound: BoundName;
  /** Also where some property of the original is violated: those that hold are asked. */
  readonly violatedToo: boolean;
  /** What goes on now, for a line of progress. */
  readonly progress: (what: string, done: number, of: number) => void;
}
export interface Campaign {
  readonly results: readonly MutantResult[];
  /** Where no mutant was run, and why: `violated`, or `too many states`. */
  readonly skipped: readonly (Place & { readonly design: string; readonly why: string })[];
  readonly complete: boolean;
}

export async function campaign(plan: Plan): Promise<Campaign> {
  const results: MutantResult[] = [];
  const skipped: Campaign['skipped'][number][] = [];
  for (const design of plan.designs) {
    const round = new Round(plan, design);
    await round.run();
    results.push(...round.results());
    skipped.push(...round.skipped);
    if (plan.stopped()) break;
  }
  return { results, skipped, complete: !plan.stopped() };
}

/** What is known of a mutant so far. */
interface Entry {
  readonly mutant: Mutant;
  killed?: Killed;
  differs?: Place;
  unknown?: Place;
  readonly same: Map<string, Place & { states: number }>;
  readonly hidden: Set<string>;
}

class Round {
  readonly skipped: Campaign['skipped'][number][] = [];
  private readonly plan: Plan;
  private readonly design: string;
  private readonly entries = new Map<string, Entry>();

  constructor(plan: Plan, design: string) {
    this.plan = plan;
    this.design = design;
  }

  async run(): Promise<void> {
    const asked = BOUNDS.indexOf(this.plan.bound);
    for (const [i, bound] of BOUNDS.entries())
      for (const configuration of this.plan.configurations) {
        if (this.plan.stopped()) return;
        // Beyond the bound that was asked for, only to show that what looks equivalent is.
        const open = [...this.entries.values()].filter((e) => !e.killed && !e.differs && !e.unknown);
        if (i <= asked || open.some((e) => e.same.has(configuration)))
          await this.at({ configuration, bound }, i > asked);
      }
  }

  results(): MutantResult[] {
    return [...this.entries.values()].map(({ mutant: { name, operator }, ...known }) => ({
      design: this.design,
      name,
      operator,
      result: verdictOf(known),
    }));
  }

  private async at(place: Place, equivalence: boolean): Promise<void> {
    const { plan, design } = this;
    const { model } = plan;
    const what = `${design} ${place.configuration} ${place.bound}`;
    plan.progress(what, 0, 0);
    const of = await original(withoutLockOrder(instanceOf({ model, design, ...place })), plan);
    const clean = of && of.held.size === of.outcome.results.length;
    if (!of || (!clean && !plan.violatedToo)) {
      if (!equivalence && !plan.stopped())
        this.skipped.push({ ...place, design, why: of ? 'violated' : 'too many states' });
      return;
    }
    const all = mutants(of.search).filter((m) => this.wanted(m, equivalence));
    for (const [i, m] of all.entries()) {
      plan.progress(what, i, all.length);
      if (plan.stopped()) return;
      const ran = await run(of, m, plan);
      if (orStopped(() => this.note(m, of, ran, place, equivalence)) instanceof Stopped) return;
    }
  }

  private wanted({ name }: Mutant, equivalence: boolean): boolean {
    const known = this.entries.get(name);
    if (equivalence) return known !== undefined && !known.killed && !known.differs && !known.unknown;
    return !known?.killed;
  }

  private note(mutant: Mutant, of: Original, ran: Run, place: Place, equivalence: boolean): void {
    if (ran.status === 'unknown' && (this.plan.stopped() || equivalence)) return;
    const known: Entry = this.entries.get(mutant.name) ?? { mutant, same: new Map(), hidden: new Set() };
    if (ran.status === 'unknown') known.unknown ??= place;
    else if (ran.status === 'killed')
      known.killed = {
        verdict: 'killed',
        at: place,
        says: undefined,
        property: ran.property,
        depth: ran.depth,
      };
    else if (ran.status === 'broken')
      known.killed = { verdict: 'killed', at: place, says: ran.says, property: undefined, depth: undefined };
    else if (!known.differs) {
      const { same, hidden } = compareStates(of.search, ran.search, mutant);
      const verdicts = of.outcome.results.every((r, i) => r.verdict === ran.outcome.results[i]?.verdict);
      if (!same || !verdicts) known.differs = place;
      known.same.set(place.configuration, { ...place, states: of.outcome.states });
      for (const field of hidden) known.hidden.add(field);
    }
    // Not before: of a comparison that was stopped nothing is known.
    this.entries.set(mutant.name, known);
  }
}

function verdictOf({ killed, differs, unknown, same, hidden }: Omit<Entry, 'mutant'>): Verdict {
  if (killed) return killed;
  if (differs) return { verdict: 'survived', differs };
  if (unknown) return { verdict: 'unknown', at: unknown };
  return { verdict: 'equivalent', shown: [...same.values()], hidden: [...hidden].toSorted() };
}
