// SPDX-License-Identifier: MIT
/**
 * "Held while asking for", between classes, over all threads and paths: lockdep's graph (kernel/locking/lockdep.c,
 * v5.10 and later). An edge is told apart by how its first lock was held and its second asked for, as far as it matters
 * there: exclusive or shared, recursive or not.
 */
import type { Mode } from '../model/locks.ts';
import type { HeldHere, Sighting, Sightings, Waiting } from './sightings.ts';

/** Why one class comes before another: a thread that held the one when it asked for the other. */
export interface Dependency {
  readonly from: string;
  readonly to: string;
  readonly held: Mode;
  readonly asked: Mode;
  /** Lockdep is told of both. */
  readonly seen: boolean;
  /** The second is no lock, but waited for. */
  readonly waits: boolean;
  readonly thread: number;
  readonly position: number;
  /** The lock that was held, `zone[1].lock`; the wait, where that is no lock. */
  readonly path: string;
  /** Where the first is a wait: who waits for the thread. */
  readonly waiter?: number;
  /** The first state that shows it. */
  readonly state: number;
}
/** Everything between two classes. */
export interface Between {
  readonly from: string;
  readonly to: string;
  /** Of each kind, the first. */
  readonly kinds: readonly Dependency[];
  /** Locks that were held beside the first whenever this was seen, each as it was held least: a common one is a gate. */
  readonly gates: ReadonlyMap<string, HeldHere>;
  /** Who was seen to do it. */
  readonly threads: ReadonlySet<number>;
}
/** A lock of a class is asked for by who holds one of it. */
export interface Recursion {
  readonly class: string;
  readonly dependency: Dependency;
}

export class OrderGraph {
  /** By `from`, then `to`. */
  readonly edges: ReadonlyMap<string, ReadonlyMap<string, Between>>;
  readonly recursions: readonly Recursion[];

  constructor(sightings: Sightings) {
    const edges = new Edges();
    const recursions = new Map<string, Recursion>();
    for (const s of sightings.seen)
      for (const [dependency, nested] of dependenciesOf(s)) {
        // Of a class that is held already lockdep adds nothing: what is held since came after it.
        const again = s.held.some((h) => h.lock.class === dependency.to);
        if (!again) edges.add(dependency, s.held);
        else if (
          !nested &&
          dependency.from === dependency.to &&
          isRecursion(dependency) &&
          !recursions.has(dependency.to)
        )
          recursions.set(dependency.to, { class: dependency.to, dependency });
      }
    for (const w of sightings.waiting) for (const d of whileWaiting(w)) edges.add(d, []);
    this.edges = edges.all;
    this.recursions = [...recursions.values()];
  }
}

function dependenciesOf({ thread, position, asks, held, state }: Sighting): [Dependency, boolean][] {
  return asks.flatMap((ask) =>
    held
      .filter(() => !ask.trylock)
      .map(({ lock, mode }): [Dependency, boolean] => {
        const seen = !ask.unseen && !lock.novalidate;
        const kind = { from: lock.class, to: ask.class, held: mode, asked: ask.mode, seen, waits: ask.wait };
        return [{ ...kind, thread, position, path: lock.path, state }, ask.nested];
      }),
  );
}

function whileWaiting({ wait, waiter, thread, position, asks, state }: Waiting): Dependency[] {
  const kind = {
    from: wait,
    held: 'exclusive',
    seen: false,
    thread,
    position,
    path: wait,
    waiter,
    state,
  } as const;
  return asks
    .filter((ask) => !ask.trylock && ask.class !== wait)
    .map(({ class: to, mode: asked, wait: waits }) => ({ ...kind, to, asked, waits }));
}

/** check_deadlock(): a reader that passes a writer may come in again. */
const isRecursion = ({ seen, held, asked }: Dependency): boolean =>
  seen && !(asked === 'recursive' && held !== 'exclusive');

/** Lockdep's E or S of who holds, R or N of who asks. */
export const kindOf = ({ held, asked, seen }: Dependency): string =>
  `${held === 'exclusive' ? 'E' : 'S'}${asked === 'recursive' ? 'R' : 'N'}${seen ? '' : ' unseen'}`;

/** A shared lock that a reader may pass, then a reader: nobody waits for anybody there (-(xR)-> -(Sx)->). */
export const passes = (first: Dependency, then: Dependency): boolean =>
  first.asked === 'recursive' && then.held !== 'exclusive';

class Edges {
  readonly all = new Map<string, Map<string, Between>>();

  add(dependency: Dependency, held: readonly HeldHere[]): void {
    const { from, to, path, thread } = dependency;
    const others = new Map(held.filter((h) => h.lock.path !== path).map((h) => [h.lock.path, h]));
    const out = this.all.get(from) ?? new Map<string, Between>();
    this.all.set(from, out);
    const known = out.get(to);
    if (!known) {
      out.set(to, { from, to, kinds: [dependency], gates: others, threads: new Set([thread]) });
      return;
    }
    const same = known.kinds.some((d) => kindOf(d) === kindOf(dependency));
    out.set(to, {
      from,
      to,
      kinds: same ? known.kinds : [...known.kinds, dependency],
      gates: common(known.gates, others),
      threads: new Set([...known.threads, thread]),
    });
  }
}

/** What is in both, as it is held least. */
function common(a: ReadonlyMap<string, HeldHere>, b: ReadonlyMap<string, HeldHere>): Map<string, HeldHere> {
  return new Map(
    [...a].flatMap(([path, one]) => {
      const other = b.get(path);
      if (!other) return [];
      return [[path, one.mode === 'exclusive' ? other : one] as const];
    }),
  );
}
