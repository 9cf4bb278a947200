// SPDX-License-Identifier: MIT
/** Checks one instance: searches it, in slices, so that it can be watched and stopped. */
import { ModelError } from '../compile/compile.ts';
import { scheduleTo } from '../explore/trace.ts';
import type { Outcome, PropertyResult, Violation } from '../explore/verdicts.ts';
import { parallelSearch } from '../explore/parallel.ts';
import { Search } from '../explore/search.ts';
import type { Progress } from '../explore/search.ts';
import { eventName } from '../model/program.ts';
import { instanceOf } from '../model/instance.ts';
import type { Chosen } from '../model/instance.ts';
import { isSpace, SpaceError } from '../model/space.ts';
import type { AnyInstance, AnyProperty, Instance } from '../model/types.ts';
import type { ReductionName } from '../reduce/reduce.ts';
import { ProgressLine, UsageError } from './console.ts';
import type { Console } from './console.ts';
import { Keeper } from './keeper.ts';
import type { Keeping } from './keeper.ts';
import { outcomeOf, searchOf } from './kinds.ts';
import type { AnySearch } from './kinds.ts';
import { Watchman } from './limits.ts';
import type { Limits, Stop } from './limits.ts';

/** One instance of a model: a machine's, unless said otherwise. */
export type Selection<I extends AnyInstance = Instance> = Chosen<I>;
export interface RunOptions extends Limits {
  /** Threads to search on, where the model is one of threads. Default: 1. */
  readonly workers?: number;
  /** What to leave out of the search; nothing, unless said. */
  readonly reduce?: ReductionName;
  /** Where checkpoints are kept. Default: nowhere. */
  readonly keeping?: Keeping | undefined;
}
export interface Checked<S extends AnySearch = Search> extends Selection<S['instance']> {
  readonly outcome: Outcome<S['instance']['properties'][number]>;
  readonly seconds: number;
  /** Why the search ended before its end. */
  readonly stop?: Stop;
  readonly search: S;
}
export type AnySelection = Selection<AnyInstance>;
export type AnyChecked = Checked<AnySearch>;

/** How long the search runs before it looks for an interrupt (ms). */
const SLICE = 100;

export async function check(
  selection: AnySelection,
  options: RunOptions,
  console: Console,
): Promise<AnyChecked> {
  const { model, design, configuration, bound } = selection;
  const { keeping } = options;
  const start = performance.now();
  const progress = new ProgressLine(console, `${design} ${configuration} ${bound}`);
  const watchman = new Watchman(options);
  let search: AnySearch | undefined;
  let keeper: Keeper | undefined;
  let stop: Stop | undefined;
  try {
    search = await searchOnThreads(selection, options, progress);
    keeper = keeping && new Keeper(selection, search, keeping, console);
    while (!search.done && (stop = watchman.reason(search)) === undefined) {
      search.run(watchman.statesFor(search), performance.now() + SLICE);
      progress.update(search.progress);
      keeper?.tick();
      await new Promise(setImmediate);
    }
    keeper?.end();
  } catch (error) {
    throw isMistake(error) ? located(search, error, model.name) : error;
  } finally {
    progress.end();
  }
  const outcome = outcomeOf(search);
  const seconds = (keeper?.before ?? 0) + (performance.now() - start) / 1000;
  return { ...selection, search, outcome, seconds, ...(stop && { stop }) };
}

/** A search to go on with: fresh, or as far as several threads have brought it. */
async function searchOnThreads(
  selection: AnySelection,
  { workers = 1, reduce = 'none', ...limits }: RunOptions,
  progress: ProgressLine,
): Promise<AnySearch> {
  const instance = instanceOf(selection);
  if (workers === 1 || isSpace(instance)) return searchOf(instance, reduce);
  const { spoken = selection.model.name, design, configuration, bound } = selection;
  const module = new URL(`./selected${import.meta.url.slice(-3)}`, import.meta.url).href;
  const watchman = new Watchman(limits);
  const onLevel = (reached: Progress) => {
    progress.update(reached);
    return watchman.reason({ progress: reached }) !== undefined;
  };
  const origin = { module, selected: { spoken, design, configuration, bound } };
  try {
    return await parallelSearch(instance, origin, { workers, onLevel, reduce });
  } catch (error) {
    // One thread comes to the same mistake, and knows by which schedule.
    if (isMistake(error)) return searchOf(instance, reduce);
    throw error;
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

/** The violations that have a trace, shortest first. */
export const traced = (
  found: Outcome<AnyProperty>,
): readonly (readonly [PropertyResult<AnyProperty>, Violation])[] =>
  found.results
    .flatMap((r) => r.violations.filter((v) => v.kind !== 'never').map((v) => [r, v] as const))
    .toSorted((a, b) => a[1].schedule.length - b[1].schedule.length);

/** The shortest violation of the first property that is violated, in the order of the model. */
export function firstTraced(
  found: Outcome<AnyProperty>,
): readonly [PropertyResult<AnyProperty>, Violation] | undefined {
  const result = found.results.find((r) => r.violations.some((v) => v.kind !== 'never'));
  const [shortest] = result?.violations ?? [];
  return result && shortest && [result, shortest];
}
