// SPDX-License-Identifier: MIT
/** Counters by name: added, and compared with what a model has. */
import { GuestError } from '../kernel/guest.ts';
import type { Disagreement } from './judge.ts';

export type Counts = Readonly<Record<string, number>>;

export const sumOf = (all: readonly Counts[]): Counts => {
  const sum: Record<string, number> = {};
  for (const counts of all) for (const [name, n] of Object.entries(counts)) sum[name] = (sum[name] ?? 0) + n;
  return sum;
};
const plus = (a: Counts, b: Counts): Counts =>
  Object.fromEntries(Object.entries(b).map(([name, n]) => [name, n + (a[name] ?? 0)]));
export const minus = (a: Counts, b: Counts): Counts =>
  Object.fromEntries(Object.entries(a).map(([name, n]) => [name, n - (b[name] ?? 0)]));

/**
 * Undefined where what is counted is `base` and one of what may come on top; else how it differs from the nearest. Throws a
 * {@link GuestError} where one of the model's counters is not there at all: that is no kernel's fault, and agrees with nothing.
 */
export function compared(counts: Counts, base: Counts, may: readonly Counts[]): Disagreement | undefined {
  const uncounted = may.flatMap(Object.keys).filter((name) => !(name in counts));
  if (uncounted.length > 0)
    throw new GuestError(
      `nothing was counted of what the model counts: ${[...new Set(uncounted)].join(', ')}`,
    );
  const might = may.map((some) => plus(base, some));
  const wrong = (some: Counts) => Object.keys(some).filter((name) => counts[name] !== some[name]);
  const [least = {}] = might.toSorted((a, b) => wrong(a).length - wrong(b).length);
  const names = wrong(least);
  if (names.length === 0) return undefined;
  const text = (of: Counts) => names.map((name) => `${name}=${of[name]}`).join(' ');
  return { kind: `counts: ${names.join(' ')}`, says: text(counts), expected: [text(least)] };
}
