// SPDX-License-Identifier: MIT
/** Holds what a kernel did against a model, batch by batch: which memories of the model it may be in is all that is kept. */
import type { Conformance, Seen } from '../model/conformance.ts';
import type { Accounting } from './accounting.ts';
import { compared, minus, sumOf } from './counted.ts';
import type { Counts } from './counted.ts';
import { didText } from './entry.ts';
import { eventsOf, isOfBlock } from './events.ts';
import type { OfBlock } from './events.ts';
import type { Batch, Did, Sight } from './entry.ts';
import { fits } from './oracle.ts';
import type { Event, Oracle, Outcome, Rest } from './oracle.ts';

/** The kernel did what no run of the model does. */
export interface Disagreement {
  /** The same for the same kind of disagreement. */
  readonly kind: string;
  readonly says: string;
  /** What the model has in its place. */
  readonly expected: readonly string[];
}
/** How a batch was explained. */
export type Verdict =
  /** By acts as a whole, in some order; by their steps alone; by a fault that the model has. */
  { readonly by: 'order' | 'interleaving' | 'crash' } | Disagreement;
export const isDisagreement = (verdict: Verdict): verdict is Disagreement => 'kind' in verdict;

const BLOCK_PAGES = 32_768;

export class Judge {
  private readonly oracle: Oracle;
  private readonly conformance: Conformance;
  private readonly accounting: Accounting | undefined;
  private readonly every: readonly Rest[];
  private rests: readonly (readonly Rest[])[] = [];
  private last: Sight | undefined;
  /** Counters without any of the blocks. */
  private base: Readonly<Record<string, number>> = {};

  /** `accounting`: what counts in place of the model's own counters. */
  constructor(oracle: Oracle, conformance: Conformance, accounting?: Accounting) {
    this.accounting = accounting;
    this.oracle = oracle;
    this.conformance = conformance;
    const acts: OfBlock[] = [
      { does: 'plug', block: 0 },
      ...['offline', 'online'].map((value) => ({ does: 'write', block: 0, value }) as const),
      { does: 'eject', block: 0 },
    ];
    this.every = oracle.rests(acts.map((act) => conformance.parts(act, 'ok', 'offline')));
  }

  /** Another one that has seen nothing yet, of the same oracle. */
  again(): Judge {
    return new Judge(this.oracle, this.conformance, this.accounting?.again());
  }

  /** From here on; whatever of the model is like this. */
  begin(sight: Sight): Disagreement | undefined {
    this.last = sight;
    this.rests = sight.blocks.map((seen) => this.every.filter((rest) => this.isLike(rest, seen)));
    const none = this.rests.findIndex((rests) => rests.length === 0);
    if (none >= 0) return unlike(none, sight.blocks[none] as Seen, this.every.map(this.seen));
    this.accounting?.begin(sight);
    this.base = minus(sight.counts, sumOf(this.rests.map(([rest]) => this.counts(rest as Rest))));
    return this.miscounted(this.rests, sight);
  }

  after({ did, marks, sight, crash }: Batch): Verdict {
    for (const { act, got } of did) {
      const may = isOfBlock(act) ? got : this.conformance.apart(act);
      if (!fits(got, may))
        return { kind: `${act.does}: ${got}`, says: didText({ act, got } as Did), expected: [may] };
    }
    if (crash) return this.crashed(did, crash);
    let by: 'order' | 'interleaving' = 'order';
    const next: (readonly Rest[])[] = [];
    for (const [block, rests] of this.rests.entries()) {
      const own = did.filter(({ act }) => isOfBlock(act) && act.block === block);
      const now = { seen: sight?.blocks[block] as Seen, marks: marks?.[block] ?? [] };
      let after = this.explained(rests, own, now, true);
      if (after.length === 0 && own.length > 1) {
        by = 'interleaving';
        after = this.explained(rests, own, now, false);
      }
      if (after.length === 0) return this.unexplained(rests, own, block, now);
      next.push(after);
    }
    const wrong = this.miscounted(next, sight as Sight);
    if (wrong) return wrong;
    this.rests = next;
    this.last = sight;
    return { by };
  }

  private explained(rests: readonly Rest[], did: readonly Did[], now: Now, whole: boolean): readonly Rest[] {
    const found = new Map<string, Rest>();
    const events = this.eventsOf(did);
    const most = this.every.filter((rest) => this.isLike(rest, now.seen)).length;
    const enough = ({ rest, marks }: Outcome): boolean => {
      if (marks.join() === now.marks.join() && this.isLike(rest, now.seen)) found.set(rest.join(), rest);
      return found.size >= most;
    };
    for (const from of rests)
      if (whole) this.oracle.outcomes(from, events, true).all.forEach(enough);
      else this.oracle.some(from, events, enough);
    return [...found.values()];
  }

  private eventsOf(did: readonly Did[], anything = false): readonly Event[] {
    return eventsOf(this.conformance, did, this.last?.auto ?? '', anything).events;
  }

  private crashed(did: readonly Did[], crash: readonly string[]): Verdict {
    const faults = this.rests.flatMap((rests, block) => {
      const events = this.eventsOf(
        did.filter(({ act }) => isOfBlock(act) && act.block === block),
        true,
      );
      return rests.flatMap((rest) => this.oracle.outcomes(rest, events).faults);
    });
    const { crashes } = this.conformance;
    const shows = (fault: string) => crashes[fault]?.every((one) => crash.some((line) => one.test(line)));
    if (faults.some(shows)) return { by: 'crash' };
    const [line = 'the kernel is gone'] = crash;
    return {
      kind: `crash: ${line.replaceAll(/\d[\da-f]*/g, '#')}`,
      says: line,
      expected: ['no run of the model ends so'],
    };
  }

  private unexplained(rests: readonly Rest[], did: readonly Did[], block: number, now: Now): Disagreement {
    const events = this.eventsOf(did, true);
    const all = rests.flatMap((from) => this.oracle.outcomes(from, events, true).all);
    const expected = new Set(
      all.map(
        ({ got, marks, rest }) => `${got.join(', ')}; then ${nowText({ seen: this.seen(rest), marks })}`,
      ),
    );
    const told = did.map(didText);
    return {
      kind: told
        .map((text) => text.replaceAll(/ \d+/g, ''))
        .toSorted()
        .join('; '),
      says: `${told.join('; ')}; block ${block} then ${nowText(now)}`,
      expected: [...expected].slice(0, 12),
    };
  }

  private miscounted(rests: readonly (readonly Rest[])[], sight: Sight): Disagreement | undefined {
    if (this.accounting) return this.accounting.after(sight);
    const may = combined(rests).map((each) => sumOf(each.map((rest) => this.counts(rest))));
    return compared(sight.counts, this.base, may);
  }

  private readonly seen = (rest: Rest): Seen => this.conformance.seen(this.oracle.view(rest));
  private counts(rest: Rest): Counts {
    const blocks = this.conformance.counts(this.oracle.view(rest));
    return Object.fromEntries(Object.entries(blocks).map(([name, n]) => [name, n * BLOCK_PAGES]));
  }
  private isLike(rest: Rest, seen: Seen): boolean {
    return Object.entries(this.seen(rest)).every(([name, may]) => fits(seen[name] ?? '', may));
  }
}

/** What is seen of a block after a batch, and was meanwhile. */
interface Now {
  readonly seen: Seen;
  readonly marks: readonly string[];
}
const nowText = ({ seen, marks }: Now): string =>
  [seenText(seen), ...(marks.length > 0 ? [`notified ${marks.join(', ')}`] : [])].join('; ');
/** Each way to take one of each. */
const combined = <T>(all: readonly (readonly T[])[]): readonly (readonly T[])[] =>
  all.reduce<readonly (readonly T[])[]>(
    (ways, some) => ways.flatMap((way) => some.map((one) => [...way, one])),
    [[]],
  );

export const seenText = (seen: Seen): string =>
  Object.entries(seen)
    .map(([name, value]) => `${name}=${value.replace(/\|.*/, '')}`)
    .join(' ');
const unlike = (block: number, seen: Seen, may: readonly Seen[]): Disagreement => ({
  kind: `at rest: ${seenText(seen)}`,
  says: `block ${block} is at rest with ${seenText(seen)}`,
  expected: may.map(seenText),
});
