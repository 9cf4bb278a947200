// SPDX-License-Identifier: MIT
/** Explores one workload with our engine: compile, search, verdicts. */
import { Search } from '../src/explore/search.ts';
import { outcome } from '../src/explore/verdicts.ts';
import type { Workload } from './workloads.ts';

export function explore(workload: Workload) {
  const start = performance.now();
  const search = new Search(workload.build());
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
    words: search.layout.words,
  };
}
