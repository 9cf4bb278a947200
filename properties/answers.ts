// SPDX-License-Identifier: MIT
/** What a full search of an instance finds, worked out once for all suites of a process. */
import { outcomeOf, searchOf } from '../src/check/kinds.ts';
import type { AnySearch } from '../src/check/kinds.ts';
import type { Edge } from '../src/compile/compile.ts';
import { graphOf } from '../src/explore/graph.ts';
import { takeAgain } from '../src/explore/retake.ts';
import { Search } from '../src/explore/search.ts';
import { instanceOf } from '../src/model/instance.ts';
import type { AnyModel, AnyProperty, BoundName } from '../src/model/types.ts';
import { isTold } from '../src/model/unnamed-faults.ts';
import { FULL } from '../src/testing/full.ts';
import { pairs, summary } from './manifest.ts';
import type { Pin } from './manifest.ts';

export interface Found {
  readonly pin: Pin;
  /** The steps that there are, by role, and those that some interleaving takes. None in a space. */
  readonly steps: ReadonlySet<string>;
  readonly taken: ReadonlySet<string>;
}

const known = new Map<string, Found>();

export function found(model: AnyModel, configuration: string, design: string, bound: BoundName): Found {
  const key = [model.name, configuration, design, bound].join(' ');
  const all =
    known.get(key) ??
    foundBy(configuration, design, searchOf(instanceOf({ model, configuration, design, bound })));
  known.set(key, all);
  return all;
}
export const answer = (...of: Parameters<typeof found>): Pin => found(...of).pin;

type Told = readonly Pick<AnyProperty, 'name' | 'kind'>[];
const told = new Map<string, Told>();
/** What a pair is asked, and told of, at bound small. Built once: there are hundreds of pairs. */
export function toldOf(model: AnyModel, configuration: string, design: string): Told {
  const key = [model.name, configuration, design].join(' ');
  const all =
    told.get(key) ?? instanceOf({ model, configuration, design, bound: 'small' }).properties.filter(isTold);
  told.set(key, all);
  return all;
}

/** What a search finds, which is run to its end. */
export function foundBy(configuration: string, design: string, search: AnySearch): Found {
  search.run();
  // What is a sample where somebody waits.
  if (FULL && search instanceof Search) takeAgain(search, graphOf(search).edges(), 1);
  const { edges, isTaken } = edgesOf(search);
  return {
    pin: summary(configuration, design, outcomeOf(search)),
    steps: new Set(edges.map((e) => e.label)),
    taken: new Set(edges.filter(isTaken).map((e) => e.label)),
  };
}

/** Steps that no interleaving of any pair within small takes, sorted. Searches them all. */
export function idleSteps(model: AnyModel): readonly string[] {
  const all = pairs(model).map(([configuration, design]) => found(model, configuration, design, 'small'));
  const taken = new Set(all.flatMap((f) => [...f.taken]));
  if (taken.size === 0) throw new Error(`no step of ${model.name} is taken`);
  return [...new Set(all.flatMap((f) => [...f.steps]))].filter((label) => !taken.has(label)).toSorted();
}

function edgesOf(search: AnySearch): {
  readonly edges: readonly Edge[];
  readonly isTaken: (edge: Edge) => boolean;
} {
  if (!(search instanceof Search)) return { edges: [], isTaken: () => false };
  const { store, engine } = search;
  return { edges: engine.compiled.edges, isTaken: ({ index }) => (store.firstTaken[index] as number) >= 0 };
}
