// SPDX-License-Identifier: MIT
/** Ours, on one problem, in a process of its own: prints one line of JSON. Of a trace it stops at the first violation. */
import { isBroken } from '../../src/check/first.ts';
import { engineOf } from '../../src/engine/engine.ts';
import { Search } from '../../src/explore/search.ts';
import { outcome } from '../../src/explore/verdicts.ts';
import { atOnce, slicesOf } from '../../src/watch/slices.ts';
import { PROBLEMS } from './problems.ts';

const name = process.argv.slice(2).join(' ');
const problem = PROBLEMS.find((p) => p.name === name);
if (!problem) throw new RangeError(`no problem is called '${name}'`);
const search = new Search(engineOf(problem.build()));
const start = performance.now();
const stop = () => (isBroken(search, undefined) ? true : undefined);
if (problem.shortest === undefined) search.run();
else atOnce(slicesOf(search, { stop, eachBatch: true }));
const found = outcome(search);
const seconds = (performance.now() - start) / 1000;
const lengths = found.results.flatMap(({ violations }) => violations.map(({ schedule }) => schedule.length));
console.log(
  JSON.stringify({
    states: found.states,
    transitions: found.transitions,
    ...(lengths.length > 0 && { length: Math.min(...lengths) }),
    seconds,
    rssMB: process.resourceUsage().maxRSS / 1024,
  }),
);
