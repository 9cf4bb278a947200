// SPDX-License-Identifier: MIT
/** What a report tells once: a cause, and what else follows from it. src/check/causes.ts finds it. */
import type { PropertyResult, Violation } from '../engine/outcome.ts';
import type { AnyProperty } from '../model/types.ts';
import type { Inversion } from '../order/found.ts';

/** A cause: the violation that tells it, and what it breaks beside. */
export interface Told {
  readonly result: PropertyResult<AnyProperty>;
  readonly violation: Violation;
  /** Other violations of the same deadlock, whoever closes it. */
  readonly closers: readonly Violation[];
  /** Properties that are violated because every run ends in it. */
  readonly breaks: readonly string[];
  /** `sometimes` that no run meets because of it. */
  readonly unmet: readonly string[];
  /** Orders of locks that it closes. */
  readonly orders: readonly Inversion[];
}
