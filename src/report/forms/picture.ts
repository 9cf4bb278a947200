// SPDX-License-Identifier: MIT
/** Threads' automata as a picture: graphviz lays them out. Unlike what rvgen reads (dot.ts), a way is named as a trace names it. */
import type { Thread } from '../../model/program.ts';
import { quoted, reached } from './dot.ts';

export interface Picture {
  /** Above it, a line each. */
  readonly says: readonly string[];
  readonly threads: readonly Pictured[];
}
export interface Pictured {
  readonly thread: Thread;
  readonly name: string;
  /** Whether some interleaving takes a way, by the indices of its state and of the way itself. */
  readonly takes: (position: number, candidate: number) => boolean;
}

const NEVER = ['color="gray60"', 'fontcolor="gray60"', 'style=dashed'];
const FAULT = ['color=red', 'fontcolor=red'];

export const pictureDot = ({ says, threads }: Picture): string =>
  [
    'digraph {',
    // As wide in a browser as graphviz takes it to be: each letter is.
    ' graph [fontname="Courier", fontsize=13, labelloc=t, labeljust=l, nodesep=0.4];',
    ' node [fontname="Courier", fontsize=11, shape=box, margin="0.12,0.06"];',
    ' edge [fontname="Courier", fontsize=10, arrowsize=0.7];',
    ` label="${lines(says)}";`,
    ...threads.flatMap(cluster),
    '}',
    '',
  ].join('\n');

/** Each line of it to the left. */
const lines = (texts: readonly string[]) => texts.map((text) => `${quoted(text)}\\l`).join('');

function cluster({ thread, name, takes }: Pictured, index: number): string[] {
  const { positions, initial } = thread;
  const id = (at: number) => `"${index}.${at}"`;
  const states = reached(thread).filter((at) => positions[at]?.fault === undefined);
  const led = states.flatMap((from) =>
    (positions[from]?.candidates ?? []).flatMap(({ target }, c) => (takes(from, c) ? [target] : [])),
  );
  const there = new Set([initial, ...led]);
  return [
    ` subgraph cluster_${index} {`,
    `  label="${quoted(name)}"; color="gray80";`,
    `  "${index}.begin" [shape=point];`,
    `  "${index}.begin" -> ${id(initial)};`,
    ...states.map(
      (at) => `  ${id(at)} [${[...stateOf(thread, at), ...(there.has(at) ? [] : NEVER)].join()}];`,
    ),
    ...states.flatMap((from) =>
      (positions[from]?.candidates ?? []).flatMap(({ target, note }, c) => {
        const fault = positions[target]?.fault;
        // A fault is drawn where it happens: one for all would be tied to all.
        const to = fault === undefined ? id(target) : `"${index}.${from}.${c}"`;
        const dim = takes(from, c) ? undefined : NEVER;
        const label = note === undefined ? [] : [`label="${quoted(note)}"`];
        return [
          ...(fault === undefined
            ? []
            : [`  ${to} [${[`label="${quoted(fault)}"`, ...(dim ?? FAULT)].join()}];`]),
          `  ${id(from)} -> ${to} [${[...label, ...(dim ?? [])].join()}];`,
        ];
      }),
    ),
    ' }',
  ];
}

/** A double frame where the run may end; else name, function and statement. */
function stateOf({ positions }: Thread, at: number): string[] {
  const { name, says, at: place, candidates, validEnd } = positions[at] as Thread['positions'][number];
  const text = [`${name}:`, ...(place ? [`${place.func}()`] : []), says];
  const label = candidates.length === 0 ? quoted(name) : lines(text);
  return [`label="${label}"`, ...(validEnd ? ['peripheries=2'] : [])];
}

/** Loaded when it is wanted: it is as large as all else. */
export async function svgOf(dot: string): Promise<string> {
  const { instance } = await import('@viz-js/viz');
  return (await instance()).renderString(dot, { format: 'svg' });
}
