// SPDX-License-Identifier: MIT
/** One number for all that generated code does: where two agree, states and answers mean the same. */
import { createHash } from 'node:crypto';
import type { Predicate } from './bits.ts';
import type { Compiled } from './compile.ts';

/** To be asked of code that was not run yet: the trees that are not in `source` grow as states ask for them. */
export function digest(source: string, { steps }: Compiled, predicates: readonly Predicate[]): string {
  const hash = createHash('sha256').update(source);
  for (const decision of [...steps.flat(), ...predicates.flat()])
    if (decision) hash.update(JSON.stringify(decision.root ?? null));
  return hash.digest('hex');
}
