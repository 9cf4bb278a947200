// SPDX-License-Identifier: MIT
/**
 * An instance of a model: its design, configuration and bound chosen. Whoever runs a model gets it from here, so that
 * what an author may have got wrong is told once, in one way, before anything is searched.
 */
import { boundText } from './bound.ts';
import type { SetLimits } from './bound.ts';
import { keepBuild, twinOf } from './again.ts';
import { checkNames } from './check-names.ts';
import { Names } from './known-names.ts';
import { withLockOrder } from './lock-order.ts';
import { AuthorError, isError, thrown } from './mistake.ts';
import { readMachine } from './read.ts';
import { checkShape } from './shape.ts';
import { isSpace } from './space.ts';
import type { AnyInstance, AnyModel, BoundName, Instance, ModelOf } from './types.ts';
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

const choices = new WeakMap<object, Chosen<Instance>>();
/** What a machine is the instance of; undefined where nobody chose it here. */
export const chosenOf = ({ machine }: Instance): Chosen<Instance> | undefined => choices.get(machine);

/** Builds an instance. Throws an {@link AuthorError} that names the place where the model has a mistake. */
export function instanceOf<I extends AnyInstance>(chosen: Chosen<I>): I {
  const { model, spoken = model.name, design, configuration } = chosen;
  checkShort(model, spoken);
  const where = `${spoken}: design ${design}, configuration ${configuration}, bound ${boundText(chosen)}`;
  const names = new Names(model, where);
  const first = telling(where, () => {
    const made = built(chosen, model, names);
    if (isSpace(made)) return made;
    const instance = { ...made, names };
    checkNames(instance, readMachine(made.machine));
    choices.set(made.machine, chosen as Chosen<Instance>);
    return instance;
  });
  const twin = twinOf(model);
  if (twin) {
    const build = () => built(chosen, twin, new Names(twin, where));
    keepBuild({ first, build: () => telling(`${where}: built once more`, build) });
  }
  return first as I;
}

/** The head of a column: at most so many letters. */
const LONGEST = 4;
/** One name for each, and short: two of one head could not be told apart. */
function checkShort({ short = {} }: AnyModel, spoken: string): void {
  const known = new Map<string, string>();
  for (const [property, name] of Object.entries(short)) {
    const other = known.get(name);
    if (other !== undefined)
      throw new AuthorError(`${spoken}: '${name}' is short for two properties: ${other} and ${property}`);
    if (typeof name !== 'string' || !/^[\p{L}\p{N}]+$/u.test(name) || name.length > LONGEST)
      throw new AuthorError(
        `${spoken}: short for ${property} is no word of at most ${LONGEST} letters or digits`,
      );
    known.set(name, property);
  }
}

/** Says of what goes wrong where that was. */
function telling<T>(where: string, code: () => T): T {
  try {
    return code();
  } catch (error) {
    if (isError(error) && error instanceof AuthorError && error.message.startsWith(where)) throw error;
    throw new AuthorError(`${where}: ${thrown(error)}`, { cause: error });
  }
}

/** What `model` builds of what was chosen, with all that it is asked. */
function built(
  { design, configuration, bound, limits }: Omit<Chosen<AnyInstance>, 'model'>,
  model: AnyModel,
  names: Names,
): AnyInstance {
  const d = model.designs[design];
  const c = model.configurations[configuration];
  if (!d || !c) throw new Error(`${model.name} has no ${design} in ${configuration}`);
  const own: unknown = model.bounds[bound].limits;
  const sizes = limits === undefined ? own : { ...(own as object), ...limits };
  const made: unknown = model.build(d.decisions, c.settings as unknown, sizes);
  checkShape(made);
  if (isSpace(made)) return made;
  const properties = withOwnNames(made.properties, names);
  const program = readMachine(made.machine);
  return withLockOrder(withUnnamedFaults({ ...made, properties }, program), program);
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
