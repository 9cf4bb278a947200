// SPDX-License-Identifier: MIT
/**
 * A thread's automaton in the dialect of dot that the kernel's rvgen reads (dot2k before v6.16): tools/verification,
 * Documentation/trace/rv/deterministic_automata.rst. States and events become C enums of one namespace, so an event is
 * called `do_STATE`, and by the way taken where there are several. Each state has events of its own: it is deterministic.
 */
import type { Thread } from '../../model/program.ts';
import { unknownName } from '../../model/suggest.ts';
import type { Formed } from './formed.ts';

/** An automaton to be drawn. */
export interface Drawing {
  readonly thread: Thread;
  /** What is said of it, one comment a line. */
  readonly says: readonly string[];
  /** Whether a way, by the indices of its state and of the way itself, is to stand out. */
  readonly marked?: (position: number, candidate: number) => boolean;
  /** Whether a state is to be drawn as one that nothing reaches. */
  readonly dim?: (position: number) => boolean;
}
/** A way out of a state, as an event. */
interface Edge {
  readonly from: number;
  readonly to: number;
  readonly candidate: number;
  readonly event: string;
}

export const unfitForDot = ({ played: { threads } }: Formed, name?: string): string | undefined =>
  name === undefined || threads.some((t) => t.name === name)
    ? undefined
    : unknownName(
        'thread',
        name,
        threads.map((t) => t.name),
      );

/** Of the trace's last thread, unless another is named; the ways that the trace takes stand out. */
export function dot({ counterexample: c, trace, played: { threads } }: Formed, name?: string): string {
  const wanted = name ?? trace.steps.at(-1)?.thread;
  const thread = (threads.find((t) => t.name === wanted) ?? threads[0]) as Thread;
  const taken = new Set(
    trace.steps
      .filter((s) => s.thread === thread.name)
      .map(({ way: [from, candidate] }) => `${from} ${candidate}`),
  );
  return automaton({
    thread,
    says: [
      `MODEL: ${c.model}, design ${c.design}, configuration ${c.configuration}: thread ${thread.name}.`,
      `Bold: the ways that it takes in the trace ${c.fingerprint}, which violates ${c.property}.`,
      'A double circle: the run may end there.',
    ],
    marked: (from, candidate) => taken.has(`${from} ${candidate}`),
  });
}

export function automaton({ thread, says, marked = () => false, dim = () => false }: Drawing): string {
  const { positions, initial } = thread;
  const there = reached(thread);
  const names = identifiers(positions.map((p) => p.fault ?? p.name));
  const name = (at: number) => `"${names[at]}"`;
  const edges = there.flatMap((from) => edgesOf(thread, from, names));
  const shape = (at: number) => (positions[at]?.validEnd === true ? 'doublecircle' : 'box');
  return [
    'digraph state_automaton {',
    ...says.map((line) => ` // ${line.replaceAll(/[^\x20-\x7e]/gu, '?')}`),
    ` {node [shape = plaintext, style=invis, label=""] "__init_${names[initial]}"};`,
    ...there.map((at) => ` {node [shape = ${shape(at)}] ${name(at)}};`),
    ` "__init_${names[initial]}" -> ${name(initial)};`,
    ...there.map(
      (at) => ` ${name(at)} [label = "${labelOf(thread, at, names)}"${colorOf(thread, at, dim)}];`,
    ),
    ...edges.map(
      ({ from, to, candidate, event }) =>
        ` ${name(from)} -> ${name(to)} [ ${marked(from, candidate) ? 'penwidth = 3, ' : ''}label = "${event}" ];`,
    ),
    ' { rank = min ;',
    `  "__init_${names[initial]}";`,
    `  ${name(initial)};`,
    ' }',
    '}',
    '',
  ].join('\n');
}

const colorOf = ({ positions }: Thread, at: number, dim: (at: number) => boolean): string => {
  const color = positions[at]?.fault !== undefined ? 'red' : dim(at) ? 'gray' : undefined;
  return color === undefined ? '' : `, color = ${color}, fontcolor = ${color}`;
};

/** The states that the automaton's ways lead to, whatever memory holds, in the order of the model. */
export function reached({ positions, initial }: Thread): number[] {
  const seen = new Set([initial]);
  for (const at of seen) for (const { target } of positions[at]?.candidates ?? []) seen.add(target);
  return [...seen].toSorted((a, b) => a - b);
}

function edgesOf({ positions }: Thread, from: number, names: readonly string[]): Edge[] {
  const candidates = positions[from]?.candidates ?? [];
  const several = candidates.length > 1;
  const ways = candidates.map(({ note, target }) => (several ? `_${note ?? names[target]}` : ''));
  return identifiers(ways.map((way) => `do_${names[from]}${way}`)).map((event, candidate) => ({
    from,
    to: candidates[candidate]?.target as number,
    candidate,
    event,
  }));
}

/** The state's name, and what its step is in the kernel. */
function labelOf({ positions }: Thread, at: number, names: readonly string[]): string {
  const { says, at: place, fault, candidates } = positions[at] as Thread['positions'][number];
  const name = names[at] as string;
  if (fault !== undefined || candidates.length === 0) return name;
  const lines = [name, ...(place ? [`${place.func}()`] : []), says];
  return lines.map(quoted).join(String.raw`\n`);
}

/** Text within quotes: no character of it ends them, is a sequence of dot's, an entity of HTML or a line of its own. */
export const quoted = (text: string): string =>
  text
    .replaceAll(/[^\x20-\x7e]/gu, '?')
    .replaceAll('&', '&amp;')
    .replaceAll(/["\\]/g, String.raw`\$&`);

/** Names as C takes them, no two alike, none that rvgen reads otherwise. */
function identifiers(names: readonly string[]): string[] {
  const used = new Set<string>();
  return names.map((name) => {
    const plain = name
      .replaceAll(/\W+/g, '_')
      .replaceAll(/^_+(?=.)|(?<=.)_+$/g, '')
      .replace(/^(?=\d|$)/, 's_');
    let free = plain;
    for (let n = 2; used.has(free); n++) free = `${plain}_${n}`;
    used.add(free);
    return free;
  });
}
