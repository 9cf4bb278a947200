// SPDX-License-Identifier: MIT
/**
 * No thread may go round for ever alone while the others are left waiting. So in each loop of a thread's graph some
 * position never goes first: from there all threads go.
 */
import type { StepLeaf } from '../compile/compile.ts';
import type { LocalGraph } from './local-graph.ts';

/** The positions to give up, so that steps which may go first make no loop: those that seldom may, by `share`, first. */
export function sticky(
  graph: LocalGraph,
  goesFirst: (position: number, leaf: StepLeaf) => boolean,
  share: (position: number) => number,
): ReadonlySet<number> {
  const given = new Set<number>();
  for (;;) {
    const loop = positionsOnLoops(
      graph,
      (position, leaf) => !given.has(position) && goesFirst(position, leaf),
    );
    if (loop.length === 0) return given;
    given.add(loop.reduce((least, position) => (share(position) < share(least) ? position : least)));
  }
}

/** Positions on loops, and between them: what stays when nodes without a step out, or without one in, are taken away. */
function positionsOnLoops(
  { nodes }: LocalGraph,
  goesFirst: (position: number, leaf: StepLeaf) => boolean,
): number[] {
  const out = nodes.map(({ position, arcs }) =>
    arcs.filter((a) => goesFirst(position, a.leaf)).flatMap((a) => a.to),
  );
  const into: number[][] = nodes.map(() => []);
  out.forEach((to, n) => to.forEach((t) => into[t]?.push(n)));
  const gone = new Set<number>();
  const strip = (from: readonly (readonly number[])[], towards: readonly (readonly number[])[]) => {
    const left = from.map((to) => to.filter((t) => !gone.has(t)).length);
    const ends = [...nodes.keys()].filter((n) => left[n] === 0 && !gone.has(n));
    for (let n = ends.pop(); n !== undefined; n = ends.pop()) {
      gone.add(n);
      for (const t of towards[n] as readonly number[]) {
        left[t] = (left[t] as number) - 1;
        if (left[t] === 0 && !gone.has(t)) ends.push(t);
      }
    }
  };
  strip(out, into);
  strip(into, out);
  return [...new Set(nodes.filter((_, n) => !gone.has(n)).map((n) => n.position))];
}
