// SPDX-License-Identifier: MIT
/**
 * Counters by a model of counters: what each block is seen to have gone through its threads do, and what the kernel
 * counts then has to be what they have counted, to the page.
 */
import type { Accounts, Part } from '../model/conformance.ts';
import { compared, minus } from './counted.ts';
import type { Counts } from './counted.ts';
import type { Sight } from './entry.ts';
import type { Disagreement } from './judge.ts';
import { inTurn } from './oracle.ts';
import type { Oracle, Rest } from './oracle.ts';

/** Where a block is: `ENOENT`, `offline`, or the zone that it is online in. */
type Place = string;
const GONE = 'gone';
const OFFLINE = 'offline';

export class Accounting {
  private readonly oracle: Oracle;
  private readonly accounts: Accounts;
  private zones = new Map<string, Rest>();
  private places: readonly Place[] = [];
  private base: Counts = {};

  constructor(oracle: Oracle, accounts: Accounts) {
    this.oracle = oracle;
    this.accounts = accounts;
  }
  /** Another one that has seen nothing yet. */
  again(): Accounting {
    return new Accounting(this.oracle, this.accounts);
  }

  /** From here on: whatever is counted beside is that of other memory. */
  begin(sight: Sight): void {
    const [empty] = this.oracle.rests([]);
    this.zones = new Map(this.accounts.zones.map((zone) => [zone, empty as Rest]));
    this.places = sight.blocks.map(() => GONE);
    this.move(sight);
    this.base = minus(sight.counts, this.counts());
  }

  after(sight: Sight): Disagreement | undefined {
    const lost = this.move(sight);
    if (lost !== undefined)
      return { kind: lost, says: `${lost}: the model has no run that does so`, expected: [] };
    return compared(sight.counts, this.base, [this.counts()]);
  }

  /** Says what the model can't do. */
  private move(sight: Sight): string | undefined {
    const now = sight.blocks.map(({ state = '', valid_zones = '' }): Place => {
      if (/^E[A-Z]+$/.test(state)) return GONE;
      return state === 'online' ? valid_zones : OFFLINE;
    });
    const before = this.places;
    this.places = now;
    const moved = now.flatMap((place, block) => (place === before[block] ? [] : [block]));
    const does: string[] = [];
    const lost = (what: keyof Accounts['parts'], block: number, zones: readonly string[]) => {
      for (const zone of zones)
        if (!this.step(zone, this.accounts.parts[what](block))) does.push(`${what} of block ${block}`);
    };
    const every = this.accounts.zones;
    for (const block of moved) {
      const [from = GONE, to = GONE] = [before[block], now[block]];
      if (from !== GONE && from !== OFFLINE) lost('offline', block, [from]);
      if (to === GONE) lost('remove', block, every);
    }
    for (const block of moved) {
      const [from = GONE, to = GONE] = [before[block], now[block]];
      if (from === GONE) lost('add', block, every);
      if (to !== GONE && to !== OFFLINE) lost('online', block, [to]);
    }
    return does[0];
  }

  private step(zone: string, part: Part<never>): boolean {
    const from = this.zones.get(zone);
    const [outcome] = from ? this.oracle.outcomes(from, inTurn([part])).all : [];
    if (outcome) this.zones.set(zone, outcome.rest);
    return outcome !== undefined;
  }
  private counts(): Counts {
    return this.accounts.counts(
      Object.fromEntries([...this.zones].map(([zone, rest]) => [zone, this.oracle.view(rest)])),
    );
  }
}
