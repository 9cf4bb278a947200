// SPDX-License-Identifier: MIT
/** Is a schedule really a fair way never to get there? Asked step by step, without the search that found it. */
import type { Compiled } from '../compile/compile.ts';
import { hasFaulted, sameCells, successors, toState } from '../compile/interpret.ts';
import type { Cells } from '../compile/interpret.ts';
import { demandsOf } from '../model/fairness.ts';
import { viewOf } from '../model/reference.ts';
import type { ProgressProperty, Property, View } from '../model/types.ts';
import type { Counterexample } from './counterexample.ts';
import type { Trace } from './trace.ts';

/** Why the trace does not show the property violated, or undefined if it does. */
export function whyNoLasso(
  compiled: Compiled,
  property: ProgressProperty,
  { kind, loop }: Counterexample,
  trace: Trace,
): string | undefined {
  const { name } = property;
  const { states } = trace;
  const end = states.at(-1) as Cells;
  if (kind !== 'loop' && kind !== 'ends')
    return `${name} is an 'eventually', whose violations are of kind 'loop' or 'ends', not '${kind}'`;
  if ((kind === 'loop') !== (loop !== undefined)) return `kind '${kind}' does not go with loop ${loop}`;
  if (hasFaulted(compiled, end)) return 'the last step ends in a fault: nothing after it means anything';
  const view = (cells: Cells): View => viewOf(compiled.program, toState(compiled, cells));
  const { after } = property;
  const turn = loop ?? states.length - 1;
  // The wait must have begun when the loop does; of a leadsTo, anywhere before.
  const last = after ? states.slice(0, turn + 1).findLastIndex((s) => after(view(s))) : 0;
  if (last < 0) return `what ${name} waits after does not happen before the loop`;
  const met = states.findIndex((s, i) => i >= last && property.holds(view(s)));
  if (met >= 0) return `${name} comes true after step ${met}`;
  if (loop === undefined)
    return successors(compiled, end).length > 0 ? 'the schedule stops where a thread can run' : undefined;
  if (!sameCells(states[loop] as Cells, end))
    return 'the last step does not lead back to where the loop begins';
  return treatment(compiled, property, trace, loop).unfair[0];
}

/** For a loop, a sentence for each thread that says why it is treated fairly. */
export function whyFair(
  compiled: Compiled,
  property: Property,
  { loop }: Counterexample,
  trace: Trace,
): readonly string[] {
  return property.kind === 'eventually' && loop !== undefined
    ? treatment(compiled, property, trace, loop).fair
    : [];
}

function treatment(compiled: Compiled, property: ProgressProperty, { steps, states }: Trace, loop: number) {
  const { program, map } = compiled;
  const { weak, strong, succeeds, steps: fairSteps } = demandsOf(program, property);
  const [fair, unfair]: [string[], string[]] = [[], []];
  const round = steps.slice(loop).map((step, i) => {
    const cells = states[loop + i] as Cells;
    return { step, cells, next: successors(compiled, cells) };
  });
  for (const t of program.threads) {
    const can = round.filter((r) => r.next.some((s) => s.thread === t.index)).length;
    const takes = round.filter((r) => r.step.thread === t.name).length;
    const ended = round.every((r) => t.positions[r.cells[map.pcs[t.index] as number] as number]?.validEnd);
    if (takes > 0) fair.push(`${t.name} runs in the loop.`);
    else if (can === 0 && ended) fair.push(`${t.name} is at a valid end.`);
    else fair.push(`${t.name} does not run; it can ${when(can, round.length)} of the loop.`);
    const wronged = weak.has(t.index) ? can === round.length : strong.has(t.index) && can > 0;
    if (takes === 0 && wronged)
      unfair.push(`the loop is not fair: ${t.name} can run ${when(can, round.length)} of it and never does`);
  }
  const place = (thread: string, cells: Cells) => {
    const t = program.threads.find((p) => p.name === thread);
    return `${thread}.${t?.positions[cells[map.pcs[t.index] as number] as number]?.name}`;
  };
  const offered = new Map<string, boolean>();
  for (const { step, cells, next } of round) {
    const index = program.threads.findIndex((t) => t.name === step.thread);
    const where = place(step.thread, cells);
    for (const { thread, choice } of next) {
      if (thread !== index || choice === undefined || !succeeds.has(choice)) continue;
      const site = `'${choice}' at ${where}`;
      offered.set(site, choice === step.event.choice || offered.get(site) === true);
    }
  }
  for (const { thread, position, choice, fair: asked, name } of fairSteps) {
    const isIt = (s: { thread: number; choice?: string | undefined }, cells: Cells) =>
      s.thread === thread &&
      cells[map.pcs[thread] as number] === position &&
      (choice === undefined || choice === s.choice);
    const can = round.filter((r) => r.next.some((s) => isIt(s, r.cells))).length;
    const takes = round.some(({ step, cells }) =>
      isIt(
        { thread: program.threads.findIndex((t) => t.name === step.thread), choice: step.event.choice },
        cells,
      ),
    );
    const wronged = asked === 'weak' ? can === round.length : can > 0;
    if (takes) fair.push(`${name} is taken in the loop.`);
    else if (wronged) unfair.push(`the loop is not fair: ${name} can be taken in it and never is`);
    else fair.push(`${name} is not taken; it can ${when(can, round.length)} of the loop.`);
  }
  for (const [site, taken] of offered)
    if (!taken) unfair.push(`the loop is not fair: ${site} is never taken in it`);
  return { fair, unfair };
}

const when = (points: number, all: number): string =>
  points === 0 ? 'at no point' : points < all ? 'at some points, not all,' : 'at every point';
