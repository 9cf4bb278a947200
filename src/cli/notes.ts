// SPDX-License-Identifier: MIT
/** What is said beside the verdicts: rules that a model does not keep, names that only others of its instances have. */
import { noQuestion, rulesBroken } from '../explore/rules-kept.ts';
import { instanceOf } from '../model/instance.ts';
import { boundText } from '../model/bound.ts';
import { SpaceSearch } from '../space/search.ts';
import { UsageError } from './console.ts';
import { searchOf } from './kinds.ts';
import type { AnySearch } from './kinds.ts';
import type { AnySelection } from './run.ts';

const rulesOf = (search: AnySearch): string[] =>
  search instanceof SpaceSearch
    ? noQuestion(search.instance.properties)
    : rulesBroken(search.compiled, search.instance);

export const notesOf = (search: AnySearch): readonly string[] => [
  ...rulesOf(search),
  ...(search instanceof SpaceSearch ? [] : (search.instance.names?.notes ?? [])),
];

/** --strict: a rule that is not kept is a mistake in the model. */
export function checkStrict(selection: AnySelection): void {
  const { spoken = selection.model.name, design, configuration } = selection;
  const [first, ...more] = rulesOf(searchOf(instanceOf(selection)));
  if (first === undefined) return;
  const others = more.length === 0 ? '' : `; and ${more.length} more`;
  const where = `design ${design}, configuration ${configuration}, bound ${boundText(selection)}`;
  throw new UsageError(`${spoken}: ${where}: --strict: ${first}${others}`);
}
