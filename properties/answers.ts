// SPDX-License-Identifier: MIT
/** What a full search of an instance finds, worked out once for all suites of a process. */
import type { AnyModel, BoundName } from '../src/model/types.ts';
import { pin } from './manifest.ts';
import type { Pin } from './manifest.ts';

const known = new Map<string, Pin>();

export function answer(model: AnyModel, configuration: string, design: string, bound: BoundName): Pin {
  const key = [model.name, configuration, design, bound].join(' ');
  const found = known.get(key) ?? pin(model, configuration, design, bound);
  known.set(key, found);
  return found;
}
