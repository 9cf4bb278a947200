// SPDX-License-Identifier: MIT
/** One number for all that generated code does: where two agree, states and answers mean the same. */
import { createHash } from 'node:crypto';
import type { Predicate } from './bits.ts';
import type { Compiled } from './compile.ts';

/** To be asked of code that was not run yet: the trees that are not in `code` grow as states ask for them. */
export function digest(
  code: readonly (string | Uint8Array)[],
  { steps }: Compiled,
  predicates: readonly Predicate[],
): string {
  const hash = createHash('sha256');
  for (const part of code) hash.update(part);
  for (const decision of [...steps.flat(), ...predicates.flat()])
    if (decision) hash.update(JSON.stringify(decision.root ?? null));
  return hash.digest('hex');
}
