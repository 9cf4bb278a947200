// SPDX-License-Identifier: MIT
/** Whether the engines have found the same: a time means nothing if what was searched differs. */
import { ENGINES } from './peers.ts';
import type { Measured } from './peers.ts';
import type { Row } from './targets.ts';
import type { EngineName } from './workloads.ts';

/** What must be equal: all of it in a full search of every state, else the verdict. */
function fields({ workload }: Row, { engine, verdict }: Measured): (keyof Measured)[] {
  // Peers of vhr stop at the first error, and reduction leaves states out.
  const stopped = workload.size !== undefined && verdict !== 'holds';
  return stopped || isReduced(engine) ? ['verdict'] : ['verdict', 'states', 'transitions'];
}

const isReduced = (engine: EngineName) => engine.endsWith('-reduced');

/** Says what differs from our first run, or from another engine's if we were not done. */
export function disagreements(row: Row): string[] {
  const runs = [...row.runs.values()].flat();
  const first = row.runs.get('mhpcheck')?.[0] ?? runs.find((run) => !isReduced(run.engine));
  if (!first) return [];
  return runs.flatMap((run) =>
    fields(row, run)
      .filter((field) => run[field] !== first[field])
      .map(
        (field) =>
          `${row.workload.name}: ${ENGINES[run.engine].says} has ${field} ${run[field]}, ${ENGINES[first.engine].says} ${first[field]}`,
      ),
  );
}
