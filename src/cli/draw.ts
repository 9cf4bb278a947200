// SPDX-License-Identifier: MIT
/** `draw`: which steps each design reaches, and a thread's automaton with what nothing reaches in gray. */
import { Search } from '../explore/search.ts';
import type { Thread } from '../model/program.ts';
import { unknownName } from '../model/suggest.ts';
import { automaton } from '../report/forms/dot.ts';
import { reachedText } from '../report/reached.ts';
import type { Reached } from '../report/reached.ts';
import { selections } from './args.ts';
import { EXIT, UsageError } from './console.ts';
import { limits } from './large.ts';
import { load } from './load.ts';
import { operand, text } from './options.ts';
import { check } from './run.ts';
import type { Context } from './verbs.ts';

export async function runDraw({ args, entries, console, stopped }: Context): Promise<number> {
  const { entry, design } = await load(operand(args, 'the name of a model, or its file'), entries);
  const chosen = selections(args, entry, design, 'tiny');
  const bounded = limits(args);
  const wanted = text(args, 'thread');
  let isComplete = true;
  // An automaton is one of one design: of the first that is asked.
  for (const selection of wanted === undefined ? chosen : chosen.slice(0, 1)) {
    const { search, outcome, model, design: name, configuration } = await check(selection, bounded, console);
    if (!(search instanceof Search)) throw new UsageError(`draw: ${model.name} has no threads to draw`);
    isComplete &&= outcome.complete;
    const reached = { ...reachedIn(search), design: name, configuration, complete: outcome.complete };
    console.out(wanted === undefined ? reachedText(reached) : drawing(search, reached, model.name, wanted));
    if (stopped()) return EXIT.interrupted;
  }
  return isComplete ? EXIT.ok : EXIT.unknown;
}

/** Steps by role: of two threads that run the same it is enough that one takes it. */
function reachedIn(search: Search): Pick<Reached, 'all' | 'taken'> {
  const { edges } = search.engine.compiled;
  const all = [...new Set(edges.map(({ label }) => label))];
  const taken = new Set(
    edges.filter((e) => (search.store.firstTaken[e.index] as number) >= 0).map(({ label }) => label),
  );
  return { all, taken };
}

function drawing(search: Search, reached: Reached, model: string, wanted: string): string {
  const { threads } = search.engine.compiled.program;
  const thread = threads.find((t) => t.name === wanted) ?? threads.find((t) => t.role === wanted);
  if (!thread) {
    const names = [...new Set(threads.flatMap((t) => [t.role, t.name]))];
    throw new UsageError(`draw: ${unknownName('thread', wanted, names)}`);
  }
  const { design, configuration, complete, taken } = reached;
  const there = standing(search, thread);
  return automaton({
    thread,
    says: [
      `MODEL: ${model}, design ${design}, configuration ${configuration}: thread ${thread.name}.`,
      complete
        ? 'Gray: no interleaving within the bound gets there.'
        : 'Gray: not reached as far as was searched.',
      'A double circle: the run may end there.',
    ],
    dim: (at) => !there.has(thread.positions[at]?.name ?? '') && !taken.has(labelOf(thread, at)),
  });
}
const labelOf = (thread: Thread, at: number) => `${thread.role}.${thread.positions[at]?.name}`;

/** Where a thread of this role can stand: where it begins, and where a step that is taken leads. */
function standing(search: Search, { role }: Thread): ReadonlySet<string> {
  const { edges, program } = search.engine.compiled;
  const own = program.threads.filter((t) => t.role === role);
  const led = edges.filter(
    (e) => program.threads[e.thread]?.role === role && (search.store.firstTaken[e.index] as number) >= 0,
  );
  return new Set([
    ...own.map((t) => t.positions[t.initial]?.name ?? ''),
    ...led.map((e) => program.threads[e.thread]?.positions[e.target]?.name ?? ''),
  ]);
}
