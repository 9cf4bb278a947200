// SPDX-License-Identifier: MIT
/** A bound as it was asked for: its name, and the limits of it that the command line set. */

/** Limits of a bound that stand in place of its own: `{ cpus: 4 }`. */
export type SetLimits = Readonly<Record<string, number | string | boolean>>;

/** `cpus=4 rounds=1`, each as --limit takes it. */
export const limitWords = (limits: SetLimits = {}): readonly string[] =>
  Object.entries(limits).map(([name, value]) => `${name}=${value}`);

/** `small`, or `small with cpus=4, rounds=1`: what a verdict is within. */
export const boundText = ({
  bound,
  limits,
}: {
  readonly bound: string;
  readonly limits?: SetLimits | undefined;
}) => {
  const set = limitWords(limits);
  return set.length === 0 ? bound : `${bound} with ${set.join(', ')}`;
};
