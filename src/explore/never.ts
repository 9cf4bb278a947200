// SPDX-License-Identifier: MIT
/** Steps that no schedule takes: a pass over a model that never gets there is worth nothing. */
import type { Search } from './search.ts';

/** Each as `vmalloc.pmd_offset [none]`; a step that one of a role's threads takes is not listed. */
export function never(search: Search): string[] {
  const { program, edges } = search.engine.compiled;
  const name = (e: (typeof edges)[number]) => {
    const candidate = program.threads[e.thread]?.positions[e.position]?.candidates[e.candidate];
    const which = candidate?.note ?? program.threads[e.thread]?.positions[e.target]?.name;
    return `${e.label} [${which}]`;
  };
  const wasTaken = (e: (typeof edges)[number]) => (search.store.firstTaken[e.index] as number) >= 0;
  const takenNames = new Set(edges.filter(wasTaken).map(name));
  // A step into a fault that no schedule reaches is what the properties hope for.
  return [...new Set(edges.filter((e) => e.fault === undefined && !wasTaken(e)).map(name))].filter(
    (n) => !takenNames.has(n),
  );
}
