// SPDX-License-Identifier: MIT
/** `check --random N`: fast-check at the wheel. A clean run is `unknown`, with what it covered; never a pass. */
import { confirm } from '../check/confirm.ts';
import type { Confirmed } from '../check/confirm.ts';
import { nearest } from '../check/nearest.ts';
import type { AnySelection } from '../check/selection.ts';
import type { Violation } from '../engine/outcome.ts';
import { PathError, randomSearch } from '../interleave/random.ts';
import type { RandomResult } from '../interleave/random.ts';
import type { Strategy } from '../interleave/strategy.ts';
import { Walker } from '../interleave/walk.ts';
import { isSpace } from '../model/space.ts';
import type { Property } from '../model/types.ts';
import { isTold } from '../model/unnamed-faults.ts';
import { needsFullSearch } from '../model/lock-order.ts';
import { boundText, limitWords } from '../model/bound.ts';
import { instanceOf } from '../model/instance.ts';
import { paragraph, plural, withNotes } from '../report/text.ts';
import { randomReport } from '../report/random.ts';
import type { Saver } from './saver.ts';
import { isAsked } from '../check/asked.ts';
import { UsageError } from './console.ts';
import { notesOf } from '../check/notes.ts';
import { instanceJson, propertyJson, together, violationJson } from './json.ts';

export interface RandomArguments {
  readonly runs: number;
  readonly seed: number;
  readonly strategy: Strategy;
  readonly strategyName: string;
  readonly path: string | undefined;
  readonly stopped: () => boolean;
  readonly saver: Saver | undefined;
}
export interface RandomChecked {
  readonly violated: boolean;
  readonly text: string;
  readonly json: object;
}

export async function checkRandomly(selection: AnySelection, args: RandomArguments): Promise<RandomChecked> {
  const { model, design, configuration } = selection;
  const instance = instanceOf(selection);
  if (isSpace(instance))
    throw new UsageError(
      `${model.name} has no threads and so no schedules: without --random every point is looked at`,
    );
  const walker = new Walker(instance, (p) => isAsked(selection.properties, p));
  const { path, ...options } = args;
  const result = await randomSearch(walker, { ...options, ...(path !== undefined && { path }) }).catch(
    (error: unknown) => {
      throw error instanceof PathError
        ? new UsageError(
            `check: --path '${path}' leads to no schedule here: is all else as the failure named it?`,
          )
        : error;
    },
  );
  const origin = { model: model.name, design, configuration, bound: boundText(selection) };
  const command = commandOf(selection, args, result);
  const notAsked = walker.properties.filter(needsFullSearch).map((p) => p.name);
  const notes = notesOf(walker.engine);
  const report = randomReport({ ...origin, strategy: args.strategyName, result, command, notAsked });
  const head = withNotes(report, notes);
  const json = (found?: readonly [Violation, Confirmed]) => ({
    ...randomJson(selection, args, walker, result, found),
    notes,
  });
  if (!result.found) return { violated: false, text: head, json: json() };
  const { broken, schedule } = result.found;
  const { property, kind, step } = broken;
  const start = walker.startingAt(schedule.initial);
  const shrunk = { property: property.name, kind, step, schedule: schedule.events, ...start };
  const violation = nearest(walker.engine, shrunk);
  const confirmed = confirm(selection, walker.engine, property, violation);
  const file = args.saver?.keep(confirmed);
  const shorter = shrunk.schedule.length - violation.schedule.length;
  const also = shorter === 0 ? '' : `${nearer(shorter)}\n\n`;
  return {
    violated: true,
    text: `${head}\n${also}${confirmed.text(file)}`,
    json: json([violation, confirmed]),
  };
}

const nearer = (steps: number) =>
  paragraph(`A search up to that length has a trace that is shorter by ${plural(steps, 'step')}:`);

/** The command that finds the same schedule again. */
function commandOf(
  { model, spoken = model.name, design, configuration, bound, limits, properties = [] }: AnySelection,
  args: RandomArguments,
  { seed, found }: RandomResult,
): string {
  const asked = [
    ...limitWords(limits).map((limit) => ` --limit ${limit}`),
    ...properties.map((name) => ` --property ${name}`),
  ].join('');
  const which = `--design ${design} --config ${configuration} --bound ${bound}${asked}`;
  const path = found ? ` --path ${found.path}` : '';
  return `mhpcheck check ${spoken} ${which} --random ${args.runs} --seed ${seed} --strategy ${args.strategyName}${path}`;
}

/** No schedule says that something holds: what was not found is unknown. */
function randomJson(
  selection: AnySelection,
  { strategyName: strategy }: RandomArguments,
  { properties }: Walker,
  { found, states, ...result }: RandomResult,
  violated?: readonly [Violation, Confirmed],
): object {
  const isFound = ({ name }: Property) => violated?.[0].property === name;
  const told = properties.filter((p) => isFound(p) || isTold(p));
  const answers = told.map((p) =>
    violated && isFound(p)
      ? propertyJson(p, 'violated', [violationJson(...violated)])
      : propertyJson(p, 'unknown'),
  );
  const where = found ? { path: found.path, shrinks: found.shrinks } : {};
  return {
    ...instanceJson(selection),
    search: { kind: 'random', strategy, ...result, ...where },
    verdict: together(answers),
    complete: false,
    states,
    properties: answers,
  };
}
