// SPDX-License-Identifier: MIT
/** What ends a search early: its limit on states, what the watch says of time, memory and the user, and its own size. */
import type { StateStore } from '../explore/store.ts';
import type { VisitedSet } from '../explore/visited.ts';
import { exceeds, reason } from '../watch/watch.ts';
import type { Watched } from '../watch/watch.ts';
import type { Stop } from './selection.ts';

export interface Resources {
  readonly maxStates: number;
  /** Seconds of the whole command. Default: no limit. */
  readonly maxTime?: number;
  /** Bytes of the whole process. Default: no limit. */
  readonly maxMemory?: number;
}

/** Of the time there is, what is kept to say what was found (ms); of a short time, a part. */
const TO_SAY = 300;

/** The same of memory, as a share. */
const TO_TELL = 1 / 16;

/** What to watch for a command that began at `began` (ms, performance.now()). */
export function watched(
  { maxTime = Infinity, maxMemory }: Omit<Resources, 'maxStates'>,
  stopped: () => boolean,
  began: number,
): Watched {
  const time = maxTime * 1000;
  return { stopped, maxMemory, until: began + time - Math.min(TO_SAY, time / 20) };
}

/** What grows: see visited.ts. */
interface Growing {
  readonly store: StateStore;
  readonly visited: Pick<VisitedSet, 'nextGrowth'>;
}

/** What is limited. */
interface Limited {
  readonly progress: { readonly states: number };
  readonly full?: boolean;
  /** Lets go what can be had again. False where there is nothing. */
  readonly spare?: () => boolean;
}

export class Watchman {
  private readonly limits: Resources;

  constructor(limits: Resources) {
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

  /** Why to stop, if there is a reason. Before memory is one, what a search keeps for later is let go. */
  reason(search: Limited): Stop | undefined {
    const why = this.ask(search);
    return why === '--max-memory' && search.spare?.() ? this.ask(search) : why;
  }

  private ask(search: Limited): Stop | undefined {
    const { maxStates, maxMemory = Infinity } = this.limits;
    const asked = reason(true);
    if (asked) return asked;
    if (search.progress.states >= maxStates) return '--max-states';
    if (search.full) return 'full';
    return maxMemory < Infinity && !this.canGo(search, maxMemory * (1 - TO_TELL))
      ? '--max-memory'
      : undefined;
  }

  private canGo(search: object, most: number): boolean {
    const next = isGrowing(search) ? search.visited.nextGrowth() : undefined;
    const grows = isGrowing(search) && next && search.store.count >= next.states;
    return !exceeds(most - (grows ? next.bytes : 0));
  }
}

const isGrowing = (search: object): search is Growing => 'store' in search && 'visited' in search;
