// SPDX-License-Identifier: MIT
/** --strict: rules that a model does not keep are mistakes in it. */
import { foundIn, searchOf } from '../check/kinds.ts';
import { rulesOf } from '../check/notes.ts';
import type { AnySelection } from '../check/selection.ts';
import { instanceOf } from '../model/instance.ts';
import { boundText } from '../model/bound.ts';
import { UsageError } from './console.ts';

/** --strict: a rule that is not kept is a mistake in the model. */
export function checkStrict(selection: AnySelection): void {
  const { spoken = selection.model.name, design, configuration } = selection;
  const [first, ...more] = rulesOf(foundIn(searchOf(instanceOf(selection))));
  if (first === undefined) return;
  const others = more.length === 0 ? '' : `; and ${more.length} more`;
  const where = `design ${design}, configuration ${configuration}, bound ${boundText(selection)}`;
  throw new UsageError(`${spoken}: ${where}: --strict: ${first}${others}`);
}
