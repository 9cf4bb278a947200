// SPDX-License-Identifier: MIT
/** What is said beside the verdicts: rules that a model does not keep, names that only others of its instances have. */
import { noQuestion, rulesBroken } from '../explore/rules-kept.ts';
import type { Found } from './kinds.ts';

export const rulesOf = (found: Found): string[] =>
  'compiled' in found ? rulesBroken(found) : noQuestion(found.instance.properties);

export const notesOf = (found: Found): readonly string[] => [
  ...rulesOf(found),
  ...('compiled' in found ? (found.instance.names?.notes ?? []) : []),
];
