// SPDX-License-Identifier: MIT
/** The oracle for a kernel, from the models that are the same kernel: their designs, in the configuration of a guest. */
import { formOf } from '../engine/engine.ts';
import type { Accounts, Conformance } from '../model/conformance.ts';
import type { SetLimits } from '../model/bound.ts';
import { instanceOf } from '../model/instance.ts';
import { isSpace } from '../model/space.ts';
import type { AnyModel, Instance } from '../model/types.ts';
import { Accounting } from './accounting.ts';
import { Judge } from './judge.ts';
import { Oracle } from './oracle.ts';

interface Seen {
  readonly designs: Readonly<Record<string, string>>;
  readonly configuration: string;
  readonly limits?: SetLimits;
}
/** Undefined where no design is this kernel. */
export function instanceFor(
  model: AnyModel,
  { designs, configuration, limits }: Seen,
  kernel: string,
): Instance | undefined {
  const design = designs[kernel];
  if (design === undefined) return undefined;
  const instance = instanceOf({ model, design, configuration, bound: 'tiny', limits });
  return isSpace(instance) ? undefined : (instance as Instance);
}

/** Grown as it is asked: of all that a machine could do little is. */
const ASKED_FOR = 0;

export const judgeOf = (instance: Instance, conformance: Conformance, accounting?: Accounting): Judge =>
  new Judge(new Oracle(formOf(instance, ASKED_FOR).compiled, conformance), conformance, accounting);

export const accountingOf = (instance: Instance, accounts: Accounts): Accounting =>
  new Accounting(new Oracle(formOf(instance, ASKED_FOR).compiled, { told: {}, marks: {} }), accounts);
