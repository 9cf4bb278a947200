// SPDX-License-Identifier: MIT
/** For `fc.assert`: a failure over schedules of a model is told with the shrunk schedule, drawn, and how to run it again. */
import * as fc from 'fast-check';
import { namesCpus } from '../check/kinds.ts';
import { again, brokenBy, nameOf } from '../check/steered.ts';
import { startOf } from '../counterexample/start.ts';
import { explain } from '../counterexample/trace.ts';
import { Violation } from '../interleave/execution.ts';
import { Schedule } from '../interleave/schedules.ts';
import type { Walker } from '../interleave/walk.ts';
import { chosenOf } from '../model/instance.ts';
import { steeredText } from '../report/steered.ts';
import { plural } from '../report/text.ts';
import { asFile } from './file.ts';

/** Whatever the values are. */
type Details = fc.RunDetails<unknown>;

/**
 * `fc.assert(property, { plugins: [racePlugin] })`, for fast-check 4.10 or later: throws where the property fails, as
 * fast-check does, with its seed and path and with the schedule drawn.
 */
export const racePlugin = <T>(): { readonly onAllRunsComplete: (details: fc.RunDetails<T>) => void } => ({
  onAllRunsComplete: raceReporter,
});

/** `fc.assert(property, { reporter: raceReporter })`: the same for any fast-check. */
export function raceReporter<T>(details: fc.RunDetails<T>): void {
  if (!details.failed) return;
  const { includeErrorInReport } = details.runConfiguration;
  const cause = includeErrorInReport === true ? {} : { cause: details.errorInstance };
  throw new Error(raceMessage(details as unknown as Details), cause);
}

/** What fast-check says, which has the seed and the path, and below it each schedule of the counterexample. */
function raceMessage(details: Details): string {
  const schedules = schedulesOf(details).filter((s) => s.walker !== undefined);
  const drawn = schedules.map((s) => drawnText(s, s.walker as Walker, details.errorInstance));
  return [fc.defaultReportMessage(details), ...drawn].join('\n\n');
}

/** Those that were drawn, or else the one that a model broke on, as fc.modelRun takes its steps. */
function schedulesOf({ counterexample, errorInstance }: Details): Schedule[] {
  const among = (value: unknown): Schedule[] =>
    value instanceof Schedule ? [value] : Array.isArray(value) ? value.flatMap(among) : [];
  const drawn = among(counterexample);
  return drawn.length === 0 && errorInstance instanceof Violation ? [errorInstance.schedule] : drawn;
}

function drawnText({ events, initial }: Schedule, walker: Walker, error: unknown): string {
  const { compiled, instance } = walker.engine;
  const chosen = chosenOf(instance);
  const selection = chosen && asFile(chosen);
  const { broken, taken } = walker.run(events, initial);
  const command = selection ? [again(selection, events, initial)] : [];
  if (broken && selection) {
    const ran = brokenBy(selection, walker, { broken, events: taken, initial });
    return [ran.text(), ...command].join('\n');
  }
  const { steps } = explain(compiled, { schedule: events, initial });
  const breaks = broken ? `${broken.property.name} is violated: ${broken.kind}` : whyFails(error);
  return steeredText({
    of: selection ? nameOf(selection) : 'A schedule',
    says: `${plural(steps.length, 'step')}. ${breaks}.`,
    steps,
    mark: broken ? `${broken.property.name}!` : 'fails here',
    start: startOf(compiled, initial),
    cpus: namesCpus(compiled.program),
    drawn: true,
    more: command,
  });
}

/** It breaks nothing that the model is asked: what fails is the test's. */
function whyFails(error: unknown): string {
  const [first = ''] = error instanceof Error ? error.message.split('\n') : [];
  return `Nothing that the model is asked is violated; the test's own property fails${first === '' ? '' : `: ${first.replace(/\.$/, '')}`}`;
}
