// SPDX-License-Identifier: MIT
/** A mistake in a call is shown where the call is, in somebody's test, not where it was found out. */
import { AuthorError } from '../model/mistake.ts';

export function calledFrom<T>(callee: (...args: never[]) => unknown, code: () => T): T {
  try {
    return code();
  } catch (error) {
    const kinds = [RangeError, TypeError, AuthorError];
    if (kinds.some((kind) => error instanceof kind)) Error.captureStackTrace(error as Error, callee);
    throw error;
  }
}
