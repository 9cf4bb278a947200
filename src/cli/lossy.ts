// SPDX-License-Identifier: MIT
/** `check --bitstate SIZE` and `--compact SIZE`: more states than memory. A clean run is `unknown`, never a pass. */
import { confirm } from '../check/confirm.ts';
import type { Confirmed } from '../check/confirm.ts';
import type { AnySelection } from '../check/selection.ts';
import { ModelError } from '../compile/compile.ts';
import type { Violation } from '../engine/outcome.ts';
import { eventsOf } from '../interleave/schedules.ts';
import { Walker } from '../interleave/walk.ts';
import { LossySearch } from '../lossy/lossy-search.ts';
import type { Reached } from '../lossy/lossy-search.ts';
import { Bitstate, Compact } from '../lossy/sets.ts';
import { eventName } from '../model/program.ts';
import { isSpace } from '../model/space.ts';
import type { Property } from '../model/types.ts';
import { isTold } from '../model/unnamed-faults.ts';
import { needsFullSearch } from '../model/lock-order.ts';
import { boundText } from '../model/bound.ts';
import { instanceOf } from '../model/instance.ts';
import { inSlices } from '../watch/slices.ts';
import { withNotes } from '../report/text.ts';
import { lossyReport } from '../report/lossy.ts';
import { notesOf } from '../check/notes.ts';
import type { Saver } from './saver.ts';
import { isAsked } from '../check/asked.ts';
import { ProgressLine, UsageError } from './console.ts';
import type { Console } from './console.ts';
import { instanceJson, propertyJson, violationJson } from './json.ts';
import { Watchman } from '../check/limits.ts';
import type { Resources } from '../check/limits.ts';
import { sizeText } from './quantity.ts';
import type { RandomChecked } from './random.ts';

export interface LossyArguments {
  readonly search: 'bitstate' | 'compact';
  /** Bytes of the set. */
  readonly bytes: number;
  readonly seed: number;
}
export interface LossyOptions extends LossyArguments {
  readonly limits: Resources;
  readonly saver: Saver | undefined;
}

export async function checkLossily(
  selection: AnySelection,
  options: LossyOptions,
  console: Console,
): Promise<RandomChecked> {
  const { model, design, configuration, bound } = selection;
  const { search: kind, bytes, seed, limits, saver } = options;
  const instance = instanceOf(selection);
  if (isSpace(instance)) throw new UsageError(`${model.name} has no threads: leave out --${kind}`);
  const start = performance.now();
  const walker = new Walker(instance, (p) => isAsked(selection.properties, p));
  const set = setOf(kind, bytes);
  const search = new LossySearch(walker.engine, set, seed, walker.properties);
  const stop = await run(
    walker,
    search,
    limits,
    new ProgressLine(console, `${design} ${configuration} ${bound}`),
  );
  const violation = search.found && violationOf(walker, search.found);
  const wanted = walker.properties.filter((p) => p.kind === 'sometimes');
  const isMet = (p: Property) => search.watching.isMet(p);
  const found = violation && confirmedOf(selection, walker, violation);
  const isFound = (p: Property) => violation?.property === p.name;
  const answers = walker.properties
    .filter((p) => isFound(p) || isTold(p))
    .map((p) => {
      if (found && p.name === violation.property)
        return propertyJson(p, 'violated', [violationJson(violation, found)]);
      // What was met once was met; nothing else is known of a set that forgets.
      return propertyJson(p, wanted.includes(p) && isMet(p) ? 'holds' : 'unknown');
    });
  const notes = notesOf(walker.engine);
  const estimate = {
    used: set.used,
    expectedMissed: set.missed,
    shareMissed: set.missed / (set.missed + search.progress.states),
  };
  const covered = {
    ...(stop !== undefined && { stop }),
    ...search.progress,
    seconds: Number(((performance.now() - start) / 1000).toFixed(3)),
  };
  const json = {
    ...instanceJson(selection),
    search: { kind, bytes, seed, ...estimate },
    verdict: violation ? 'violated' : 'unknown',
    complete: false,
    ...covered,
    properties: answers,
    notes,
  };
  const report = lossyReport({
    model: model.name,
    design,
    configuration,
    bound: boundText(selection),
    search: kind,
    seed,
    size: sizeText(bytes),
    ...estimate,
    ...covered,
    met: wanted.filter(isMet).map((p) => p.name),
    notMet: wanted.filter((p) => !isMet(p)).map((p) => p.name),
    notAsked: walker.properties
      .filter((p) => p.kind === 'alwaysPossible' || needsFullSearch(p))
      .map((p) => p.name),
    ...(violation && { found: violation }),
  });
  const text = withNotes(report, notes);
  if (!found) return { violated: false, text, json };
  const file = saver?.keep(found);
  return { violated: true, text: `${text}\n${found.text(file)}`, json };
}

function confirmedOf(selection: AnySelection, walker: Walker, violation: Violation): Confirmed {
  const property = walker.engine.instance.properties.find((p) => p.name === violation.property) as Property;
  return confirm(selection, walker.engine, property, violation);
}

function setOf(kind: LossyArguments['search'], bytes: number) {
  try {
    return kind === 'bitstate' ? new Bitstate(bytes) : new Compact(bytes);
  } catch (error) {
    throw new UsageError(`--${kind}: no array of ${sizeText(bytes)} can be had here`, { cause: error });
  }
}

async function run(
  walker: Walker,
  search: LossySearch,
  limits: Resources,
  progress: ProgressLine,
): Promise<string | undefined> {
  const watchman = new Watchman(limits);
  try {
    return await inSlices(search, {
      stop: () => watchman.reason(search),
      most: () => limits.maxStates,
      told: () => progress.update(search.progress),
    });
  } catch (error) {
    if (!(error instanceof ModelError)) throw error;
    const { way = [], initial } = error as Partial<Reached>;
    const schedule = eventsOf(walker, way, initial).map(eventName).join(' ');
    throw new UsageError(`a mistake in the model: ${error.message}\nafter: ${schedule || 'nothing'}`, {
      cause: error,
    });
  } finally {
    progress.end();
  }
}

/** Runs the steps that lead to what was found once more: what they break is the violation. */
function violationOf(walker: Walker, { way, initial }: Reached): Violation {
  const { taken, broken } = walker.run(eventsOf(walker, way, initial), initial);
  if (!broken) throw new Error('a violation was found that its schedule does not show');
  const { property, kind, step } = broken;
  return { property: property.name, kind, step, schedule: taken, ...walker.startingAt(initial) };
}
