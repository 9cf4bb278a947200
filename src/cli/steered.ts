// SPDX-License-Identifier: MIT
/** `check --schedule`, an interleaving that somebody has in mind, and `check --through`, the way to a step. */
import { namesCpus } from '../check/kinds.ts';
import type { AnySelection } from '../check/selection.ts';
import { again, brokenBy, nameOf } from '../check/steered.ts';
import { waitOf } from '../counterexample/ending.ts';
import { startOf } from '../counterexample/start.ts';
import { explain } from '../counterexample/trace.ts';
import { successorsBy } from '../compile/interpret.ts';
import { engineOf } from '../engine/engine.ts';
import { Search } from '../explore/search.ts';
import { follow } from '../follow/follow.ts';
import type { Followed } from '../follow/follow.ts';
import { Passing } from '../follow/through.ts';
import { threadOf, wordsOf, WordsError } from '../follow/words.ts';
import type { Words } from '../follow/words.ts';
import { Walker } from '../interleave/walk.ts';
import { instanceOf } from '../model/instance.ts';
import { needsFullSearch } from '../model/lock-order.ts';
import { isSpace } from '../model/space.ts';
import type { Instance, StepEvent } from '../model/types.ts';
import { steeredText } from '../report/steered.ts';
import { paragraph, plural } from '../report/text.ts';
import { inSlices } from '../watch/slices.ts';
import { isAsked } from '../check/asked.ts';
import { EXIT, ProgressLine, UsageError } from './console.ts';
import { limits } from './large.ts';
import { Watchman } from '../check/limits.ts';
import { text } from './options.ts';
import type { Arguments } from './options.ts';
import { Saver } from './saver.ts';
import type { Context } from './verbs.ts';

export type Steering =
  | { readonly schedule: Words; readonly through?: undefined }
  | { readonly through: string; readonly schedule?: undefined };

/** What does not go with them. */
const OTHERS = ['random', 'bitstate', 'compact', 'reduce', 'checkpoint', 'resume', 'every', 'json', 'first'];

/** What --schedule or --through says; undefined where neither is given. */
export function steering(args: Arguments): Steering | undefined {
  const [schedule, through] = [text(args, 'schedule'), text(args, 'through')];
  const given = schedule === undefined ? 'through' : 'schedule';
  if (schedule === undefined && through === undefined) return undefined;
  const stray = [...(schedule === undefined ? [] : ['through']), ...OTHERS].find(
    (option) => args.options[option] !== undefined,
  );
  if (stray) throw new UsageError(`${args.verb}: --${given} does not go with --${stray}: leave one out`);
  if (through !== undefined) return { through };
  return { schedule: asUsage(args, 'schedule', () => wordsOf(schedule as string)) };
}

/** What is wrong with a schedule's words is wrong with the command line. */
export function asUsage<T>({ verb }: Arguments, option: string, code: () => T): T {
  try {
    return code();
  } catch (error) {
    throw error instanceof WordsError
      ? new UsageError(`${verb}: --${option}: ${error.message}`, { cause: error })
      : error;
  }
}

/** An instance that has schedules. */
export function threaded(selection: AnySelection, what: string): Instance {
  const instance = instanceOf(selection);
  if (isSpace(instance))
    throw new UsageError(
      `${selection.model.name} has no threads and so no schedules: ${what} is for models of threads`,
    );
  return instance;
}

interface Told {
  readonly status: number;
  readonly text: string;
  /** Where no instance knows a name of the schedule, this is said, and nothing else. */
  readonly unknown?: string;
}

export async function runSteered(
  context: Context,
  steered: Steering,
  chosen: readonly AnySelection[],
): Promise<number> {
  const { args, console, stopped } = context;
  const dir = text(args, 'save');
  const saver = dir === undefined ? undefined : new Saver(dir, console);
  const told: Told[] = [];
  for (const selection of chosen) {
    const drawn = chosen.length === 1 || args.options['all'] === true;
    const how = { drawn, full: args.options['full'] === true, saver };
    told.push(
      steered.schedule
        ? followed(args, selection, steered.schedule, how)
        : await passed(context, selection, steered.through, how),
    );
    if (stopped()) break;
  }
  const [one] = told;
  if (one?.unknown !== undefined && told.every((t) => t.unknown !== undefined))
    throw new UsageError(`${args.verb}: --${steered.schedule ? 'schedule' : 'through'}: ${one.unknown}`);
  console.out(told.map((t) => t.text).join('\n'));
  if (stopped()) return EXIT.interrupted;
  if (saver?.failed) return EXIT.failed;
  const statuses = told.map((t) => t.status);
  return statuses.includes(EXIT.violated) ? EXIT.violated : Math.max(EXIT.ok, ...statuses);
}

interface How {
  readonly drawn: boolean;
  readonly full: boolean;
  readonly saver: Saver | undefined;
}

function followed(args: Arguments, selection: AnySelection, words: Words, how: How): Told {
  const walker = new Walker(threaded(selection, '--schedule'), (p) => isAsked(selection.properties, p));
  const found = asUsage(args, 'schedule', () => follow(walker, words));
  return found.broken
    ? violating(selection, walker, found, words, how)
    : clean(selection, walker, found, words, how);
}

/** The schedule breaks something: told like any violation, the interleaving as it was given. */
function violating(
  selection: AnySelection,
  walker: Walker,
  { broken, events, initial, ends }: Followed,
  { words }: Words,
  { drawn, full, saver }: How,
): Told {
  if (!broken) throw new Error('nothing is broken');
  const { property } = broken;
  const ran = brokenBy(selection, walker, { broken, events, initial });
  const file = saver?.keep(ran);
  const left = words.length - ends.length;
  const rest =
    left === 0 ? '' : ` ${plural(left, 'more word')} of the schedule ${left === 1 ? 'is' : 'are'} not run.`;
  const head = paragraph(
    `${nameOf(selection)}: ${property.name} is violated by step ${events.length}.${rest}`,
  );
  return { status: EXIT.violated, text: drawn ? `${head}\n\n${ran.text(file, { full })}` : `${head}\n` };
}

function clean(
  selection: AnySelection,
  { engine, properties }: Walker,
  { events, initial, ends, stopped, cells }: Followed,
  { words }: Words,
  { drawn, full }: How,
): Told {
  const { compiled } = engine;
  const trace = explain(compiled, { schedule: events, initial });
  const notAsked = properties.filter(needsFullSearch).map((p) => p.name);
  const ran = `${plural(events.length, 'step')} taken, nothing is violated by ${events.length === 1 ? 'it' : 'them'}.`;
  const says = stopped
    ? `Stops at word ${ends.length + 1} of ${words.length}, '${stopped.word}': ${stopped.why}. ${ran}`
    : `Runs to its end: ${ran}`;
  const asked = stopped?.unknown === false && threadOf(compiled.program, words[ends.length]?.thread ?? '');
  const waiting = asked && successorsBy(compiled, cells, asked.index).length === 0;
  return {
    status: stopped ? EXIT.unknown : EXIT.ok,
    ...(stopped?.unknown && { unknown: stopped.why }),
    text: steeredText({
      of: nameOf(selection),
      says,
      drawn,
      steps: trace.steps,
      ...(!full && { kept: new Set(ends.map((end) => end - 1)) }),
      mark: stopped ? 'stops here' : 'and so far nothing is violated',
      ...(waiting && { waits: [waitOf(compiled, cells, asked)] }),
      start: startOf(compiled, initial),
      cpus: namesCpus(compiled.program),
      more:
        drawn && notAsked.length > 0
          ? [paragraph(`Not asked: ${notAsked.join(', ')}. That takes a search to see.`)]
          : [],
    }),
  };
}

/** Searches until a state is found that takes the step. */
async function passed(
  { args, console }: Context,
  selection: AnySelection,
  step: string,
  { drawn, full }: How,
): Promise<Told> {
  const of = nameOf(selection);
  const search = new Search(engineOf(threaded(selection, '--through')));
  const { compiled } = search.engine;
  const nothing = { of, steps: [], mark: '', cpus: false, drawn: false };
  let passing: Passing;
  try {
    passing = new Passing(search, step);
  } catch (error) {
    if (!(error instanceof WordsError)) throw error;
    const says = `It has no such step: ${error.message}.`;
    return { status: EXIT.ok, text: steeredText({ ...nothing, says }), unknown: error.message };
  }
  const watchman = new Watchman(limits(args));
  const progress = new ProgressLine(console, of);
  const stop = await inSlices(search, {
    stop: () => (passing.found ? 'found' : watchman.reason(search)),
    most: () => watchman.statesFor(search),
    told: () => progress.update(search.progress),
  });
  progress.end();
  const { way } = passing;
  if (!way) {
    const within = `${plural(search.progress.states, 'state')}`;
    const says = search.done
      ? `Never: no interleaving within the bound takes ${step} (all ${within} were looked at).`
      : `Unknown: ${stop} came first, after ${within}; none of them takes ${step}.`;
    return { status: search.done ? EXIT.ok : EXIT.unknown, text: steeredText({ ...nothing, says }) };
  }
  const trace = explain(compiled, way);
  const { length } = way.schedule;
  return {
    status: EXIT.ok,
    text: steeredText({
      of,
      says: `The shortest way through ${step} is ${plural(length, 'step')} long.`,
      drawn,
      steps: trace.steps,
      ...(!full && { kept: turns(way.schedule) }),
      mark: trace.steps.at(-1)?.fault ?? 'here',
      start: startOf(compiled, way.initial),
      cpus: namesCpus(compiled.program),
      more: drawn ? [again(selection, way.schedule, way.initial)] : [],
    }),
  };
}

/** The last step of each thread's turn. */
export const turns = (schedule: readonly StepEvent[]): ReadonlySet<number> =>
  new Set(schedule.flatMap((e, i) => (e.type === schedule[i + 1]?.type ? [] : [i])));
