// SPDX-License-Identifier: MIT
/**
 * A space as a machine: one thread that picks a value for each parameter in turn. What it can have picked are the
 * points, and XState finds them without our enumeration; the properties are asked of what it has picked.
 */
import type { Scalar } from '../model/domain.ts';
import type { PointValue, SpaceInstance } from '../model/space.ts';
import { system, thread } from '../model/thread.ts';
import { always, sometimes } from '../model/types.ts';
import type { Instance, View } from '../model/types.ts';

export const PICKED = 'picked';
const at = { func: 'pick', file: 'toy.c', version: 'v0' };

export function asMachine({ space, properties }: SpaceInstance): Instance {
  const { parameters, formulas, possible } = space;
  const memory: Readonly<Record<string, Scalar<PointValue>>> = parameters;
  const t = thread(memory, 'caller', {});
  const names = Object.keys(parameters);
  const states = names.map((name, i) => {
    const values = parameters[name]?.values ?? [];
    const pick = t.on(
      { at, says: name, choices: values.map(String) },
      {
        effect: (k, _, choice) => void (k[name] = values.find((v) => String(v) === choice) as PointValue),
        target: names[i + 1] ?? 'look',
      },
    );
    return [name, pick] as const;
  });
  const look = t.on(
    { at, says: 'is there such a point?' },
    { guard: (k) => !possible || possible(k), target: PICKED },
    { target: 'excluded' },
  );
  const region = t.region(names[0] ?? 'look', {
    ...Object.fromEntries(states),
    look,
    [PICKED]: t.end(),
    excluded: t.end(),
  });
  const derived = (s: View) => {
    const point = { ...(s.mem as Record<string, PointValue>) };
    for (const [name, { of }] of Object.entries(formulas)) point[name] = of(point);
    return point;
  };
  const asked = (s: View) => s.at['caller'] === PICKED;
  return {
    machine: system({ id: 'picks', memory, threads: [region] }),
    properties: properties.map(({ kind, name, says, holds }) =>
      kind === 'always'
        ? always(name, says, (s) => !asked(s) || holds(derived(s)))
        : sometimes(name, says, (s) => asked(s) && holds(derived(s))),
    ),
  };
}
