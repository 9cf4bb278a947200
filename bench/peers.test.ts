// SPDX-License-Identifier: MIT
/** The engines that are on this machine find the same, on sizes that take no time. `npm run bench` says how fast. */
import { describe, expect, it } from 'vitest';
import { disagreements } from './agree.ts';
import { explore } from './explore.ts';
import { ENGINES, measure, verdictFor } from './peers.ts';
import type { Measured } from './peers.ts';
import { found, install } from './process.ts';
import type { Row } from './targets.ts';
import { asked, twoMappers } from './workloads.ts';
import type { EngineName, Workload } from './workloads.ts';

const LIMIT = 60;
/** gcc takes longer than these searches: it need not optimise. */
const measured = (engine: EngineName, workload: Workload) => measure(engine, workload, LIMIT, ['-O0']);
const ours = async (workload: Workload): Promise<Measured> => {
  const { violated, ...rest } = await explore(workload);
  return { engine: 'mhpcheck', endToEnd: rest.seconds, ...rest, verdict: verdictFor(workload, violated) };
};
const row = (workload: Workload, ...runs: Measured[]): Row => ({
  workload,
  runs: new Map(runs.map((r) => [r.engine, [r]])),
  not: new Map(),
});

const smallest = asked('2 1 2 2 2 1 4');
const racy = asked('2 1 2 2 2 1 0');
const cases: [Workload, EngineName][] = [
  [smallest, 'javascript'],
  [smallest, 'c'],
  [smallest, 'spin'],
  [smallest, 'rumur'],
  [smallest, 'xstate'],
  [racy, 'c'],
  [twoMappers('what-if-unpinned', 'option-2', 2), 'spin'],
];

describe('the engines agree on states, transitions and verdict', () => {
  for (const [workload, engine] of cases) {
    const { says, needs } = ENGINES[engine];
    const missing = needs.filter((tool) => !found(tool));
    const why = missing.length > 0 ? `: skipped, needs \`${install(missing)}\`` : '';
    it.skipIf(why !== '')(`${workload.name}: ${says}${why}`, async () => {
      const theirs = await measured(engine, workload);
      expect(disagreements(row(workload, await ours(workload), theirs))).toEqual([]);
    });
  }

  it('says who has found something else', async () => {
    const run: Measured = {
      engine: 'mhpcheck',
      seconds: 1,
      endToEnd: 1,
      states: 9,
      transitions: 9,
      verdict: 'holds',
    };
    const c: Measured = { ...run, engine: 'c', states: 8 };
    const reduced: Measured = { ...run, engine: 'spin-reduced', states: 5 };
    expect(disagreements(row(smallest, run, c, reduced))).toEqual([
      `${smallest.name}: hand-written C has states 8, mhpcheck 9`,
    ]);
  });
});
