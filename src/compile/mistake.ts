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

/** What went wrong in a model's own code, in words, and at which line. */
export function said(error: unknown): string {
  return !isError(error) || error instanceof DomainError ? thrown(error) : `throws ${thrown(error)}`;
}

/** What is thrown may be anything, and throw once more when it is asked. */
export function messageOf(error: unknown): string | undefined {
  try {
    return error instanceof Error && typeof error.message === 'string' ? error.message : undefined;
  } catch {
    return undefined;
  }
}

/** Errors know no line meanwhile: to note where they are made takes most of the time that they take. */
export function stackless<T>(code: () => T): T {
  const before = Error.stackTraceLimit;
  Error.stackTraceLimit = 0;
  try {
    return code();
  } finally {
    Error.stackTraceLimit = before;
  }
}
