// SPDX-License-Identifier: MIT
/**
 * A lock held from one step of a thread to another: taken on every way in, let go of on every way out, where the thread
 * does not hold it anyway. Its own taking and letting go of that lock between the two is left out.
 */
import type { Program, Thread } from '../model/program.ts';
import type { RegionConfig, StateConfig } from '../model/rewrite.ts';
import { between } from './extent.ts';
import type { Held, Holding } from './extent.ts';
import { spliced } from './words.ts';
import type { Way } from './words.ts';

export interface Extent {
  readonly way: Way;
  readonly first: string;
  readonly last: string;
  readonly held: Held;
  /** States that were put in by another part of a repair: in place of which one each stands. */
  readonly as?: Readonly<Record<string, string>> | undefined;
}

/** The region with the lock held so; undefined where that can't be said. */
export function holding(
  program: Program,
  t: Thread,
  given: RegionConfig,
  extent: Extent,
): RegionConfig | undefined {
  const { way, first, last } = extent;
  const inside = between(given, first, last);
  if (!inside) return undefined;
  const at = (name: string) => holdingAt(t, extent, name);
  const region = quietened(given, inside, extent, t);
  if (!region) return undefined;
  const added: Record<string, StateConfig> = {};
  /** The state that comes before `to`: it takes the lock, or lets go of it. */
  const via = (what: 'hold' | 'drop', to: string): string | undefined => {
    const name = `${what} ${way.lock.path.replaceAll(/\W+/g, ' ').trim()} ${what === 'hold' ? 'for' : 'before'} ${to}`;
    if (added[name]) return name;
    const states = spliced(program, t, way, what === 'hold' ? way.take(name) : way.drop(name), to);
    if (states) Object.assign(added, states.states);
    return states?.initial;
  };
  /** Where a step leads now; undefined where it can't be told whether the lock is held there. */
  const led = (from: boolean, to: string): string | undefined => {
    if (from === inside.has(to) || to.startsWith('fault(')) return to;
    const there = at(to);
    if (there === undefined || there === 'mixed') return undefined;
    if (there !== 'free') return there === way.mode || there === 'exclusive' ? to : undefined;
    return via(from ? 'drop' : 'hold', to);
  };
  const states: Record<string, StateConfig> = {};
  for (const [name, state] of Object.entries(region.states)) {
    const candidates = state.candidates.map((c) => ({ ...c, target: led(inside.has(name), c.target) ?? '' }));
    if (candidates.some((c) => c.target === '')) return undefined;
    states[name] = { ...state, candidates };
  }
  const initial = led(false, region.initial);
  return initial === undefined || Object.keys(added).length === 0
    ? undefined
    : { initial, states: { ...states, ...added } };
}

const holdingAt = ({ name }: Thread, { held, way, as }: Extent, position: string): Holding | undefined =>
  held(name, as?.[position] ?? position, way.lock.path);

/** The thread's own taking and letting go of the lock, between the two, do nothing. Undefined where one does more than that. */
function quietened(
  region: RegionConfig,
  inside: ReadonlySet<string>,
  extent: Extent,
  t: Thread,
): RegionConfig | undefined {
  const states: Record<string, StateConfig> = { ...region.states };
  for (const name of inside) {
    const state = states[name] as StateConfig;
    const lawful = state.candidates.filter((c) => !c.target.startsWith('fault('));
    const here = holdingAt(t, extent, name);
    const moves = lawful.some((c) => {
      const there = holdingAt(t, extent, c.target);
      return here !== undefined && there !== undefined && here !== there;
    });
    if (!moves) continue;
    const [only, ...more] = lawful;
    if (!only || more.length > 0) return undefined;
    // Nor where it held more than is held now.
    const known = [here, holdingAt(t, extent, only.target)];
    const { mode } = extent.way;
    if (known.some((h) => h !== 'free' && h !== mode && mode !== 'exclusive') || known.includes('mixed'))
      return undefined;
    const { meta, ...rest } = state;
    const { waitsFor: _, acquires: __, lock: ___, ...said } = meta ?? {};
    states[name] = { ...rest, meta: said, candidates: [{ target: only.target }] };
  }
  return { ...region, states };
}
