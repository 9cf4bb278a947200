// SPDX-License-Identifier: MIT
/** When a search is shared among threads, and when one goes on alone: on little work, before a limit, after a mistake. */
import type { Mask } from '../engine/asked.ts';
import { MARGIN, SLICE } from './round-memory.ts';
import { Pace } from './pace.ts';
import { Rounds } from './rounds.ts';
import type { Round, Searched, Ways } from './rounds.ts';
import { newTeam, Threads } from './threads.ts';

/** How a search is shared. */
export interface Sharing extends Ways {
  /** Threads, with the one that calls. */
  readonly workers: number;
  /** How long it searches before there are others (ms). Default: none. */
  readonly after?: number;
  /** States of a level that are worth a round. Default: some hundreds. */
  readonly least?: number;
  /** Wait for them to begin, and use them also where they are slower. Default: neither. */
  readonly waits?: boolean;
}

/** States of a level that one thread expands sooner than others have heard of it. */
const LEAST = 4 * SLICE;

export class Together {
  private readonly search: Searched;
  private readonly sharing: Sharing;
  private began = NaN;
  private threads: Threads | undefined;
  private rounds: Rounds | undefined;
  /** Up to this state it goes on alone. */
  private alone = 0;
  private readonly pace = new Pace();

  constructor(search: Searched, sharing: Sharing) {
    this.search = search;
    this.sharing = sharing;
  }

  /** Whether a level with so many states left is expanded by all, from `head` on. Starts them, if it is time. */
  ready(head: number, left: number): boolean {
    const { search, sharing } = this;
    if (head < this.alone || this.pace.alone || left < (sharing.least ?? LEAST)) return false;
    if (search.store.count + MARGIN > search.visited.mostShared) {
      this.dismiss();
      this.goAlone(Infinity);
      return false;
    }
    this.start();
    return this.threads?.ready === true && this.rounds?.fits === true;
  }

  private start(): void {
    if (this.rounds) return;
    const { search, sharing } = this;
    const now = performance.now();
    if (Number.isNaN(this.began)) this.began = now;
    if (now < this.began + (sharing.after ?? 0)) return;
    const team = newTeam(search.engine, sharing.workers, sharing.how);
    const threads = (this.threads = new Threads(team));
    this.rounds = new Rounds(search, team, (ground) => threads.moveTo(ground), sharing);
    if (sharing.waits === true) threads.wait();
  }

  /** See {@link Rounds.run}. */
  run(
    head: number,
    levelEnd: number,
    until: number,
    broken: (state: number, mask: Mask) => void,
  ): Round | undefined {
    const { rounds } = this;
    const round = rounds?.run(head, levelEnd, until, broken);
    if (rounds && !round) this.goAlone(Math.min(levelEnd, head + rounds.most));
    return round;
  }

  /** Whether so many states are sure to be no more than `most` after another round. */
  isFarFrom(most: number, count: number): boolean {
    return count + (this.rounds?.numbers ?? 0) <= most;
  }

  /** Takes in how long so many steps took, together or alone. */
  took(shared: boolean, steps: number, ms: number): void {
    if (this.sharing.waits !== true) this.pace.took(shared, steps, ms);
  }

  /** Leaves what comes before this state to one thread. */
  goAlone(until: number): void {
    this.alone = until;
  }

  dismiss(): void {
    this.threads?.dismiss();
    this.threads = undefined;
  }
}
