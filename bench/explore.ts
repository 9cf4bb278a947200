// SPDX-License-Identifier: MIT
/** Explores one workload with our engine: compile, search, verdicts. In full, or reduced; on one thread, or several. */
import { engineOf } from '../src/engine/engine.ts';
import { Search } from '../src/explore/search.ts';
import { startThreads } from '../src/explore/threads.ts';
import { outcome } from '../src/explore/verdicts.ts';
import { reducer } from '../src/reduce/reduce.ts';
import type { Workload } from './workloads.ts';

export type Way = 'full' | 'reduced' | `threads:${number}`;

export function explore(workload: Workload, way: Way = 'full') {
  const start = performance.now();
  const reduce = reducer(way === 'reduced' ? 'all' : 'none');
  const workers = Number(/^threads:(\d+)$/.exec(way)?.[1] ?? 1);
  const sharing = workers > 1 ? { workers } : undefined;
  startThreads(workers);
  const search = new Search(engineOf(workload.build(), { reduce }), { sharing });
  const compiled = performance.now();
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
