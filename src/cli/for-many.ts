// SPDX-License-Identifier: MIT
/** What V8 is told in a process that looks at many instances, each of which is soon over. */

/** Bytes of bytecode run, by default 67,584, before a function is thought of as hot. */
const BUDGET = 600_000;
/** Megabytes of young objects at most, by default 16. */
const YOUNG = 32;

/**
 * Most of what an instance runs is run for a few milliseconds: to optimize it took a quarter of the time. From
 * V8 12 (Node 22) on a second, cheaper compiler goes before that one, and the budget is its own. With more room for young
 * objects, those of one instance are more often dead when they are collected.
 */
export const forMany = ([verb]: readonly string[], v8 = process.versions.v8): string[] =>
  verb === 'compare'
    ? [`--max-semi-space-size=${YOUNG}`, ...(parseInt(v8, 10) < 12 ? [`--interrupt-budget=${BUDGET}`] : [])]
    : [];
