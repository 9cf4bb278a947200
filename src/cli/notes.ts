// SPDX-License-Identifier: MIT
/** What is said beside the verdicts: rules that a model does not keep, names that only others of its instances have. */
import { foundIn, searchOf } from '../check/kinds.ts';
import type { Found } from '../check/kinds.ts';
import type { AnySelection } from '../check/selection.ts';
import { noQuestion, rulesBroken } from '../explore/rules-kept.ts';
import { instanceOf } from '../model/instance.ts';
import { boundText } from '../model/bound.ts';
import { UsageError } from './console.ts';

const rulesOf = (found: Found): string[] =>
  'compiled' in found ? rulesBroken(found) : noQuestion(found.instance.properties);

export const notesOf = (found: Found): readonly string[] => [
  ...rulesOf(found),
  ...('compiled' in found ? (found.instance.names?.notes ?? []) : []),
];

/** --strict: a rule that is not kept is a mistake in the model. */
export function checkStrict(selection: AnySelection): void {
  const { spoken = selection.model.name, design, configuration } = selection;
  const [first, ...more] = rulesOf(foundIn(searchOf(instanceOf(selection))));
  if (first === undefined) return;
  const others = more.length === 0 ? '' : `; and ${more.length} more`;
  const where = `design ${design}, configuration ${configuration}, bound ${boundText(selection)}`;
  throw new UsageError(`${spoken}: ${where}: --strict: ${first}${others}`);
}
