// SPDX-License-Identifier: MIT
import type { Source } from '../model/types.ts';

/** Where a thread is: the function, and those that called it. */
export interface Place {
  readonly thread: string;
  readonly at: Source | undefined;
}
export const pathOf = ({ at }: Place): readonly string[] => [
  ...(at?.callers ?? []),
  ...(at ? [at.func] : []),
];
