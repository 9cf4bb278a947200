// SPDX-License-Identifier: MIT
/** What a machine starts with: shared memory, and what each thread has of its own; nothing else. */
import { SubsetError } from './subset.ts';

export function readContext(
  path: string,
  context: unknown,
  threads: readonly string[],
): { mem: unknown; stack: Record<string, unknown> } {
  const given = typeof context === 'object' && context !== null ? (context as Record<string, unknown>) : {};
  const { mem, stack, ...others } = given;
  if (typeof mem !== 'object' || typeof stack !== 'object' || mem === null || stack === null)
    throw new SubsetError(
      path,
      'the context is not { mem, stack }',
      'give it as a plain object: shared memory, and a stack for each thread',
    );
  for (const key of Object.keys(others))
    throw new SubsetError(
      path,
      `'${key}' in the context is neither mem nor stack`,
      'put it into one of them and declare its domain',
    );
  for (const key of Object.keys(stack))
    if (!threads.includes(key))
      throw new SubsetError(path, `the context has a stack for '${key}', which is no thread`, 'leave it out');
  return { mem, stack: stack as Record<string, unknown> };
}
