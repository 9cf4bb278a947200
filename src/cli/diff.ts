// SPDX-License-Identifier: MIT
/** `diff <model> A B`: the shortest schedule that one design allows and the other forbids, both ways. */
import { namesCpus } from '../check/kinds.ts';
import type { AnySelection, Stop } from '../check/selection.ts';
import { startOf } from '../counterexample/start.ts';
import { explain } from '../counterexample/trace.ts';
import { Beside } from '../follow/beside.ts';
import type { OneWay } from '../follow/beside.ts';
import { labelText } from '../follow/labels.ts';
import type { Label } from '../follow/labels.ts';
import { boundText } from '../model/bound.ts';
import { eventName } from '../model/program.ts';
import type { Instance } from '../model/types.ts';
import { again } from '../check/steered.ts';
import { steeredText } from '../report/steered.ts';
import { item, paragraph, plural } from '../report/text.ts';
import { inSlices } from '../watch/slices.ts';
import { selections } from './args.ts';
import { EXIT, ProgressLine, UsageError } from './console.ts';
import { instanceJson, Results } from './json.ts';
import { limits } from './large.ts';
import { Watchman } from '../check/limits.ts';
import { load } from './load.ts';
import { texts } from './options.ts';
import type { Arguments } from './options.ts';
import { asUsage, threaded, turns } from './steered.ts';
import type { Context } from './verbs.ts';

/** One configuration: the two designs in it. */
type Pair = readonly [AnySelection, AnySelection];

export async function runDiff(context: Context): Promise<number> {
  const { args, console, stopped } = context;
  const pairs = await pairsOf(context);
  const results =
    args.options['json'] === true ? new Results(console, { command: 'diff', left: pairs.length }) : undefined;
  const how: How = {
    drawn: pairs.length === 1 || args.options['all'] === true,
    full: args.options['full'] === true,
    few: texts(args, 'step') !== undefined,
  };
  const statuses: number[] = [];
  for (const pair of pairs) {
    const { beside, ways } = await compared(context, pair);
    if (results) results.add(pairJson(pair, beside, ways));
    else console.out(pairText(pair, beside, ways, how));
    statuses.push(...ways.map(({ apart }) => STATUS[apart]));
    if (stopped()) break;
  }
  const found = statuses.includes(EXIT.violated) ? EXIT.violated : Math.max(EXIT.ok, ...statuses);
  const status = stopped() ? EXIT.interrupted : found;
  results?.print(status);
  return status;
}

/** As of diff(1): 1 where they differ. */
const STATUS = { yes: EXIT.violated, no: EXIT.ok, unknown: EXIT.unknown } as const;

async function pairsOf({ args, entries }: Context): Promise<Pair[]> {
  const [name, a, b, ...more] = args.operands;
  if (name === undefined || a === undefined || b === undefined || more.length > 0)
    throw new UsageError('diff takes a model and two of its designs: mhpcheck diff <model> A B');
  const { entry, design } = await load(name, entries);
  if (design !== undefined)
    throw new UsageError(`diff: ${name} names a design: write both designs after the model`);
  if (a === b) throw new UsageError(`diff: '${a}' is one design: name two`);
  const options: Arguments['options'] = { ...args.options, design: [a, b] };
  const chosen = selections({ ...args, options }, entry);
  const pairs = Object.keys(entry.model.configurations).flatMap((configuration): Pair[] => {
    const [one, other] = [a, b].map((d) =>
      chosen.find((s) => s.design === d && s.configuration === configuration),
    );
    return one && other ? [[one, other]] : [];
  });
  if (pairs.length > 0) return pairs;
  throw new UsageError(
    `diff: no configuration has a question for both ${a} and ${b}: name one with --config`,
  );
}

/** What came of asking whether one allows what the other forbids. */
interface Way extends OneWay {
  readonly apart: 'yes' | 'no' | 'unknown';
  readonly stop?: Stop;
  /** Pairs of a state and a set of states that were looked at. */
  readonly pairs: number;
}

async function compared(
  { args, console }: Context,
  pair: Pair,
): Promise<{ readonly beside: Beside; readonly ways: readonly [Way, Way] }> {
  const [a, b] = pair.map((selection) => threaded(selection, 'diff')) as [Instance, Instance];
  const beside = asUsage(args, 'step', () => new Beside(a, b, texts(args, 'step')));
  const watchman = new Watchman(limits(args));
  const way = async (first: 0 | 1): Promise<Way> => {
    const parting = beside.parting(first);
    const progress = new ProgressLine(console, `${nameOf(pair)}: ${pair[first].design}`);
    const stop = await inSlices(parting, {
      stop: () => watchman.reason(parting),
      most: () => watchman.statesFor(parting),
      told: () => progress.update(parting.progress),
    });
    progress.end();
    const pairs = parting.progress.states;
    if (parting.found) return { apart: 'yes', pairs, ...beside.told(first, parting.found) };
    return stop === undefined ? { apart: 'no', pairs } : { apart: 'unknown', pairs, stop };
  };
  return { beside, ways: [await way(0), await way(1)] };
}

const nameOf = ([one]: Pair) =>
  `${one.model.name}, configuration ${one.configuration}, bound ${boundText(one)}`;

interface How {
  readonly drawn: boolean;
  readonly full: boolean;
  /** It is by a few steps that they are compared: each is told. */
  readonly few: boolean;
}
/** Names of steps that are listed, unless all are. */
const LISTED = 5;

function pairText(pair: Pair, beside: Beside, ways: readonly [Way, Way], how: How): string {
  const [a, b] = pair.map(({ design }) => design);
  const own = pair.flatMap(({ design }, i) => {
    const names = beside.alone[i] ?? [];
    const told =
      how.full || names.length <= LISTED
        ? names
        : [...names.slice(0, LISTED), `and ${names.length - LISTED} more`];
    return names.length === 0 ? [] : [item(`${design} alone: ${told.join(', ')}`)];
  });
  const head = [
    paragraph(`${nameOf(pair)}: designs ${a} and ${b}.`),
    ...(own.length > 0 && how.drawn
      ? [paragraph('Steps that only one of them has, and that are passed over:'), ...own]
      : []),
  ];
  const told = ways.map((way, i) => wayText(pair, beside, i as 0 | 1, way, how));
  return [...head, '', ...told, ''].join('\n');
}

function wayText(pair: Pair, beside: Beside, first: 0 | 1, way: Way, { drawn, full, few }: How): string {
  const [one, other] = [pair[first], pair[1 - first] as AnySelection];
  const of = `${one.design} allows, ${other.design} forbids`;
  const { apart, stop, pairs, parted, refused } = way;
  if (!parted || !refused) {
    const within = `${plural(pairs, 'pair')} of states`;
    const says =
      apart === 'no'
        ? `Nothing: each schedule of ${one.design} is one of ${other.design} (all ${within} were looked at).`
        : `Unknown: ${stop} came first, after ${within}.`;
    return steeredText({ of, says, steps: [], mark: '', cpus: false, drawn: false });
  }
  const { compiled } = beside.sides[first];
  const { schedule, initial } = parted;
  const { steps } = explain(compiled, { schedule, initial });
  const { length } = schedule;
  const which = length === 1 ? 'it' : `the last, ${labelText(refused.label)}`;
  const says = `${plural(length, 'step')}; ${other.design} does not take ${which}: ${refused.why}.`;
  const goesOn = refused.open.map((label) => item(labelText(label)));
  const up =
    refused.schedule.length === 0
      ? []
      : [`${other.design} up to there:`, again(other, refused.schedule, refused.initial)];
  return steeredText({
    of,
    says,
    drawn,
    steps,
    ...(!full && { kept: new Set([...turns(schedule), ...(few ? parted.compared : [])]) }),
    mark: `not in ${other.design}`,
    start: startOf(compiled, initial),
    cpus: namesCpus(compiled.program),
    more: drawn
      ? [
          refused.open.length === 0
            ? paragraph(`${other.design} has no other step there.`)
            : paragraph(`What ${other.design} can go on with there:`),
          ...goesOn,
          '',
          again(one, schedule, initial),
          ...up,
        ]
      : [],
  });
}

function pairJson(pair: Pair, beside: Beside, ways: readonly [Way, Way]): object {
  const { design: _, ...instance } = instanceJson(pair[0]);
  return {
    ...instance,
    designs: pair.map(({ design }) => design),
    alone: beside.alone,
    ways: ways.map(({ apart, stop, pairs, parted, refused }, i) => ({
      allows: pair[i]?.design,
      forbids: pair[1 - i]?.design,
      apart,
      ...(stop && { stop }),
      pairs,
      ...(parted &&
        refused && {
          schedule: parted.schedule.map(eventName),
          ...(beside.starts > 1 && { initial: parted.initial }),
          step: labelJson(refused.label),
          why: refused.why,
          other: refused.schedule.map(eventName),
          open: refused.open.map(labelJson),
        }),
    })),
  };
}
const labelJson = (label: Label): object => ({ ...label });
