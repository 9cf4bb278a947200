// SPDX-License-Identifier: MIT
/** A repair: changes to the code of one or two roles, each of which a programmer could make, and how many there are. */
import type { Program, Thread } from '../model/program.ts';
import { rewrite } from '../model/rewrite.ts';
import type { RegionConfig } from '../model/rewrite.ts';
import type { Instance } from '../model/types.ts';

export type Kind = 'hold' | 'order' | 'look';
/** One change of a role's code; undefined where the thread's states do not allow it. */
export interface Change {
  readonly kind: Kind;
  readonly role: string;
  /** `hold init_mm.page_table_lock in vmalloc from "..." to "..."`. */
  readonly says: string;
  /** How many steps it is about: of changes that are as many, those of fewer steps come first. */
  readonly size: number;
  /** Of a lock that is held: where, and what else says the same of more steps is no smaller. */
  readonly extent?: { readonly what: string; readonly inside: ReadonlySet<string> };
  readonly change: (region: RegionConfig, thread: Thread, program: Program) => RegionConfig | undefined;
}
/** Changes that are made one after the other. */
export type Repair = readonly Change[];

export const sayings = (repair: Repair): string => repair.map((c) => c.says).join(', and ');
export const sizeOf = (repair: Repair): number => repair.reduce((sum, { size }) => sum + size, 0);

/** What a repair makes of a thread's region; undefined where one of its changes can't be made. */
export const regionAfter = (
  program: Program,
  t: Thread,
  region: RegionConfig,
  repair: Repair,
): RegionConfig | undefined =>
  repair
    .filter(({ role }) => role === t.role)
    .reduce<RegionConfig | undefined>((r, { change }) => r && change(r, t, program), region);

/** The instance with the repair made in every thread of its roles. */
export function repaired(program: Program, instance: Instance, repair: Repair): Instance {
  const machine = rewrite(program, (region, t) => {
    const after = regionAfter(program, t, region, repair);
    if (!after) throw new Error(`${t.name}: '${sayings(repair)}' can't be made`);
    return after;
  });
  return { ...instance, machine };
}

/** The same, and more: other changes beside, or a lock held longer. */
export const includes = (repair: Repair, found: Repair): boolean =>
  found.every((f) => repair.some((c) => c.says === f.says || isLonger(c, f)));

const isLonger = (c: Change, { extent: f }: Change): boolean =>
  f !== undefined && c.extent?.what === f.what && [...f.inside].every((at) => c.extent?.inside.has(at));
