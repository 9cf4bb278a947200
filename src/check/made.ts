// SPDX-License-Identifier: MIT
/** What a counterexample of somebody's own model was made of: the file, and a digest of what the model does. */
import { digest } from '../compile/digest.ts';
import type { Made } from '../counterexample/counterexample.ts';
import { formOf } from '../engine/engine.ts';
import { instanceOf } from '../model/instance.ts';
import { isSpace } from '../model/space.ts';
import type { AnyInstance } from '../model/types.ts';
import type { Found } from './kinds.ts';
import type { AnySelection } from './selection.ts';

/** Steps, initial states and properties, as far as code says what it means. */
export function digestOf(instance: AnyInstance): string {
  const asked = instance.properties.map((p) => [p.name, p.kind, 'holds' in p ? String(p.holds) : '']);
  if (isSpace(instance)) return digest([told([asked, instance.space])], { recorded: [] }, []).slice(0, 12);
  const { compiled } = formOf(instance);
  const { program, initials } = compiled;
  const threads = program.threads.map((t) => [t.name, t.positions.map((p) => [p.name, p.fault])]);
  return digest([told([asked, threads, initials.map((cells) => [...cells])])], compiled, []).slice(0, 12);
}

/** As text, functions as they are written. */
const told = (value: unknown): string =>
  JSON.stringify(value, (_, part: unknown) => (typeof part === 'function' ? String(part) : part));

const known = new WeakMap<Found, string>();
/** Of one of our own models nothing: its version says it. `found`: the instance that was searched, for one digest of many. */
export function madeOf(selection: AnySelection, found: Found): Made | undefined {
  const { model, spoken = model.name } = selection;
  if (spoken === model.name) return undefined;
  // Of an instance that nobody has run: trees grow as states ask for them.
  const made = known.get(found) ?? digestOf(instanceOf(selection));
  known.set(found, made);
  return { file: spoken, digest: made };
}
