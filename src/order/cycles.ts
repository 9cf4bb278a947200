// SPDX-License-Identifier: MIT
/**
 * The cycles of the order, each once: it begins with the class that comes first by name. Only strong ones count, as in
 * lockdep: a reader that may pass a writer, and then a reader, keep nobody waiting. If a cycle that meets a class twice
 * is strong, so is one of the two that it is made of: simple ones are enough.
 */
import type { Between, Dependency, OrderGraph, Recursion } from './graph.ts';
import { passes } from './graph.ts';

export interface Cycle {
  /** `circular`, or `recursive`: a lock of the class is held already. */
  readonly kind: 'circular' | 'recursive';
  /** In the order in which they are taken. */
  readonly classes: readonly string[];
  /** From each class to the next, the last back to the first. */
  readonly dependencies: readonly Dependency[];
  /** Lockdep is told of all of them. */
  readonly seen: boolean;
  /** A lock that keeps two of them apart, whenever they were seen: it cannot close. */
  readonly gate?: string;
  /** One thread alone was seen to do all of it. */
  readonly alone?: number;
}

/** So many are told. */
const MOST = 50;
/** Ways that are tried before what was found is told: of a dozen locks in all orders there are too many. */
const TRIES = 200_000;

export interface Cycles {
  readonly found: readonly Cycle[];
  /** There may be more. */
  readonly more: boolean;
}

/** Those that lockdep sees first, then those that it does not. */
export function cyclesOf(graph: OrderGraph): Cycles {
  const seen = new Finder(graph, false).run();
  const known = new Set(seen.found.map(key));
  const all = new Finder(graph, true).run();
  const unseen = all.found.filter((c) => !c.seen && !known.has(key(c)));
  return {
    found: [...graph.recursions.map(recursive), ...seen.found, ...unseen],
    more: seen.more || all.more,
  };
}

export const key = ({ classes }: Pick<Cycle, 'classes'>): string => classes.join('\n');

/** The same cycle from the class that comes first by name. */
export function rotated<T>(classes: readonly string[], rest: readonly T[]): [string[], T[]] {
  const first = classes.indexOf(classes.toSorted()[0] as string);
  const turn = <U>(list: readonly U[]) => [...list.slice(first), ...list.slice(0, first)];
  return [turn(classes), turn(rest)];
}

const recursive = ({ class: of, dependency }: Recursion): Cycle => ({
  kind: 'recursive',
  classes: [of],
  dependencies: [dependency],
  seen: true,
});

class Finder {
  private readonly graph: OrderGraph;
  private readonly unseenToo: boolean;
  private readonly found: Cycle[] = [];
  private readonly known = new Set<string>();
  private tries = 0;

  constructor(graph: OrderGraph, unseenToo: boolean) {
    this.graph = graph;
    this.unseenToo = unseenToo;
  }

  run(): Cycles {
    const starts = [...this.graph.edges.keys()].toSorted();
    for (const start of starts) this.from(start, []);
    return { found: this.found, more: this.full };
  }

  private get full(): boolean {
    return this.tries > TRIES || this.found.length >= MOST;
  }

  /** Goes on from the end of a path; classes before its start by name were starts themselves. */
  private from(start: string, path: readonly Dependency[]): void {
    const last = path.at(-1);
    for (const { to, kinds } of this.graph.edges.get(last?.to ?? start)?.values() ?? []) {
      if (this.full) return;
      if (to < start || (to !== start && path.some((d) => d.to === to))) continue;
      for (const next of kinds) {
        this.tries++;
        if ((!next.seen && !this.unseenToo) || (last && passes(last, next))) continue;
        if (to !== start) this.from(start, [...path, next]);
        else if (!passes(next, path[0] ?? next)) this.close([...path, next]);
      }
    }
  }

  private close(dependencies: readonly Dependency[]): void {
    const classes = dependencies.map((d) => d.from);
    const seen = dependencies.every((d) => d.seen);
    // Lockdep's own are told already where those that it does not see are looked for.
    if (this.unseenToo === seen || this.known.has(key({ classes }))) return;
    this.known.add(key({ classes }));
    const between = dependencies.map((d) => this.graph.edges.get(d.from)?.get(d.to) as Between);
    const gate = gateOf(between, classes);
    const threads = new Set(between.flatMap((b) => [...b.threads]));
    const [alone] = threads;
    this.found.push({
      kind: 'circular',
      classes,
      dependencies,
      seen,
      ...(gate !== undefined && { gate }),
      ...(threads.size === 1 && alone !== undefined && { alone }),
    });
  }
}

/** A lock that two of the steps are never taken without, and that one of them holds for itself. */
function gateOf(between: readonly Between[], classes: readonly string[]): string | undefined {
  for (const [i, one] of between.entries())
    for (const other of between.slice(i + 1))
      for (const [path, held] of one.gates) {
        const theirs = other.gates.get(path);
        if (!theirs || classes.includes(held.lock.class)) continue;
        if (held.mode === 'exclusive' || theirs.mode === 'exclusive') return path;
      }
  return undefined;
}
