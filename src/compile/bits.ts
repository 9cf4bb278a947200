// SPDX-License-Identifier: MIT
/** The sizes and the mask bits that generated code and its users share. */
import { LIMITS } from '../model/limits.ts';
import type { Decision } from './tree.ts';

/** Successors produced before they are inserted together: cache misses of the visited set then overlap. */
export const BATCH = 256;
/** Successors one state may have. */
export const WIDEST = LIMITS.successors;
/** Bits of a state's mask above those of properties: the two kinds of deadlock. */
export const STUCK = 1 << 30;
export const CYCLE = 1 << 29;

/** What sets one bit of a mask: any of these being true. */
export type Predicate = readonly Decision<boolean | string>[];
