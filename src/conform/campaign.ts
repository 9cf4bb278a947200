// SPDX-License-Identifier: MIT
/**
 * Runs drawn one after the other on guests side by side, each judged as it goes. What disagrees is made shorter by
 * fast-check: every try is a run of its own, from a known state.
 */
import * as fc from 'fast-check';
import { GuestError } from '../kernel/guest.ts';
import type { Act } from '../model/conformance.ts';
import { isError } from '../model/mistake.ts';
import { systemError } from '../outside/read.ts';
import { asStopped } from '../watch/watch.ts';
import { actOf, sequences } from './draw.ts';
import type { Draft } from './draw.ts';
import type { Batch, Run, Sight } from './entry.ts';
import { isDisagreement } from './judge.ts';
import type { Disagreement, Judge } from './judge.ts';
import type { Notes } from './journal.ts';
import type { Subject } from './subject.ts';
import { addTo, count, emptyTally } from './tally.ts';
import type { Tally } from './tally.ts';

export interface Found extends Disagreement {
  readonly run: Run;
  /** What the guest has said meanwhile. */
  readonly log: readonly string[];
}
export interface Plan {
  readonly boot: () => Promise<Subject>;
  /** Whether one is had soon, from a saved state: then each try to make a run shorter has its own. */
  readonly isSaved?: () => boolean;
  readonly judge: () => Judge;
  readonly seed: number;
  /** The number of the first run that is drawn. */
  readonly first: number;
  readonly guests: number;
  /** What was done, disagreed and was lost before. */
  readonly before?: Omit<Campaign, 'failed'>;
  /** Asked between batches, of what was done so far. */
  readonly isOver: (tally: Tally) => boolean;
  readonly notes?: Pick<Notes, 'begin' | 'batch' | 'found' | 'lost'>;
  readonly tell?: (tally: Tally) => void;
}
export interface Lost {
  readonly run: string;
  readonly why: string;
}
export interface Campaign {
  readonly tally: Tally;
  readonly found: readonly Found[];
  /** Runs that a guest's failure cut off: what it did then is not known. */
  readonly lost: readonly Lost[];
  /** What ended it before its time: guests that do not come up. */
  readonly failed: string | undefined;
}

/** Tries to make one run shorter; different disagreements that are looked for; guests that may fail in a row. */
const [TRIES, MOST, PATIENCE] = [60, 5, 3];
/** Runs on a guest with a block that does not go any more: then another is booted. */
const STUCK = 3;

export async function campaign(plan: Plan): Promise<Campaign> {
  const shared: Shared = {
    tally: plan.before?.tally ?? emptyTally(),
    found: [...(plan.before?.found ?? [])],
    lost: [...(plan.before?.lost ?? [])],
    next: plan.first,
    failed: undefined,
  };
  const workers = Array.from({ length: plan.guests }, () => new Worker(plan, shared).work());
  await Promise.all(workers);
  return shared;
}
interface Shared {
  readonly tally: Tally;
  readonly found: Found[];
  readonly lost: Lost[];
  next: number;
  failed: string | undefined;
}

class Worker {
  private readonly plan: Plan;
  private readonly shared: Shared;
  private readonly judge: Judge;
  private subject: Subject | undefined;
  private failures = 0;
  private stuck = 0;
  /** The shortest that disagrees, of the run at hand. */
  private found: Found | undefined;
  private stopped = false;
  /** What is no disagreement, nor a guest's failure. */
  private fault: { readonly error: unknown } | undefined;

  constructor(plan: Plan, shared: Shared) {
    this.plan = plan;
    this.shared = shared;
    this.judge = plan.judge();
  }

  private get isOver(): boolean {
    const { failed, found, tally } = this.shared;
    return this.stopped || failed !== undefined || found.length >= MOST || this.plan.isOver(tally);
  }

  async work(): Promise<void> {
    try {
      while (!this.isOver) await this.run(this.shared.next++);
    } finally {
      await this.subject?.end();
    }
  }

  private async run(n: number): Promise<void> {
    this.found = undefined;
    let tries = 0;
    const property = fc.asyncProperty(sequences(2), async (drafts) => {
      const name = tries === 0 ? `${n}` : `${n}.${tries}`;
      if (tries++ > TRIES || (tries > 1 && this.isOver)) return true;
      if (tries > 1 && this.plan.isSaved?.()) await this.drop();
      return this.guarded(name, () => this.once(name, drafts));
    });
    await fc.check(property, { seed: this.plan.seed * 1_000_003 + n, numRuns: 1 });
    const { found, fault } = this;
    if (fault) throw fault.error;
    if (!found) return;
    const isNew = this.shared.found.every(({ kind }) => kind !== (found as Found).kind);
    if (isNew) this.shared.found.push(found);
  }

  /** A guest that fails, and a stop, are no disagreement. */
  private async guarded(name: string, run: () => Promise<boolean>): Promise<boolean> {
    try {
      const agrees = await run();
      this.failures = 0;
      return agrees;
    } catch (error) {
      if (isError(error) && asStopped(error)) {
        this.stopped = true;
        return true;
      }
      const refused = systemError(error);
      if (refused !== undefined) {
        // What can't be written down is not done: what was done so far is told.
        this.shared.failed = refused;
        return true;
      }
      if (!isError(error) || !(error instanceof GuestError)) {
        // fast-check would take it for what it looks for.
        this.fault = { error };
        return true;
      }
      // Of a guest that never came up there is nothing to know; nor of one that is ended since all is.
      if (this.subject && !this.isOver) this.lose({ run: name, why: error.message });
      await this.drop();
      if (!this.isOver && ++this.failures >= PATIENCE) this.shared.failed = error.message;
      return true;
    }
  }
  private lose(lost: Lost): void {
    this.shared.lost.push(lost);
    this.plan.notes?.lost(lost);
  }
  private async drop(): Promise<void> {
    const { subject } = this;
    this.subject = undefined;
    await subject?.end();
  }

  private async once(name: string, drafts: readonly (readonly Draft[])[]): Promise<boolean> {
    const { plan, shared } = this;
    const subject = (this.subject ??= await this.boot());
    const log = subject.log.length;
    const { sight: begins, crashed } = await settled(subject);
    let sight = begins;
    const batches: Batch[] = [];
    shared.tally.runs++;
    plan.notes?.begin(name, begins);
    const disagrees = (disagreement: Disagreement): false => {
      plan.notes?.found(name, disagreement);
      this.found = { ...disagreement, run: { name, begins, batches }, log: subject.log.slice(log) };
      return false;
    };
    if (crashed) await this.drop();
    const first = this.judge.begin(begins);
    if (first) return disagrees(first);
    if (crashed) {
      batches.push(crashed);
      plan.notes?.batch(name, crashed);
      const verdict = this.judge.after(crashed);
      return isDisagreement(verdict) ? disagrees(verdict) : true;
    }
    for (const draft of drafts) {
      if (this.isOver) return true;
      const now = sight;
      const acts = draft.map((one) => actOf(one, (block) => !isGone(now, block)));
      const batch = await subject.act(acts);
      batches.push(batch);
      addTo(shared.tally, batch);
      plan.notes?.batch(name, batch);
      plan.tell?.(shared.tally);
      const verdict = this.judge.after(batch);
      if (batch.crash) await this.drop();
      if (isDisagreement(verdict)) return disagrees(verdict);
      count(shared.tally, batch, verdict);
      if (!batch.sight) return true;
      sight = batch.sight;
    }
    if (sight.blocks.some((_, block) => isStuck(sight, block)) && ++this.stuck > STUCK) await this.drop();
    return true;
  }

  private async boot(): Promise<Subject> {
    this.stuck = 0;
    const subject = await this.plan.boot();
    this.shared.tally.guests++;
    return subject;
  }
}

const stateOf = ({ blocks }: Sight, block: number): string => blocks[block]?.['state'] ?? '';
export const isGone = (sight: Sight, block: number): boolean => /^E[A-Z]+$/.test(stateOf(sight, block));
/** In a kernel zone, where pages may be that nobody can move. */
const isStuck = (sight: Sight, block: number) => sight.blocks[block]?.['valid_zones'] === 'Normal';

/** How it settled, or what the kernel reported on its way: `sight` is of before. */
export interface Settled {
  readonly sight: Sight;
  readonly crashed?: Batch;
}

/** No block, and none comes online by itself; as far as the kernel lets go of them. */
export async function settled(subject: Subject): Promise<Settled> {
  let sight = await subject.look();
  for (let tries = 0; tries < 3; tries++) {
    const left = sight.blocks.flatMap((_, block) => (isGone(sight, block) ? [] : [block]));
    if (left.length === 0 && sight.auto === 'offline') break;
    const first: readonly Act[] = sight.auto === 'offline' ? [] : [{ does: 'auto', value: 'offline' }];
    for (const act of [...first, ...left.map((block): Act => ({ does: 'eject', block }))]) {
      const batch = await subject.act([act]);
      if (batch.crash) return { sight, crashed: batch };
      sight = batch.sight ?? sight;
    }
  }
  return { sight };
}
