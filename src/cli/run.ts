// SPDX-License-Identifier: MIT
/** Checks one instance: searches it, in slices, so that it can be watched and stopped. */
import { ModelError } from '../compile/compile.ts';
import type { Outcome, Progress, PropertyResult, Violation } from '../engine/outcome.ts';
import { scheduleTo } from '../explore/trace.ts';
import { parallelSearch } from '../explore/parallel.ts';
import { Search } from '../explore/search.ts';
import { eventName } from '../model/program.ts';
import { instanceOf } from '../model/instance.ts';
import type { Chosen } from '../model/instance.ts';
import { isSpace, SpaceError } from '../model/space.ts';
import type { AnyInstance, AnyProperty, Instance } from '../model/types.ts';
import type { ReductionName } from '../reduce/reduce.ts';
import { inSlices } from '../watch/slices.ts';
import { asStopped, reason, telling } from '../watch/watch.ts';
import { answers } from './asked.ts';
import { isBroken } from './first.ts';
import { ProgressLine, UsageError } from './console.ts';
import type { Console } from './console.ts';
import { Keeper } from './keeper.ts';
import { notesOf } from './notes.ts';
import type { Keeping } from './keeper.ts';
import { foundIn, nothingOf, outcomeOf, searchOf } from './kinds.ts';
import type { AnySearch } from './kinds.ts';
import { Watchman } from './limits.ts';
import type { Limits, Stop } from './limits.ts';

/** One instance of a model: a machine's, unless said otherwise. */
export interface Selection<I extends AnyInstance = Instance> extends Chosen<I> {
  /** The properties that are asked. Default: all. */
  readonly properties?: readonly string[];
}
export interface RunOptions extends Limits {
  /** Threads to search on, where the model is one of threads. Default: 1. */
  readonly workers?: number;
  /** What to leave out of the search; nothing, unless said. */
  readonly reduce?: ReductionName;
  /** Where checkpoints are kept. Default: nowhere. */
  readonly keeping?: Keeping | undefined;
  /** End with the first violation of what is asked. */
  readonly first?: boolean;
}
export interface Checked<S extends AnySearch = Search> extends Selection<S['instance']> {
  readonly outcome: Outcome<S['instance']['properties'][number]>;
  /** What it took, verdicts included. */
  readonly seconds: number;
  /** Why it ended before its end. */
  readonly stop?: Stop;
  readonly search: S;
  /** What is worth a line beside the verdicts. */
  readonly notes?: readonly string[];
  /** The checkpoint that was asked for could not be written. */
  readonly unwritten?: boolean;
}
export type AnySelection = Selection<AnyInstance>;
/** `search`: none where it ended before there was one. */
export type AnyChecked = Omit<Checked<AnySearch>, 'search'> & { readonly search?: AnySearch };

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
  const { keeping, first = false } = options;
  const watchman = new Watchman(options);
  let search: AnySearch | undefined;
  let keeper: Keeper | undefined;
  let stop: Stop | undefined;
  const soFar = () => ({
    before: keeper?.before ?? 0,
    ...(search && { search }),
    ...(stop && { stop }),
    ...(keeper?.failed && { unwritten: true }),
  });
  try {
    const onShort = () => void (stop = '--max-memory');
    const made = await searchOnThreads(selection, instance, { ...options, onShort }, progress);
    search = made;
    keeper = keeping && new Keeper(selection, made, keeping, console);
    const found = (s: AnySearch) => (first && isBroken(s, selection.properties) ? '--first' : undefined);
    stop ??= await inSlices(made, {
      stop: () => watchman.reason(made) ?? found(made),
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

/** A search to go on with: fresh, or as far as several threads have brought it. */
async function searchOnThreads(
  selection: AnySelection,
  instance: AnyInstance,
  { workers = 1, reduce = 'none', onShort, ...limits }: RunOptions & { readonly onShort: () => void },
  progress: ProgressLine,
): Promise<AnySearch> {
  if (workers === 1 || isSpace(instance)) return searchOf(instance, reduce);
  const { spoken = selection.model.name, design, configuration, bound, limits: set } = selection;
  const module = new URL(`./selected${import.meta.url.slice(-3)}`, import.meta.url).href;
  const watchman = new Watchman(limits);
  const onLevel = (reached: Progress) => {
    progress.update(reached);
    return watchman.reason({ progress: reached }) !== undefined;
  };
  const origin = { module, selected: { spoken, design, configuration, bound, limits: set } };
  try {
    const hasToStop = () => reason(true) !== undefined;
    const { maxMemory } = limits;
    return await parallelSearch(instance, origin, {
      workers,
      maxMemory,
      onLevel,
      hasToStop,
      onShort,
      reduce,
    });
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
