// SPDX-License-Identifier: MIT
/** What the workers of parallel.test.ts make their instance of. */
import { isMainThread } from 'node:worker_threads';
import { entries } from '../models/index.ts';
import { int } from '../src/model/domain.ts';
import { instanceOf } from '../src/model/instance.ts';
import type { BoundName, Instance } from '../src/model/types.ts';
import { oneThread } from '../src/testing/toys.ts';
import { machines } from './manifest.ts';

export type Selected =
  | {
      readonly model: string;
      readonly configuration: string;
      readonly design: string;
      readonly bound: BoundName;
      /** Without the questions about fair paths, which a reduction does not answer. */
      readonly pathless?: boolean;
    }
  | { readonly dies: 'exits' | 'throws later' | 'counts too far' };

export function instance(selected: Selected): Instance {
  if ('dies' in selected) return dying(selected.dies);
  const model = machines(entries).find((e) => e.model.name === selected.model)?.model;
  if (!model) throw new Error(`no model ${selected.model}`);
  const asked = instanceOf({
    model,
    configuration: selected.configuration,
    design: selected.design,
    bound: selected.bound,
  });
  return selected.pathless ? pathless(asked) : asked;
}

export const pathless = ({ machine, properties }: Instance): Instance => ({
  machine,
  properties: properties.filter((p) => p.kind !== 'eventually'),
});

/** In a worker the model's step ends the thread, or what it began when it was built throws, or it is wrong anywhere. */
function dying(how: string): Instance {
  if (!isMainThread && how === 'throws later')
    setImmediate(() => {
      throw new Error('out of luck');
    });
  return oneThread({ n: int(0, 2) }, (k) => {
    if (!isMainThread && how === 'exits') process.exit(7);
    k.n = how === 'counts too far' ? 3 : 1;
  });
}
