// SPDX-License-Identifier: MIT
/** Checks one instance: searches it, in slices, so that it can be watched and stopped. */
import { foundIn, nothingOf, outcomeOf, searchOf } from '../check/kinds.ts';
import type { AnySearch } from '../check/kinds.ts';
import type { AnyChecked, AnySelection, Stop } from '../check/selection.ts';
import { ModelError } from '../compile/compile.ts';
import { scheduleTo } from '../explore/trace.ts';
import { Search } from '../explore/search.ts';
import { eventName } from '../model/program.ts';
import { instanceOf } from '../model/instance.ts';
import { isSpace, SpaceError } from '../model/space.ts';
import type { AnyInstance } from '../model/types.ts';
import type { ReductionName } from '../reduce/reduce.ts';
import { inSlices } from '../watch/slices.ts';
import { asStopped, telling } from '../watch/watch.ts';
import { answers } from './asked.ts';
import { isBroken } from './first.ts';
import { ProgressLine, UsageError } from './console.ts';
import type { Console } from './console.ts';
import { Keeper } from './keeper.ts';
import { notesOf } from './notes.ts';
import type { Keeping } from './keeper.ts';
import { Watchman } from './limits.ts';
import type { Resources } from './limits.ts';

export interface RunOptions extends Resources {
  /** What to leave out of the search; nothing, unless said. */
  readonly reduce?: ReductionName;
  /** Where checkpoints are kept. Default: nowhere. */
  readonly keeping?: Keeping | undefined;
  /** End with the first violation of what is asked. */
  readonly first?: boolean;
}
export async function check(
  selection: AnySelection,
  options: RunOptions,
  console: Console,
): Promise<AnyChecked> {
  const { design, configuration, bound } = selection;
  const start = performance.now();
  const what = `${design} ${configuration} ${bound}`;
  const progress = new ProgressLine(console, what);
  const instance = instanceOf(selection);
  try {
    const done = await searched(selection, instance, options, progress, console);
    const { search, before, stop, unwritten } = done;
    const verdicts = () => answers(selection.properties, search ? outcomeOf(search) : nothingOf(instance));
    const outcome = telling(() => progress.say(`${what}: verdicts`), verdicts);
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
  } finally {
    progress.end();
  }
}

interface Searched {
  readonly search?: AnySearch;
  /** Seconds that it took before this process. */
  readonly before: number;
  readonly stop?: Stop;
  readonly unwritten?: boolean;
}

/** Searches as far as it gets. */
async function searched(
  selection: AnySelection,
  instance: AnyInstance,
  options: RunOptions,
  progress: ProgressLine,
  console: Console,
): Promise<Searched> {
  const { reduce = 'none', keeping, first = false } = options;
  if (isSpace(instance) && reduce !== 'none')
    throw new UsageError('a model without threads has no interleavings to leave out: leave out --reduce');
  const watchman = new Watchman(options);
  let search: AnySearch | undefined;
  /** What a checkpoint holds is not known to be the search's before all of it was looked at. */
  let known: AnySearch | undefined;
  let keeper: Keeper | undefined;
  let stop: Stop | undefined;
  const soFar = () => ({
    before: keeper?.before ?? 0,
    ...(known && { search: known }),
    ...(stop && { stop }),
    ...(keeper?.failed && { unwritten: true }),
  });
  try {
    const made = (search = searchOf(instance, reduce));
    keeper = keeping && new Keeper(selection, made, keeping, console);
    known = made;
    const late = () => (keeper?.late ? '--max-time' : undefined);
    const found = (s: AnySearch) => (first && isBroken(s, selection.properties) ? '--first' : undefined);
    stop = await inSlices(made, {
      stop: () => watchman.reason(made) ?? late() ?? found(made),
      most: () => watchman.statesFor(made),
      eachBatch: first,
      told: () => {
        progress.update(made.progress);
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
  }
}

const isMistake = (error: unknown): error is Error =>
  error instanceof ModelError || error instanceof SpaceError;

/** A mistake in the model, with the schedule that shows it. */
function located(
  search: AnySearch | undefined,
  error: Error & { state?: number },
  model: string,
): UsageError {
  const { state } = error;
  const found = search instanceof Search && state !== undefined ? scheduleTo(search, state) : [];
  const schedule = found.map(eventName).join(' ');
  return new UsageError(
    `${model}: a mistake in the model: ${error.message}${schedule === '' ? '' : `\nafter: ${schedule}`}`,
  );
}
