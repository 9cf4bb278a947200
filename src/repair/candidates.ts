// SPDX-License-Identifier: MIT
/** The changes that are tried: single ones first, then two, of the steps that the trace is told with. */
import type { Trace } from '../counterexample/trace.ts';
import type { Search } from '../explore/search.ts';
import { regionOf } from '../model/rewrite.ts';
import { flows } from '../mutate/flow.ts';
import type { Flow, Step } from '../mutate/flow.ts';
import { canMove, onlyBefore, reordered } from '../mutate/order.ts';
import { isEmpty } from '../mutate/steps.ts';
import { between, holdings } from './extent.ts';
import type { Held } from './extent.ts';
import { holding } from './hold.ts';
import { lookAgain, lookName } from './look.ts';
import { regionAfter, sizeOf } from './repair.ts';
import type { Change, Repair } from './repair.ts';
import { lockText, waysToHold } from './words.ts';
import type { Way } from './words.ts';

/** The told steps of a role, by position, each once, in the order of the trace. */
interface Told {
  readonly flow: Flow;
  readonly names: readonly string[];
}
interface Given {
  readonly search: Search;
  readonly told: readonly Told[];
  readonly held: Held;
  readonly ways: readonly Way[];
}

/** Of a trace as short as this every step counts as told: what a thread only read on its own way may be what a lock is for. */
const FEW = 12;
/** `ends`: steps that somebody waits in at the end, by label. */
export function givenOf(
  search: Search,
  trace: Trace,
  kept: ReadonlySet<number>,
  ends: readonly string[],
): Given {
  const few = trace.steps.length <= FEW;
  const labels = [...trace.steps.filter((_, i) => few || kept.has(i)).map((s) => s.label), ...ends];
  const told = flows(search).map((flow): Told => {
    const own = labels.filter((label) => label.startsWith(`${flow.role}.`));
    return { flow, names: [...new Set(own.map((label) => label.slice(flow.role.length + 1)))] };
  });
  const { program } = search.engine.compiled;
  return {
    search,
    told: told.filter(({ names }) => names.length > 0),
    held: holdings(search),
    ways: waysToHold(program),
  };
}

/** One change each, the smallest first. */
export function single(given: Given): Repair[] {
  return bySize(
    given,
    alone(given).map((change) => [change]),
  );
}

/** Two: the same lock by two roles, or a second look and a lock around it. */
export function double(given: Given): Repair[] {
  const { told } = given;
  const holds = told.map((t) => holdsOf(given, t));
  const both = holds.flatMap((ours, i) =>
    holds
      .slice(i + 1)
      .flatMap((theirs) =>
        ours.flatMap((a) => theirs.filter((b) => excludes(a.way, b.way)).map((b): Repair => [a, b])),
      ),
  );
  const locked = told.flatMap((t) =>
    looksOf(t).flatMap((look): Repair[] =>
      given.ways.flatMap((way) =>
        t.names.map((to): Repair => [look, holdOf(given, t, way, look.at, to, { [look.at]: look.before })]),
      ),
    ),
  );
  return bySize(given, [...both, ...locked]);
}

/** Those that the machine allows, by the number of steps they are about. */
const bySize = (given: Given, repairs: readonly Repair[]): Repair[] =>
  repairs
    .filter((r) => isPossible(given, r))
    .toSorted((a, b) => sizeOf(a) - sizeOf(b) || rankOf(a) - rankOf(b));

const RANK = { order: 0, look: 1, hold: 2 } as const;
/** Of changes of as many steps: no lock before a lock. */
const rankOf = (repair: Repair): number => repair.reduce((sum, { kind }) => sum + RANK[kind], 0);

function isPossible({ search }: Given, repair: Repair): boolean {
  const { program } = search.engine.compiled;
  const roles = new Set(repair.map((c) => c.role));
  const threads = program.threads.filter((t) => roles.has(t.role));
  return threads.every((t) => regionAfter(program, t, regionOf(program, t), repair) !== undefined);
}

/** One of two that hold the same lock keeps the other out. */
const excludes = (a: Way, b: Way) =>
  a.lock.path === b.lock.path && (a.mode === 'exclusive' || b.mode === 'exclusive');

const alone = (given: Given): Change[] =>
  given.told.flatMap((t) => [...holdsOf(given, t), ...ordersOf(given, t), ...looksOf(t)]);

const quoted = (flow: Flow, name: string) => `"${flow.step(name)?.says ?? name}"`;

interface Hold extends Change {
  readonly way: Way;
}
const holdsOf = (given: Given, t: Told): Hold[] =>
  given.ways
    .flatMap((way) => t.names.flatMap((first) => t.names.map((last) => holdOf(given, t, way, first, last))))
    .filter(({ size }) => size > 0);

function holdOf(
  { search, held }: Given,
  { flow }: Told,
  way: Way,
  first: string,
  last: string,
  as?: Readonly<Record<string, string>>,
): Hold {
  const { program } = search.engine.compiled;
  const one = program.threads.find((t) => t.role === flow.role);
  const from = as?.[first] ?? first;
  const inside = one && between(regionOf(program, one), from, last);
  const says =
    from === last && !as
      ? `over ${quoted(flow, last)}`
      : `from ${quoted(flow, from)} to ${quoted(flow, last)}`;
  return {
    kind: 'hold',
    role: flow.role,
    way,
    says: as
      ? `hold ${lockText(program, way)} from there to ${quoted(flow, last)}`
      : `hold ${lockText(program, way)} in ${flow.role} ${says}`,
    size: inside?.size ?? 0,
    ...(inside && !as && { extent: { what: `${flow.role} ${way.lock.path} ${way.mode}`, inside } }),
    change: (region, t) => holding(program, t, region, { way, first, last, held, as }),
  };
}

/**
 * A step moved up to before another, past those that lead to it one after the other: one of the two is told. Never past a
 * step of the same lock, nor into the middle of one that is taken in two: that would be another lock, not another order.
 */
function ordersOf(given: Given, { flow, names }: Told): Change[] {
  return flow.steps.flatMap((step) => {
    const own = locksAt(given, flow, step);
    const isHalf = (s: Step) => isSecondHalf(given, flow, s);
    if (isHalf(step)) return [];
    const past: Step[] = [];
    const found: Change[] = [];
    for (let at = onlyBefore(flow, step.name); at && canMove(at, step); at = onlyBefore(flow, at.name)) {
      if (past.includes(at) || at === step) break;
      if (locksAt(given, flow, at).some((lock) => own.includes(lock))) break;
      past.unshift(at);
      const order = [...past];
      if (
        isHalf(at) ||
        isEmpty(step) ||
        isEmpty(at) ||
        !(names.includes(step.name) || names.includes(at.name))
      )
        continue;
      found.push({
        kind: 'order',
        role: flow.role,
        says: `${flow.role} does ${quoted(flow, step.name)} before ${quoted(flow, at.name)}`,
        size: past.length + 1,
        change: (region) =>
          region.states[step.name] && reordered(region, order, step, (order[0] as Step).name),
      });
    }
    return found;
  });
}

const positionOf = ({ search }: Given, { role }: Flow, { name }: Step) => {
  const thread = search.engine.compiled.program.threads.find((t) => t.role === role);
  return { thread: thread?.name ?? '', position: thread?.positions.find((p) => p.name === name) };
};
/** The locks that a step takes, waits for or lets go of. */
function locksAt(given: Given, flow: Flow, step: Step): string[] {
  const { thread, position } = positionOf(given, flow, step);
  const said = [position?.lock, ...(position?.acquires ?? []).map((a) => a.lock)];
  return given.ways
    .map(({ lock }) => lock)
    .filter(
      ({ path, field }) =>
        said.includes(path) ||
        said.includes(field) ||
        step.ways.some((w) => {
          const [before, after] = [step.name, w.target].map((at) => given.held(thread, at, path));
          return !w.fault && before !== undefined && after !== undefined && before !== after;
        }),
    )
    .map(({ path }) => path);
}
/** It waits for a lock that lockdep was told of before: the second step of taking it. */
function isSecondHalf(given: Given, flow: Flow, step: Step): boolean {
  const { position } = positionOf(given, flow, step);
  return position?.lock !== undefined && position.acquires?.length === 0;
}

interface Look extends Change {
  /** The state that is put in, and the one it stands before. */
  readonly at: string;
  readonly before: string;
}
/** A check that was told is made again right before a later step. */
const looksOf = ({ flow, names }: Told): Look[] =>
  names.flatMap((check, i) =>
    names.slice(i + 1).map((before): Look => ({
      kind: 'look',
      role: flow.role,
      says: `${flow.role} looks again at ${quoted(flow, check)} before ${quoted(flow, before)}`,
      size: 2,
      at: lookName(check, before),
      before,
      change: (region) => lookAgain(region, flow.step(check), before),
    })),
  );
