// SPDX-License-Identifier: MIT
/**
 * An instance of a model: its design, configuration and bound chosen. Whoever runs a model gets it from here, so that
 * what an author may have got wrong is told once, in one way, before anything is searched.
 */
import { boundText } from './bound.ts';
import type { SetLimits } from './bound.ts';
import { checkNames } from './check-names.ts';
import { Names } from './known-names.ts';
import { AuthorError, isError, thrown } from './mistake.ts';
import { readMachine } from './read.ts';
import { checkShape } from './shape.ts';
import { isSpace } from './space.ts';
import type { AnyInstance, BoundName, Instance, ModelOf } from './types.ts';
import { withUnnamedFaults } from './unnamed-faults.ts';

export interface Chosen<I extends AnyInstance> {
  readonly model: ModelOf<I>;
  /** The model as the command line named it, where that is not its name: its file. */
  readonly spoken?: string;
  readonly design: string;
  readonly configuration: string;
  readonly bound: BoundName;
  /** Limits that stand in place of the bound's own. */
  readonly limits?: SetLimits | undefined;
}

/** Builds an instance. Throws an {@link AuthorError} that names the place where the model has a mistake. */
export function instanceOf<I extends AnyInstance>(chosen: Chosen<I>): I {
  const { model, spoken = model.name, design, configuration, bound, limits } = chosen;
  const d = model.designs[design];
  const c = model.configurations[configuration];
  if (!d || !c) throw new Error(`${model.name} has no ${design} in ${configuration}`);
  const where = `${spoken}: design ${design}, configuration ${configuration}, bound ${boundText(chosen)}`;
  try {
    const own: unknown = model.bounds[bound].limits;
    const sizes = limits === undefined ? own : { ...(own as object), ...limits };
    const built: unknown = model.build(d.decisions, c.settings, sizes);
    checkShape(built);
    return (isSpace(built) ? built : completed(built, new Names(model, where))) as I;
  } catch (error) {
    if (isError(error) && error instanceof AuthorError && error.message.startsWith(where)) throw error;
    throw new AuthorError(`${where}: ${thrown(error)}`, { cause: error });
  }
}

function completed(built: Instance, names: Names): Instance {
  const program = readMachine(built.machine);
  const properties = withOwnNames(built.properties, names);
  const instance = { ...withUnnamedFaults({ ...built, properties }, program), names };
  checkNames(instance, program);
  return instance;
}

/** Results, files and replays know a property by its name: the second of one name is told as `name (2)`. */
function withOwnNames(properties: Instance['properties'], names: Names): Instance['properties'] {
  const seen = new Map<string, number>();
  return properties.map((p) => {
    const times = (seen.get(p.name) ?? 0) + 1;
    seen.set(p.name, times);
    if (times === 1) return p;
    const name = `${p.name} (${times})`;
    names.rules.add(`two properties are called '${p.name}': one is told as '${name}'`);
    return { ...p, name };
  });
}
