// SPDX-License-Identifier: MIT
/** What the steps of a role do, as far as mutants are derived from it: read off the machine and its recorded steps. */
import type { Compiled } from '../compile/compile.ts';
import { walk } from '../compile/paths.ts';
import type { Search } from '../explore/search.ts';
import { regionOf } from '../model/rewrite.ts';
import type { Position, Thread } from '../model/program.ts';

export interface Way {
  /** Its place among the step's candidates. */
  readonly index: number;
  readonly target: string;
  readonly fault: boolean;
  readonly note: string | undefined;
  /** Its own text, where it has one. */
  readonly says: string | undefined;
  /** The machine gives it a guard. */
  readonly guarded: boolean;
  /** The machine gives it an effect. */
  readonly effect: boolean;
  /** The declared choices with which it was taken. */
  readonly choices: ReadonlySet<string | undefined>;
  /** Whole-number fields of the thread's own stack that it writes. */
  readonly counters: readonly string[];
}
export interface Step {
  readonly name: string;
  readonly says: string;
  readonly primitive: string | undefined;
  readonly waits: boolean;
  /** Taken in some interleaving of the original. */
  readonly reached: boolean;
  readonly ways: readonly Way[];
  /** The first choice it declares: of an allocation, that it succeeds. */
  readonly firstChoice: string | undefined;
  /** Lock fields, `mem.page_table_lock`, that some way writes the own name into, or nobody. */
  readonly takes: readonly string[];
  readonly releases: readonly string[];
}
/** The steps of all threads that run the same code. */
export interface Flow {
  readonly role: string;
  readonly threads: readonly string[];
  readonly initial: string;
  readonly steps: readonly Step[];
  readonly step: (name: string) => Step;
  /** The steps with a way that leads here. */
  readonly before: (name: string) => readonly Step[];
}

export function flows(search: Search): Flow[] {
  const { threads } = search.engine.compiled.program;
  return [...new Set(threads.map((t) => t.role))].map((role) =>
    flowOf(
      search,
      role,
      threads.filter((t) => t.role === role),
    ),
  );
}

function flowOf(search: Search, role: string, threads: readonly Thread[]): Flow {
  const byName = new Map<string, Step>();
  for (const t of threads)
    for (const p of t.positions) {
      if (p.candidates.length === 0) continue;
      const step = stepOf(search, t, p);
      const known = byName.get(p.name);
      byName.set(p.name, known ? merged(known, step) : step);
    }
  const steps = [...byName.values()];
  const first = threads[0] as Thread;
  const step = (name: string) => byName.get(name) as Step;
  const before = (name: string) => steps.filter((s) => s.ways.some((w) => w.target === name));
  const names = threads.map((t) => t.name);
  return { role, threads: names, initial: first.positions[first.initial]?.name ?? '', steps, step, before };
}

function stepOf({ engine: { compiled }, store }: Search, t: Thread, p: Position): Step {
  const region = regionOf(compiled.program, t).states[p.name];
  const at = t.positions.indexOf(p);
  const edges = compiled.edges.filter((e) => e.thread === t.index && e.position === at);
  const tree = compiled.steps[t.index]?.[at]?.root;
  const outcomes = tree ? [...walk(tree, [])].flatMap(([, leaf]) => leaf.outcomes) : [];
  const cell = (index: number) => compiled.map.cells[index];
  const pc = compiled.map.pcs[t.index];
  const writes = outcomes.flatMap((o) => o.writes).filter(([index]) => index !== pc);
  const locks = (value: string | null) => [
    ...new Set(
      writes
        .filter(([index, code]) => cell(index)?.lock === true && cell(index)?.values[code] === value)
        .map(([index]) => cell(index)?.name ?? ''),
    ),
  ];
  const ways = p.candidates.map((c, index): Way => {
    const edge = edges[index]?.index;
    const own = outcomes.filter((o) => o.edge === edge);
    const target = t.positions[c.target];
    const config = region?.candidates[index];
    return {
      index,
      target: target?.name ?? '',
      fault: target?.fault !== undefined,
      note: c.note,
      says: c.says,
      guarded: config?.guard !== undefined,
      effect: config?.actions !== undefined,
      choices: new Set(own.map((o) => o.choice)),
      counters: countersOf(compiled, t, [
        ...new Set(own.flatMap((o) => o.writes.map(([written]) => written))),
      ]),
    };
  });
  return {
    name: p.name,
    says: p.says,
    primitive: p.primitive,
    waits: p.waitsFor !== undefined,
    reached: edges.some((e) => (store.firstTaken[e.index] as number) >= 0),
    ways,
    // Choices that depend on the state are recorded in the order in which they are declared.
    firstChoice: (p.declared ?? outcomes.map((o) => o.choice))[0],
    takes: locks(t.name),
    releases: locks(null),
  };
}

function countersOf({ map }: Compiled, t: Thread, written: readonly number[]): string[] {
  const prefix = `stack.${t.name}.`;
  return written
    .map((index) => map.cells[index])
    .filter((c) => c?.name.startsWith(prefix) === true && c.values.every(Number.isInteger))
    .map((c) => c?.name.slice(prefix.length) ?? '')
    .filter((field) => /^\w+$/.test(field));
}

const union = <T>(a: Iterable<T>, b: Iterable<T>) => [...new Set([...a, ...b])];

/** The same step of two threads of a role. */
function merged(a: Step, b: Step): Step {
  return {
    ...a,
    reached: a.reached || b.reached,
    ways: a.ways.map((w, i) => ({
      ...w,
      choices: new Set(union(w.choices, b.ways[i]?.choices ?? [])),
      counters: union(w.counters, b.ways[i]?.counters ?? []),
    })),
    takes: union(a.takes, b.takes),
    releases: union(a.releases, b.releases),
  };
}
