// SPDX-License-Identifier: MIT
/** Checks one instance: searches it, in slices, so that it can be watched and stopped. Who asks says how others get a turn. */
import { ModelError } from '../compile/compile.ts';
import type { Progress } from '../engine/outcome.ts';
import { scheduleTo } from '../explore/way.ts';
import { Search } from '../explore/search.ts';
import { startThreads } from '../explore/threads.ts';
import type { Sharing } from '../explore/together.ts';
import { eventName } from '../model/program.ts';
import { instanceOf } from '../model/instance.ts';
import { AuthorError } from '../model/mistake.ts';
import { isSpace, SpaceError } from '../model/space.ts';
import type { AnyInstance, AnyProperty } from '../model/types.ts';
import type { ReductionName } from '../reduce/reduce.ts';
import { slicesOf } from '../watch/slices.ts';
import type { Turns } from '../watch/slices.ts';
import { asStopped, telling } from '../watch/watch.ts';
import { answers, askedAlone, isAsked } from './asked.ts';
import { isBroken } from './first.ts';
import { foundIn, nothingOf, outcomeOf, searchOf } from './kinds.ts';
import type { AnySearch } from './kinds.ts';
import { Watchman } from './limits.ts';
import type { Resources } from './limits.ts';
import { notesOf } from './notes.ts';
import type { AnyChecked, AnySelection, Stop } from './selection.ts';

export interface RunOptions extends Resources {
  /** What to leave out of the search; nothing, unless said. */
  readonly reduce?: ReductionName;
  /** End with the first violation of what is asked. */
  readonly first?: boolean;
  /** Where the search stands is kept as it goes. Default: nowhere. */
  readonly keep?: ((search: AnySearch) => Keeps) | undefined;
  readonly tells?: Tells;
  /** Its steps are looked at again in any case: see SearchOptions. */
  readonly looksBack?: boolean;
  /** Threads of a machine's search. Default: one. */
  readonly sharing?: Sharing | undefined;
}
/** What keeps checkpoints of a search. */
export interface Keeps {
  /** Seconds that the search took before this process. */
  readonly before: number;
  /** One could not be written. */
  readonly failed: boolean;
  /** The next would be written when time is up. */
  readonly late: boolean;
  readonly tick: () => void;
  readonly end: () => void;
  readonly close: () => void;
}
/** Who tells how far it is. */
export interface Tells {
  readonly update: (progress: Progress) => void;
  readonly say: (what: string) => void;
}
const NOBODY: Tells = { update: () => {}, say: () => {} };

export function* running(selection: AnySelection, options: RunOptions): Turns<AnyChecked> {
  const { tells = NOBODY } = options;
  const start = performance.now();
  const instance = instanceOf(selection);
  const { search, before, stop, unwritten } = yield* searched(selection, instance, options);
  const { properties: wanted } = selection;
  const isWanted = askedAlone(wanted, options.reduce) ?? ((p: AnyProperty) => isAsked(wanted, p));
  const verdicts = () => answers(isWanted, search ? outcomeOf(search) : nothingOf(instance));
  const outcome = telling(() => tells.say('verdicts'), verdicts);
  const seconds = before + (performance.now() - start) / 1000;
  const why = stop ?? outcome.cut;
  return {
    ...selection,
    outcome,
    seconds,
    ...(search && { search, notes: notesOf(foundIn(search)) }),
    ...(why && { stop: why }),
    ...(unwritten && { unwritten }),
  };
}

interface Searched {
  readonly search?: AnySearch;
  /** Seconds that it took before this process. */
  readonly before: number;
  readonly stop?: Stop;
  readonly unwritten?: boolean;
}

/** Searches as far as it gets. */
function* searched(selection: AnySelection, instance: AnyInstance, options: RunOptions): Turns<Searched> {
  const { reduce = 'none', first = false, tells = NOBODY, sharing } = options;
  if (sharing?.after === 0 && !isSpace(instance)) startThreads(sharing.workers);
  const watchman = new Watchman(options);
  let search: AnySearch | undefined;
  /** What a checkpoint holds is not known to be the search's before all of it was looked at. */
  let known: AnySearch | undefined;
  let keeper: Keeps | undefined;
  let stop: Stop | undefined;
  const soFar = () => ({
    before: keeper?.before ?? 0,
    ...(known && { search: known }),
    ...(stop && { stop }),
    ...(keeper?.failed && { unwritten: true }),
  });
  try {
    const asks = askedAlone(selection.properties, reduce);
    const made = (search = searchOf(instance, { reduce, asks }, options));
    keeper = options.keep?.(made);
    known = made;
    const late = () => (keeper?.late ? '--max-time' : undefined);
    const found = (s: AnySearch) => (first && isBroken(s, selection.properties) ? '--first' : undefined);
    stop = yield* slicesOf(made, {
      stop: () => watchman.reason(made) ?? late() ?? found(made),
      most: () => watchman.statesFor(made),
      eachBatch: first,
      told: () => {
        tells.update(made.progress);
        keeper?.tick();
      },
    });
    keeper?.end();
    return soFar();
  } catch (error) {
    stop = asStopped(error)?.reason;
    if (stop) return soFar();
    throw isMistake(error) ? located(search, error, selection.model.name) : error;
  } finally {
    keeper?.close();
    if (search instanceof Search) search.dismiss();
  }
}

const isMistake = (error: unknown): error is Error =>
  error instanceof ModelError || error instanceof SpaceError;

/** A mistake in the model, with the schedule that shows it. */
function located(
  search: AnySearch | undefined,
  error: Error & { state?: number },
  model: string,
): AuthorError {
  const { state } = error;
  const found = search instanceof Search && state !== undefined ? scheduleTo(search, state) : [];
  const schedule = found.map(eventName).join(' ');
  return new AuthorError(
    `${model}: a mistake in the model: ${error.message}${schedule === '' ? '' : `\nafter: ${schedule}`}`,
    { cause: error },
  );
}
