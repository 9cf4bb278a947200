// SPDX-License-Identifier: MIT
/** Random machines searched twice, by the compiled form and by XState: states, steps, counts and verdicts must agree. */
import { expect } from 'vitest';
import { replay } from '../counterexample/replay.ts';
import { engineOf } from '../engine/engine.ts';
import { Search } from '../explore/search.ts';
import { outcome } from '../explore/verdicts.ts';
import { eventually, leadsTo } from '../model/types.ts';
import type { Instance, Property } from '../model/types.ts';
import { compareWithGraph, graphOf } from './compare.ts';
import type { ReferenceGraph } from './compare.ts';
import { build } from './random.ts';
import type { SystemPlan } from './random.ts';
import { verdictsOf } from './verdicts.ts';

const PROGRESS: readonly Property[] = [
  eventually('ends', 'All threads come to a valid end.', (s) => s.quiet),
  eventually('n-is-2', 'n becomes 2.', (s) => s.mem.n === 2, 'strong'),
  eventually('job-queued', 'Some job is queued.', (s) => s.mem.jobs.length > 0, 'unfair'),
  leadsTo(
    'lock-comes-free',
    'The lock comes free again.',
    (s) => s.mem.lock !== null,
    (s) => s.mem.lock === null,
    { strong: ['t0'], succeeds: ['1'] },
  ),
];
/** The machine of a plan, asked every kind of question. */
function asked(plan: SystemPlan): Instance {
  const { machine, properties } = build(plan);
  return { machine, properties: [...properties, ...PROGRESS] };
}
const IDLE: SystemPlan = { threads: [[{ kind: 'final', choices: undefined, candidates: [] }]] };
export const PROPERTIES: readonly string[] = asked(IDLE).properties.map((p) => p.name);

/** Machines with more states than `most` are left out: XState takes long for them. */
export function isSmall(plan: SystemPlan, most: number): boolean {
  const search = new Search(engineOf(build(plan)));
  search.run(most);
  return search.done;
}

/** Compares one machine, with as many budgets for decision trees as are given. Returns what there was to agree on. */
export const compareMachine = (plan: SystemPlan, budgets: readonly (number | undefined)[]): string[] =>
  compareInstance(asked(plan), budgets);

/** The same of any machine. */
export function compareInstance(instance: Instance, budgets: readonly (number | undefined)[]): string[] {
  const graph = graphOf(instance);
  const wanted = verdictsOf(instance, graph);
  for (const budget of budgets) {
    const search = compareWithGraph(instance, { budget, graph });
    const found = outcome(search).results;
    expect(Object.fromEntries(found.map((r) => [r.property.name, r.verdict]))).toEqual(wanted);
    for (const { property, violations } of found)
      for (const v of violations.filter(({ kind }) => kind !== 'never')) {
        const origin = {
          model: 'm',
          design: 'd',
          configuration: 'c',
          bound: 'tiny',
          fingerprint: '',
        } as const;
        expect(replay(search.engine, property, { ...origin, ...v }).instead).toBeUndefined();
      }
  }
  return [
    ...Object.entries(wanted).map(([property, verdict]) => `${property} ${verdict}`),
    ...metIn(instance, graph),
  ];
}

/** What the machine's reachable states have in them. */
function metIn({ machine }: Instance, { nodes }: ReferenceGraph): string[] {
  const states = [...nodes.values()];
  const events = new Set(states.flatMap((n) => [...n.steps.keys()]));
  const final = new Set(
    Object.entries(machine.root.states).flatMap(([thread, region]) =>
      Object.values(region.states)
        .filter((s) => s.type === 'final' && !s.tags.includes('fault'))
        .map((s) => `${thread}.${s.key}`),
    ),
  );
  const met: Readonly<Record<string, boolean>> = {
    'a lock is taken': states.some((n) => n.state.mem.lock !== null || n.state.mem.other !== null),
    'a step has a choice': [...events].some((e) => e.includes(':')),
    'a step faults': states.some((n) => n.fault),
    'a thread ends': states.some((n) =>
      Object.entries(n.state.at).some(([t, at]) => final.has(`${t}.${at}`)),
    ),
    'all threads come to a stop': states.some((n) => !n.fault && n.steps.size === 0),
    'no step is left': states.some((n) => n.stuck),
    'threads wait in a cycle': states.some((n) => n.cycle),
    'a cycle beside a thread that runs': states.some((n) => n.cycle && n.steps.size > 0),
  };
  return Object.keys(met).filter((what) => met[what]);
}
