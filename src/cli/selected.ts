// SPDX-License-Identifier: MIT
/** What the workers of a parallel search import: the instance that the command line selected. */
import { entries } from '../../models/index.ts';
import type { Selection } from '../check/selection.ts';
import type { SetLimits } from '../model/bound.ts';
import type { BoundName, Instance } from '../model/types.ts';
import { instanceOf } from '../model/instance.ts';
import { load } from './load.ts';

/** The part of a selection that can be sent to a thread; `spoken`: the model as the command line named it. */
export interface Selected {
  readonly spoken: string;
  readonly design: string;
  readonly configuration: string;
  readonly bound: BoundName;
  readonly limits?: SetLimits | undefined;
}

export async function instance({ spoken, ...rest }: Selected): Promise<Instance> {
  const { entry } = await load(spoken, entries);
  return instanceOf({ ...rest, model: entry.model } as Selection);
}
