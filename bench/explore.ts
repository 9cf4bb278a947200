// SPDX-License-Identifier: MIT
/** Explores one workload with our engine: compile, search, verdicts. On one thread and in full, or otherwise. */
import { engineOf } from '../src/engine/engine.ts';
import { parallelSearch } from '../src/explore/parallel.ts';
import { Search } from '../src/explore/search.ts';
import { outcome } from '../src/explore/verdicts.ts';
import { reducer } from '../src/reduce/reduce.ts';
import { numbersOf } from './workloads.ts';
import type { Workload } from './workloads.ts';

export type Way = 'full' | 'reduced' | 'threads';

/** A search on two threads. What each of them compiles counts as searching: the main thread waits for it. */
async function onThreads(workload: Workload): Promise<Search> {
  const module = new URL(`./workers-instance${import.meta.url.slice(-3)}`, import.meta.url).href;
  const origin = { module, selected: numbersOf(workload).join(' ') };
  return parallelSearch(workload.build(), origin, { workers: 2 });
}

export async function explore(workload: Workload, way: Way = 'full') {
  const start = performance.now();
  const reduce = reducer(way === 'reduced' ? 'all' : 'none');
  const made = way === 'threads' ? undefined : new Search(engineOf(workload.build(), { reduce: reduce }));
  const compiled = performance.now();
  const search = made ?? (await onThreads(workload));
  search.run();
  const explored = performance.now();
  const { states, transitions, depth, results } = outcome(search);
  const violated = results
    // What SPIN too is asked: what can never be reached, or stay possible, is no assertion.
    .filter((r) => r.verdict === 'violated' && /^(always|noFault|noDeadlock)$/.test(r.property.kind))
    .map((r) => r.property.name)
    .toSorted();
  return {
    states,
    transitions,
    depth,
    violated,
    seconds: (explored - compiled) / 1000,
    compileSeconds: (compiled - start) / 1000,
    words: search.engine.layout.words,
  };
}
