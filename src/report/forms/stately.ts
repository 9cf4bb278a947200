// SPDX-License-Identifier: MIT
/**
 * The machine as JSON: the config that createMachine() takes, for Stately's editor and for whoever reads XState. Code is
 * not in it: a guard or an action is a name, in words. It shows a model, and does not run it.
 */
import type { Candidate, Position, Program, Thread } from '../../model/program.ts';

export interface Named {
  readonly id: string;
  readonly description: string;
}

export const stately = ({ threads }: Program, named: Named): string =>
  `${JSON.stringify(
    {
      ...named,
      type: 'parallel',
      states: Object.fromEntries(threads.map((t) => [t.name, regionOf(t)])),
    },
    undefined,
    2,
  )}\n`;

const regionOf = ({ name, positions, initial }: Thread) => ({
  initial: positions[initial]?.name,
  states: Object.fromEntries(positions.map((p) => [p.name, stateOf(name, p, positions)])),
});

function stateOf(thread: string, p: Position, positions: readonly Position[]): object {
  const { fault, candidates, says, at, validEnd, declared } = p;
  if (fault !== undefined) return { type: 'final', tags: ['fault'], description: fault };
  if (candidates.length === 0) return { type: 'final' };
  const where = at ? `${at.func}(), ${at.file} (${at.version})` : undefined;
  const choices = declared && declared.length > 0 ? `choices: ${declared.join(', ')}` : undefined;
  return {
    description: [says, where, choices].filter((line) => line !== undefined).join('\n'),
    ...(validEnd && { tags: ['may-wait'] }),
    on: { [thread]: candidates.map((c, i) => transitionOf(c, i, p, positions)) },
  };
}

function transitionOf(
  { target, note, guarded, acts }: Candidate,
  index: number,
  { says, candidates }: Position,
  positions: readonly Position[],
): object {
  return {
    target: positions[target]?.name,
    // Ways of one step are told apart by what they find, else by their place.
    ...(guarded && {
      guard: candidates.length === 1 ? says : `${says} [${note ?? `way ${index + 1}`}]`,
    }),
    ...(acts && { actions: [note === undefined ? says : `${says} [${note}]`] }),
    ...(note !== undefined && { description: note }),
  };
}
