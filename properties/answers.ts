// SPDX-License-Identifier: MIT
/** What a full search of an instance finds, worked out once for all suites of a process. */
import { foundIn, outcomeOf, searchOf } from '../src/check/kinds.ts';
import type { AnySearch } from '../src/check/kinds.ts';
import type { Edge } from '../src/compile/compile.ts';
import { Search } from '../src/explore/search.ts';
import { instanceOf } from '../src/model/instance.ts';
import type { AnyModel, BoundName } from '../src/model/types.ts';
import { isTold } from '../src/model/unnamed-faults.ts';
import { summary } from './manifest.ts';
import type { Pin } from './manifest.ts';

export interface Found {
  readonly pin: Pin;
  /** The properties that were asked, and whether they are told of where they hold. */
  readonly properties: readonly { readonly name: string; readonly kind: string; readonly told: boolean }[];
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

/** What a search finds, which is run to its end. */
export function foundBy(configuration: string, design: string, search: AnySearch): Found {
  search.run();
  const { edges, isTaken } = edgesOf(search);
  return {
    pin: summary(configuration, design, outcomeOf(search)),
    properties: foundIn(search).instance.properties.map((p) => ({
      name: p.name,
      kind: p.kind,
      told: isTold(p),
    })),
    steps: new Set(edges.map((e) => e.label)),
    taken: new Set(edges.filter(isTaken).map((e) => e.label)),
  };
}

function edgesOf(search: AnySearch): {
  readonly edges: readonly Edge[];
  readonly isTaken: (edge: Edge) => boolean;
} {
  if (!(search instanceof Search)) return { edges: [], isTaken: () => false };
  const { store, engine } = search;
  return { edges: engine.compiled.edges, isTaken: ({ index }) => (store.firstTaken[index] as number) >= 0 };
}
