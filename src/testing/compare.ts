// SPDX-License-Identifier: MIT
/**
 * The compiled form against XState: states, steps, depth, deadlocks and properties of an instance are worked out twice,
 * once by Search and once by xstate/graph and plain code, and must agree one by one.
 */
import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import type { AnyMachineSnapshot } from 'xstate';
import { getAdjacencyMap } from 'xstate/graph';
import { DEFAULT_BUDGET } from '../compile/compile.ts';
import { CYCLE, flagAt, STUCK } from '../compile/bits.ts';
import type { Flag } from '../compile/bits.ts';
import { hasFaulted, initialCells, successors, toState } from '../compile/interpret.ts';
import type { Cells } from '../compile/interpret.ts';
import { pack, unpack } from '../compile/layout.ts';
import { engineOf } from '../engine/engine.ts';
import type { Engine, EngineOptions } from '../engine/engine.ts';
import { Search } from '../explore/search.ts';
import type { SearchOptions } from '../explore/search.ts';
import { eventName } from '../model/program.ts';
import { readMachine } from '../model/read.ts';
import { Reference, viewOf } from '../model/reference.ts';
import type { Instance, State, StateProperty } from '../model/types.ts';

/** A state as one string; the order in which an author wrote a record's fields does not matter. */
export const keyOf = ({ at, mem, stack }: State): string => written({ at, mem, stack });

function written(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value !== 'object' || value === null) return String(value);
  if (Array.isArray(value)) return `[${value.map(written).join()}]`;
  const record = value as Readonly<Record<string, unknown>>;
  const fields = Object.keys(record).toSorted();
  return `{${fields.map((name) => `${name}:${written(record[name])}`).join()}}`;
}

/** One reachable state, as far as both sides must agree on it. */
interface Node {
  readonly state: State;
  readonly fault: boolean;
  /** By event, the state it leads to. */
  readonly steps: ReadonlyMap<string, string>;
  readonly stuck: boolean;
  readonly cycle: boolean;
}
export interface ReferenceGraph {
  readonly nodes: ReadonlyMap<string, Node>;
  readonly transitions: number;
  readonly depth: number;
}

/** Everything reachable, by XState alone. */
export function graphOf(instance: Instance): ReferenceGraph {
  const reference = new Reference(readMachine(instance.machine));
  const keyed = (s: AnyMachineSnapshot) => keyOf(reference.state(s));
  const initials = initialsOf(reference);
  const adjacency = Object.assign(
    {},
    ...initials.map((fromState) =>
      getAdjacencyMap(instance.machine, {
        events: (snapshot: AnyMachineSnapshot) => reference.enabled(snapshot),
        serializeState: keyed,
        fromState,
      } as never),
    ),
  ) as ReturnType<typeof getAdjacencyMap>;
  const nodes = new Map<string, Node>();
  let transitions = 0;
  for (const [key, entry] of Object.entries(adjacency)) {
    const snapshot = entry.state as AnyMachineSnapshot;
    const taken = Object.values(entry.transitions) as {
      event: { type: string; choice?: string };
      state: AnyMachineSnapshot;
    }[];
    const steps = new Map(taken.map((t) => [eventName(t.event), keyed(t.state)]));
    const fault = reference.fault(snapshot) !== undefined;
    const stuck = !fault && steps.size === 0 && !reference.view(snapshot).quiet;
    nodes.set(key, {
      state: reference.state(snapshot),
      fault,
      steps,
      stuck,
      cycle: !fault && waitsInCycle(reference, snapshot),
    });
    transitions += steps.size;
  }
  return { nodes, transitions, depth: depthOf(nodes, initials.map(keyed)) };
}

/** Every initial state, in the order of the model. */
export const initialsOf = (reference: Reference): AnyMachineSnapshot[] =>
  reference.program.initials.map((_, place) => reference.initial(place));

/** Follows who waits for whom from each thread that can't step, and asks whether it comes back to itself. */
function waitsInCycle(reference: Reference, snapshot: AnyMachineSnapshot): boolean {
  const { mem, stack } = snapshot.context;
  const enabled = new Set(reference.enabled(snapshot).map((e) => e.type));
  const waitsFor = new Map<string, (string | null)[]>();
  for (const t of reference.program.threads) {
    const position = t.positions.find((p) => p.name === snapshot.value[t.name]);
    const holders = position?.waitsFor?.({ mem, me: stack[t.name], context: snapshot.context });
    if (holders && !enabled.has(t.name)) waitsFor.set(t.name, [...holders]);
  }
  return [...waitsFor.keys()].some((start) => {
    const met = new Set<string | null>();
    for (let next = [...(waitsFor.get(start) ?? [])]; next.length > 0;) {
      next = next.filter((t) => !met.has(t));
      next.forEach((t) => met.add(t));
      next = next.flatMap((t) => waitsFor.get(t as string) ?? []);
    }
    return met.has(start);
  });
}

function depthOf(nodes: ReadonlyMap<string, Node>, initials: readonly string[]): number {
  const seen = new Set(initials);
  let level = [...seen];
  for (let depth = 0; ; depth++) {
    const next = level.flatMap((key) => [...(nodes.get(key)?.steps.values() ?? [])]);
    level = [...new Set(next)].filter((key) => !seen.has(key));
    if (level.length === 0) return depth;
    level.forEach((key) => seen.add(key));
  }
}

/** Parts of what searches, as a test may break them. */
export type Parts = Pick<EngineOptions, 'budget' | 'code' | 'unread'> & SearchOptions;

/** Searches the compiled form and compares it with `graph`, state by state. */
export function compareWithGraph(
  instance: Instance,
  { graph, ...parts }: Parts & { readonly graph?: ReferenceGraph } = {},
): Search {
  return compareSearch(new Search(engineOf(instance, parts), parts), graph);
}
/** The same of a search that there is. */
export function compareSearch(search: Search, graph = graphOf(search.instance)): Search {
  search.run();
  const { store } = search;
  const { compiled, layout, asked } = search.engine;
  const keys = new Map<string, number>();
  const cells = Array.from({ length: store.count }, (_, i) => unpack(layout, store.states, i * layout.words));
  cells.forEach((c, i) => {
    const key = keyOf(toState(compiled, c));
    assert.equal(keys.get(key), undefined, `two packed states are the same state: ${key}`);
    keys.set(key, i);
  });
  for (const key of keys.keys()) assert.ok(graph.nodes.has(key), `XState does not reach ${key}`);
  for (const key of graph.nodes.keys()) assert.ok(keys.has(key), `the compiled form does not reach ${key}`);
  assert.equal(search.transitions, graph.transitions, 'transitions');
  assert.equal(search.depth, graph.depth, 'depth');
  const noted = new Map(search.broken.states.map((state, i) => [state, i]));
  const predicates = search.instance.properties
    .filter((p): p is StateProperty => 'holds' in p)
    .map((p) => ({ p, decision: compiled.predicate(p.name, p.holds) }));
  // Of faults nothing is asked by who knows them: here they are asked as well.
  const alive = new Int32Array(store.count);
  for (const [key, node] of graph.nodes) {
    const state = keys.get(key) as number;
    const here = cells[state] as Cells;
    const place = noted.get(state);
    const has = (flag: Flag) => place !== undefined && search.broken.has(place, flag);
    assert.equal(hasFaulted(compiled, here), node.fault, `fault in ${key}`);
    assert.equal((store.parents[state] as number) < 0, node.fault, `fault noted in ${key}`);
    assert.deepEqual(stepsOf(search.engine, here), node.steps, `steps of ${key}`);
    assert.equal(has({ word: 0, bit: STUCK }), node.stuck, `deadlock in ${key}`);
    assert.equal(has({ word: 0, bit: CYCLE }), node.cycle, `cycle in ${key}`);
    const view = viewOf(compiled.program, node.state);
    for (const { p, decision } of predicates)
      assert.equal(
        decision.at((cell) => here[cell] as number),
        p.holds(view),
        `${p.name} in ${key}`,
      );
    const answers = ({ word, bit }: Flag) =>
      ((search.engine.code.predicates(store.states, alive, state, 1, word)[0] as number) & bit) !== 0;
    asked.possible.forEach((p, i) => assert.equal(answers(flagAt(i)), p.holds(view), `${p.name} in ${key}`));
    asked.progressing.forEach((p) => {
      const { holds, after } = asked.progress(p);
      assert.equal(answers(holds), p.holds(view), `${p.name} in ${key}`);
      if (p.after) assert.equal(answers(after), p.after(view), `${p.name} waited for in ${key}`);
    });
    asked.watched.forEach((p, i) => {
      if (p.kind === 'always')
        assert.equal(has(flagAt(i)), !node.fault && !p.holds(view), `${p.name} noted in ${key}`);
    });
  }
  const live = [...graph.nodes.values()]
    .filter((n) => !n.fault)
    .map((n) => viewOf(compiled.program, n.state));
  asked.watched.forEach((p, place) => {
    if (p.kind === 'sometimes') assert.equal(search.met.has(place), live.some(p.holds), `${p.name} is met`);
  });
  return search;
}

/** The steps out of a state: by generated code and by the interpreter, which must agree in order too. */
function stepsOf({ compiled, layout, code }: Engine, cells: Cells): Map<string, string> {
  const interpreted = successors(compiled, cells);
  const packed = new Int32Array(layout.words);
  pack(layout, cells, packed, 0);
  assert.deepEqual(unpack(layout, packed, 0), cells, 'packing loses something');
  const faulted = hasFaulted(compiled, cells);
  code.expand(packed, Int32Array.of(faulted ? -1 : 0), 0, 1);
  const { records, count } = code.batch;
  const generated = Array.from({ length: count }, (_, k) => ({
    edge: records[k * code.stride + layout.words],
    cells: unpack(layout, records, k * code.stride),
  }));
  assert.deepEqual(
    generated,
    interpreted.map((s) => ({ edge: s.edge, cells: s.cells })),
    'generated code and interpreter',
  );
  const name = (s: (typeof interpreted)[number]) =>
    eventName({ type: compiled.program.threads[s.thread]?.name ?? '', choice: s.choice });
  return new Map(interpreted.map((s) => [name(s), keyOf(toState(compiled, s.cells))]));
}

/**
 * Steps random schedules on XState, with frozen snapshots, and on the compiled form: every whole state must agree.
 * Returns how many schedules were run.
 */
export function compareOnSchedules(instance: Instance, numRuns = 100, budget = DEFAULT_BUDGET): number {
  return compareSteps(engineOf(instance, { budget }), numRuns);
}
/** The same of steps that there are. */
export function compareSteps(engine: Engine, numRuns: number): number {
  const { compiled } = engine;
  const reference = new Reference(compiled.program);
  let runs = 0;
  const run = (picks: readonly number[]) => {
    runs++;
    const place = (picks[0] as number) % compiled.initials.length;
    let snapshot = frozen(reference.initial(place));
    let cells = initialCells(compiled, place);
    for (const pick of [...picks, 0]) {
      const key = keyOf(reference.state(snapshot));
      assert.equal(keyOf(toState(compiled, cells)), key);
      const enabled = reference.enabled(snapshot);
      const next = successors(compiled, cells);
      assert.deepEqual([...stepsOf(engine, cells).keys()], enabled.map(eventName), `enabled in ${key}`);
      if (enabled.length === 0) return;
      const chosen = pick % enabled.length;
      snapshot = frozen(reference.step(snapshot, enabled[chosen] as { type: string }));
      cells = (next[chosen] as { cells: Cells }).cells;
    }
  };
  fc.assert(fc.property(fc.array(fc.nat(99), { minLength: 1, maxLength: 60, size: 'max' }), run), {
    numRuns,
  });
  return runs;
}

function frozen(snapshot: AnyMachineSnapshot): AnyMachineSnapshot {
  freeze(snapshot.context);
  freeze(snapshot.value);
  return snapshot;
}
function freeze(value: unknown): void {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return;
  Object.freeze(value);
  for (const part of Object.values(value)) freeze(part);
}
