// SPDX-License-Identifier: MIT
/** Mutants of order: two adjacent steps the other way round; a page freed before it is unlinked or flushed. */
import type { CandidateConfig, RegionConfig, StateConfig } from '../model/rewrite.ts';
import type { Flow, Step } from './flow.ts';
import { NOWHERE } from './mutant.ts';
import type { Mutant } from './mutant.ts';
import { isEmpty, isFree, next } from './steps.ts';

export function orderMutants(flow: Flow): Mutant[] {
  return [...swaps(flow), ...earlyFrees(flow)];
}

function swaps(flow: Flow): Mutant[] {
  return flow.steps.flatMap((first): Mutant[] => {
    const to = next(first);
    const second = to === undefined ? undefined : flow.steps.find((s) => s.name === to);
    if (!second || isEmpty(first) || isEmpty(second) || !canMove(first, second)) return [];
    return [
      moved(flow, [first], second, 'swap-steps', `${flow.role}.${first.name}: swapped with ${second.name}`),
    ];
  });
}

/** A free is moved up past two steps or more, for each such place. Past one it is a swap. */
function earlyFrees(flow: Flow): Mutant[] {
  return flow.steps.filter(isFree).flatMap((free) => {
    const past: Step[] = [];
    const found: Mutant[] = [];
    for (let at = onlyBefore(flow, free.name); at && canMove(at, free); at = onlyBefore(flow, at.name)) {
      if (past.includes(at) || at === free) break;
      past.unshift(at);
      // A step without effect is a place for other threads to run: freeing before it is what a swap can't say.
      if (past.length === 1 && !isEmpty(at)) continue;
      const name = `${flow.role}.${free.name}: before ${at.name}`;
      found.push(moved(flow, [...past], free, 'free-early', name));
    }
    return found;
  });
}

/** The step that alone leads here, and nowhere else. */
export function onlyBefore(flow: Flow, name: string): Step | undefined {
  const [one, ...more] = flow.before(name);
  return one && more.length === 0 && name !== flow.initial && next(one) === name ? one : undefined;
}

/** A step that loops on itself, or back to the other, has no place to be moved to. */
export const canMove = (first: Step, second: Step) =>
  second.ways.every((w) => w.target !== second.name && w.target !== first.name) && first !== second;

/**
 * `past` (each leading to the next, the last to `step`) and then `step` become `step` and then `past`. The steps that
 * move get states of their own, so that whoever jumps in between finds what was there before.
 */
function moved(
  flow: Flow,
  past: readonly Step[],
  step: Step,
  operator: Mutant['operator'],
  name: string,
): Mutant {
  const entry = (past[0] as Step).name;
  const within = [...past.slice(1).map((s) => s.name), step.name];
  const steps = [...past.map((s) => s.name), step.name];
  return {
    name,
    operator,
    role: flow.role,
    steps,
    projection: { ...NOWHERE, within },
    change: (region) => reordered(region, past, step, entry),
  };
}

/** The region with `step` before `past`, the steps that lead to it one after the other. For repairs, too. */
export function reordered(
  region: RegionConfig,
  past: readonly Step[],
  step: Step,
  entry: string,
): RegionConfig {
  const states: Record<string, StateConfig> = { ...region.states };
  const moving = states[step.name] as StateConfig;
  const faults = new Set(step.ways.filter((w) => w.fault).map((w) => w.target));
  const copy = (at: string, to: string) => `${at}, before ${to}`;
  const retarget = (c: CandidateConfig, from: string, to: string) =>
    c.target === from ? { ...c, target: to } : c;
  // What comes after `step` differs by its candidate: the steps it was moved before are there once for each.
  for (const to of new Set(moving.candidates.map((c) => c.target))) {
    if (faults.has(to)) continue;
    past.forEach((p, i) => {
      const was = (past[i + 1] ?? step).name;
      const is = past[i + 1] ? copy(was, to) : to;
      const state = region.states[p.name] as StateConfig;
      states[copy(p.name, to)] = { ...state, candidates: state.candidates.map((c) => retarget(c, was, is)) };
    });
  }
  states[entry] = {
    ...moving,
    candidates: moving.candidates.map((c) =>
      faults.has(c.target) ? c : { ...c, target: copy(entry, c.target) },
    ),
  };
  return { ...region, states };
}
