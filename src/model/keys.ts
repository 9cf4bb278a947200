// SPDX-License-Identifier: MIT
/** Keys that somebody has misspelt would be read by nobody: a model then does less than is written, and all holds. */
import { SubsetError } from './subset.ts';
import { unknownName } from './suggest.ts';

/** Throws where `given` has a key that is not known. `what`: of what kind it would be, `key of a candidate`. */
export function knownKeysAlone(path: string, given: object, known: readonly string[], what: string): void {
  if (typeof given !== 'object' || given === null || Array.isArray(given))
    throw new SubsetError(path, `a ${what.replace(/.* /, '')} is no record`, `write { ${known.join(', ')} }`);
  const unknown = Object.keys(given).find((key) => !known.includes(key));
  if (unknown !== undefined)
    throw new SubsetError(path, unknownName(what, unknown, known), 'nothing else is read');
}
