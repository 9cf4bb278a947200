// SPDX-License-Identifier: MIT
/** Which steps a design reaches, and which are there for others. */
import { ascii, item, paragraph } from './text.ts';

export interface Reached {
  readonly design: string;
  readonly configuration: string;
  /** Whether every interleaving within the bound was looked at. */
  readonly complete: boolean;
  /** Every step of its threads, as `role.state`; and those that some interleaving takes. */
  readonly all: readonly string[];
  readonly taken: ReadonlySet<string>;
}

export function reachedText({ design, configuration, complete, all, taken }: Reached): string {
  const left = all.filter((label) => !taken.has(label));
  const most = complete ? '' : 'at least ';
  const head = `${design}, ${configuration}: ${most}${all.length - left.length} of ${all.length} steps are taken.`;
  const rest = left.length === 0 ? [] : [item(`${complete ? 'never' : 'not yet'}: ${left.join(', ')}`)];
  return `${ascii([paragraph(head), ...rest].join('\n'))}\n`;
}
