// SPDX-License-Identifier: MIT
/** `draw`: which steps each design reaches; threads' automata, in gray what nothing reaches; the machine itself. */

import { Search } from '../explore/search.ts';
import { boundText } from '../model/bound.ts';
import type { Program, Thread } from '../model/program.ts';
import { readMachine } from '../model/read.ts';
import { unknownName } from '../model/suggest.ts';
import { automaton } from '../report/forms/dot.ts';
import { pictureDot, svgOf } from '../report/forms/picture.ts';
import { stately } from '../report/forms/stately.ts';
import { reachedText } from '../report/reached.ts';
import type { Reached } from '../report/reached.ts';
import type { AnySelection } from '../check/selection.ts';
import { selections } from './args.ts';
import { EXIT, UsageError } from './console.ts';
import { limits } from './large.ts';
import { load } from './load.ts';
import { drawMonitor } from './monitor.ts';
import { operand, text } from './options.ts';
import { check } from './run.ts';
import { threaded } from './steered.ts';
import type { Context } from './verbs.ts';

const FORMATS = ['text', 'dot', 'svg', 'xstate', 'monitor'] as const;
type Format = (typeof FORMATS)[number];

export async function runDraw(context: Context): Promise<number> {
  const { args, entries, console, stopped } = context;
  const { entry, design } = await load(operand(args, 'the name of a model, or its file'), entries);
  const wanted = text(args, 'thread');
  const given = text(args, 'format') ?? (wanted === undefined ? 'text' : 'dot');
  const format = FORMATS.find((f) => f === given);
  if (!format) throw new UsageError(`draw: ${unknownName('format', given, FORMATS)}`);
  if (format !== 'monitor' && text(args, 'events') !== undefined)
    throw new UsageError('draw: --events goes with --format monitor');
  if (wanted !== undefined && (format === 'text' || format === 'xstate'))
    throw new UsageError(`draw: --thread goes with --format dot or svg: the ${format} is of all threads`);
  const chosen = selections(args, entry, design, 'tiny');
  const bounded = limits(args);
  let isComplete = true;
  // A drawing is one of one design: of the first that is asked.
  for (const selection of format === 'text' ? chosen : chosen.slice(0, 1)) {
    const instance = threaded(selection, 'draw');
    if (format === 'monitor')
      return drawMonitor(context, instance, `${selection.model.name}, ${titleOf(selection)}`);
    const program = readMachine(instance.machine);
    const threads = drawn(program, wanted, format);
    if (format === 'xstate') {
      const { model } = selection;
      console.out(stately(program, { id: model.name, description: `${titleOf(selection)}: ${model.asks}` }));
      return EXIT.ok;
    }
    const { search, outcome } = await check(selection, bounded, console);
    if (!(search instanceof Search)) throw new Error('no search');
    const { complete } = outcome;
    isComplete &&= complete;
    const { design: name, configuration } = selection;
    if (format === 'text')
      console.out(reachedText({ ...reachedIn(search), design: name, configuration, complete }));
    else console.out(await drawing(search, { selection, complete, threads, format }));
    if (stopped()) return EXIT.interrupted;
  }
  return isComplete ? EXIT.ok : EXIT.unknown;
}

/** The thread that is named, or one of each role: the others of a role run the same. */
function drawn({ threads }: Program, wanted: string | undefined, format: Format): readonly Thread[] {
  const roles = threads.filter((t) => threads.find(({ role }) => role === t.role) === t);
  const names = [...new Set(threads.flatMap((t) => [t.role, t.name]))];
  if (wanted === undefined && format === 'dot' && roles.length > 1)
    throw new UsageError(
      `draw: --format dot is of one thread: --thread ${roles.map((t) => t.role).join(', ')}`,
    );
  if (wanted === undefined) return roles;
  const thread = threads.find((t) => t.name === wanted) ?? threads.find((t) => t.role === wanted);
  if (!thread) throw new UsageError(`draw: ${unknownName('thread', wanted, names)}`);
  return [thread];
}

const titleOf = (selection: AnySelection) =>
  `design ${selection.design}, configuration ${selection.configuration}, bound ${boundText(selection)}`;

/** Steps by role: of two threads that run the same it is enough that one takes it. */
function reachedIn(search: Search): Pick<Reached, 'all' | 'taken'> {
  const { edges } = search.engine.compiled;
  const all = [...new Set(edges.map(({ label }) => label))];
  const taken = new Set(edges.filter((e) => isTaken(search, e.index)).map(({ label }) => label));
  return { all, taken };
}
const isTaken = (search: Search, edge: number) => (search.store.firstTaken[edge] as number) >= 0;

interface Drawing {
  readonly selection: AnySelection;
  readonly complete: boolean;
  readonly threads: readonly Thread[];
  readonly format: 'dot' | 'svg';
}

async function drawing(search: Search, { selection, complete, threads, format }: Drawing): Promise<string> {
  const gray = complete
    ? 'no interleaving within the bound gets there.'
    : 'not reached as far as was searched.';
  const of = `MODEL: ${selection.model.name}, ${titleOf(selection)}`;
  if (format === 'svg')
    return svgOf(
      pictureDot({
        says: [`${of}.`, `Gray: ${gray}`, 'A double frame: the run may end there.'],
        threads: threads.map((thread) => ({
          thread,
          name: nameOf(search.engine.compiled.program, thread),
          takes: waysTaken(search, thread),
        })),
      }),
    );
  const [thread] = threads as [Thread];
  const there = standing(search, thread);
  return automaton({
    thread,
    says: [`${of}: thread ${thread.name}.`, `Gray: ${gray}`, 'A double circle: the run may end there.'],
    dim: (at) => !there.has(at),
  });
}

/** `vmalloc (vmalloc0, vmalloc1)`: a role, and who has it. */
function nameOf({ threads }: Program, { role, name }: Thread): string {
  const all = threads.filter((t) => t.role === role).map((t) => t.name);
  return all.length === 1 ? name : `${role} (${all.join(', ')})`;
}

/** Whether a thread of this role takes a way of a state. */
function waysTaken(search: Search, { role }: Thread): (position: number, candidate: number) => boolean {
  const { edges, program } = search.engine.compiled;
  const own = edges.filter((e) => program.threads[e.thread]?.role === role && isTaken(search, e.index));
  const taken = new Set(own.map((e) => `${e.position} ${e.candidate}`));
  return (position, candidate) => taken.has(`${position} ${candidate}`);
}

/** Where a thread of this role can stand: where it begins, and where a step that is taken begins or leads. */
function standing(search: Search, { role }: Thread): ReadonlySet<number> {
  const { edges, program } = search.engine.compiled;
  const own = program.threads.filter((t) => t.role === role);
  const taken = edges.filter((e) => program.threads[e.thread]?.role === role && isTaken(search, e.index));
  return new Set([...own.map((t) => t.initial), ...taken.flatMap((e) => [e.position, e.target])]);
}
