// SPDX-License-Identifier: MIT
/** Expected answers, written down by rows: what a row names is violated there, the rest of what is asked holds. */
import type { Expected } from '../src/model/types.ts';

export interface Row {
  readonly configurations: readonly string[];
  readonly design: string;
  /** Properties by name. */
  readonly violated: readonly string[];
  /** File, function and version that the answer follows from. */
  readonly source: string;
}

/** `rest`: sources of properties that hold for a reason of their own, whatever the row. */
export const expectedOf = (
  rows: readonly Row[],
  asked: (configuration: string, design: string) => readonly string[],
  rest: Readonly<Record<string, string>> = {},
): readonly Expected[] =>
  rows.flatMap(({ configurations, design, violated, source }) =>
    configurations.flatMap((configuration) =>
      asked(configuration, design).map((property): Expected => {
        const verdict = violated.includes(property) ? 'violated' : 'holds';
        return { configuration, design, property, verdict, source: rest[property] ?? source };
      }),
    ),
  );
