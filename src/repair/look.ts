// SPDX-License-Identifier: MIT
/** A second look: a check that a thread has made is made again right before a later step, and goes as the first does. */
import type { RegionConfig } from '../model/rewrite.ts';
import type { Step } from '../mutate/flow.ts';
import { lawful } from '../mutate/steps.ts';
import { between } from './extent.ts';

export const lookName = (check: string, before: string): string => `${check}, again before ${before}`;

/**
 * The check once more, in front of `before`: where it goes the way that leads there, the thread goes on, else where the
 * first look would have gone. Undefined for what is no check: one way, or effects, or choices; or where several of its
 * ways lead there.
 */
export function lookAgain(
  region: RegionConfig,
  check: Step | undefined,
  before: string,
): RegionConfig | undefined {
  if (!check || check.name === before) return undefined;
  const ways = lawful(check);
  const plain = ways.every((w) => !w.effect && [...w.choices].every((c) => c === undefined));
  const leading = ways.filter((w) => between(region, w.target, before)?.has(check.name) === false);
  const [on] = leading;
  if (ways.length < 2 || !plain || !on || leading.length > 1) return undefined;
  const state = region.states[check.name];
  if (!state || !region.states[before]) return undefined;
  const name = lookName(check.name, before);
  const again = {
    ...state,
    candidates: state.candidates.map((c, i) => (i === on.index ? { ...c, target: before } : c)),
  };
  const states = Object.fromEntries(
    Object.entries(region.states).map(([at, s]) => [
      at,
      { ...s, candidates: s.candidates.map((c) => (c.target === before ? { ...c, target: name } : c)) },
    ]),
  );
  return { initial: region.initial === before ? name : region.initial, states: { ...states, [name]: again } };
}
