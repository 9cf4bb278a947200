// SPDX-License-Identifier: MIT
/** What is raised where the model is wrong, not the kernel it speaks of. */
import { DomainError } from '../model/domain.ts';
import { isError, thrown } from '../model/mistake.ts';

/** A mistake in a model: a value outside its domain, a bad index, a step that is no function of what it reads. */
export class ModelError extends Error {
  override readonly name = 'ModelError';
}

/** A run did two things where it found the same values. */
export const impure = (name: string, first: string, again: string): ModelError =>
  new ModelError(
    `${name}: it ${first} first and ${again} when run again on the same values: ` +
      'keep what it needs in memory or stack',
  );

/** What went wrong in a model's own code, in words, and at which line: looked for once for each message of a step. */
export function said(error: unknown, known: Map<string, string>): string {
  if (!isError(error)) return thrown(error);
  const text = known.get(error.message);
  if (text !== undefined) return text;
  const found = error instanceof DomainError ? thrown(error) : `throws ${thrown(error)}`;
  known.set(error.message, found);
  return found;
}
