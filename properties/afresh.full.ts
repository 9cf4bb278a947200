// SPDX-License-Identifier: MIT
/** The project's own models, looked at as somebody's file is: by code built anew, which must do what was recorded. */
import { expect, it } from 'vitest';
import { entries } from '../models/index.ts';
import { searchOf } from '../src/check/kinds.ts';
import type { AnySelection } from '../src/check/selection.ts';
import { keepTwin } from '../src/model/again.ts';
import { instanceOf } from '../src/model/instance.ts';
import { asked } from '../src/model/types.ts';

it.each(entries.map(({ model }) => [model.name, model] as const))('%s', (_, model) => {
  keepTwin(model, { ...model });
  for (const [configuration, design] of asked(model)) {
    const search = searchOf(instanceOf({ model, configuration, design, bound: 'tiny' } as AnySelection));
    search.run();
    expect(search.done).toBe(true);
  }
});
