// SPDX-License-Identifier: MIT
/**
 * A model's code as nobody has run it yet: the machine and the properties built once more. What a step keeps in its
 * closure it gives again when it is run again; built anew, it has nothing to give.
 */
import { againOf, difference } from '../model/again.ts';
import type { Position, Program } from '../model/program.ts';
import { readMachine } from '../model/read.ts';
import type { Instance, Property, View } from '../model/types.ts';
import { ModelError } from './mistake.ts';

type Holds = (s: View) => boolean;
export interface Fresh {
  readonly position: (thread: number, at: number) => Position;
  /** What stands in this function's place: itself, where it was not built with the machine. */
  readonly of: (holds: Holds) => Holds;
}

/** How to have an instance's code anew; none where nobody knows how it was built. */
export function freshOf(program: Program): (() => Fresh) | undefined {
  const again = againOf(program.machine);
  if (!again) return undefined;
  const { first, build } = again;
  return () => {
    const instance = build();
    const anew = readMachine(instance.machine);
    const differ = difference(outline(program, first), outline(anew, instance));
    if (differ !== undefined) throw new ModelError(differ);
    const [from, to] = [first, instance].map((i) => i.properties.flatMap(functionsOf)) as [Holds[], Holds[]];
    const known = new Map(from.map((holds, i) => [holds, to[i] as Holds]));
    return {
      position: (thread, at) => anew.threads[thread]?.positions[at] as Position,
      of: (holds) => known.get(holds) ?? holds,
    };
  };
}

function functionsOf(p: Property): readonly Holds[] {
  if (!('holds' in p)) return [];
  if (p.kind === 'eventually') return [p.holds, p.after ?? p.holds];
  return [p.holds, ...(p.parts ?? [])];
}

/** What a build must give a second time. A domain that is another is met by the steps, which are run on the first. */
const outline = (program: Program, { properties }: Instance): string[] => [
  ...program.threads.flatMap((t) => t.positions.map(stateText)),
  ...program.initials.map((mem, i) => `initial state ${i} ${JSON.stringify(mem)}`),
  ...properties.map((p) => `property ${p.name} (${p.kind}, ${functionsOf(p).length} functions)`),
];

const stateText = ({ path, candidates, declared = [] }: Position): string =>
  `state ${path} with ${candidates.length} candidates, to ${candidates.map((c) => c.target).join(', ')}` +
  (declared.length === 0 ? '' : `, and the choices ${declared.join(', ')}`);
