// SPDX-License-Identifier: MIT
/** What ends a search early: its limits on states, time and memory, and the user. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { StateStore, VisitedSet } from '../explore/visited.ts';

export interface Limits {
  readonly maxStates: number;
  /** Seconds. Default: no limit. */
  readonly maxTime?: number;
  /** Bytes of the whole process. Default: no limit. */
  readonly maxMemory?: number;
  /** True once the user has asked to stop. */
  readonly stopped: () => boolean;
}
/** Why a search ended before its end: an option, what it can address at all, or the user. */
export type Stop = '--max-states' | '--max-time' | '--max-memory' | 'full' | 'interrupt';

/** What grows: see visited.ts. */
interface Growing {
  readonly store: StateStore;
  readonly visited: Pick<VisitedSet, 'nextGrowth'>;
}

export class Watchman {
  private readonly limits: Limits;
  private readonly start = performance.now();

  constructor(limits: Limits) {
    this.limits = limits;
  }

  /** How many states a search may come to before it is asked again: not past the next time that it has to grow. */
  statesFor(search: object): number {
    const { maxStates, maxMemory = Infinity } = this.limits;
    if (maxMemory === Infinity || !isGrowing(search)) return maxStates;
    const { states } = search.visited.nextGrowth();
    const { count } = search.store;
    return Math.min(maxStates, count < states ? states : count + 1);
  }

  /** Why to stop, if there is a reason. */
  reason(search: {
    readonly progress: { readonly states: number };
    readonly full?: boolean;
  }): Stop | undefined {
    const { maxStates, maxTime = Infinity, maxMemory = Infinity, stopped } = this.limits;
    if (stopped()) return 'interrupt';
    if (search.progress.states >= maxStates) return '--max-states';
    if (search.full) return 'full';
    if (performance.now() - this.start >= maxTime * 1000) return '--max-time';
    if (maxMemory < Infinity && this.exceeds(search, maxMemory)) return '--max-memory';
    return undefined;
  }

  private exceeds(search: object, most: number): boolean {
    const next = isGrowing(search) ? search.visited.nextGrowth() : undefined;
    const asked = next && isGrowing(search) && search.store.count >= next.states ? next.bytes : 0;
    if (memory() + asked <= most) return false;
    // What was outgrown may still be there.
    collect();
    return memory() + asked > most;
  }
}

const isGrowing = (search: object): search is Growing => 'store' in search && 'visited' in search;
const memory = () => process.memoryUsage.rss();

let gc: (() => void) | undefined;
/** Frees what nobody uses any more: it must not count. */
function collect(): void {
  if (!gc) {
    setFlagsFromString('--expose-gc');
    gc = runInNewContext('gc') as () => void;
  }
  gc();
}
