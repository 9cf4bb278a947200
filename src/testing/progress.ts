// SPDX-License-Identifier: MIT
/**
 * Progress worked out a second time, over XState's own graph and with other means: for each set of strong demands that
 * is never to be offered again, the states from which a path meets all others again and again (a greatest fixpoint).
 */
import { parseEvent } from '../model/program.ts';
import type { Program } from '../model/program.ts';
import { viewOf } from '../model/reference.ts';
import type { ProgressProperty, State } from '../model/types.ts';
import type { Graph } from './compare.ts';

interface Step {
  readonly from: string;
  readonly to: string;
  readonly thread: string;
  readonly others: ReadonlySet<string>;
  /** The choices that eventually succeed: those on offer, with where; and the one that is taken. */
  readonly sites: readonly string[];
  readonly site: string;
}
interface Demand {
  readonly offered: (s: Step) => boolean;
  readonly taken: (s: Step) => boolean;
}

/** Is there a fair path on which the property never comes true? */
export function neverComes(
  program: Program,
  graph: Graph,
  property: ProgressProperty,
  initial: string,
): boolean {
  const view = (key: string) => viewOf(program, (graph.nodes.get(key) as { state: State }).state);
  const keys = [...graph.nodes]
    .filter(([key, n]) => !n.fault && !property.holds(view(key)))
    .map(([key]) => key);
  const due = new Set(keys);
  const region = new Set(
    keys.filter((key) => (property.after ? property.after(view(key)) : key === initial)),
  );
  for (const key of region)
    for (const to of graph.nodes.get(key)?.steps.values() ?? []) if (due.has(to)) region.add(to);
  if ([...region].some((key) => graph.nodes.get(key)?.steps.size === 0)) return true;
  const steps = [...region]
    .flatMap((from) => stepsFrom(graph, from, property))
    .filter((s) => region.has(s.to));
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
  const demands = [...ofThreads, ...ofSites];
  return Array.from({ length: 1 << demands.length }, (_, set) => set).some((set) => {
    const never = demands.filter((_, i) => (set & (1 << i)) !== 0);
    const met = demands.filter((_, i) => (set & (1 << i)) === 0).map((d) => d.taken);
    const left = steps.filter((s) => !never.some((d) => d.offered(s)));
    return goesOn(left, [...weak, ...met, () => true]);
  });
}

function stepsFrom(graph: Graph, from: string, { fairness }: ProgressProperty): Step[] {
  const node = graph.nodes.get(from);
  const events = [...(node?.steps ?? [])].map(([text, to]) => ({ ...parseEvent(text), to }));
  const others = new Set(events.map((e) => e.type));
  const isGoal = (choice?: string) => choice !== undefined && fairness.succeeds?.includes(choice) === true;
  return events.map(({ type, choice, to }) => {
    const siteOf = (c?: string) => `${type}.${node?.state.at[type]} ${c}`;
    const sites = events.filter((e) => e.type === type && isGoal(e.choice)).map((e) => siteOf(e.choice));
    return { from, to, thread: type, others, sites, site: siteOf(choice) };
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
