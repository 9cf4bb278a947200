// SPDX-License-Identifier: MIT
/**
 * Progress worked out a second time, over XState's own graph and with other means: for each set of strong demands that
 * is never to be offered again, the states from which a path meets all others again and again (a greatest fixpoint).
 */
import { parseEvent } from '../model/program.ts';
import type { Program } from '../model/program.ts';
import { viewOf } from '../model/reference.ts';
import type { ProgressProperty, State } from '../model/types.ts';
import type { ReferenceGraph } from './compare.ts';

interface Step {
  readonly from: string;
  readonly to: string;
  readonly thread: string;
  readonly others: ReadonlySet<string>;
  /** The choices that eventually succeed: those on offer, with where; and the one that is taken. */
  readonly sites: readonly string[];
  readonly site: string;
  /** Every step that could be taken, and the one that is: as [thread, position, choice]. */
  readonly all: readonly Named[];
  readonly one: Named;
}
type Named = readonly [thread: string, position: string, choice: string | undefined];
interface Demand {
  readonly offered: (s: Step) => boolean;
  readonly taken: (s: Step) => boolean;
}

/** What there is to go round in while a property waits, and what a fair path owes. */
interface Waiting {
  /** By state in which it waits: the least number of steps, from an initial state on, to wait there. */
  readonly far: ReadonlyMap<string, number>;
  readonly steps: readonly Step[];
  readonly weak: readonly ((s: Step) => boolean)[];
  readonly strong: readonly Demand[];
  /** States where nothing can run. */
  readonly ends: readonly string[];
}

function waitingFor(
  program: Program,
  graph: ReferenceGraph,
  property: ProgressProperty,
  initials: readonly string[],
): Waiting {
  const view = (key: string) => viewOf(program, (graph.nodes.get(key) as { state: State }).state);
  const due = new Set(
    [...graph.nodes].filter(([key, n]) => !n.fault && !property.holds(view(key))).map(([key]) => key),
  );
  const begins = (key: string) =>
    due.has(key) && (property.after ? property.after(view(key)) : initials.includes(key));
  // Each state is walked through twice: while nothing is waited for, and while it is.
  const far = new Map<string, number>();
  const before = new Set<string>();
  let now = { calm: new Set(initials), waiting: new Set<string>() };
  for (let distance = 0; now.calm.size + now.waiting.size > 0; distance++) {
    for (const key of now.calm) if (begins(key)) now.waiting.add(key);
    now.calm.forEach((key) => before.add(key));
    now.waiting.forEach((key) => far.set(key, far.get(key) ?? distance));
    const from = (keys: Set<string>) =>
      [...keys].flatMap((key) => [...(graph.nodes.get(key)?.steps.values() ?? [])]);
    now = {
      calm: new Set(from(now.calm).filter((key) => !before.has(key))),
      waiting: new Set(from(now.waiting).filter((key) => due.has(key) && !far.has(key))),
    };
  }
  const steps = [...far.keys()]
    .flatMap((from) => stepsFrom(graph, from, property))
    .filter((s) => far.has(s.to));
  const { threads, strong = [] } = property.fairness;
  const isStrong = (t: { name: string; role: string }) =>
    threads === 'strong' || strong.includes(t.name) || strong.includes(t.role);
  const weak = program.threads
    .filter((t) => threads === 'weak' && !isStrong(t))
    .map((t) => (s: Step) => !s.others.has(t.name) || s.thread === t.name);
  const ofThreads = program.threads
    .filter(isStrong)
    .map((t): Demand => ({ offered: (s) => s.others.has(t.name), taken: (s) => s.thread === t.name }));
  const ofSites = [...new Set(steps.flatMap((s) => s.sites))].map((site): Demand => ({
    offered: (s) => s.sites.includes(site),
    taken: (s) => s.site === site,
  }));
  const fairSteps = Object.entries(property.fairness.steps ?? {}).flatMap(([name, fair]) =>
    program.threads.flatMap((t) => {
      const [at, ...choice] = name.split(':');
      const [who, where] = at?.split('.') ?? [];
      const isIt = ([thread, position, c]: Named) =>
        thread === t.name && position === where && (choice.length === 0 || choice.join(':') === c);
      const demand: Demand = { offered: (s) => s.all.some(isIt), taken: (s) => isIt(s.one) };
      return who === t.name || who === t.role ? [{ fair, demand }] : [];
    }),
  );
  for (const { fair, demand } of fairSteps)
    if (fair === 'weak') weak.push((s) => !demand.offered(s) || demand.taken(s));
    else ofSites.push(demand);
  const ends = [...far.keys()].filter((key) => graph.nodes.get(key)?.steps.size === 0);
  return { far, steps, weak, strong: [...ofThreads, ...ofSites], ends };
}

/** Is there a fair path on which the property never comes true? */
export function neverComes(
  program: Program,
  graph: ReferenceGraph,
  property: ProgressProperty,
  initials: readonly string[],
): boolean {
  const { steps, weak, strong, ends } = waitingFor(program, graph, property, initials);
  if (ends.length > 0) return true;
  return Array.from({ length: 1 << strong.length }, (_, set) => set).some((set) => {
    const never = strong.filter((_, i) => (set & (1 << i)) !== 0);
    const met = strong.filter((_, i) => (set & (1 << i)) === 0).map((d) => d.taken);
    const left = steps.filter((s) => !never.some((d) => d.offered(s)));
    return goesOn(left, [...weak, ...met, () => true]);
  });
}

/** The least number of steps to where nothing can run, or to a loop and once round it; by trying each way there is. */
export function leastLasso(
  program: Program,
  graph: ReferenceGraph,
  property: ProgressProperty,
  initials: readonly string[],
): number | undefined {
  const { far, steps, weak, strong, ends } = waitingFor(program, graph, property, initials);
  const out = new Map([...far.keys()].map((key) => [key, steps.filter((s) => s.from === key)]));
  const lengths = ends.map((key) => far.get(key) as number);
  for (const [entry, lead] of far) {
    // What was done of the weak demands; what was offered and what was taken of the strong ones.
    const start = [weak.map(() => false), strong.map(() => false), strong.map(() => false)] as const;
    let level = [{ key: entry, counted: start }];
    const met = new Set<string>();
    for (let length = 1; level.length > 0 && lead + length < Math.min(...lengths, Infinity); length++) {
      const next = level.flatMap(({ key, counted: [done, offered, taken] }) =>
        (out.get(key) ?? []).map((s) => ({
          key: s.to,
          counted: [
            weak.map((is, i) => done[i] === true || is(s)),
            strong.map((d, i) => offered[i] === true || d.offered(s)),
            strong.map((d, i) => taken[i] === true || d.taken(s)),
          ] as const,
        })),
      );
      const fair = ({ key, counted: [done, offered, taken] }: (typeof level)[0]) =>
        key === entry && done.every(Boolean) && offered.every((o, i) => !o || taken[i] === true);
      if (next.some(fair)) lengths.push(lead + length);
      level = next.filter((n) => {
        const text = JSON.stringify(n);
        return !met.has(text) && met.add(text);
      });
    }
  }
  return lengths.length === 0 ? undefined : Math.min(...lengths);
}

function stepsFrom(graph: ReferenceGraph, from: string, { fairness }: ProgressProperty): Step[] {
  const node = graph.nodes.get(from);
  const events = [...(node?.steps ?? [])].map(([text, to]) => ({ ...parseEvent(text), to }));
  const others = new Set(events.map((e) => e.type));
  const isGoal = (choice?: string) => choice !== undefined && fairness.succeeds?.includes(choice) === true;
  return events.map(({ type, choice, to }) => {
    const siteOf = (c?: string) => `${type}.${node?.state.at[type]} ${c}`;
    const sites = events.filter((e) => e.type === type && isGoal(e.choice)).map((e) => siteOf(e.choice));
    const named = (e: { type: string; choice?: string }): Named => [
      e.type,
      node?.state.at[e.type] as string,
      e.choice,
    ];
    const step = { from, to, thread: type, others, sites, site: siteOf(choice) };
    return { ...step, all: events.map(named), one: named({ type, ...(choice !== undefined && { choice }) }) };
  });
}

/** Some states from each of which a path within them leads to a step of every wanted sort. */
function goesOn(all: readonly Step[], wanted: readonly ((s: Step) => boolean)[]): boolean {
  let steps = all;
  for (let before = -1; before !== steps.length;) {
    before = steps.length;
    for (const sort of wanted) {
      const reach = new Set(steps.filter(sort).map((s) => s.from));
      for (let size = -1; size !== reach.size;) {
        size = reach.size;
        for (const s of steps) if (reach.has(s.to)) reach.add(s.from);
      }
      steps = steps.filter((s) => reach.has(s.from) && reach.has(s.to));
    }
  }
  return steps.length > 0;
}
