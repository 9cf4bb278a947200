// SPDX-License-Identifier: MIT
/** What each step of the graph means to the fairness a property states. */
import type { Demands } from '../model/fairness.ts';
import type { Steps } from './region.ts';

export interface Rules {
  readonly steps: Steps;
  readonly demands: Demands;
  /** By edge of the machine, its thread as a bit. */
  readonly threadOf: Int32Array;
  /** By state, the threads that can run. */
  readonly enabled: Int32Array;
  readonly sites: Int8Array | undefined;
}

/** For what a step counts: weakly fair threads it is good for; strong demands it offers, and those it takes. */
export const goodFor = (r: Rules, from: number, e: number): number =>
  r.demands.weak & (~(r.enabled[from] as number) | (r.threadOf[r.steps.edge[e] as number] as number));
export const threadsOffered = (r: Rules, from: number): number =>
  r.demands.strong & (r.enabled[from] as number);
export const threadTaken = (r: Rules, e: number): number =>
  r.demands.strong & (r.threadOf[r.steps.edge[e] as number] as number);
export const siteOffered = (r: Rules, e: number): number => {
  const site = r.sites?.[e] ?? 0;
  return site === 0 ? 0 : 1 << (Math.abs(site) - 1);
};
export const siteTaken = (r: Rules, e: number): number => ((r.sites?.[e] ?? 0) > 0 ? siteOffered(r, e) : 0);
