// SPDX-License-Identifier: MIT
/** Single points, for whoever has a kernel in mind: a test, a page, another model’s configuration. */
import type { Scalar } from '../../src/model/domain.ts';
import type { PointValue } from '../../src/model/space.ts';
import { designs } from './designs.ts';
import type { Decisions } from './designs.ts';
import { kernels } from './kernels.ts';
import type { KernelName } from './kernels.ts';
import type { Kernel, Limits, Picked, Point } from './layout.ts';
import { formulasOf } from './tables.ts';

/** All that follows from what is picked, formula by formula. */
function follow(kernel: Kernel, decisions: Decisions): (picked: Picked) => Point {
  const formulas = Object.entries(formulasOf(kernel, decisions));
  return (picked) => {
    const values: Record<string, PointValue> = { ...picked };
    for (const [name, { of }] of formulas) values[name] = of(values);
    return values as unknown as Point;
  };
}

/** What is not said is the domain's first value; what is said has to be one of its values. */
export function at(name: KernelName, design: string, some: Partial<Picked>): Point {
  const { kernel } = kernels[name];
  const decisions = designs[design]?.decisions;
  if (!decisions) throw new RangeError(`no design ${design}`);
  const domains = Object.entries(kernel.parameters(ALL)) as [keyof Picked, Scalar<PointValue>][];
  const picked = Object.fromEntries(
    domains.map(([parameter, { values, initial }]) => {
      const value = some[parameter] ?? initial;
      if (!values.includes(value)) throw new RangeError(`${name}: ${parameter} is not ${String(value)}`);
      return [parameter, value];
    }),
  ) as unknown as Picked;
  if (!kernel.possible(picked)) throw new RangeError(`${name}: no such build ${JSON.stringify(picked)}`);
  return follow(kernel, decisions)(picked);
}
const ALL: Limits = { kasan: true, memory: 'odd' };

/** Every point of a kernel that there is: what is said is picked alone. */
export function pointsOf(name: KernelName, design: string, some: Partial<Picked>, limits = ALL): Point[] {
  const { kernel } = kernels[name];
  const decisions = designs[design]?.decisions as Decisions;
  const domains = Object.entries(kernel.parameters(limits)) as [keyof Picked, Scalar<PointValue>][];
  const all = domains.reduce<Record<string, PointValue>[]>(
    (points, [parameter, { values }]) =>
      points.flatMap((p) =>
        values
          .filter((value) => some[parameter] === undefined || some[parameter] === value)
          .map((value) => ({ ...p, [parameter]: value })),
      ),
    [{}],
  ) as unknown as Picked[];
  return all.filter((p) => kernel.possible(p)).map(follow(kernel, decisions));
}
