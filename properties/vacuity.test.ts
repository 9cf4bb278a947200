// SPDX-License-Identifier: MIT
/**
 * A pass over a model that never gets there is worth nothing: a step that no interleaving of any design takes, a
 * `sometimes` that is never met, a property that neither a design nor a mutant violates. What is allowed to be so is
 * listed with its reason (vacuity.ts).
 */
import { describe, expect, it } from 'vitest';
import { entries as all } from '../models/index.ts';
import { engineOf } from '../src/engine/engine.ts';
import { Search } from '../src/explore/search.ts';
import { instanceOf } from '../src/model/instance.ts';
import { withoutLockOrder } from '../src/model/lock-order.ts';
import { readMachine } from '../src/model/read.ts';
import type { Model } from '../src/model/types.ts';
import { OWN_CHECKS } from '../src/report/mutants.ts';
import { machines, pairs, readManifest } from './manifest.ts';
import { killerOf, readFates, rowsOf } from './mutants.ts';

const entries = machines(all);

/** The steps of all designs and configurations that no interleaving within `small` takes. */
function unreached(model: Model, listed: readonly string[]): string[] {
  const wanted = new Set<string>();
  for (const [configuration, design] of pairs(model))
    for (const t of readMachine(instanceOf({ model, configuration, design, bound: 'small' }).machine).threads)
      for (const p of t.positions) if (p.candidates.length > 0) wanted.add(`${t.role}.${p.name}`);
  for (const label of listed) if (!wanted.delete(label)) wanted.add(`${label} is listed, and no step`);
  // The small spaces first: most steps are seen there, and only what is left needs the large ones.
  const bySize = [...readManifest(model.name, 'small')].toSorted((a, b) => a.states - b.states);
  for (const { configuration, design } of bySize) {
    if (wanted.size === 0) break;
    const instance = instanceOf({ model, configuration, design, bound: 'small' });
    const here = readMachine(instance.machine).threads.flatMap((t) =>
      t.positions.map((p) => `${t.role}.${p.name}`),
    );
    if (!here.some((label) => wanted.has(label))) continue;
    // The properties are not what is asked here.
    const search = new Search(engineOf({ ...instance, properties: [] }));
    while (!search.done && here.some((label) => wanted.has(label))) {
      search.run(Infinity, performance.now() + SLICE);
      for (const e of search.engine.compiled.edges)
        if ((search.store.firstTaken[e.index] as number) >= 0) wanted.delete(e.label);
    }
  }
  return [...wanted].toSorted();
}
/** How long a search runs before it is asked what it has reached (ms). */
const SLICE = 20;

/** Every property of a model's own, over its designs and configurations, with its kind. */
const propertiesOf = (model: Model): ReadonlyMap<string, string> =>
  new Map(
    pairs(model).flatMap(([configuration, design]) =>
      withoutLockOrder(instanceOf({ model, configuration, design, bound: 'small' })).properties.map(
        (p) => [p.name, p.kind] as const,
      ),
    ),
  );

describe.each(entries)('$model.name', ({ model, vacuous = {} }) => {
  const { steps = {}, sometimes = {}, properties = {} } = vacuous;
  const pins = readManifest(model.name, 'small');

  it('has no step that is never taken, but perhaps those listed', () => {
    expect(pins.length).toBeGreaterThan(0);
    expect(unreached(model, Object.keys(steps))).toEqual([]);
  });
  it('has no `sometimes` that is never met, but for those listed', () => {
    const asked = [...propertiesOf(model)].filter(([, kind]) => kind === 'sometimes').map(([name]) => name);
    const never = asked.filter((name) => pins.every((p) => p.violated[name] !== undefined));
    expect(asked.length).toBeGreaterThan(0);
    expect(never).toEqual(Object.keys(sometimes));
  });
  it('has no property that no design and no mutant violates, but for those listed', () => {
    const kills = (['tiny', 'small'] as const)
      .flatMap((bound) => rowsOf(readFates(model.name, bound)))
      .filter(([, , verdict]) => verdict === 'killed')
      .map(([, , , rest]) => killerOf(rest));
    const violated = new Set([...pins.flatMap((p) => Object.keys(p.violated)), ...kills]);
    expect([...propertiesOf(model).keys()].filter((name) => !violated.has(name))).toEqual(
      Object.keys(properties),
    );
    expect(violated.size).toBeGreaterThan(violated.has(OWN_CHECKS) ? 1 : 0);
  });
});
