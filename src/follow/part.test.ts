// SPDX-License-Identifier: MIT
/** `diff` on random machines, against every word that XState's own graph of each spells out to a depth. */
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { engineOf } from '../engine/engine.ts';
import type { Instance } from '../model/types.ts';
import { graphOf } from '../testing/compare.ts';
import type { ReferenceGraph } from '../testing/compare.ts';
import { runs } from '../testing/full.ts';
import { build, randomSystem } from '../testing/random.ts';
import type { SystemPlan } from '../testing/random.ts';
import { isSmall } from '../testing/random-machines.ts';
import { Labelled, Labels } from './labelled.ts';
import { labelText } from './labels.ts';
import type { Label, Labelling } from './labels.ts';
import { Parting } from './part.ts';

const DEPTH = runs(4, 5);
const keyOf = (thread: string, step: string) => `${thread}.${step}`;

/** A label of a step of the graph; undefined where it is passed over. */
function labelIn({ nodes }: ReferenceGraph, at: string, event: string, passed: ReadonlySet<string>) {
  const node = nodes.get(at);
  const [thread = '', choice] = event.split(':');
  const step = node?.state.at[thread] ?? '';
  const isFault = nodes.get(node?.steps.get(event) ?? '')?.fault === true;
  if (passed.has(keyOf(thread, step)) && !isFault) return undefined;
  return labelText({
    thread,
    step,
    ...(choice !== undefined && { choice }),
    ...(isFault && { fault: 'oops' }),
  });
}

/** Every word that the machine spells with up to so many labels, each with the fewest steps; `most`: steps at all. */
function wordsOf(
  graph: ReferenceGraph,
  passed: ReadonlySet<string>,
  most: number,
): ReadonlyMap<string, number> {
  const words = new Map<string, number>();
  let level = new Set([JSON.stringify([[...graph.nodes.keys()][0], []])]);
  const seen = new Set(level);
  for (let steps = 0; level.size > 0 && steps <= most; steps++) {
    const next = new Set<string>();
    for (const text of level) {
      const [at, word] = JSON.parse(text) as [string, string[]];
      const spelt = JSON.stringify(word);
      if (!words.has(spelt)) words.set(spelt, steps);
      for (const [event, to] of graph.nodes.get(at)?.steps ?? []) {
        const label = labelIn(graph, at, event, passed);
        const longer = label === undefined ? word : [...word, label];
        const key = JSON.stringify([to, longer]);
        if (longer.length > DEPTH || seen.has(key)) continue;
        seen.add(key);
        next.add(key);
      }
    }
    level = next;
  }
  return words;
}

const partingOf = (a: Instance, b: Instance, passed: ReadonlySet<string>) => {
  const labels = new Labels();
  const labelOf: Labelling = ({ program, edges }, { thread, edge, choice }): Label | undefined => {
    const { name = '', positions = [] } = program.threads[thread] ?? {};
    const { position = 0, fault } = edges[edge] ?? {};
    const step = positions[position]?.name ?? '';
    if (passed.has(keyOf(name, step)) && fault === undefined) return undefined;
    return {
      thread: name,
      step,
      ...(choice !== undefined && { choice }),
      ...(fault !== undefined && { fault }),
    };
  };
  const [one, other] = [a, b].map((i) => new Labelled(engineOf(i).compiled, labelOf, labels)) as [
    Labelled,
    Labelled,
  ];
  return { parting: new Parting(one, other), labels };
};

/** A plan, and the same with one step another. */
const pair = fc
  .tuple(
    randomSystem(),
    randomSystem(),
    fc.nat(2),
    fc.nat(3),
    fc.subarray(['t0.s0', 't0.s1', 't1.s0', 't1.s1', 't1.s2']),
  )
  .map(([a, { threads }, thread, step, passed]) => {
    const changed = a.threads.map((positions, t) =>
      t === thread ? positions.with(step % positions.length, threads[0]?.[0] as never) : positions,
    );
    return { a, b: { threads: changed } satisfies SystemPlan, passed };
  });

it('finds the shortest word of the one that the other has not, wherever there is one', () => {
  const met = { parted: 0, same: 0, passed: 0 };
  fc.assert(
    fc.property(pair, ({ a, b, passed: names }) => {
      fc.pre(isSmall(a, 150) && isSmall(b, 150));
      const passed = new Set(names);
      const [one, other] = [build(a), build(b)];
      const mine = wordsOf(graphOf(one), passed, DEPTH);
      const theirs = wordsOf(graphOf(other), passed, Infinity);
      const least = Math.min(...[...mine].filter(([word]) => !theirs.has(word)).map(([, steps]) => steps));
      const { parting, labels } = partingOf(one, other, passed);
      parting.run();
      const { found } = parting;
      const length = found?.schedule.length ?? Infinity;
      expect(length <= DEPTH ? length : Infinity).toBe(least);
      const word = JSON.stringify(found?.labels.map((l) => labelText(labels.known[l] as Label)));
      const isShort = length <= DEPTH;
      expect([isShort ? mine.get(word) : length, isShort && theirs.has(word)]).toEqual([length, false]);
      if (length <= DEPTH) met.parted++;
      else met.same++;
      if (length <= DEPTH && found && found.labels.length < length) met.passed++;
    }),
    { numRuns: runs(30, 1000), seed: 3 },
  );
  for (const times of Object.values(met)) expect(times).toBeGreaterThan(0);
});
