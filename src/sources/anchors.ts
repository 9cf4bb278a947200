// SPDX-License-Identifier: MIT
/** Where in the kernel a model says that it stands: each function that a step, or a formula of a space, was read from. */
import { instanceOf } from '../model/instance.ts';
import { readMachine } from '../model/read.ts';
import { isSpace } from '../model/space.ts';
import type { AnyInstance, AnyModel, Source } from '../model/types.ts';

/** A function of one file at one version, and what was read from it. */
export interface Anchor {
  readonly file: string;
  readonly func: string;
  readonly version: string;
  /** `role.state` of machines, the formula's name in spaces; in the order of the model. */
  readonly steps: ReadonlySet<string>;
  readonly designs: ReadonlySet<string>;
}

/** A pair of design and configuration that is asked of. */
export interface Asked {
  readonly model: AnyModel;
  readonly design: string;
  readonly configuration: string;
}

/** The anchors of all that is asked, each once. A step is laid out at the smallest bound as at the others. */
export function anchorsOf(asked: readonly Asked[], each: (asked: Asked) => void = () => {}): Anchor[] {
  const found = new Map<string, Anchor & { steps: Set<string>; designs: Set<string> }>();
  for (const pair of asked) {
    each(pair);
    for (const [step, { file, func, version }] of placesIn(instanceOf({ ...pair, bound: 'tiny' }))) {
      const key = keyOf({ file, func, version });
      const anchor = found.get(key) ?? { file, func, version, steps: new Set(), designs: new Set() };
      anchor.steps.add(step);
      anchor.designs.add(pair.design);
      found.set(key, anchor);
    }
  }
  return [...found.values()];
}

export const keyOf = ({ version, file, func }: Pick<Source, 'version' | 'file' | 'func'>): string =>
  `${version} ${file} ${func}`;

function placesIn(instance: AnyInstance): readonly (readonly [step: string, at: Source])[] {
  if (isSpace(instance))
    return Object.entries(instance.space.formulas).flatMap(([name, { at }]) =>
      at ? [[name, at] as const] : [],
    );
  return readMachine(instance.machine).threads.flatMap(({ role, positions }) =>
    positions.flatMap(({ name, at, candidates }) =>
      [at, ...candidates.map((way) => way.at)].flatMap((place) =>
        place ? [[`${role}.${name}`, place] as const] : [],
      ),
    ),
  );
}

/** Of a release of the kernel, and a name in one of its files; not a processor's manual, nor a series that was never merged. */
export const isOfKernel = ({ version, file }: Pick<Source, 'version' | 'file'>): boolean =>
  /^v\d+\.\d+/.test(version) && /\.[chS]$|Kconfig|Makefile/.test(file);
