// SPDX-License-Identifier: MIT
/** The oracle for a kernel, from the model that is the same kernel: its design, in the configuration of a guest. */
import { formOf } from '../engine/engine.ts';
import type { Conformance } from '../model/conformance.ts';
import { instanceOf } from '../model/instance.ts';
import { isSpace } from '../model/space.ts';
import type { AnyModel, Instance } from '../model/types.ts';
import { Judge } from './judge.ts';
import { Oracle } from './oracle.ts';

/** Undefined where no design is this kernel. */
export function instanceFor(model: AnyModel, conformance: Conformance, kernel: string): Instance | undefined {
  const design = conformance.designs[kernel];
  if (design === undefined) return undefined;
  const { configuration, limits } = conformance;
  const instance = instanceOf({ model, design, configuration, bound: 'tiny', limits });
  return isSpace(instance) ? undefined : (instance as Instance);
}

export const judgeOf = (instance: Instance, conformance: Conformance): Judge =>
  new Judge(new Oracle(formOf(instance).compiled, conformance), conformance);
