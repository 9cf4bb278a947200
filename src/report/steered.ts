// SPDX-License-Identifier: MIT
/** A trace that somebody asked for and that breaks nothing: how far it comes, drawn, and why it ends. */
import type { Wait } from '../counterexample/ending.ts';
import type { Start } from '../counterexample/start.ts';
import type { TraceStep } from '../counterexample/trace.ts';
import { startText } from './counterexample.ts';
import { draw } from './fitting.ts';
import { ascii, paragraph } from './text.ts';

export interface Steered {
  /** `model, design d, configuration c, bound b`. */
  readonly of: string;
  /** What came of it, a sentence or two. */
  readonly says: string;
  readonly steps: readonly TraceStep[];
  /** Steps told one by one; what lies between is folded. Default: all. */
  readonly kept?: ReadonlySet<number>;
  /** Put at the last step. */
  readonly mark: string;
  /** The thread that does not go on. */
  readonly waits?: readonly Wait[];
  readonly start?: Start | undefined;
  readonly cpus: boolean;
  /** Whether it is drawn at all. */
  readonly drawn: boolean;
  readonly more?: readonly string[];
}

export function steeredText({ of, says, drawn, more = [], start, ...trace }: Steered): string {
  const { steps, waits = [] } = trace;
  const lines = [
    paragraph(`${of}:`),
    paragraph(says),
    ...(start ? [paragraph(startText(start))] : []),
    ...(drawn && steps.length + waits.length > 0 ? ['', ...draw(trace)] : []),
    ...(more.length > 0 ? ['', ...more] : []),
    '',
  ];
  return ascii(lines.join('\n'));
}
