// SPDX-License-Identifier: MIT
/** `check()`: what the command `check` answers, for a test to ask. */
import { running } from '../check/run.ts';
import type { AnySelection } from '../check/selection.ts';
import { watched } from '../check/limits.ts';
import { MOST_WORKERS, sharingOf } from '../check/workers.ts';
import { ownTwin } from '../model/again.ts';
import { CHOICE, choose } from '../model/choose.ts';
import type { Choice } from '../model/choose.ts';
import { instanceOf } from '../model/instance.ts';
import { AuthorError, isTheirFault, thrown } from '../model/mistake.ts';
import { kindOf } from '../model/shape.ts';
import { unknownName } from '../model/suggest.ts';
import { isSpace } from '../model/space.ts';
import type { AnyInstance, ModelOf } from '../model/types.ts';
import { REDUCTIONS } from '../reduce/reduce.ts';
import type { ReductionName } from '../reduce/reduce.ts';
import { atOnce } from '../watch/slices.ts';
import { watching } from '../watch/watch.ts';
import { calledFrom } from './called.ts';
import { CheckResult } from './result.ts';

export interface CheckOptions extends Choice {
  /** The properties that are asked. Default: all. */
  readonly properties?: readonly string[];
  /** The same where it is one. */
  readonly property?: string;
  /** What the search leaves out, as `--reduce`: verdicts and lengths are those of the whole search. Default: `none`. */
  readonly reduce?: ReductionName;
  /** Threads of the search, with the one that calls. Default: one, since a runner of tests has several already. */
  readonly workers?: number;
  /** States, or points, after which the search ends; what is then not known is `unknown`. Default: no limit. */
  readonly maxStates?: number;
  /** The same for time, in seconds. */
  readonly maxSeconds?: number;
  /** The same for the memory of the whole process, in bytes. */
  readonly maxBytes?: number;
}
const LIMITS = ['maxStates', 'maxSeconds', 'maxBytes'] as const;
const KEYS: readonly string[] = [...CHOICE, 'properties', 'property', 'reduce', 'workers', ...LIMITS];

/**
 * Tries every interleaving of one instance of a model, or looks at every point of a finite space, and returns the
 * verdict on each property once it is done: nothing is to be awaited. What a limit leaves open is `unknown`.
 *
 * Throws a RangeError for a name or number that can't be, a TypeError for what is no model, and an AuthorError for a
 * mistake in the model.
 */
export function check<I extends AnyInstance>(model: ModelOf<I>, options: CheckOptions = {}): CheckResult {
  const began = performance.now();
  const selection = calledFrom(check, () => selected(model, options));
  const { maxStates = Infinity, maxSeconds = Infinity, maxBytes = Infinity } = options;
  const { reduce = 'none', workers = 1 } = options;
  const how = { reduce, sharing: sharingOf(workers) };
  const limits = { maxStates, maxTime: maxSeconds, maxMemory: maxBytes };
  const never = () => false;
  const checked = asAuthors(selection, () =>
    // Of a model in hand there is no other: what its code keeps from one build to the next still shows.
    ownTwin(selection.model, () =>
      watching(watched(limits, never, began), () => atOnce(running(selection, { ...limits, ...how }))),
    ),
  );
  return new CheckResult(checked);
}

function selected(model: ModelOf<AnyInstance>, options: CheckOptions): AnySelection {
  if (typeof options !== 'object' || options === null)
    throw new TypeError(`check: options are ${kindOf(options)}: write check(model, { design: ... })`);
  for (const key of Object.keys(options))
    if (!KEYS.includes(key)) throw new RangeError(`check: ${unknownName('option', key, KEYS)}`);
  for (const limit of LIMITS) {
    const value = options[limit];
    if (value !== undefined && !(value > 0))
      throw new RangeError(`check: ${limit} is ${String(value)}: write a number above 0`);
  }
  checkSearch(options);
  const chosen = choose(model, options);
  const { properties, property, reduce = 'none' } = options;
  if (reduce !== 'none' && isSpace(asAuthors(chosen, () => instanceOf(chosen))))
    throw new RangeError(`check: ${chosen.model.name} has no threads, so there is nothing to reduce`);
  if (property !== undefined && properties !== undefined)
    throw new RangeError("check: both 'property' and 'properties': write one of them");
  const wanted = property === undefined ? properties : [property];
  if (wanted === undefined) return chosen;
  if (!Array.isArray(wanted)) throw new TypeError('check: properties is no list of names');
  const known = asAuthors(chosen, () => instanceOf(chosen)).properties.map((p) => p.name);
  const stray = (wanted as readonly string[]).find((name) => !known.includes(name));
  if (stray !== undefined)
    throw new RangeError(`${chosen.model.name}: ${unknownName('property', String(stray), known)}`);
  if (wanted.length === 0) throw new RangeError('check: properties is empty: nothing is asked');
  return { ...chosen, properties: wanted as readonly string[] };
}

function checkSearch({ reduce = 'none', workers = 1 }: CheckOptions): void {
  if (!REDUCTIONS.includes(reduce))
    throw new RangeError(`check: ${unknownName('reduction', String(reduce), REDUCTIONS)}`);
  if (!Number.isInteger(workers) || workers < 1 || workers > MOST_WORKERS)
    throw new RangeError(`check: workers is ${String(workers)}: write 1 to ${MOST_WORKERS}`);
}

/** What the model's code throws is said to be the model's. */
function asAuthors<T>({ model }: AnySelection, code: () => T): T {
  try {
    return code();
  } catch (error) {
    if (!isTheirFault(error) || error instanceof AuthorError) throw error;
    throw new AuthorError(`${model.name}: a mistake in the model: its code throws ${thrown(error)}`, {
      cause: error,
    });
  }
}
